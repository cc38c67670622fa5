/**
 * Rows of log blocks -> LogsData bytes, grouped by resource and scope, in the order given within a group.
 * Log records have no identity: equal ones are all kept. The chunks of every row must be in its view.
 */
import type { ProtobufWriter } from "../../otlp/protobufWriter.ts";
import { OriginGroups, OriginKeys, type RowOf } from "./assembleGroups.ts";
import { compareHalves } from "./blockView.ts";
import type { LogView } from "./decodeLogs.ts";

export type LogRow = RowOf<LogView>;

export function compareLogTime(a: LogRow, b: LogRow): number {
  const x = a.view.time;
  const y = b.view.time;
  return compareHalves(x.hi[a.row] ?? 0, x.lo[a.row] ?? 0, y.hi[b.row] ?? 0, y.lo[b.row] ?? 0);
}

export function assembleLogs(rows: readonly LogRow[]): Uint8Array {
  const groups = new OriginGroups<LogRow>();
  const keys = new OriginKeys();
  for (const row of rows) {
    const key = keys.of(row.view, row.view.scope[row.row] ?? 0);
    groups.add(key, () => key.origin, row);
  }
  return groups.write((writer, records) => {
    for (const record of records) writeRecord(writer, record);
  });
}

function writeRecord(writer: ProtobufWriter, { view, row }: LogRow): void {
  const record = writer.begin(0x12);
  const time = view.sentUnixNano(row);
  if (time !== 0n) writer.fixed64(0x09, time);
  const observed = view.observedUnixNano(row);
  if (observed !== 0n) writer.fixed64(0x59, observed);
  const severity = view.severity[row] ?? 0;
  if (severity !== 0) writer.int32(0x10, severity);
  writeId(writer, 0x4a, view.block.ids, view.traceIdAt(row), 16);
  writeId(writer, 0x52, view.block.ids, view.spanIdAt(row), 8);
  view.seekRest(row);
  writer.raw(view.restBytes, view.restFrom, view.restEnd);
  writer.end(record);
}

function writeId(writer: ProtobufWriter, tag: number, ids: Uint8Array, at: number, length: number): void {
  if (at < 0) return;
  writer.varint(tag);
  writer.varint(length);
  writer.raw(ids, at, at + length);
}
