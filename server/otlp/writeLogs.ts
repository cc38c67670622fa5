/** Log records -> LogsData (the same bytes as a log request). The inverse of readLogs. */
import type { LogRecord } from "../model/log.ts";
import type { ResourceLogs } from "./groups.ts";
import type { ProtobufWriter } from "./protobufWriter.ts";
import { writeAnyValue, writeAttributes, writeGroups } from "./writeAttributes.ts";

/** The groups as protobuf. */
export function writeLogs(groups: readonly ResourceLogs[]): Uint8Array<ArrayBuffer> {
  return writeGroups(
    groups,
    (group) => group.scopeLogs,
    (scopeGroup) => scopeGroup.logRecords,
    writeLogRecord,
  );
}

/** The fields of one LogRecord. */
export function writeLogRecord(writer: ProtobufWriter, record: LogRecord): void {
  if (record.timeUnixNano) writer.fixed64(0x09, record.timeUnixNano);
  if (record.severityNumber) writer.int32(0x10, record.severityNumber);
  if (record.severityText) writer.string(0x1a, record.severityText);
  if (record.body.type !== "empty") {
    const body = writer.begin(0x2a);
    writeAnyValue(writer, record.body);
    writer.end(body);
  }
  writeAttributes(writer, 0x32, record.attributes);
  if (record.droppedAttributesCount) writer.uint32(0x38, record.droppedAttributesCount);
  if (record.flags) writer.fixed32(0x45, record.flags);
  if (record.traceId) writer.hex(0x4a, record.traceId);
  if (record.spanId) writer.hex(0x52, record.spanId);
  if (record.observedTimeUnixNano) writer.fixed64(0x59, record.observedTimeUnixNano);
  if (record.eventName) writer.string(0x62, record.eventName);
}
