/**
 * Data points of metrics -> a block. The series of a point is a number of the series dictionary; the block holds the numbers.
 * `ids`: the distinct series in ascending order. Columns of the hot part, in order: series (index), time and start (indexes of
 * the block's distinct instants: exports share them), value type, values, doubles, length of the rest.
 * Value types: 0 none, 1 double as 8 bytes in `doubles` (XOR with the one before, byte planes apart), 2 int, 3 no number point,
 * 4 a double that is a whole number. Types 2 and 4 hold the change from the row before when that is of the same series.
 * Next: decodePoints.ts reads it.
 */
import { NONE, type PointColumns } from "../../model/columns.ts";
import { TokenPlace, textToken } from "./attributeTokens.ts";
import type { BlockSlice, TimeOf } from "./blockSlice.ts";
import { ByteWriter } from "./byteWriter.ts";
import { serviceOf } from "./originTable.ts";
import { join64, type RawBlock, writeSummary } from "./rawBlock.ts";
import { columnsOf, copyRest, lengthColumn } from "./restChunks.ts";
import { TokenFilter } from "./tokens.ts";

export class PointTime implements TimeOf<PointColumns> {
  hi = 0;
  lo = 0;
  read(columns: PointColumns, record: number): void {
    this.hi = columns.timeHi[record] ?? 0;
    this.lo = columns.timeLo[record] ?? 0;
  }
}

export const ValueType = { NONE: 0, DOUBLE: 1, INT: 2, OTHER: 3, WHOLE: 4 } as const;
/** Whole doubles up to here are kept as integers. */
const WHOLE_LIMIT = 2 ** 51;

type Slice = BlockSlice<PointColumns>;

/** `series[source][record]` are numbers of the series dictionary. */
export function encodePoints(slice: Slice, series: readonly Float64Array[]): RawBlock {
  const rest = copyRest(slice);
  const tokens = new TokenFilter();
  const times = timeColumns(slice);
  const listed = seriesColumn(slice, series);
  const values = valueColumns(slice, series);
  const hot = new ByteWriter(slice.count * 12 + 4096);
  hot.sized(times.instants.finish());
  hot.sized(listed.index);
  hot.sized(times.time.finish());
  hot.sized(times.start.finish());
  hot.sized(values.type.finish());
  hot.sized(values.whole.finish());
  hot.sized(values.doubles);
  hot.sized(lengthColumn(rest));
  return {
    signal: "metrics",
    step: slice.step,
    count: slice.count,
    tMin: times.tMin,
    tMax: times.tMax,
    maxDurationNano: 0,
    errorCount: 0,
    summary: summarise(slice, tokens),
    tokens: tokens.finish(),
    hot: hot.finish(),
    ids: listed.list,
    rest: rest.chunks,
    traces: new Uint8Array(0),
  };
}

/** Distinct instants in order of appearance. */
class Instants {
  private readonly known = new Map<number, Map<number, number>>();
  readonly written = new ByteWriter(1024);
  private hi = 0;
  private lo = 0;
  private count = 0;

  indexOf(hi: number, lo: number): number {
    let byLow = this.known.get(hi);
    if (byLow === undefined) {
      byLow = new Map();
      this.known.set(hi, byLow);
    }
    const found = byLow.get(lo);
    if (found !== undefined) return found;
    byLow.set(lo, this.count);
    this.written.signed64((hi - this.hi - (lo < this.lo ? 1 : 0)) | 0, (lo - this.lo) | 0);
    this.hi = hi;
    this.lo = lo;
    return this.count++;
  }

  finish(): Uint8Array {
    const whole = new ByteWriter(this.written.length + 8);
    whole.varint(this.count);
    whole.raw(this.written.finish());
    return whole.finish();
  }
}

function timeColumns(slice: Slice) {
  const instants = new Instants();
  const time = new ByteWriter(slice.count * 2);
  const start = new ByteWriter(slice.count * 2);
  let [minHi, minLo, maxHi, maxLo] = [NONE, NONE, 0, 0];
  let beforeTime = 0;
  let beforeStart = 0;
  for (let i = 0; i < slice.count; i++) {
    const columns = columnsOf(slice, i);
    const record = slice.record[i] ?? 0;
    const hi = columns.timeHi[record] ?? 0;
    const lo = columns.timeLo[record] ?? 0;
    if (hi < minHi || (hi === minHi && lo < minLo)) [minHi, minLo] = [hi, lo];
    if (hi > maxHi || (hi === maxHi && lo > maxLo)) [maxHi, maxLo] = [hi, lo];
    const timeIndex = instants.indexOf(hi, lo);
    time.signed(timeIndex - beforeTime);
    beforeTime = timeIndex;
    const startIndex = instants.indexOf(columns.startHi[record] ?? 0, columns.startLo[record] ?? 0);
    start.signed(startIndex - beforeStart);
    beforeStart = startIndex;
  }
  return { instants, time, start, tMin: join64(minHi, minLo), tMax: join64(maxHi, maxLo) };
}

function seriesOf(slice: Slice, series: readonly Float64Array[], row: number): number {
  return series[slice.source[row] ?? 0]?.[slice.record[row] ?? 0] ?? 0;
}

function seriesColumn(slice: Slice, series: readonly Float64Array[]) {
  const all = new Float64Array(slice.count);
  for (let i = 0; i < slice.count; i++) all[i] = seriesOf(slice, series, i);
  const distinct = [...new Set(all)].sort((a, b) => a - b);
  const places = new Map(distinct.map((id, index) => [id, index]));
  const list = new ByteWriter(distinct.length * 3 + 8);
  list.varint(distinct.length);
  distinct.forEach((id, i) => {
    list.varint(id - (distinct[i - 1] ?? 0));
  });
  const index = new ByteWriter(slice.count * 2);
  let before = 0;
  for (let i = 0; i < slice.count; i++) {
    const place = places.get(all[i] ?? 0) ?? 0;
    index.signed(place - before);
    before = place;
  }
  return { list: list.finish(), index: index.finish() };
}

function valueColumns(slice: Slice, series: readonly Float64Array[]) {
  const type = new ByteWriter(slice.count + 16);
  const whole = new ByteWriter(slice.count * 3);
  const doubles = new Float64Array(slice.count);
  const int = { hi: 0, lo: 0, series: -1 };
  const even = { value: 0, series: -1 };
  let doubleCount = 0;
  for (let i = 0; i < slice.count; i++) {
    const columns = columnsOf(slice, i);
    const record = slice.record[i] ?? 0;
    const id = seriesOf(slice, series, i);
    const sent = columns.valueType[record] ?? 0;
    const value = columns.value[record] ?? 0;
    const isWhole = sent === ValueType.DOUBLE && isWholeNumber(value);
    type.varint(isWhole ? ValueType.WHOLE : sent);
    if (isWhole) {
      whole.signed(value - (even.series === id ? even.value : 0));
      even.value = value;
      even.series = id;
    } else if (sent === ValueType.DOUBLE) {
      doubles[doubleCount++] = value;
    } else if (sent === ValueType.INT) {
      if (int.series !== id) Object.assign(int, { hi: 0, lo: 0, series: id });
      const hi = columns.intHi[record] ?? 0;
      const lo = columns.intLo[record] ?? 0;
      whole.signed64((hi - int.hi - (lo < int.lo ? 1 : 0)) | 0, (lo - int.lo) | 0);
      int.hi = hi;
      int.lo = lo;
    }
  }
  return { type, whole, doubles: doublePlanes(doubles, doubleCount) };
}

function isWholeNumber(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < WHOLE_LIMIT && !Object.is(value, -0);
}

/** Bits of each double XOR those of the one before, byte k of all of them side by side. */
function doublePlanes(values: Float64Array, count: number): Uint8Array {
  const bytes = new Uint8Array(values.buffer);
  const planes = new Uint8Array(count * 8);
  for (let k = 0; k < 8; k++) {
    let before = 0;
    for (let i = 0; i < count; i++) {
      const byte = bytes[i * 8 + k] ?? 0;
      planes[k * count + i] = byte ^ before;
      before = byte;
    }
  }
  return planes;
}

function summarise(slice: Slice, tokens: TokenFilter): Uint8Array {
  const counts = new Map<string, number>();
  const services: (string[] | undefined)[] = [];
  for (let i = 0; i < slice.count; i++) {
    const s = slice.source[i] ?? 0;
    const source = slice.sources[s];
    if (source === undefined) continue;
    const known = services[s] ?? source.columns.resources.map(({ at, end }) => serviceOf(source.reader, at, end));
    services[s] = known;
    const scope = source.columns.scopes[source.columns.scope[slice.record[i] ?? 0] ?? 0];
    const service = known[scope?.resource ?? 0] ?? "";
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  for (const source of slice.sources) {
    for (const { name } of source.columns.metrics) tokens.add(textToken(TokenPlace.METRIC, name));
  }
  for (const service of counts.keys()) tokens.add(textToken(TokenPlace.SERVICE, service));
  return writeSummary([...counts].map(([service, count]) => ({ service, count, errorCount: 0, maxDurationNano: 0 })));
}
