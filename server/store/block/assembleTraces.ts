/**
 * Rows of span blocks -> TracesData bytes, sorted by start, repeats dropped.
 * A repeat has the trace id, span id, kind and start of another span; of a shared id with a CLIENT and a SERVER half both stay.
 * The chunks of every row must be in its view.
 */
import type { ProtobufWriter } from "../../otlp/protobufWriter.ts";
import { OriginGroups, OriginKeys, type RowOf } from "./assembleGroups.ts";
import { compareHalves } from "./blockView.ts";
import type { SpanView } from "./decodeSpans.ts";
import { SpanSet } from "./spanSet.ts";

export type SpanRow = RowOf<SpanView>;

/** Later first would be -1: order of start, unsigned. */
export function compareStart(a: SpanRow, b: SpanRow): number {
  const x = a.view.start;
  const y = b.view.start;
  return compareHalves(x.hi[a.row] ?? 0, x.lo[a.row] ?? 0, y.hi[b.row] ?? 0, y.lo[b.row] ?? 0);
}

/** The rows without repeats, the first of each kept. */
export function dropRepeats(rows: readonly SpanRow[]): SpanRow[] {
  const seen = new SpanSet();
  return rows.filter(({ view, row }) => seen.add(view, row));
}

export function assembleTraces(rows: readonly SpanRow[]): Uint8Array {
  const groups = new OriginGroups<SpanRow>();
  const keys = new OriginKeys();
  for (const row of dropRepeats([...rows].sort(compareStart))) {
    const key = keys.of(row.view, row.view.scope[row.row] ?? 0);
    groups.add(key, () => key.origin, row);
  }
  return groups.write((writer, spans) => {
    for (const span of spans) writeSpan(writer, span);
  });
}

function writeSpan(writer: ProtobufWriter, { view, row }: SpanRow): void {
  const ids = view.block.ids;
  const span = writer.begin(0x12);
  writer.varint(0x0a);
  writer.varint(16);
  const trace = (view.trace[row] ?? 0) * 16;
  writer.raw(ids, trace, trace + 16);
  writer.varint(0x12);
  writer.varint(8);
  writer.raw(ids, view.spanIdAt(row), view.spanIdAt(row) + 8);
  const parent = view.parentIdAt(row);
  if (parent >= 0) {
    writer.varint(0x22);
    writer.varint(8);
    writer.raw(ids, parent, parent + 8);
  }
  const name = view.names[view.name[row] ?? 0];
  if (name && name.length > 0) writer.bytes(0x2a, name);
  writer.fixed64(0x39, view.startUnixNano(row));
  writer.fixed64(0x41, view.endUnixNano(row));
  view.seekRest(row);
  writer.raw(view.restBytes, view.restFrom, view.restEnd);
  writer.end(span);
}
