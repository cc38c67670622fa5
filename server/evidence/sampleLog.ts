/**
 * One log record that says what is wrong: the most severe of the failing traces, the failing span's own first; else the newest error of the
 * service. Null when there is none.
 */
import type { AlertExemplar } from "../model/alert.ts";
import { textOf } from "../model/attributes.ts";
import { parseTraceId } from "../model/ids.ts";
import { recordTime, severityName } from "../model/log.ts";
import { SERVICE_NAME, UNKNOWN_SERVICE } from "../model/semconv.ts";
import { type TimeWindow, unixMs } from "../model/time.ts";
import { anyValueText } from "../otlp/anyValueText.ts";
import { readLogs } from "../otlp/readLogs.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { LogQuery, TelemetryReader } from "../store/telemetryStore.ts";

export interface SampleLogQuery {
  readonly tenant: number;
  readonly exemplars: readonly AlertExemplar[];
  /** Null: only the traces' own logs are looked at. */
  readonly service: string | null;
  readonly window: TimeWindow;
  readonly signal: AbortSignal;
}

const WARN = 13;
const ERROR = 17;
const MOST_OF_A_TRACE = 100;
/** Records of a trace lie this close around it. */
const AROUND_MS = 60_000;
const LONGEST_BODY = 1_000;

export async function sampleLog(
  store: Pick<TelemetryReader, "searchLogs">,
  { tenant, exemplars, service, window, signal }: SampleLogQuery,
): Promise<AlertEvidence["logLine"]> {
  const severe = [{ from: WARN, to: 24 }];
  for (const { traceId: text, startMs, durationMs, spanId } of [...exemplars].reverse()) {
    const traceId = parseTraceId(text);
    if (traceId === null) continue;
    const around = { startMs: Math.max(0, startMs - AROUND_MS), endMs: Math.ceil(startMs + durationMs) + AROUND_MS };
    const asked = { tenant, window: around, traceId, severities: severe, limit: MOST_OF_A_TRACE, signal };
    const lines = await readLines(store, { ...asked, order: "oldest" });
    lines.sort(
      (a, b) => b.severityNumber - a.severityNumber || Number(b.spanId === spanId) - Number(a.spanId === spanId),
    );
    if (lines[0]) return lines[0].line;
  }
  if (service === null) return null;
  const asked = { tenant, window, services: [service], severities: [{ from: ERROR, to: 24 }], limit: 1, signal };
  return (await readLines(store, { ...asked, order: "newest" }))[0]?.line ?? null;
}

async function readLines(store: Pick<TelemetryReader, "searchLogs">, query: LogQuery) {
  const { records } = await store.searchLogs(query);
  return records.flatMap(({ logsData }) => {
    const [group] = readLogs(logsData);
    const record = group?.scopeLogs[0]?.logRecords[0];
    if (!group || !record) return [];
    const body = record.body.type === "empty" ? record.eventName : anyValueText(record.body);
    const line = {
      atMs: unixMs(recordTime(record)),
      severity: severityName(record.severityNumber),
      service: textOf(group.resource.attributes, SERVICE_NAME) ?? UNKNOWN_SERVICE,
      body: body.slice(0, LONGEST_BODY),
    };
    return [{ line, severityNumber: record.severityNumber, spanId: record.spanId }];
  });
}
