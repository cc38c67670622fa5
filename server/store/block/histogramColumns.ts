/**
 * The histograms of a block as columns: which fields a point has and its bounds are shapes of the block, told by runs; counts are
 * changes to the point before of the same series (its buckets matched by their place), and the count is what it differs from the
 * sum of the buckets, which is mostly nothing. Points that are no histograms in a usual form (summaries too) have shape 0.
 * Order: shapes, runs of shapes, numbers, then sums, minima and maxima: three columns each (doubleRuns.ts).
 * Layout 2 had all three as true doubles, XOR with the one before of the series.
 * Only points without a number take part, in the order of the block; `restart` begins each series.
 */
import { MetricKind } from "../../model/metric.ts";
import { latin1 } from "./assembleGroups.ts";
import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";
import { ChangedDoubles } from "./doublePlanes.ts";
import { DoubleColumn } from "./doubleRuns.ts";
import { type Buckets, Has, HistogramFields } from "./histogramFields.ts";
import { DoubleColumnReader } from "./readDoubleRuns.ts";
import { RunWriter, readRuns } from "./runs.ts";

export interface Shape {
  readonly kind: number;
  readonly has: number;
  readonly zeroThreshold: number;
  readonly bounds: Uint8Array;
}

/** What changes from point to point, of the point before. */
class Before {
  shape = -1;
  readonly fields = new HistogramFields();

  /** Makes ready for a point of this shape: nothing is known of another's. */
  expect(shape: number): HistogramFields {
    if (this.shape !== shape) this.fields.clear(0);
    this.shape = shape;
    return this.fields;
  }
}

export class HistogramWriter {
  private readonly shapes: Shape[] = [];
  private readonly known = new Map<string, number>();
  private readonly runs = new RunWriter();
  private readonly numbers = new ByteWriter(1024);
  private readonly doubles = { sum: new DoubleColumn(), min: new DoubleColumn(), max: new DoubleColumn() };
  private readonly before = new Before();
  private lastKey = "";
  private lastShape = -1;
  private lastBounds: Uint8Array | null = null;

  restart(): void {
    this.before.shape = -1;
    for (const one of Object.values(this.doubles)) one.restart();
  }

  /** A point whose fields stay bytes; 0 is its shape, whatever its kind. */
  addRaw(kind: number): void {
    this.runs.add(this.shapeOf({ kind, has: -1, zeroThreshold: 0, bounds: new Uint8Array(0) }));
  }

  add(fields: HistogramFields): void {
    const shape = this.shapeOf(fields);
    this.runs.add(shape);
    const before = this.before.expect(shape);
    const { has, positive, negative } = fields;
    this.numbers.signed(fields.count - positive.sum - negative.sum - fields.zeroCount);
    if (has & Has.SCALE) this.numbers.signed(fields.scale - before.scale);
    if (has & Has.ZERO_COUNT) this.numbers.signed(fields.zeroCount - before.zeroCount);
    const isExplicit = fields.kind === MetricKind.HISTOGRAM;
    if (has & Has.POSITIVE) writeBuckets(this.numbers, positive, before.positive, isExplicit);
    if (has & Has.NEGATIVE) writeBuckets(this.numbers, negative, before.negative, isExplicit);
    if (has & Has.SUM) this.doubles.sum.add(fields.sum);
    if (has & Has.MIN) this.doubles.min.add(fields.min);
    if (has & Has.MAX) this.doubles.max.add(fields.max);
    before.scale = fields.scale;
    before.zeroCount = fields.zeroCount;
    before.positive.copyFrom(positive);
    before.negative.copyFrom(negative);
  }

  private shapeOf({ kind, has, zeroThreshold, bounds }: Shape): number {
    const head = `${kind}:${has}:${Object.is(zeroThreshold, -0) ? "-0" : zeroThreshold}`;
    if (this.lastKey === head && this.lastBounds && isEqual(bounds, this.lastBounds)) return this.lastShape;
    const key = `${head}:${latin1(bounds)}`;
    let shape = this.known.get(key);
    if (shape === undefined) {
      // A copy: the fields are used for the next point too.
      shape = this.shapes.push({ kind, has, zeroThreshold, bounds: Uint8Array.from(bounds) }) - 1;
      this.known.set(key, shape);
    }
    this.lastKey = head;
    this.lastShape = shape;
    this.lastBounds = this.shapes[shape]?.bounds ?? null;
    return shape;
  }

  write(writer: ByteWriter): void {
    const shapes = new ByteWriter(256);
    shapes.varint(this.shapes.length);
    for (const { kind, has, zeroThreshold, bounds } of this.shapes) {
      shapes.varint(kind);
      shapes.signed(has);
      shapes.raw(new Uint8Array(Float64Array.of(zeroThreshold).buffer));
      shapes.sized(bounds);
    }
    writer.sized(shapes.finish());
    writer.sized(this.runs.finish());
    writer.sized(this.numbers.finish());
    for (const one of Object.values(this.doubles)) one.write(writer);
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function writeBuckets(writer: ByteWriter, buckets: Buckets, before: Buckets, isExplicit: boolean): void {
  if (!isExplicit) writer.signed(buckets.offset - before.offset);
  writer.signed(buckets.length - before.length);
  const shift = buckets.offset - before.offset;
  for (let i = 0; i < buckets.length; i++) {
    const j = i + shift;
    const known = j >= 0 && j < before.length ? (before.counts[j] ?? 0) : 0;
    writer.signed((buckets.counts[i] ?? 0) - known);
  }
}

export class HistogramReader {
  readonly shapes: readonly Shape[];
  private readonly runs: Uint32Array;
  private readonly numbers: ByteReader;
  private readonly sum: Doubles;
  private readonly min: Doubles;
  private readonly max: Doubles;
  private at = 0;
  private shape = -1;
  private isFirst = true;
  readonly fields = new HistogramFields();

  /** `count`: points of the block that take part. */
  constructor(reader: ByteReader, count: number, layout: number) {
    this.shapes = readShapes(new ByteReader(reader.sized()));
    this.runs = readRuns(new ByteReader(reader.sized()), count);
    this.numbers = new ByteReader(reader.sized());
    this.sum = layout > 2 ? new DoubleColumnReader(reader) : new ChangedDoubles(reader.sized());
    this.min = layout > 2 ? new DoubleColumnReader(reader) : new ChangedDoubles(reader.sized());
    this.max = layout > 2 ? new DoubleColumnReader(reader) : new ChangedDoubles(reader.sized());
  }

  restart(): void {
    this.isFirst = true;
    for (const one of [this.sum, this.min, this.max]) one.restart?.();
  }

  /** The next point's fields in `fields`; null when they stayed bytes. */
  next(): { readonly kind: number; readonly fields: HistogramFields | null; readonly shape: number } {
    const index = this.runs[this.at++] ?? 0;
    const shape = this.shapes[index];
    if (shape === undefined) throw new RangeError("A telemetry block names a shape it does not have: it is damaged.");
    if (shape.has < 0) return { kind: shape.kind, fields: null, shape: index };
    const { fields, numbers } = this;
    if (this.isFirst || this.shape !== index) fields.clear(shape.kind);
    this.isFirst = false;
    this.shape = index;
    fields.kind = shape.kind;
    fields.has = shape.has;
    fields.bounds = shape.bounds;
    fields.zeroThreshold = shape.zeroThreshold;
    const more = numbers.signed();
    if (shape.has & Has.SCALE) fields.scale += numbers.signed();
    if (shape.has & Has.ZERO_COUNT) fields.zeroCount += numbers.signed();
    const isExplicit = shape.kind === MetricKind.HISTOGRAM;
    if (shape.has & Has.POSITIVE) readBuckets(numbers, fields.positive, isExplicit);
    if (shape.has & Has.NEGATIVE) readBuckets(numbers, fields.negative, isExplicit);
    fields.count = more + fields.positive.sum + fields.negative.sum + fields.zeroCount;
    if (shape.has & Has.SUM) fields.sum = this.sum.next();
    if (shape.has & Has.MIN) fields.min = this.min.next();
    if (shape.has & Has.MAX) fields.max = this.max.next();
    return { kind: shape.kind, fields, shape: index };
  }

  /** Over the next `count` points, the last of their series: `restart` must follow. Much cheaper than to read them. */
  skip(count: number): void {
    const lengths: Lengths = this.isFirst ? { positive: 0, negative: 0 } : this.lengths();
    let before = this.isFirst ? -1 : this.shape;
    for (let left = count; left > 0; left--) {
      const index = this.runs[this.at++] ?? 0;
      const shape = this.shapes[index];
      if (shape === undefined) throw new RangeError("A telemetry block names a shape it does not have: it is damaged.");
      if (shape.has < 0) continue;
      if (before !== index) {
        lengths.positive = 0;
        lengths.negative = 0;
      }
      before = index;
      this.skipFields(shape, lengths);
    }
  }

  private lengths(): Lengths {
    return { positive: this.fields.positive.length, negative: this.fields.negative.length };
  }

  private skipFields({ kind, has }: Shape, lengths: Lengths): void {
    const { numbers } = this;
    const isExplicit = kind === MetricKind.HISTOGRAM;
    numbers.skipVarints(1 + (has & Has.SCALE ? 1 : 0) + (has & Has.ZERO_COUNT ? 1 : 0));
    if (has & Has.POSITIVE) lengths.positive = skipBuckets(numbers, lengths.positive, isExplicit);
    if (has & Has.NEGATIVE) lengths.negative = skipBuckets(numbers, lengths.negative, isExplicit);
    if (has & Has.SUM) this.sum.skip();
    if (has & Has.MIN) this.min.skip();
    if (has & Has.MAX) this.max.skip();
  }
}

/** How many there were; `before` of the point before. */
function skipBuckets(reader: ByteReader, before: number, isExplicit: boolean): number {
  if (!isExplicit) reader.skipVarints(1);
  const length = before + reader.signed();
  reader.skipVarints(length);
  return length;
}

/** How many buckets the point before had, of each side. */
interface Lengths {
  positive: number;
  negative: number;
}

/** One column, value by value. */
interface Doubles {
  next(): number;
  skip(): void;
  /** The next value is the first of its series, where that makes a difference. */
  restart?(): void;
}

function readShapes(reader: ByteReader): Shape[] {
  return Array.from({ length: reader.varint() }, () => {
    const kind = reader.varint();
    const has = reader.signed();
    const threshold = new Float64Array(Uint8Array.from(reader.raw(8)).buffer);
    return { kind, has, zeroThreshold: threshold[0] ?? 0, bounds: reader.sized() };
  });
}

function readBuckets(reader: ByteReader, buckets: Buckets, isExplicit: boolean): void {
  const shift = isExplicit ? 0 : reader.signed();
  const length = buckets.length + reader.signed();
  const { counts } = buckets;
  if (shift === 0 && length === buckets.length) {
    for (let i = 0; i < length; i++) counts[i] = (counts[i] as number) + reader.signed();
    return;
  }
  const before = counts.slice(0, buckets.length);
  const offset = buckets.offset + shift;
  buckets.clear(length);
  buckets.offset = offset;
  for (let i = 0; i < length; i++) buckets.counts[i] = (before[i + shift] ?? 0) + reader.signed();
}
