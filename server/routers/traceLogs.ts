/** A stored log record as one line of a trace's logs: plain JSON, with attributes as text. */
import { type AnyValue, textOf } from "../model/attributes.ts";
import { recordTime, type SeverityName, severityName } from "../model/log.ts";
import { SERVICE_NAME, UNKNOWN_SERVICE } from "../model/semconv.ts";
import { readLogs } from "../otlp/readLogs.ts";

export interface LogLine {
  readonly id: string;
  readonly timeUnixNano: string;
  readonly severity: SeverityName;
  readonly service: string;
  readonly spanId: string | null;
  readonly body: string;
  readonly attributes: readonly { readonly key: string; readonly text: string }[];
}

/** The line of LogsData that hold one record. */
export function logLine(id: string, logsData: Uint8Array): LogLine | null {
  const [group] = readLogs(logsData);
  const record = group?.scopeLogs[0]?.logRecords[0];
  if (!group || !record) return null;
  return {
    id,
    timeUnixNano: recordTime(record).toString(),
    severity: severityName(record.severityNumber),
    service: textOf(group.resource.attributes, SERVICE_NAME) ?? UNKNOWN_SERVICE,
    spanId: record.spanId,
    body: record.body.type === "empty" ? record.eventName : valueText(record.body),
    attributes: record.attributes.map(({ key, value }) => ({ key, text: valueText(value) })),
  };
}

/** A value as people read it: strings bare, numbers as digits, the rest as JSON. */
export function valueText(value: AnyValue): string {
  return value.type === "string" ? value.value : JSON.stringify(plain(value));
}

function plain(value: AnyValue): unknown {
  switch (value.type) {
    case "empty":
      return null;
    case "int":
      return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : value.value.toString();
    case "bytes":
      return Array.from(value.value, (byte) => byte.toString(16).padStart(2, "0")).join("");
    case "array":
      return value.value.map(plain);
    case "map":
      return Object.fromEntries(value.value.map((entry) => [entry.key, plain(entry.value)]));
    default:
      return value.value;
  }
}
