/**
 * Rows of point blocks with the definitions of their series -> MetricsData bytes, grouped by resource, scope, metric and series,
 * in order of time within a series. Points of one series with the same time and the same bytes are repeats; one stays.
 */
import { ProtobufWriter } from "../../otlp/protobufWriter.ts";
import { latin1, OriginGroups, type RowOf } from "./assembleGroups.ts";
import type { PointView } from "./decodePoints.ts";
import { ValueType } from "./pointTable.ts";
import { join64 } from "./rawBlock.ts";
import type { SeriesDefinition } from "./seriesDefinition.ts";

export type PointRow = RowOf<PointView>;

/** Rows in order of series, then time. Keys are made once per row: comparing is what sorting does most. */
function sortPoints(rows: readonly PointRow[]): PointRow[] {
  const series = Float64Array.from(rows, ({ view, row }) => view.series(row));
  const times = Float64Array.from(rows, ({ view, row }) => Number(view.timeUnixNano(row)));
  const order = Uint32Array.from(rows, (_, i) => i).sort(
    (a, b) =>
      (series[a] ?? 0) - (series[b] ?? 0) || (times[a] ?? 0) - (times[b] ?? 0) || compareExactly(rows[a], rows[b]),
  );
  return Array.from(order, (i) => rows[i]).filter((row) => row !== undefined);
}

/** For instants that are equal as numbers, which are exact to 256 ns only. */
function compareExactly(a: PointRow | undefined, b: PointRow | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const x = a.view.timeUnixNano(a.row);
  const y = b.view.timeUnixNano(b.row);
  return x < y ? -1 : x > y ? 1 : 0;
}

interface SeriesRows {
  readonly definition: SeriesDefinition;
  readonly rows: PointRow[];
}

/** Points of unknown series are left out (their definition is gone). */
export function assembleMetrics(
  rows: readonly PointRow[],
  definitions: ReadonlyMap<number, SeriesDefinition>,
): Uint8Array {
  const bySeries = new Map<number, SeriesRows>();
  for (const row of sortPoints(rows)) {
    const id = row.view.series(row.row);
    const definition = definitions.get(id);
    if (definition === undefined) continue;
    const group = bySeries.get(id) ?? { definition, rows: [] };
    bySeries.set(id, group);
    group.rows.push(row);
  }
  const groups = new OriginGroups<SeriesRows>();
  for (const group of bySeries.values()) {
    const origin = group.definition;
    const resource = `${origin.resourceSchemaUrl}\n${latin1(origin.resource)}`;
    const scope = `${origin.scopeSchemaUrl}\n${latin1(origin.scope)}`;
    groups.add({ resource, scope }, () => origin, group);
  }
  return groups.write(writeMetrics);
}

function writeMetrics(writer: ProtobufWriter, series: readonly SeriesRows[]): void {
  const metrics = new Map<string, SeriesRows[]>();
  for (const one of series) {
    const { head, kind, temporality, isMonotonic } = one.definition;
    const key = `${kind}:${temporality}:${isMonotonic}:${latin1(head)}`;
    const list = metrics.get(key) ?? [];
    metrics.set(key, list);
    list.push(one);
  }
  for (const list of metrics.values()) writeMetric(writer, list);
}

function writeMetric(writer: ProtobufWriter, series: readonly SeriesRows[]): void {
  const definition = series[0]?.definition;
  if (definition === undefined) return;
  const metric = writer.begin(0x12);
  writer.raw(definition.head, 0, definition.head.length);
  const data = writer.begin(definition.kind * 8 + 2);
  for (const { definition: of, rows } of series) {
    let before: PointRow | null = null;
    for (const row of rows) {
      if (before === null || !isRepeat(before, row)) {
        const point = writer.begin(0x0a);
        writePoint(writer, row, of.attributes);
        writer.end(point);
      }
      before = row;
    }
  }
  if (definition.temporality !== 0) writer.int32(0x10, definition.temporality);
  if (definition.isMonotonic) writer.bool(0x18, true);
  writer.end(data);
  writer.end(metric);
}

/** Of one series: the same instant and the same bytes. */
function isRepeat(a: PointRow, b: PointRow): boolean {
  if (a.view.timeUnixNano(a.row) !== b.view.timeUnixNano(b.row)) return false;
  const [x, y] = [a, b].map((row) => {
    const writer = new ProtobufWriter();
    writePoint(writer, row, new Uint8Array(0));
    return latin1(writer.finish());
  });
  return x === y;
}

/** Start (2) and time (3) have the same numbers in all kinds; only number points have the value (4, 6). */
function writePoint(writer: ProtobufWriter, { view, row }: PointRow, attributes: Uint8Array): void {
  writer.raw(attributes, 0, attributes.length);
  const start = view.startUnixNano(row);
  if (start !== 0n) writer.fixed64(0x11, start);
  writer.fixed64(0x19, view.timeUnixNano(row));
  const { type, value, hi, lo } = view.values;
  if (type[row] === ValueType.DOUBLE) writer.double(0x21, value[row] ?? 0);
  else if (type[row] === ValueType.INT) writer.fixed64(0x31, join64(hi[row] ?? 0, lo[row] ?? 0));
  view.seekRest(row);
  writer.raw(view.restBytes, view.restFrom, view.restEnd);
}
