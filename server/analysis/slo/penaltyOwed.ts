/**
 * SLA: what is owed to a customer for a period in which too little was good.
 * Shape: tiers and the good ratio of a period -> the tier that was reached. Of several the harshest counts. Units: ratios of the period's fee;
 * money in the SLA's currency, not rounded.
 * A period without data owes nothing and says that it is unknown. A period that goes on is told as it stands.
 */
import type { PenaltyTier, Sla, SloBody } from "../../model/slo.ts";
import { type Compliance, complianceBy } from "./compliance.ts";
import type { CountSums } from "./countSums.ts";

export interface Penalty {
  /** Null: none was reached, or nothing is known. */
  readonly tier: PenaltyTier | null;
  readonly penaltyRatio: number;
  /** Null: the SLA has no fee. */
  readonly amount: number | null;
}
export interface SlaPeriod extends Compliance, Penalty {}

/** A ratio that equals a tier's bound to the last digits is not below it. */
const ROUNDING = 1e-12;

export const isBelow = (goodRatio: number | null, belowRatio: number): boolean =>
  goodRatio !== null && goodRatio < belowRatio - ROUNDING;

export function penaltyOwed(
  { tiers, monthlyFee }: Pick<Sla, "tiers" | "monthlyFee">,
  goodRatio: number | null,
  months = 1,
): Penalty {
  const reached = tiers.filter(({ belowRatio }) => isBelow(goodRatio, belowRatio));
  const tier = reached.reduce<PenaltyTier | null>(
    (harshest, each) => (harshest === null || each.penaltyRatio > harshest.penaltyRatio ? each : harshest),
    null,
  );
  const penaltyRatio = tier?.penaltyRatio ?? 0;
  return { tier, penaltyRatio, amount: monthlyFee === null ? null : monthlyFee * months * penaltyRatio };
}

/** Each calendar period so far, oldest first: the SLO's own quarters, else months; in its zone, or UTC where its window rolls. */
export function slaPeriods(body: SloBody, counts: CountSums, atMs: number): SlaPeriod[] {
  const { sla, window } = body;
  if (sla === null || counts.firstKnownMs === null || counts.firstKnownMs >= atMs) return [];
  const zone = window.kind === "calendar" ? window.timeZone : "UTC";
  const isQuarter = window.kind === "calendar" && window.unit === "quarter";
  const periods = complianceBy(body, counts, isQuarter ? "quarter" : "month", zone, {
    startMs: counts.firstKnownMs,
    endMs: Math.min(atMs, counts.endMs),
  });
  return periods.map((period) => ({ ...period, ...penaltyOwed(sla, period.goodRatio, isQuarter ? 3 : 1) }));
}

export const SLA_CSV_COLUMNS = [
  "slo",
  "customer",
  "from",
  "until",
  "complete",
  "valid",
  "bad",
  "good_ratio",
  "objective",
  "known_ratio",
  "tier_below_ratio",
  "penalty_ratio",
  "amount",
  "currency",
] as const;

/** Cells, the header first. */
export function slaRows(body: SloBody, periods: readonly SlaPeriod[]): string[][] {
  const { name, objective, sla } = body;
  const rows = periods.map((period) => [
    name,
    sla?.customer ?? "",
    new Date(period.startMs).toISOString(),
    new Date(period.endMs).toISOString(),
    period.isOpen ? "no" : "yes",
    String(period.valid),
    String(period.bad),
    period.goodRatio === null ? "" : String(period.goodRatio),
    String(objective),
    String(period.knownRatio),
    period.tier === null ? "" : String(period.tier.belowRatio),
    String(period.penaltyRatio),
    period.amount === null ? "" : period.amount.toFixed(2),
    sla?.monthlyFee == null ? "" : sla.currency,
  ]);
  return [[...SLA_CSV_COLUMNS], ...rows];
}

/** RFC 4180. A cell that a spreadsheet would take for a formula is made text. */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const isFormula = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
    const safe = isFormula ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
