/**
 * The part of the waist that keeps alerts: how each stands now, so that whoever leads next goes on from there, and every time one fired
 * (an *episode*), so that any instant can be asked for.
 * Units: Unix milliseconds. Errors: as telemetryStore.ts.
 */
import type { Alert, AlertExemplar, LabelPairs, RuleSource } from "../model/alert.ts";
import type { EvaluatedGroup, EvaluationProblem, EvaluationReport, EvaluationStanding } from "../model/ruleReport.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

/** What is kept with an alert when it fires, as plain JSON: raw telemetry goes away before the alert is forgotten. */
export interface AlertEvidence {
  readonly exemplars: readonly AlertExemplar[];
  /** A log record of the failing traces or of the service, as one line; null when there is none. */
  readonly logLine: {
    readonly atMs: number;
    readonly severity: string;
    readonly service: string;
    readonly body: string;
  } | null;
  /** What changed on the services concerned shortly before: titles of events with their instants. */
  readonly changes: readonly { readonly atMs: number; readonly title: string; readonly thing: string }[];
  readonly gatheredMs: number;
}

/** From when the condition held to the end, or still open. Its id is `fingerprint` and `activeMs`. */
export interface AlertEpisode {
  readonly fingerprint: string;
  readonly ruleKey: string;
  readonly name: string;
  readonly source: RuleSource;
  readonly labels: LabelPairs;
  readonly annotations: LabelPairs;
  /** When it began to fire, or began to hold while pending. */
  readonly value: number;
  readonly activeMs: number;
  /** Null: pending, or over without having fired. */
  readonly firedMs: number | null;
  /** Null: still open. */
  readonly resolvedMs: number | null;
  readonly evidence: AlertEvidence | null;
}

export interface AlertStep extends Scope {
  readonly atMs: number;
  /** Alerts that began, fired, stopped to hold or resolved, each with where it comes from. Of one that ended and began again, both in order. */
  readonly changed: readonly { readonly alert: Alert; readonly name: string; readonly source: RuleSource }[];
  /** Those to forget: pending ones that ended, and resolved ones whose time is over. Their episodes stay if they fired. */
  readonly forgotten: readonly { readonly ruleKey: string; readonly fingerprint: string }[];
  /** Pending ones that ended at `untilMs` without having fired: kept for instants at which they were pending. */
  readonly lapsed?: readonly LapsedAlert[];
}
export interface LapsedAlert {
  readonly alert: Alert;
  readonly name: string;
  readonly source: RuleSource;
  readonly untilMs: number;
}

export interface EpisodesQuery extends Scope {
  /** Those that fired and were open at any instant of it. */
  readonly window: TimeWindow;
  readonly ruleKey?: string;
  readonly fingerprint?: string;
  /** Newest first. */
  readonly limit: number;
  /** It is the greater part of an episode, and lists of many do not show it: null in all. */
  readonly withoutEvidence?: boolean;
}

export interface AlertStore {
  /** One transaction; the same step again changes nothing. */
  writeAlertStep(step: AlertStep): Promise<void>;
  /** How every alert stood when it was last written. */
  readAlerts(query: Scope): Promise<Alert[]>;
  /** Pending and firing at this instant. */
  readEpisodesAt(query: Scope & { atMs: number }): Promise<AlertEpisode[]>;
  readEpisodes(query: EpisodesQuery): Promise<{ readonly episodes: AlertEpisode[]; readonly more: boolean }>;
  keepEvidence(query: Scope & { fingerprint: string; activeMs: number; evidence: AlertEvidence }): Promise<void>;
  /** These groups are evaluated from now on, and no others. */
  writeRuleGroups(
    query: Scope & { groups: readonly EvaluatedGroup[]; problems: readonly EvaluationProblem[] },
  ): Promise<void>;
  /** How some groups fared; of groups that are no more nothing is kept. */
  writeRuleStandings(query: Scope & { standings: readonly EvaluationStanding[] }): Promise<void>;
  readRuleReport(query: Scope): Promise<EvaluationReport>;
}
