/**
 * Reads the values of a block of points, series by series. The layout is valueRuns.ts's; the two change together.
 */
import { ByteReader } from "./byteReader.ts";
import { POWERS, TWO_32 } from "./doubleForm.ts";
import { DoublePlanes } from "./doublePlanes.ts";
import { Mode } from "./doubleRuns.ts";
import { ValueType } from "./pointTable.ts";
import { skipNumbers, takeNumbers } from "./readDoubleRuns.ts";

/** Reads what ValueWriter wrote, series by series: each must be taken or skipped in turn. */
export class ValueReader {
  /** Per series; decimals in the high four bits. */
  readonly modes: Uint8Array;
  private series = 0;
  private readonly types: ByteReader;
  readonly numbers: ByteReader;
  readonly doubles: DoublePlanes;

  /** `count`: series of the block. */
  constructor(reader: ByteReader, count: number) {
    const modes = new ByteReader(reader.sized());
    this.modes = new Uint8Array(count);
    for (let i = 0; i < count; i++) this.modes[i] = modes.varint();
    this.types = new ByteReader(reader.sized());
    this.numbers = new ByteReader(reader.sized());
    this.doubles = new DoublePlanes(reader.sized());
  }

  private nextMode(): number {
    return this.modes[this.series++] ?? 0;
  }

  /** Over the next series, which has `count` points. */
  skip(count: number): void {
    const mode = this.nextMode() & 15;
    if (mode === Mode.MIXED) {
      for (let i = 0; i < count; i++) {
        const type = this.types.varint();
        if (type === ValueType.INT) this.numbers.skipVarints(1);
        else if (type === ValueType.DOUBLE) this.doubles.at++;
      }
    } else if (mode !== Mode.NONE && mode !== Mode.OTHER) skipNumbers(mode, count, this);
  }

  /** Values of the points [first, last) of the next series, which has `count`, into out[at...]; NaN where there is none. */
  take(count: number, first: number, last: number, out: Float64Array, at: number): void {
    const mode = this.nextMode();
    const kind = mode & 15;
    if (count === 1 && kind !== Mode.WIDE && kind >= Mode.INT && kind <= Mode.DECIMAL2) {
      // What has just arrived: one point of each series.
      out[at] = this.numbers.signed() / (POWERS[mode >> 4] ?? 1);
      return;
    }
    const base = at - first;
    if (kind === Mode.NONE || kind === Mode.OTHER) out.fill(Number.NaN, at, at + last - first);
    else if (kind === Mode.WIDE || kind === Mode.MIXED) {
      const exact = exactValues(count);
      this.takeAs(mode, count, exact);
      for (let i = first; i < last; i++) out[base + i] = numberAt(exact, i);
    } else takeNumbers(mode, count, first, last, this, out, base);
  }

  /** Types and values of the next series, exactly, into rows from `at` on. */
  takeExact(count: number, into: ExactValues, at: number): void {
    const mode = this.nextMode();
    const kind = mode & 15;
    const { type, value, hi, lo } = into;
    const end = at + count;
    if (kind === Mode.WIDE || kind === Mode.MIXED) {
      this.takeAs(mode, count, sliceValues(into, at, count));
      return;
    }
    if (kind === Mode.NONE || kind === Mode.OTHER) {
      type.fill(kind === Mode.OTHER ? ValueType.OTHER : ValueType.NONE, at, end);
      return;
    }
    const isInt = kind === Mode.INT || kind === Mode.INT2 || kind === Mode.STEP || kind === Mode.STEP2;
    takeNumbers(mode, count, 0, count, this, value, at);
    for (let i = at; i < end; i++) {
      type[i] = isInt ? ValueType.INT : ValueType.DOUBLE;
      if (!isInt) continue;
      const number = value[i] ?? 0;
      hi[i] = Math.floor(number / TWO_32);
      lo[i] = number;
      value[i] = 0;
    }
  }

  private takeAs(mode: number, count: number, { type, value, hi, lo }: ExactValues): void {
    let doubles = 0;
    for (let i = 0; i < count; i++) {
      const one = mode === Mode.WIDE ? ValueType.INT : this.types.varint();
      type[i] = one;
      if (one === ValueType.DOUBLE) doubles++;
      if (one !== ValueType.INT) continue;
      this.numbers.signed64();
      const isChange = mode === Mode.WIDE && i > 0;
      const sum = (isChange ? (lo[i - 1] ?? 0) : 0) + this.numbers.lo;
      lo[i] = sum >>> 0;
      hi[i] = ((isChange ? (hi[i - 1] ?? 0) : 0) + this.numbers.hi + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    }
    const found = new Float64Array(doubles);
    this.doubles.take(doubles, 0, doubles, found, 0);
    let next = 0;
    for (let i = 0; i < count; i++) if (type[i] === ValueType.DOUBLE) value[i] = found[next++] ?? 0;
  }
}

export interface ExactValues {
  readonly type: Uint8Array;
  readonly value: Float64Array;
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
}

function exactValues(count: number): ExactValues {
  const words = () => new Uint32Array(count);
  return { type: new Uint8Array(count), value: new Float64Array(count), hi: words(), lo: words() };
}

function sliceValues({ type, value, hi, lo }: ExactValues, at: number, count: number): ExactValues {
  const end = at + count;
  return {
    type: type.subarray(at, end),
    value: value.subarray(at, end),
    hi: hi.subarray(at, end),
    lo: lo.subarray(at, end),
  };
}

function numberAt({ type, value, hi, lo }: ExactValues, i: number): number {
  if (type[i] === ValueType.DOUBLE) return value[i] ?? Number.NaN;
  return type[i] === ValueType.INT ? ((hi[i] ?? 0) | 0) * TWO_32 + (lo[i] ?? 0) : Number.NaN;
}
