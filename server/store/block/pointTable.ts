/**
 * Data points as columns, wherever they come from: requests that arrived, blocks that are merged. What encodes a block reads these.
 * `rest` holds the fields of every point that no column has, as whole protobuf fields, point after point.
 */
import type { PointColumns } from "../../model/columns.ts";
import type { BlockSlice } from "./blockSlice.ts";
import { columnsOf, copyRest } from "./restChunks.ts";

export const ValueType = { NONE: 0, DOUBLE: 1, INT: 2, OTHER: 3 } as const;

export interface PointTable {
  readonly count: number;
  /** Numbers of the series dictionary. */
  readonly series: Float64Array;
  /** OTLP's field number of the metric's kind. */
  readonly kind: Uint8Array;
  readonly timeHi: Uint32Array;
  readonly timeLo: Uint32Array;
  readonly startHi: Uint32Array;
  readonly startLo: Uint32Array;
  readonly type: Uint8Array;
  readonly value: Float64Array;
  /** Of ints, two's complement. */
  readonly intHi: Uint32Array;
  readonly intLo: Uint32Array;
  readonly rest: Uint8Array;
  /** Where a point's fields start in `rest`; one more than points. */
  readonly restAt: Float64Array;
}

export function newTable(count: number, rest: Uint8Array, restAt: Float64Array): PointTable {
  const words = () => new Uint32Array(count);
  return {
    count,
    series: new Float64Array(count),
    kind: new Uint8Array(count),
    timeHi: words(),
    timeLo: words(),
    startHi: words(),
    startLo: words(),
    type: new Uint8Array(count),
    value: new Float64Array(count),
    intHi: words(),
    intLo: words(),
    rest,
    restAt,
  };
}

/** `series[source][record]` are numbers of the series dictionary. */
export function tableOf(slice: BlockSlice<PointColumns>, series: readonly Float64Array[]): PointTable {
  const { bytes, starts } = copyRest(slice);
  const table = newTable(slice.count, bytes, starts);
  for (let i = 0; i < slice.count; i++) {
    const columns = columnsOf(slice, i);
    const record = slice.record[i] ?? 0;
    table.series[i] = series[slice.source[i] ?? 0]?.[record] ?? 0;
    table.kind[i] = columns.metrics[columns.metric[record] ?? 0]?.kind ?? 0;
    table.timeHi[i] = columns.timeHi[record] ?? 0;
    table.timeLo[i] = columns.timeLo[record] ?? 0;
    table.startHi[i] = columns.startHi[record] ?? 0;
    table.startLo[i] = columns.startLo[record] ?? 0;
    table.type[i] = columns.valueType[record] ?? 0;
    table.value[i] = columns.value[record] ?? 0;
    table.intHi[i] = columns.intHi[record] ?? 0;
    table.intLo[i] = columns.intLo[record] ?? 0;
  }
  return table;
}

const COLUMNS = [
  "series",
  "kind",
  "timeHi",
  "timeLo",
  "startHi",
  "startLo",
  "type",
  "value",
  "intHi",
  "intLo",
] as const;

/** One table after the other. */
export function joinTables(tables: readonly PointTable[]): PointTable {
  const sum = (of: (table: PointTable) => number) => tables.reduce((all, table) => all + of(table), 0);
  const count = sum((table) => table.count);
  const joined = newTable(count, new Uint8Array(sum(({ rest }) => rest.length)), new Float64Array(count + 1));
  let rows = 0;
  let bytes = 0;
  for (const table of tables) {
    for (const column of COLUMNS) joined[column].set(table[column], rows);
    for (let i = 0; i <= table.count; i++) joined.restAt[rows + i] = bytes + (table.restAt[i] ?? 0);
    joined.rest.set(table.rest, bytes);
    rows += table.count;
    bytes += table.rest.length;
  }
  return joined;
}

/** Rows in order of series, then time; those of one instant in the order in which they stand. */
export function orderPoints(table: PointTable): Uint32Array {
  const { count, series } = table;
  const size = 2 ** Math.ceil(Math.log2(count + 1));
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = (series[i] ?? 0) * size + i;
  keys.sort();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const key = keys[i] ?? 0;
    order[i] = key - Math.floor(key / size) * size;
  }
  const compare = (a: number, b: number) => compareTimes(table, a, b) || a - b;
  for (let from = 0, to = 0; from < count; from = to) {
    const id = series[order[from] ?? 0];
    let isAscending = true;
    for (to = from + 1; to < count && series[order[to] ?? 0] === id; to++) {
      if (isAscending && compareTimes(table, order[to - 1] ?? 0, order[to] ?? 0) > 0) isAscending = false;
    }
    if (!isAscending) order.subarray(from, to).sort(compare);
  }
  return order;
}

function compareTimes({ timeHi, timeLo }: PointTable, a: number, b: number): number {
  return (timeHi[a] ?? 0) - (timeHi[b] ?? 0) || (timeLo[a] ?? 0) - (timeLo[b] ?? 0);
}

/** The same order without points that repeat the one before: same series, instant and bytes. */
export function withoutRepeats(table: PointTable, order: Uint32Array): Uint32Array {
  let kept = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] ?? 0;
    if (kept > 0 && isRepeat(table, order[kept - 1] ?? 0, row)) continue;
    order[kept++] = row;
  }
  return order.subarray(0, kept);
}

function isRepeat(table: PointTable, a: number, b: number): boolean {
  if (table.timeLo[a] !== table.timeLo[b]) return false;
  for (const column of COLUMNS) if (!Object.is(table[column][a], table[column][b])) return false;
  const [from, to] = [table.restAt[a] ?? 0, table.restAt[b] ?? 0];
  const length = (table.restAt[a + 1] ?? 0) - from;
  if (length !== (table.restAt[b + 1] ?? 0) - to) return false;
  for (let i = 0; i < length; i++) if (table.rest[from + i] !== table.rest[to + i]) return false;
  return true;
}
