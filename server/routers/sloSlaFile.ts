/** What an SLA owes, period by period, as a CSV file (RFC 4180). Errors: NOT_FOUND, INVALID where nothing is agreed on. */
import { csvText, slaPeriods, slaRows } from "../analysis/slo/penaltyOwed.ts";
import { DomainError } from "../errors.ts";
import { readCountsOf, type SloContext } from "./sloCounts.ts";
import { sloAt } from "./sloOne.ts";

const KEPT_MS = 400 * 86_400_000;

export async function slaFile(
  ctx: SloContext,
  asked: { readonly id: string; readonly atMs: number; readonly signal?: AbortSignal | undefined },
): Promise<{ name: string; text: string }> {
  const { slo } = await sloAt(ctx, asked);
  if (slo.sla === null) throw new DomainError("INVALID", "This SLO has no SLA: no penalties are agreed on.");
  const { atMs, signal } = asked;
  const counted = await readCountsOf(ctx, [slo], { atMs, lengthMs: () => KEPT_MS, asksNow: true, signal });
  const sums = counted.get(slo.id)?.sums;
  const periods = sums ? slaPeriods(slo, sums, atMs) : [];
  return { name: `${slo.name}-sla.csv`, text: csvText(slaRows(slo, periods)) };
}
