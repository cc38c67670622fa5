/**
 * The picture of an alert as of an instant, for messages and for whoever opens its link: its value with the limit, and when it pended
 * and fired. Null where there is no line to draw (searches, SLOs, rules that are no more).
 * Errors: NOT_FOUND when there was no such alert.
 */
import { chartPng } from "../delivery/chartPng.ts";
import type { MessagePicture } from "../delivery/deliver.ts";
import type { PromQl } from "../series/ask.ts";
import { alertChart } from "./alertChartOf.ts";
import { type AlertContext, alertAt } from "./alertQueries.ts";

export type PictureContext = AlertContext & { readonly promQl: Pick<PromQl, "ask"> };

export const picturePath = (fingerprint: string, atMs: number): string =>
  `/api/alerts/${encodeURIComponent(fingerprint)}/chart.png?at=${encodeURIComponent(new Date(atMs).toISOString())}`;

export async function alertPicture(
  ctx: PictureContext,
  fingerprint: string,
  atMs: number,
): Promise<MessagePicture | null> {
  const [{ alert, bands }, chart] = await Promise.all([
    alertAt(ctx, fingerprint, atMs),
    alertChart(ctx, fingerprint, atMs),
  ]);
  if (!chart.values.some((value) => typeof value === "number")) return null;
  const { name, sentence } = alert;
  const title = sentence.startsWith(name) ? sentence : `${name}: ${sentence}`;
  const { startMs, stepMs, values, threshold, thresholds } = chart;
  const limit = threshold === null ? "" : `, with its limit of ${threshold}`;
  const png = () => chartPng({ title, startMs, stepMs, values, threshold, thresholds, bands, atMs });
  return { png, words: `${title}. The value over time${limit}.`, path: picturePath(fingerprint, atMs) };
}
