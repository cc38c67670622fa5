/**
 * The forms in which SLOs are answered (`slos.*`), as of an instant.
 * Units: ratios 0..1 (what is left may be negative), Unix milliseconds, counts of requests, slices or minutes. Null: unknown.
 */
import type { BudgetLine } from "../analysis/slo/budgetLine.ts";
import type { Compliance } from "../analysis/slo/compliance.ts";
import type { ExplainedStep } from "../analysis/slo/explainBudget.ts";
import type { Judgement } from "../analysis/slo/judgeCondition.ts";
import type { SlaPeriod } from "../analysis/slo/penaltyOwed.ts";
import type { Replay } from "../analysis/slo/replayConditions.ts";
import type { SloSentence } from "../analysis/slo/saySlo.ts";
import type { SloReading } from "../analysis/slo/sloReading.ts";
import type { SloStanding } from "../analysis/slo/sloStanding.ts";
import type { Spender } from "../analysis/slo/spenders.ts";
import type { EnabledSlo } from "../db/sloBody.ts";
import type { SloBody, SloCondition } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import type { IndicatorQuery } from "../series/slo/indicatorQueries.ts";
import type { SloTrouble } from "../store/sloStore.ts";
import type { EventView } from "./stateAnswer.ts";

/** How far it is counted. */
export interface SloCoverage {
  /** Counted from here; null: nothing is yet. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** The first minute with data of what was read. */
  readonly firstKnownMs: number | null;
  /** Of the SLO's window, how much lies after the first minute with data. */
  readonly windowRatio: number;
  /** True while the past is still being counted. */
  readonly isFilling: boolean;
  /** Asked now by PromQL, since this form of it was never counted or is not any more. */
  readonly isAsked: boolean;
  /** Why it cannot be counted, in PromQL's words; null: it can. */
  readonly problem: string | null;
}

/** One SLO in the list. */
export interface SloRow extends SloStanding {
  /** With `isEnabled`, and `file` where a file provisions it. */
  readonly slo: EnabledSlo;
  /** What is left of the budget. */
  readonly remaining: number | null;
  readonly goodRatio: number | null;
  /** Until it is gone at the rate of the last hour; null: it lasts, or nothing is known. */
  readonly leftMs: number | null;
  readonly goneMs: number | null;
  /** Of the last hour. */
  readonly burnRate: number | null;
  readonly sentence: SloSentence;
  /** "99.9 % of the requests to checkout succeed in 30 days." */
  readonly promise: string;
  /** What was left, evenly over `spark` of the answer. */
  readonly spark: readonly (number | null)[];
  readonly coverage: SloCoverage;
}
export interface SloListAnswer {
  readonly atMs: number;
  /** By urgency, then by title. */
  readonly slos: readonly SloRow[];
  readonly spark: TimeWindow;
  /** Definitions and files that cannot be taken as they are, as of now. */
  readonly problems: readonly SloTrouble[];
}

export interface SloSpender extends Spender {
  /** What changed just before and in it, its own service's first; at most three. */
  readonly events: readonly EventView[];
}
export interface SloAnswer {
  readonly atMs: number;
  readonly slo: EnabledSlo;
  readonly standing: SloStanding;
  readonly promise: string;
  readonly savedMs: number;
  readonly author: string;
  /** Status, budget, sentence, burn windows, as of an SLO that is switched on. */
  readonly reading: SloReading;
  readonly coverage: SloCoverage;
  /** What was left, as it was at each instant: `line` over 30 days or the window if that is longer, `near` over 12 hours. */
  readonly line: BudgetLine;
  readonly near: BudgetLine;
  /** The present window spent from 100 % on. */
  readonly burnDown: BudgetLine;
  /** Of the last 90 days, and 13 calendar months, in `timeZone`; the last ones go on. */
  readonly timeZone: string;
  readonly days: readonly Compliance[];
  readonly months: readonly Compliance[];
  /** Of the window of `reading.budget`, greatest first. */
  readonly spenders: readonly SloSpender[];
  readonly restRatio: number | null;
  /** Its present conditions over the last 30 days. */
  readonly replay: Replay;
  readonly explain: readonly ExplainedStep[];
  readonly queries: readonly IndicatorQuery[];
  readonly isInterpolated: boolean;
  readonly neverFires: readonly NeverFires[];
  /** What it tells besides burn windows (hours left, budget spent, no data), as it stands. */
  readonly conditions: readonly { readonly condition: SloCondition; readonly judgement: Judgement }[];
  readonly sla: { readonly periods: readonly SlaPeriod[] } | null;
}

export interface NeverFires {
  readonly condition: SloCondition;
  readonly sentence: string;
}

/** Counts of whole minutes from `startMs` on: doubles, little-endian, in base64; NaN: no data. `countsFrom` reads them. */
export interface PackedCounts {
  readonly startMs: number;
  readonly bad: string;
  readonly valid: string;
}
/** How an SLO that is not saved would have gone. */
export interface SloPreviewAnswer {
  readonly atMs: number;
  readonly counts: PackedCounts;
  readonly promise: string;
  readonly queries: readonly IndicatorQuery[];
  readonly isInterpolated: boolean;
  /** What PromQL says about its expressions; null when it answered. */
  readonly problem: string | null;
  /** What stands in the way of saving. */
  readonly problems: readonly { readonly field: string; readonly message: string }[];
  readonly standing: SloStanding;
  readonly reading: SloReading;
  /** Of the last 30 days. */
  readonly line: BudgetLine;
  readonly replay: Replay;
  readonly breaches: readonly TimeWindow[];
  readonly coverage: SloCoverage;
  readonly neverFires: readonly NeverFires[];
  /** "Low traffic: 7 failures are allowed in 28 days."; null: there is enough. */
  readonly lowTraffic: string | null;
}

/** An SLO that a service could have, from what its last days show. */
export interface SloPreset {
  readonly body: SloBody;
  readonly promise: string;
  readonly observed: { readonly goodRatio: number; readonly events: number; readonly days: number };
  /** "It held 99.97 % over the last 7 days." */
  readonly sentence: string;
  readonly lowTraffic: string | null;
  /** There is an SLO that counts the same. */
  readonly existing: string | null;
}

export interface SloRevision {
  readonly revision: number;
  readonly author: string;
  readonly savedMs: number;
  readonly isDeleted: boolean;
  readonly isEnabled: boolean;
  /** Null for a form that is not known any more. */
  readonly body: SloBody | null;
}
