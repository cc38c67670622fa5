/**
 * Alerts: rules that watch, and what they have to say. A rule gives samples at each instant; each label set among them is one alert,
 * which is pending until the condition has held for `forMs`, then firing, and after `keepFiringForMs` without it resolved.
 * Units: milliseconds; Unix milliseconds for instants.
 * Source: Prometheus "Alerting rules", rules/alerting.go; Alertmanager's v2 API for the fields of what is sent.
 */
import type { SloCondition } from "./slo.ts";

export type LabelPairs = Readonly<Record<string, string>>;

/** What a rule watches. */
export type AlertCondition =
  | { readonly kind: "promql"; readonly query: string; readonly queryOffsetMs: number; readonly limit: number }
  /** How many records (spans) of a search there were in the window before the instant, beside a threshold; per service when said so. */
  | {
      readonly kind: "logs" | "traces";
      readonly search: AlertSearch;
      readonly windowMs: number;
      readonly operator: ">" | ">=" | "<" | "<=";
      readonly threshold: number;
    }
  | { readonly kind: "slo"; readonly sloId: string; readonly condition: SloCondition };

/** A search of logs or traces as the console's pages have it. */
export interface AlertSearch {
  readonly service: string | null;
  /** Of logs: case-insensitive text of the body. Of traces: the span's name. */
  readonly text: string | null;
  /** Of logs: least severity number. */
  readonly leastSeverity: number | null;
  /** Of traces. */
  readonly failedOnly: boolean;
  readonly minDurationMs: number | null;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** What to make of an instant at which the rule's metric does not exist at all. */
export type NoDataChoice = "ok" | "alert" | "keep";
export type RuleSource = "file" | "console" | "builtin" | "slo";

/** What a person (or a file, or an SLO) defines. */
export interface AlertRuleBody {
  readonly name: string;
  readonly group: string;
  readonly intervalMs: number;
  readonly condition: AlertCondition;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly noData: NoDataChoice;
  /** Label `severity` is page, ticket or info where the rule is ours; anything in files. */
  readonly labels: LabelPairs;
  /** Templates in Go's syntax; `summary` is the sentence that people read, `description` and `runbook` what comes after. */
  readonly annotations: LabelPairs;
}

export interface AlertRule extends AlertRuleBody {
  /** Names the rule across restarts: `file:PATH;GROUP;NAME;N`, `console:ID`, `builtin:NAME`, `slo:ID;CONDITION`. */
  readonly key: string;
  readonly source: RuleSource;
  readonly isEnabled: boolean;
}

/** One sample of a rule's answer: the labels without the metric's name, and the value. */
export interface AlertSample {
  readonly labels: LabelPairs;
  readonly value: number;
}

export const ALERT_STATES = ["inactive", "pending", "firing"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** A trace that shows what an alert is about, kept with it since raw telemetry goes away. */
export interface AlertExemplar {
  readonly traceId: string;
  /** The span that fails (or is the slowest). */
  readonly spanId: string;
  readonly service: string;
  readonly spanName: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  /** Of the span's status or exception; empty when it has none. */
  readonly message: string;
  readonly why: "worst" | "typical";
}

/** One alert as it stands. `fingerprint` is Prometheus's hash of its labels, 16 hex digits. */
export interface Alert {
  readonly fingerprint: string;
  readonly ruleKey: string;
  readonly labels: LabelPairs;
  readonly annotations: LabelPairs;
  readonly state: AlertState;
  readonly value: number;
  /** Since when the condition holds. */
  readonly activeMs: number;
  /** Null: not yet. */
  readonly firedMs: number | null;
  /** When the condition first stopped to hold while firing; null: it holds. */
  readonly keepFiringSinceMs: number | null;
  /** Set once it is over; it is kept for 15 more minutes, so that everybody is told. */
  readonly resolvedMs: number | null;
  readonly evaluatedMs: number;
}

export const ALERT_NAME = "alertname";
/** Annotation of an alert that is over because its rule is no more: why nobody knows whether the condition still holds. */
export const ENDED_WITH_RULE = "ended_with_rule";
/** A resolved alert is kept and told again for so long. */
export const RESOLVED_RETENTION_MS = 900_000;
