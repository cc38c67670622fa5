/**
 * Multi-window multi-burn-rate conditions, derived: a pair of windows stands for a part of the budget, and its factor is the burn rate that
 * spends this part within the long window: part x P / long. The windows grow and shrink with P from the workbook's 30 days, in whole
 * minutes, and the short one is a twelfth of the long one. A calendar's P is the length of the period at hand, so its factor is of that
 * period (`factorAt`); what stands in the condition itself is for a nominal month of 30 days.
 * Source: SRE Workbook ch. 5 (table 5-8, and 10 % in a day as a second ticket); Pyrra scales windows so.
 */
import type { SloBody, SloCondition, SloSeverity, SloSlices, SloWindow } from "../../model/slo.ts";
import { sayDigits, sayRatio } from "../history/sayNumbers.ts";
import { sayBurn } from "./sayBudget.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, nominalPeriodMs, periodMsAt } from "./sloWindows.ts";

export type BurnCondition = Extract<SloCondition, { kind: "burn" }>;

const BASE_PERIOD_MS = 30 * DAY_MS;
const SHORT_PART = 12;
const PAIRS: readonly { readonly part: number; readonly longMs: number; readonly severity: SloSeverity }[] = [
  { part: 0.02, longMs: HOUR_MS, severity: "page" },
  { part: 0.05, longMs: 6 * HOUR_MS, severity: "page" },
  { part: 0.1, longMs: DAY_MS, severity: "ticket" },
  { part: 0.1, longMs: 3 * DAY_MS, severity: "ticket" },
];
/** From this burn on (5 % in 6 h of 30 days) somebody is called; below, it can wait until morning. */
const PAGING_BURN = 6;
/** "Gone within so many hours" calls somebody when that is at most a shift. */
const PAGING_HOURS = 8;

/**
 * Windows and factors for an SLO window of this length; fastest first, no two alike. Each is at least a slice long, or it would have no
 * events, which matters for long slices and SLO windows of hours only.
 */
export function burnPairs({
  window,
  slices,
}: {
  readonly window: SloWindow;
  readonly slices: SloSlices | null;
}): BurnCondition[] {
  const periodMs = nominalPeriodMs(window);
  const leastMs = (slices?.minutes ?? 1) * MINUTE_MS;
  return PAIRS.map(({ part, longMs, severity }, i) => {
    const scaled = Math.max(minutes((longMs * periodMs) / BASE_PERIOD_MS), (i + 1) * leastMs);
    return {
      kind: "burn",
      longMs: scaled,
      shortMs: Math.max(minutes(scaled / SHORT_PART), leastMs),
      factor: (part * periodMs) / scaled,
      severity,
    };
  });
}

const minutes = (ms: number) => Math.round(ms / MINUTE_MS) * MINUTE_MS;

/** All that an SLO tells about, as its alerting says. */
export function conditionsOf(body: Pick<SloBody, "window" | "slices" | "alerting">): SloCondition[] {
  const { window, alerting } = body;
  const { burnRates, exhaustionHours, spent, absentMinutes } = alerting;
  const conditions: SloCondition[] = burnRates ? burnPairs(body) : [];
  if (exhaustionHours !== null)
    conditions.push({
      kind: "exhaustion",
      hours: exhaustionHours,
      severity: exhaustionHours <= PAGING_HOURS ? "page" : "ticket",
    });
  if (spent !== null) {
    const burn = (spent.ratio * nominalPeriodMs(window)) / (spent.hours * HOUR_MS);
    conditions.push({ kind: "spent", ...spent, severity: burn >= PAGING_BURN ? "page" : "ticket" });
  }
  if (absentMinutes !== null) conditions.push({ kind: "absent", minutes: absentMinutes, severity: "ticket" });
  return conditions;
}

/** Tells an SLO's conditions apart: `burn 1h`, `exhaustion`, `spent`, `absent`. */
export const conditionName = (condition: SloCondition): string =>
  condition.kind === "burn" ? `burn ${promDuration(condition.longMs)}` : condition.kind;

/** The part of the budget that a pair stands for. */
export const budgetPart = ({ window }: Pick<SloBody, "window">, { factor, longMs }: BurnCondition): number =>
  (factor * longMs) / nominalPeriodMs(window);

/** Part x P / long for the period at this instant. */
export const uncappedFactorAt = (body: Pick<SloBody, "window">, condition: BurnCondition, atMs: number): number =>
  condition.factor * (periodMsAt(body.window, atMs) / nominalPeriodMs(body.window));

/** The fastest that a budget can burn: everything fails. */
export const greatestBurn = ({ objective }: Pick<SloBody, "objective">): number => 1 / (1 - objective);

/** The factor that decides: one that cannot be reached is cut to the greatest burn there is, which is when everything fails. */
export function factorAt(body: Pick<SloBody, "objective" | "window">, condition: BurnCondition, atMs: number): number {
  return Math.min(uncappedFactorAt(body, condition, atMs), greatestBurn(body));
}

/**
 * Why a condition cannot come to hold for this objective; null: it can. A burn pair is cut to the greatest burn and then still tells when
 * everything fails for the whole of both windows.
 */
export function neverFires(body: Pick<SloBody, "objective" | "window">, condition: SloCondition): string | null {
  const greatest = greatestBurn(body);
  const objective = sayObjective(body.objective);
  // Reached exactly, it is still not exceeded; the margin is for 1 / (1 - 0.9), which is not quite 10.
  const isReachable = (burn: number) => burn < greatest * (1 - 1e-9);
  if (condition.kind === "burn" && !isReachable(condition.factor))
    return `A burn of ${sayBurn(condition.factor)} cannot happen at ${objective}: even if everything failed it burns at ${sayBurn(greatest)}.`;
  if (condition.kind === "spent") {
    const burn = (condition.ratio * nominalPeriodMs(body.window)) / (condition.hours * HOUR_MS);
    if (!isReachable(burn))
      return `${sayRatio(condition.ratio)} of the budget in ${sayDigits(condition.hours)} h cannot happen at ${objective}: even if everything failed it is ${sayRatio((greatest * condition.hours * HOUR_MS) / nominalPeriodMs(body.window))}.`;
  }
  return null;
}

/** "99.95 %": an objective with all its nines. */
export const sayObjective = (objective: number): string => `${Number((objective * 100).toPrecision(12))} %`;

const UNITS: readonly (readonly [string, number])[] = [
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["m", MINUTE_MS],
];
/** As PromQL writes it: 5m, 6h, 3d, 84m. */
export function promDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms % each === 0) ?? ["s", 1000];
  return `${ms / size}${unit}`;
}
