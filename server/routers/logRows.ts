/**
 * A stored log record as a row of the logs page: what a line shows as plain text, and the record whole as OTLP JSON for the panel.
 * Units: `timeUnixNano` is a decimal string of Unix nanoseconds. A body longer than 4,000 characters is cut in `body` only.
 */
import { textOf } from "../model/attributes.ts";
import { recordTime, type SeverityName, severityName } from "../model/log.ts";
import { SERVICE_NAME, UNKNOWN_SERVICE } from "../model/semconv.ts";
import { logsToJson } from "../otlp/toJson.ts";
import { readLogs } from "../otlp/readLogs.ts";
import { valueText } from "./traceLogs.ts";

const LONGEST_LINE = 4_000;

export interface LogRow {
  readonly id: string;
  readonly timeUnixNano: string;
  readonly severity: SeverityName;
  readonly service: string;
  readonly body: string;
  readonly eventName: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly attributes: readonly { readonly key: string; readonly text: string }[];
  /** LogsData with this one record, as OTLP JSON text. */
  readonly otlp: string;
}

/** The row of LogsData that hold one record; null when they hold none. */
export function logRow(id: string, logsData: Uint8Array): LogRow | null {
  const [group] = readLogs(logsData);
  const record = group?.scopeLogs[0]?.logRecords[0];
  if (!group || !record) return null;
  return {
    id,
    timeUnixNano: recordTime(record).toString(),
    severity: severityName(record.severityNumber),
    service: textOf(group.resource.attributes, SERVICE_NAME) ?? UNKNOWN_SERVICE,
    body: record.body.type === "empty" ? record.eventName : valueText(record.body).slice(0, LONGEST_LINE),
    eventName: record.eventName,
    traceId: record.traceId,
    spanId: record.spanId,
    attributes: record.attributes.map(({ key, value }) => ({ key, text: valueText(value) })),
    otlp: JSON.stringify(logsToJson(logsData)),
  };
}
