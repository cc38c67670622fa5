/**
 * What is kept with an alert when it fires: a few traces that show what it is about, each with the span that fails, a log line, and what
 * changed shortly before. Raw telemetry goes away before the alert is forgotten.
 * Never throws for lack of telemetry: what cannot be found, or not in time, is absent.
 */
import type { AlertExemplar, LabelPairs } from "../model/alert.ts";
import type { SloSubject } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { StateReader } from "../store/stateStore.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { changesBefore } from "./changesBefore.ts";
import { unlessOver } from "./inTime.ts";
import { pickExemplars } from "./pickExemplars.ts";
import { sampleLog } from "./sampleLog.ts";
import { sampleRequests } from "./sampleRequests.ts";
import { serviceOfSubject } from "./subjectSpans.ts";

export interface EvidenceQuery {
  readonly tenant: number;
  /** Of the alert; `service_name` (or `service`), `span_name`, `span_kind`, `client`, `server` say whose requests are looked at. */
  readonly labels: LabelPairs;
  /** Whose requests, where it is known better than the labels can say (an SLO's). */
  readonly subject?: SloSubject | null;
  /** Of a latency objective: a request is bad when it takes longer, or fails. Left out: when it fails. */
  readonly thresholdSeconds?: number | null;
  /** In which the condition held: usually the rule's range before the instant of firing. */
  readonly window: TimeWindow;
  /** Written as `gatheredMs`. */
  readonly nowMs: number;
  /** Gathering stops after so long with what it has; 2 s when left out. */
  readonly withinMs?: number;
}

export type EvidenceStore = Pick<TelemetryReader, "searchTraces" | "readTrace" | "readEdges" | "searchLogs"> &
  Pick<StateReader, "readEvents">;

const WITHIN_MS = 2_000;
const MOST_BAD = 24;
/** Where none failed and there is no threshold, these are looked at. */
const MOST_SLOWEST = 8;
/** A window shorter than this has too little in it. */
const LEAST_WINDOW_MS = 5 * 60_000;
/** Of the time: for traces, for the rest together. */
const FOR_TRACES = 0.7;

export async function gatherEvidence(store: EvidenceStore, query: EvidenceQuery): Promise<AlertEvidence> {
  const { tenant, labels, nowMs, withinMs = WITHIN_MS } = query;
  const subject = query.subject ?? subjectOfLabels(labels);
  const { endMs } = query.window;
  const window = { startMs: Math.max(0, Math.min(query.window.startMs, endMs - LEAST_WINDOW_MS)), endMs };
  const rest = AbortSignal.timeout(Math.ceil(withinMs));
  const exemplars = subject
    ? await orElse([], readExemplars(store, query, subject, window, withinMs * FOR_TRACES))
    : [];
  const service = subject && serviceOfSubject(subject);
  const services = new Set([...(service ? [service] : []), ...exemplars.map((one) => one.service)]);
  const inTime = <T>(none: T, asked: Promise<T>) => orElse(none, unlessOver(rest, none, asked));
  const [logLine, changes] = await Promise.all([
    inTime(null, sampleLog(store, { tenant, exemplars, service, window, signal: rest })),
    inTime([], changesBefore(store, { tenant, services, window })),
  ]);
  return { exemplars, logLine, changes, gatheredMs: nowMs };
}

async function readExemplars(
  store: EvidenceStore,
  { tenant, thresholdSeconds = null }: EvidenceQuery,
  subject: SloSubject,
  window: TimeWindow,
  withinMs: number,
): Promise<AlertExemplar[]> {
  const asked = {
    tenant,
    subject,
    thresholdSeconds,
    countsErrors: true,
    window,
    mostBad: MOST_BAD,
    mostGood: 0,
    withinMs,
  };
  const { bad } = await sampleRequests(store, asked);
  if (bad.length > 0 || thresholdSeconds !== null) return pickExemplars(bad);
  const slowest = await sampleRequests(store, {
    ...asked,
    slowest: true,
    mostBad: MOST_SLOWEST,
    withinMs: withinMs / 2,
  });
  return pickExemplars(slowest.bad);
}

/** Whose requests an alert with these labels is about; null when they do not say. */
export function subjectOfLabels(labels: LabelPairs): SloSubject | null {
  const { client, server, span_name: spanName, span_kind: spanKind = "" } = labels;
  if (client && server) return { kind: "edge", client, server };
  const service =
    labels.service_name ?? labels.service ?? labels["service.name"] ?? server ?? labels.job?.split("/").at(-1);
  if (service) return spanName ? { kind: "operation", service, spanName, spanKind } : { kind: "service", service };
  return client ? { kind: "caller", client } : null;
}

/** Less evidence is better than none: what the store cannot answer now is left out. */
const orElse = <T>(none: T, asked: Promise<T>): Promise<T> => asked.catch(() => none);
