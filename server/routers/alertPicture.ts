/**
 * The picture of an alert as of an instant, for messages and for whoever opens its link: its value with the limit, and when it pended
 * and fired. Where there is no line to draw (searches, SLOs, rules that are no more) it says so, and shows the rest.
 * Errors: NOT_FOUND when there was no such alert.
 */
import { chartPng } from "../delivery/chartPng.ts";
import type { MessagePicture } from "../delivery/deliver.ts";
import { picturePath } from "../delivery/picturePath.ts";
import type { PromQl } from "../series/ask.ts";
import { alertChart } from "./alertChartOf.ts";
import { type AlertContext, alertAt } from "./alertQueries.ts";

export type PictureContext = AlertContext & { readonly promQl: Pick<PromQl, "ask"> };

export async function alertPicture(ctx: PictureContext, fingerprint: string, atMs: number): Promise<MessagePicture> {
  const [{ alert, bands, window }, chart] = await Promise.all([
    alertAt(ctx, fingerprint, atMs),
    alertChart(ctx, fingerprint, atMs),
  ]);
  const { name, sentence } = alert;
  const title = sentence.startsWith(name) ? sentence : `${name}: ${sentence}`;
  const hasLine = chart.values.some((value) => typeof value === "number");
  const { stepMs, values, threshold, thresholds } = chart;
  const note = hasLine ? null : (chart.note ?? "This rule watches no line that could be drawn.");
  const line = { startMs: hasLine ? chart.startMs : window.startMs, stepMs, values, threshold, thresholds };
  const limit = threshold === null ? "" : `, with its limit of ${threshold}`;
  const png = () => chartPng({ ...line, title, bands, atMs, note });
  return { png, words: `${title}. The value over time${limit}.`, path: picturePath(fingerprint, atMs) };
}
