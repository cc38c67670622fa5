/**
 * A stored log record as a row of the logs page: the line, what leads on from it, and the record whole as OTLP JSON for the panel.
 * A body longer than 4,000 characters is cut in `body` only.
 */

import { readLogs } from "../otlp/readLogs.ts";
import { logsToJson } from "../otlp/toJson.ts";
import { type LogLine, logLine } from "./traceLogs.ts";

const LONGEST_LINE = 4_000;

export interface LogRow extends Omit<LogLine, "attributes"> {
  readonly eventName: string;
  readonly traceId: string | null;
  /** LogsData with this one record, as OTLP JSON text. */
  readonly otlp: string;
}

/** The row of LogsData that hold one record; null when they hold none. */
export function logRow(id: string, logsData: Uint8Array): LogRow | null {
  const line = logLine(id, logsData);
  const record = readLogs(logsData)[0]?.scopeLogs[0]?.logRecords[0];
  if (!line || !record) return null;
  const { attributes: _, ...rest } = line;
  return {
    ...rest,
    body: line.body.slice(0, LONGEST_LINE),
    eventName: record.eventName,
    traceId: record.traceId,
    otlp: JSON.stringify(logsToJson(logsData)),
  };
}
