/**
 * A stored block of data points. The layout is encodePoints.ts's; the two change together.
 * `PointView` gives any row with all its fields; `PointRuns` series after series, for those who want the numbers of some.
 */
import { ProtobufWriter } from "../../otlp/protobufWriter.ts";
import { BlockView, type FetchedBlock } from "./blockView.ts";
import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";
import { unpackChunk } from "./exemplarChunks.ts";
import { HistogramReader } from "./histogramColumns.ts";
import { type InstantVector, readVectors } from "./instantVectors.ts";
import type { OriginTable } from "./originTable.ts";
import { newTable, type PointTable, ValueType } from "./pointTable.ts";
import { join64 } from "./rawBlock.ts";
import { type ExactValues, ValueReader } from "./readValueRuns.ts";
import { readRuns } from "./runs.ts";

const NO_ORIGINS: OriginTable = { services: [], resources: [], scopes: [] };
const FLAGS_TAG = 0x40;
const HISTOGRAM_FLAGS_TAG = 0x50;

/** The numbers of the series in a block, ascending, from its `ids`. */
export function readSeriesList(ids: Uint8Array): Float64Array {
  const reader = new ByteReader(ids);
  const list = new Float64Array(reader.varint());
  let next = 0;
  for (let at = 0; at < list.length; ) {
    next += reader.varint();
    const end = at + reader.varint();
    while (at < end) list[at++] = next++;
  }
  return list;
}

/** A block's columns per series, in order; `values` must be taken or skipped series by series. */
export class PointRuns {
  readonly count: number;
  readonly series: Float64Array;
  /** Points of each series. */
  readonly rows: Uint32Array;
  readonly vectors: readonly InstantVector[];
  /** Indexes of `vectors`. */
  readonly time: Uint32Array;
  readonly start: Uint32Array;
  readonly values: ValueReader;
  /** No point has flags. */
  readonly isPlain: boolean;
  private readonly reader: ByteReader;
  private readonly layout: number;
  private flagCache: Uint32Array | null = null;
  private lengthCache: Uint32Array | null = null;
  private histogramsAt = 0;

  constructor({ hot, ids, count, layout }: Pick<FetchedBlock, "hot" | "ids" | "count" | "layout">) {
    this.reader = new ByteReader(hot);
    this.count = count;
    this.layout = layout;
    this.series = readSeriesList(ids);
    this.rows = readRuns(new ByteReader(this.reader.sized()), this.series.length);
    this.vectors = readVectors(new ByteReader(this.reader.sized()));
    this.time = indexes(new ByteReader(this.reader.sized()), this.series.length);
    this.start = indexes(new ByteReader(this.reader.sized()), this.series.length);
    this.values = new ValueReader(this.reader, this.series.length);
    const flags = this.reader.sized();
    const lengths = this.reader.sized();
    this.histogramsAt = this.reader.at;
    const first = new ByteReader(flags);
    this.isPlain = this.count === 0 || (first.varint() === 0 && first.varint() === this.count);
    this.flagBytes = flags;
    this.lengthBytes = lengths;
  }

  private readonly flagBytes: Uint8Array;
  private readonly lengthBytes: Uint8Array;

  get flags(): Uint32Array {
    this.flagCache ??= readRuns(new ByteReader(this.flagBytes), this.count);
    return this.flagCache;
  }

  /** Bytes of each point that no column holds. */
  get restLengths(): Uint32Array {
    this.lengthCache ??= readRuns(new ByteReader(this.lengthBytes), this.count);
    return this.lengthCache;
  }

  /** From the first on; `count` points have no number. */
  histograms(count: number): HistogramReader {
    return new HistogramReader(new ByteReader(this.reader.bytes, this.histogramsAt), count, this.layout);
  }
}

function indexes(reader: ByteReader, count: number): Uint32Array {
  const found = new Uint32Array(count);
  let before = 0;
  for (let i = 0; i < count; i++) {
    before += reader.signed();
    found[i] = before;
  }
  return found;
}

interface Rows {
  readonly table: PointTable;
  readonly values: ExactValues;
}

export class PointView extends BlockView {
  readonly origins = NO_ORIGINS;
  private readonly runs: PointRuns;
  private rowCache: Rows | null = null;

  constructor(block: FetchedBlock) {
    super(block);
    this.runs = new PointRuns(block);
  }

  protected restLengths(): ByteReader {
    const writer = new ByteWriter(this.count + 16);
    for (const length of this.runs.restLengths) writer.varint(length);
    return new ByteReader(writer.finish());
  }

  private get rows(): Rows {
    this.rowCache ??= readRows(this.runs);
    return this.rowCache;
  }

  /** The series dictionary's number of a row's series. */
  series(row: number): number {
    return this.rows.table.series[row] ?? 0;
  }

  timeUnixNano(row: number): bigint {
    const { timeHi, timeLo } = this.rows.table;
    return join64(timeHi[row] ?? 0, timeLo[row] ?? 0);
  }

  startUnixNano(row: number): bigint {
    const { startHi, startLo } = this.rows.table;
    return join64(startHi[row] ?? 0, startLo[row] ?? 0);
  }

  get values(): ExactValues {
    return this.rows.values;
  }

  /** OTLP's number of the metric's kind for points that are no numbers, else 0. */
  kind(row: number): number {
    return this.rows.table.kind[row] ?? 0;
  }

  /** Bytes of a row that no column holds: exemplars mostly. */
  keptBytes(row: number): number {
    return this.runs.restLengths[row] ?? 0;
  }

  /** Until layout 4 exemplars were kept as they came. */
  override putChunk(chunk: number, bytes: Uint8Array): void {
    super.putChunk(chunk, this.block.layout < 4 ? bytes : unpackChunk(bytes));
  }

  /** Points at those alone. */
  seekKept(row: number): void {
    super.seekRest(row);
  }

  /** Points at all fields that are neither series, time, start nor value: those of columns made bytes again, then the rest. */
  override seekRest(row: number): void {
    super.seekRest(row);
    const { rest, restAt } = this.rows.table;
    const from = restAt[row] ?? 0;
    const made = (restAt[row + 1] ?? 0) - from;
    if (made === 0) return;
    const whole = new Uint8Array(made + this.restEnd - this.restFrom);
    whole.set(rest.subarray(from, from + made));
    whole.set(this.restBytes.subarray(this.restFrom, this.restEnd), made);
    this.restBytes = whole;
    this.restFrom = 0;
    this.restEnd = whole.length;
  }

  /** All rows with all their fields. Every chunk must have been put in. */
  toTable(): PointTable {
    const { table } = this.rows;
    const bytes = new ByteWriter(table.rest.length + 1024);
    const restAt = new Float64Array(this.count + 1);
    for (let row = 0; row < this.count; row++) {
      this.seekRest(row);
      bytes.raw(this.restBytes, this.restFrom, this.restEnd);
      restAt[row + 1] = bytes.length;
    }
    return { ...table, rest: bytes.finish(), restAt };
  }
}

/** Every row; as rest only what columns hold. */
function readRows(runs: PointRuns): Rows {
  const table = newTable(runs.count, new Uint8Array(0), new Float64Array(0));
  const values = { type: table.type, value: table.value, hi: table.intHi, lo: table.intLo };
  let at = 0;
  for (let s = 0; s < runs.series.length; s++) {
    const count = runs.rows[s] ?? 0;
    table.series.fill(runs.series[s] ?? 0, at, at + count);
    const time = runs.vectors[runs.time[s] ?? 0];
    const start = runs.vectors[runs.start[s] ?? 0];
    if (time?.length !== count || start?.length !== count) throw new RangeError("A telemetry block is damaged.");
    table.timeHi.set(time.hi, at);
    table.timeLo.set(time.lo, at);
    table.startHi.set(start.hi, at);
    table.startLo.set(start.lo, at);
    runs.values.takeExact(count, values, at);
    at += count;
  }
  return { table: { ...table, ...madeBytes(runs, table) }, values };
}

/** Flags and histograms as protobuf fields. */
function madeBytes(runs: PointRuns, { count, type, kind, series }: PointTable): Pick<PointTable, "rest" | "restAt"> {
  const others = type.reduce((sum, one) => sum + (one === ValueType.OTHER ? 1 : 0), 0);
  const histograms = runs.histograms(others);
  const writer = new ProtobufWriter(1024);
  const restAt = new Float64Array(count + 1);
  let before: number | undefined;
  for (let row = 0; row < count; row++) {
    const isOther = type[row] === ValueType.OTHER;
    if (isOther) {
      if (series[row] !== before) histograms.restart();
      before = series[row];
      const point = histograms.next();
      kind[row] = point.kind;
      point.fields?.write(writer);
    }
    const flags = runs.flags[row] ?? 0;
    if (flags !== 0) writer.uint32(isOther ? HISTOGRAM_FLAGS_TAG : FLAGS_TAG, flags);
    restAt[row + 1] = writer.place().at;
  }
  return { rest: writer.finish(), restAt };
}
