/**
 * Rules as Prometheus's rule files have them. Units: milliseconds.
 * Source: Prometheus "Recording rules" and "Alerting rules"; rules/ of its sources.
 */
export type RuleLabels = Readonly<Record<string, string>>;

export interface RecordingRule {
  readonly kind: "recording";
  /** The metric that is written. */
  readonly name: string;
  readonly query: string;
  /** Of the group and of the rule; the rule's win. An empty value takes a label away. */
  readonly labels: RuleLabels;
}
export interface AlertingRule {
  readonly kind: "alerting";
  readonly name: string;
  readonly query: string;
  readonly labels: RuleLabels;
  readonly annotations: RuleLabels;
  readonly forMs: number;
  readonly keepFiringForMs: number;
}
export type Rule = RecordingRule | AlertingRule;

export interface RuleGroup {
  /** Path within the folder of rules. */
  readonly file: string;
  readonly name: string;
  readonly intervalMs: number;
  /** Rules are evaluated this long before their instant, so that late samples count. */
  readonly queryOffsetMs: number;
  /** Most series of one rule; 0: no limit. */
  readonly limit: number;
  readonly rules: readonly Rule[];
}

/** Why a file was refused, at a line from 1. */
export interface RuleProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}
