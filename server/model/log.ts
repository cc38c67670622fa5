/**
 * A log record, field by field in OTLP's own names. The body may be of any value type.
 * `timeUnixNano` may be 0: then the record's time is `observedTimeUnixNano` (`recordTime`).
 * Source: opentelemetry-proto logs.proto; OpenTelemetry Logs Data Model (severity ranges).
 */
import type { AnyValue, Attributes } from "./attributes.ts";
import type { SpanId, TraceId } from "./ids.ts";
import type { UnixNano } from "./time.ts";

export interface LogRecord {
  readonly timeUnixNano: UnixNano;
  readonly observedTimeUnixNano: UnixNano;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: AnyValue;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly flags: number;
  readonly traceId: TraceId | null;
  readonly spanId: SpanId | null;
  readonly eventName: string;
}

/** The instant a record stands for: when it happened, else when it was seen. */
export function recordTime(record: Pick<LogRecord, "timeUnixNano" | "observedTimeUnixNano">): UnixNano {
  return record.timeUnixNano !== 0n ? record.timeUnixNano : record.observedTimeUnixNano;
}

export type SeverityName = "UNSPECIFIED" | "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
export const SEVERITY_NAMES: readonly SeverityName[] = [
  "UNSPECIFIED",
  "TRACE",
  "DEBUG",
  "INFO",
  "WARN",
  "ERROR",
  "FATAL",
];

/** The short name of a severity number's range: 1-4 TRACE ... 21-24 FATAL; anything else UNSPECIFIED. */
export function severityName(severityNumber: number): SeverityName {
  if (severityNumber < 1 || severityNumber > 24) return "UNSPECIFIED";
  return SEVERITY_NAMES[Math.floor((severityNumber - 1) / 4) + 1] ?? "UNSPECIFIED";
}
