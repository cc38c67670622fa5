/**
 * Rules as the leader evaluates them, and how they fared last: what whoever does not lead knows of them.
 * Units: milliseconds; Unix milliseconds for instants.
 */
import type { Alert, AlertRule, LabelPairs } from "./alert.ts";

export type RuleHealth = "unknown" | "ok" | "err";

export type EvaluatedRule =
  | { readonly kind: "recording"; readonly name: string; readonly query: string; readonly labels: LabelPairs }
  | { readonly kind: "alerting"; readonly rule: AlertRule };

/** Rules that are evaluated one after the other at the same instants. */
export interface EvaluatedGroup {
  /** Unique; of files `PATH;NAME`. */
  readonly key: string;
  /** Path within the folder of rules; of others where they come from: `console`, `builtin`, `slo`. */
  readonly file: string;
  readonly name: string;
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** Most series of one rule; 0: no limit of its own. */
  readonly limit: number;
  readonly rules: readonly EvaluatedRule[];
}

export interface RuleStanding {
  readonly health: RuleHealth;
  readonly lastError: string | null;
  /** How long it took last. */
  readonly evaluationMs: number;
  readonly lastEvaluationMs: number | null;
  /** Pending and firing ones, with their values at the last evaluation; of a recording rule none. */
  readonly alerts: readonly Alert[];
}

/** One standing per rule, in the order of the group's rules. */
export interface EvaluationStanding {
  readonly key: string;
  readonly evaluationMs: number;
  readonly lastEvaluationMs: number | null;
  /** Instants that were left out since somebody leads. */
  readonly missed: number;
  readonly rules: readonly RuleStanding[];
}

/** A file or a definition that was not taken, at a line from 1. */
export interface EvaluationProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface EvaluationReport {
  readonly groups: readonly { readonly group: EvaluatedGroup; readonly standing: EvaluationStanding }[];
  readonly problems: readonly EvaluationProblem[];
}
export const NO_REPORT: EvaluationReport = { groups: [], problems: [] };
export const NEVER_EVALUATED: RuleStanding = {
  health: "unknown",
  lastError: null,
  evaluationMs: 0,
  lastEvaluationMs: null,
  alerts: [],
};
