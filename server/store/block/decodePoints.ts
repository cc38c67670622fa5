/**
 * A stored block of data points, read column by column. The layout is encodePoints.ts's; the two change together.
 */
import { BlockView, type FetchedBlock, type Halves, readDeltas, readVarints } from "./blockView.ts";
import { ByteReader } from "./byteReader.ts";
import { ValueType } from "./encodePoints.ts";
import type { OriginTable } from "./originTable.ts";
import { join64 } from "./rawBlock.ts";

const Column = { INSTANTS: 0, SERIES: 1, TIME: 2, START: 3, TYPE: 4, WHOLE: 5, DOUBLES: 6, REST: 7 } as const;
const NO_ORIGINS: OriginTable = { services: [], resources: [], scopes: [] };

/** The numbers of the series in a block, from its `ids`. */
export function readSeriesList(ids: Uint8Array): Float64Array {
  const reader = new ByteReader(ids);
  const list = new Float64Array(reader.varint());
  let before = 0;
  for (let i = 0; i < list.length; i++) {
    before += reader.varint();
    list[i] = before;
  }
  return list;
}

export interface PointValues {
  readonly type: Uint32Array;
  readonly double: Float64Array;
  /** Of ints, two's complement. */
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
}

export class PointView extends BlockView {
  readonly origins = NO_ORIGINS;
  private readonly columns: readonly Uint8Array[];
  private listCache: Float64Array | null = null;
  private instantCache: Halves | null = null;
  private seriesCache: Uint32Array | null = null;
  private timeCache: Uint32Array | null = null;
  private startCache: Uint32Array | null = null;
  private valueCache: PointValues | null = null;

  constructor(block: FetchedBlock) {
    super(block);
    const reader = new ByteReader(block.hot);
    this.columns = Array.from({ length: 8 }, () => reader.sized());
  }

  private reader(column: number): ByteReader {
    return new ByteReader(this.columns[column] ?? new Uint8Array(0));
  }

  protected restLengths(): ByteReader {
    return this.reader(Column.REST);
  }

  private changes(column: number): Uint32Array {
    const reader = this.reader(column);
    const values = new Uint32Array(this.count);
    let before = 0;
    for (let i = 0; i < this.count; i++) {
      before += reader.signed();
      values[i] = before;
    }
    return values;
  }

  /** The series dictionary's number of a row's series. */
  series(row: number): number {
    this.listCache ??= readSeriesList(this.block.ids);
    this.seriesCache ??= this.changes(Column.SERIES);
    return this.listCache[this.seriesCache[row] ?? 0] ?? 0;
  }

  private get instants(): Halves {
    if (this.instantCache) return this.instantCache;
    const reader = this.reader(Column.INSTANTS);
    this.instantCache = readDeltas(reader, reader.varint());
    return this.instantCache;
  }

  timeUnixNano(row: number): bigint {
    this.timeCache ??= this.changes(Column.TIME);
    return this.instant(this.timeCache[row] ?? 0);
  }

  startUnixNano(row: number): bigint {
    this.startCache ??= this.changes(Column.START);
    return this.instant(this.startCache[row] ?? 0);
  }

  private instant(index: number): bigint {
    return join64(this.instants.hi[index] ?? 0, this.instants.lo[index] ?? 0);
  }

  get values(): PointValues {
    this.valueCache ??= this.readValues();
    return this.valueCache;
  }

  private readValues(): PointValues {
    const type = readVarints(this.reader(Column.TYPE), this.count);
    const values = {
      type,
      double: new Float64Array(this.count),
      hi: new Uint32Array(this.count),
      lo: new Uint32Array(this.count),
    };
    const whole = this.reader(Column.WHOLE);
    const doubles = this.doubles();
    const int = { hi: 0, lo: 0, series: -1 };
    const even = { value: 0, series: -1 };
    let nextDouble = 0;
    for (let i = 0; i < this.count; i++) {
      const id = this.series(i);
      if (type[i] === ValueType.DOUBLE) values.double[i] = doubles[nextDouble++] ?? 0;
      else if (type[i] === ValueType.WHOLE) {
        even.value = whole.signed() + (even.series === id ? even.value : 0);
        even.series = id;
        values.double[i] = even.value;
        type[i] = ValueType.DOUBLE;
      } else if (type[i] === ValueType.INT) {
        if (int.series !== id) Object.assign(int, { hi: 0, lo: 0, series: id });
        whole.signed64();
        const sum = int.lo + whole.lo;
        int.lo = sum >>> 0;
        int.hi = (int.hi + whole.hi + (sum > 0xffffffff ? 1 : 0)) >>> 0;
        values.hi[i] = int.hi;
        values.lo[i] = int.lo;
      }
    }
    return values;
  }

  private doubles(): Float64Array {
    const planes = this.columns[Column.DOUBLES] ?? new Uint8Array(0);
    const count = planes.length / 8;
    const values = new Float64Array(count);
    const bytes = new Uint8Array(values.buffer);
    for (let k = 0; k < 8; k++) {
      let before = 0;
      for (let i = 0; i < count; i++) {
        before ^= planes[k * count + i] ?? 0;
        bytes[i * 8 + k] = before;
      }
    }
    return values;
  }
}
