/**
 * Service-level objectives: what people promise, and the counts from which everything about a promise is computed.
 *
 * An *indicator* splits requests (or minutes) into good and bad; an *objective* says which ratio of them must be good over a *window*;
 * the *error budget* is the rest: (1 - objective) x valid events of the window. Burn rate is the error ratio over (1 - objective).
 * Units: ratios 0..1, instants in Unix milliseconds, lengths in the unit their name says.
 * Source: SRE Workbook ch. 2, 5; OpenSLO v1.
 */

/** Whose requests: those a service answers, one of its operations, the calls of an edge, or all calls that a service makes. */
export type SloSubject =
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "operation"; readonly service: string; readonly spanName: string; readonly spanKind: string }
  | { readonly kind: "edge"; readonly client: string; readonly server: string }
  | { readonly kind: "caller"; readonly client: string };

export const SLO_OPERATORS = ["<", "<=", ">", ">="] as const;
export type SloOperator = (typeof SLO_OPERATORS)[number];

export type Indicator =
  /** A request is bad when its span ended in an error. */
  | { readonly kind: "availability"; readonly subject: SloSubject }
  /** A request is good when it took at most so long; between bounds of buckets it is interpolated. Failed requests are bad too when said so. */
  | {
      readonly kind: "latency";
      readonly subject: SloSubject;
      readonly thresholdSeconds: number;
      readonly countsErrors: boolean;
    }
  /**
   * Two PromQL expressions, each the number of events in `[$window]` (`sum(increase(x_total{code=~"5.."}[$window]))`); `good` or `bad`, and
   * `total`. `isRatio`: `bad` alone is an error ratio 0..1, and every minute counts the same.
   */
  | {
      readonly kind: "ratio";
      readonly good: string | null;
      readonly bad: string | null;
      readonly total: string | null;
      readonly isRatio: boolean;
    }
  /** Minutes instead of requests: a minute is good when the expression compares so; without a value it is no event. */
  | { readonly kind: "threshold"; readonly query: string; readonly operator: SloOperator; readonly value: number };

export type SloWindow =
  | { readonly kind: "rolling"; readonly days: number }
  /** From local midnight of the first day of the week (Monday), month or quarter, in this IANA time zone. */
  | { readonly kind: "calendar"; readonly unit: "week" | "month" | "quarter"; readonly timeZone: string };

/** Slices instead of events: a slice of so many minutes is good when at least this ratio of its events are. */
export interface SloSlices {
  readonly minutes: number;
  readonly targetRatio: number;
}

export const SEVERITIES = ["page", "ticket"] as const;
export type SloSeverity = (typeof SEVERITIES)[number];

/** When to tell. Burn-rate pairs are derived from the window unless listed. */
export interface SloAlerting {
  readonly burnRates: boolean;
  /** Tell when the budget is gone within so many hours at the present rate; null: do not. */
  readonly exhaustionHours: number | null;
  /** Tell when this part of the budget was spent within so many hours; null: do not. */
  readonly spent: { readonly ratio: number; readonly hours: number } | null;
  /** Below so many bad events in a burn window nothing is told: one failure at night is no fire. */
  readonly minimumBadEvents: number;
  /** Below so many events of any kind in a burn window nothing is told. */
  readonly minimumEvents: number;
  /** Also tell when the indicator has had no data for so many minutes; null: do not. */
  readonly absentMinutes: number | null;
}

/** An SLA's tier: when less than this ratio was good over the period, so much of the fee is owed. Of several the harshest counts. */
export interface PenaltyTier {
  readonly belowRatio: number;
  readonly penaltyRatio: number;
}
export interface Sla {
  readonly customer: string;
  /** Null: penalties are told as ratios only. */
  readonly monthlyFee: number | null;
  /** ISO 4217. */
  readonly currency: string;
  readonly tiers: readonly PenaltyTier[];
}

/** What a person (or a file) defines. */
export interface SloBody {
  /** Unique among SLOs; letters, digits, dots and dashes, at most 63 (RFC 1123). */
  readonly name: string;
  /** As people call it: "Checkout succeeds". */
  readonly title: string;
  readonly description: string;
  /** The service it is listed under. */
  readonly service: string;
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly indicator: Indicator;
  /** 0 < objective < 1. */
  readonly objective: number;
  readonly window: SloWindow;
  /** Null: events are counted as they are. */
  readonly slices: SloSlices | null;
  readonly alerting: SloAlerting;
  readonly sla: Sla | null;
}

export interface SloDefinition extends SloBody {
  readonly id: string;
  /** From 1; counted anew where what is counted changed. */
  readonly revision: number;
  /** A file that provisions it, which the console cannot change; null: made in the console. */
  readonly file: string | null;
}

/**
 * Counts of whole minutes: entry i covers [startMs + i * 60 s, + 60 s). NaN in `valid`: no data, which is not zero. Counts may be fractions
 * (increase over samples, interpolated buckets); bad <= valid always.
 */
export interface SloCounts {
  readonly startMs: number;
  readonly bad: Float64Array;
  readonly valid: Float64Array;
}
export const SLO_STEP_MS = 60_000;

/** What made an SLO's alert rule tell. */
export type SloCondition =
  | {
      readonly kind: "burn";
      readonly longMs: number;
      readonly shortMs: number;
      readonly factor: number;
      readonly severity: SloSeverity;
    }
  | { readonly kind: "exhaustion"; readonly hours: number; readonly severity: SloSeverity }
  | { readonly kind: "spent"; readonly ratio: number; readonly hours: number; readonly severity: SloSeverity }
  | { readonly kind: "absent"; readonly minutes: number; readonly severity: SloSeverity };

export const SLO_STATUSES = ["unknown", "healthy", "burning", "exhausted"] as const;
/** `burning`: a burn condition holds now; `exhausted`: nothing is left. No data is `unknown`, never healthy. */
export type SloStatus = (typeof SLO_STATUSES)[number];
