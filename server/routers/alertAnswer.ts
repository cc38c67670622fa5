/**
 * The forms in which `alerts.*` and `alertRules.*` answer. Nouns: server/model/alert.ts.
 * Units: Unix milliseconds; values in the unit of the rule's query. Null where nothing is known.
 */
import type { AlertRuleBody, LabelPairs, RuleSource } from "../model/alert.ts";
import type { PropertyValue } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { ChartValue } from "./metricsAnswer.ts";
import type { EventView } from "./stateAnswer.ts";

export type AlertStanding = "firing" | "pending" | "resolved";

export interface AlertRow {
  readonly fingerprint: string;
  readonly name: string;
  readonly ruleKey: string;
  readonly source: RuleSource;
  /** At the instant asked for. */
  readonly standing: AlertStanding;
  /** Label `severity`; null when the rule gives none. */
  readonly severity: string | null;
  /** Label `service_name` or `service`. */
  readonly service: string | null;
  /** The annotation `summary`, or the name with its labels: one sentence. */
  readonly sentence: string;
  readonly labels: LabelPairs;
  /** Since when the condition held. */
  readonly activeMs: number;
  readonly firedMs: number | null;
  readonly resolvedMs: number | null;
  /** At the last evaluation where the instant is now; else as it was when the alert fired. */
  readonly value: ChartValue;
  readonly acknowledged: { readonly by: string; readonly atMs: number } | null;
  readonly silencedBy: readonly SilenceView[];
  /** Why nobody is told of it while it fires, besides silences; null when nothing holds it back. */
  readonly heldBackBy: HeldBackView | null;
}

/** Another alert that fires, or named times in which every route to it is mute. */
export type HeldBackView =
  | { readonly by: "inhibition"; readonly fingerprint: string; readonly sentence: string }
  | { readonly by: "time"; readonly names: readonly string[] };

export interface SilenceView {
  readonly id: string;
  readonly comment: string;
  readonly createdBy: string;
  readonly endsMs: number;
}

export interface AlertsAnswer {
  readonly atMs: number;
  /** Firing, then pending, then lately resolved; pages before tickets, newest first. */
  readonly alerts: readonly AlertRow[];
  /** False when the instant is not now: of a rule whose alerts wait and end all the time not every one is remembered then. */
  readonly knowsPending: boolean;
}

/** The rule's value over time, with what it is compared to. */
export interface AlertChart {
  /** PromQL of the line; null for counts of searches and for SLOs. */
  readonly query: string | null;
  readonly startMs: number;
  readonly stepMs: number;
  readonly values: readonly ChartValue[];
  /** One number, or a line of its own; both null where the rule compares with nothing. */
  readonly threshold: number | null;
  readonly thresholds: readonly ChartValue[] | null;
  readonly operator: string | null;
  /** Words on what is drawn: "records a minute that match", or why nothing is. */
  readonly note: string | null;
}

export interface AlertBand {
  readonly standing: "pending" | "firing";
  readonly startMs: number;
  readonly endMs: number;
}

export interface AffectedSlo {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly service: string;
  /** Of the thing `slo:NAME` at the instant, without the leading `p.`. */
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

export interface EpisodeView {
  readonly fingerprint: string;
  readonly activeMs: number;
  readonly firedMs: number | null;
  readonly resolvedMs: number | null;
  readonly value: ChartValue;
  readonly labels: LabelPairs;
}

export interface AlertAnswer {
  readonly atMs: number;
  readonly alert: AlertRow;
  /** Expanded. */
  readonly annotations: LabelPairs;
  readonly rule: RuleView | null;
  /** What chart and bands show. */
  readonly window: TimeWindow;
  readonly bands: readonly AlertBand[];
  readonly evidence: AlertEvidence | null;
  /** Same service or same group, standing at the instant. */
  readonly related: readonly AlertRow[];
  /** Of the quarter of an hour before it fired: those of its service first, then of all services; newest first each. */
  readonly eventsBefore: readonly EventView[];
  readonly slos: readonly AffectedSlo[];
  /** Of this alert, newest first. */
  readonly history: readonly EpisodeView[];
  readonly moreHistory: boolean;
  readonly notes: readonly EventView[];
}

/** A rule as it is defined and as it fares. */
export interface RuleView {
  readonly key: string;
  readonly source: RuleSource;
  readonly isEnabled: boolean;
  /** False for rules of files, of SLOs, and built-in ones, which can only be switched off. */
  readonly isEditable: boolean;
  /** Of a console rule: its definition. */
  readonly definition: { readonly id: string; readonly revision: number } | null;
  /** Of a file. */
  readonly file: string | null;
  readonly body: AlertRuleBody;
  /** What it watches, as one line of text: PromQL, or words. */
  readonly watches: string;
  readonly severity: string | null;
  readonly health: "unknown" | "ok" | "err";
  readonly lastError: string | null;
  readonly lastEvaluationMs: number | null;
  readonly evaluationMs: number;
  readonly firing: number;
  readonly pending: number;
}

export interface RulesAnswer {
  readonly atMs: number;
  readonly rules: readonly RuleView[];
  /** Files and definitions that were not taken. */
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  /** What must be said beside it; null when nothing must. */
  readonly note: string | null;
}

/** How a rule would have gone. */
export interface PreviewAnswer {
  readonly window: TimeWindow;
  readonly stepMs: number;
  /** "It would have fired 4 times last week, for 2 h 10 min in all." */
  readonly sentence: string;
  /** What of the window is known; null when all is. */
  readonly note: string | null;
  /** Oldest first; at most 200. */
  readonly episodes: readonly PreviewEpisode[];
  /** How many there are. */
  readonly total: number;
  /** The lines that were judged, those that fired first; at most 10. */
  readonly series: readonly { readonly labels: LabelPairs; readonly values: readonly ChartValue[] }[];
  readonly threshold: number | null;
  readonly operator: string | null;
  /** Why there is no answer, in one sentence; null when there is one. */
  readonly problem: string | null;
}
export interface PreviewEpisode {
  readonly labels: LabelPairs;
  /** As it would have been told. */
  readonly sentence: string;
  readonly activeMs: number;
  readonly firedMs: number;
  /** Null: it would fire still. */
  readonly resolvedMs: number | null;
}
