/**
 * Data points of metrics -> a block, sorted by series and time, in columns per series. The series of a point is a number of the
 * series dictionary; the block holds the numbers, its `ids`: runs of consecutive ones.
 * Columns of the hot part, in order: points per series (runs), vectors of instants (instantVectors.ts), per series the vector of its
 * times and that of its starts (changes of indexes), values (valueRuns.ts: four columns), flags (runs), lengths of the rest (runs),
 * histograms (histogramColumns.ts: six columns).
 * The rest of a point are the fields that no column holds: exemplars (as columns of their chunk: exemplarChunks.ts), summaries, what
 * is unknown to us.
 * Next: decodePoints.ts reads it.
 */
import type { PointColumns } from "../../model/columns.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { TokenPlace, textToken } from "./attributeTokens.ts";
import type { BlockSlice, TimeOf } from "./blockSlice.ts";
import { ByteWriter } from "./byteWriter.ts";
import { packChunk } from "./exemplarChunks.ts";
import { HistogramWriter } from "./histogramColumns.ts";
import { HistogramFields } from "./histogramFields.ts";
import { VectorWriter } from "./instantVectors.ts";
import { serviceOf } from "./originTable.ts";
import { orderPoints, type PointTable, tableOf, ValueType } from "./pointTable.ts";
import { type Chunk, join64, type RawBlock, writeSummary } from "./rawBlock.ts";
import { RunWriter } from "./runs.ts";
import { TokenFilter } from "./tokens.ts";
import { ValueWriter } from "./valueRuns.ts";

/** As they come, before they are packed. The larger, the more traces are shared; a reader of one series has all of it unpacked. */
const CHUNK_BYTES = 512 * 1024;

export class PointTime implements TimeOf<PointColumns> {
  hi = 0;
  lo = 0;
  read(columns: PointColumns, record: number): void {
    this.hi = columns.timeHi[record] ?? 0;
    this.lo = columns.timeLo[record] ?? 0;
  }
}

/** What finds a block again: tokens, and the summary of its services. */
export interface PointLabels {
  readonly tokens: Uint8Array;
  readonly summary: Uint8Array;
}

type Slice = BlockSlice<PointColumns>;

/** `series[source][record]` are numbers of the series dictionary. */
export function encodePoints(slice: Slice, series: readonly Float64Array[]): RawBlock {
  const table = tableOf(slice, series);
  return encodeTable(slice.step, table, orderPoints(table), labelsOf(slice));
}

/** The points of a table that `order` names, which sorts them by series and time. */
export function encodeTable(step: number, table: PointTable, order: Uint32Array, labels: PointLabels): RawBlock {
  const columns = new SeriesColumns(table, order);
  for (let from = 0, to = 0; from < order.length; from = to) {
    const id = table.series[order[from] ?? 0] ?? 0;
    to = from + 1;
    while (to < order.length && table.series[order[to] ?? 0] === id) to++;
    columns.add(id, from, to);
  }
  const rest = new RestColumns(table, order);
  rest.addAll();
  const hot = new ByteWriter(order.length * 8 + 4096);
  columns.write(hot);
  rest.write(hot);
  return {
    signal: "metrics",
    step,
    count: order.length,
    ...borders(table, order),
    maxDurationNano: 0,
    errorCount: 0,
    ...labels,
    hot: hot.finish(),
    ids: columns.ids(),
    rest: rest.chunks(),
    traces: new Uint8Array(0),
  };
}

/** Everything that is told per series. */
class SeriesColumns {
  private readonly table: PointTable;
  private readonly vectors: VectorWriter;
  private readonly values: ValueWriter;
  private readonly rows = new RunWriter();
  private readonly time: ByteWriter;
  private readonly start: ByteWriter;
  private readonly series: number[] = [];
  private beforeTime = 0;
  private beforeStart = 0;

  constructor(table: PointTable, order: Uint32Array) {
    this.table = table;
    this.vectors = new VectorWriter(order);
    this.values = new ValueWriter(table, order);
    this.time = new ByteWriter(order.length + 16);
    this.start = new ByteWriter(order.length + 16);
  }

  add(id: number, from: number, to: number): void {
    const { table, vectors } = this;
    this.series.push(id);
    this.rows.add(to - from);
    const time = vectors.indexOf(table.timeHi, table.timeLo, from, to);
    this.time.signed(time - this.beforeTime);
    this.beforeTime = time;
    const start = vectors.indexOf(table.startHi, table.startLo, from, to);
    this.start.signed(start - this.beforeStart);
    this.beforeStart = start;
    this.values.add(from, to);
  }

  write(hot: ByteWriter): void {
    hot.sized(this.rows.finish());
    hot.sized(this.vectors.finish());
    hot.sized(this.time.finish());
    hot.sized(this.start.finish());
    this.values.write(hot);
  }

  ids(): Uint8Array {
    const { series } = this;
    const ids = new ByteWriter(64);
    ids.varint(series.length);
    let next = 0;
    for (let from = 0, to = 0; from < series.length; from = to) {
      const first = series[from] ?? 0;
      to = from + 1;
      while (to < series.length && series[to] === first + to - from) to++;
      ids.varint(first - next);
      ids.varint(to - from);
      next = first + to - from;
    }
    return ids.finish();
  }
}

/** What a point has besides its time and value: flags, histograms, and bytes. */
class RestColumns {
  private readonly table: PointTable;
  private readonly order: Uint32Array;
  private readonly reader: ProtobufReader;
  private readonly flags = new RunWriter();
  private readonly lengths = new RunWriter();
  private readonly histograms = new HistogramWriter();
  private readonly fields = new HistogramFields();
  private readonly rest = new ByteWriter(4096);
  private readonly cuts: { records: number; end: number }[] = [];

  constructor(table: PointTable, order: Uint32Array) {
    this.table = table;
    this.order = order;
    this.reader = new ProtobufReader(table.rest);
  }

  addAll(): void {
    const { table, order } = this;
    let chunkFrom = 0;
    let rowFrom = 0;
    let before = -1;
    for (let i = 0; i < order.length; i++) {
      const row = order[i] ?? 0;
      const id = table.series[row] ?? 0;
      const at = this.rest.length;
      if (table.type[row] === ValueType.OTHER) {
        if (id !== before) this.histograms.restart();
        before = id;
        this.addOther(row);
      } else this.addNumber(row);
      this.lengths.add(this.rest.length - at);
      if (this.rest.length - chunkFrom < CHUNK_BYTES && i + 1 < order.length) continue;
      this.cuts.push({ records: i + 1 - rowFrom, end: this.rest.length });
      chunkFrom = this.rest.length;
      rowFrom = i + 1;
    }
  }

  private addNumber(row: number): void {
    const { reader, table } = this;
    const end = table.restAt[row + 1] ?? 0;
    let flags = 0;
    for (let at = table.restAt[row] ?? 0; at < end; ) {
      const fieldAt = at;
      at = reader.field(at, end);
      if (reader.tag === 0x40) flags = reader.int32(reader.payload) >>> 0;
      else this.rest.raw(table.rest, fieldAt, at);
    }
    this.flags.add(flags);
  }

  private addOther(row: number): void {
    const { fields, table } = this;
    const from = table.restAt[row] ?? 0;
    const end = table.restAt[row + 1] ?? 0;
    const kind = table.kind[row] ?? 0;
    if (!fields.read(this.reader, kind, from, end)) {
      this.histograms.addRaw(kind);
      this.flags.add(0);
      this.rest.raw(table.rest, from, end);
      return;
    }
    this.histograms.add(fields);
    this.flags.add(fields.flags);
    for (let r = 0; r < fields.kept.length; r += 2) this.rest.raw(table.rest, fields.kept[r], fields.kept[r + 1]);
  }

  write(hot: ByteWriter): void {
    hot.sized(this.flags.finish());
    hot.sized(this.lengths.finish());
    this.histograms.write(hot);
  }

  chunks(): Chunk[] {
    const bytes = this.rest.finish();
    let from = 0;
    return this.cuts.map(({ records, end }) => {
      const packed = packChunk(bytes.subarray(from, end));
      from = end;
      return { records, bytes: packed, rawBytes: packed.length };
    });
  }
}

function borders({ timeHi, timeLo }: PointTable, order: Uint32Array): { tMin: bigint; tMax: bigint } {
  let [minHi, minLo] = [0xffffffff, 0xffffffff];
  let [maxHi, maxLo] = [0, 0];
  for (const row of order) {
    const hi = timeHi[row] ?? 0;
    const lo = timeLo[row] ?? 0;
    if (hi < minHi || (hi === minHi && lo < minLo)) [minHi, minLo] = [hi, lo];
    if (hi > maxHi || (hi === maxHi && lo > maxLo)) [maxHi, maxLo] = [hi, lo];
  }
  return { tMin: join64(minHi, minLo), tMax: join64(maxHi, maxLo) };
}

function labelsOf(slice: Slice): PointLabels {
  const tokens = new TokenFilter();
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
  return labelPoints(tokens, counts);
}

/** `counts`: points per service. */
export function labelPoints(tokens: TokenFilter, counts: ReadonlyMap<string, number>): PointLabels {
  for (const service of counts.keys()) tokens.add(textToken(TokenPlace.SERVICE, service));
  const services = [...counts].map(([service, count]) => ({ service, count, errorCount: 0, maxDurationNano: 0 }));
  return { tokens: tokens.finish(), summary: writeSummary(services) };
}
