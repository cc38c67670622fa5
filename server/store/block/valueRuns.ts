/**
 * The values of the number points of one series after the other. Each series has a mode (low four bits; of decimals the power of
 * ten in the high four), and takes its values from one stream of numbers or from one of doubles:
 *   NONE, OTHER          no point has a value; no number points
 *   INT, DECIMAL         changes from value to value; a decimal is a whole number divided by a power of ten, which is how most
 *                        measurements are made and is checked to give back the very double
 *   INT2, DECIMAL2       changes of the changes, where that is smaller: steady counters
 *   WIDE                 ints beyond 2^49: 64-bit changes
 *   DOUBLE               eight bytes in `doubles`, XOR with the value before of the same series
 *   MIXED                a type per point in `types`; ints 64-bit and absolute, doubles as DOUBLE
 * Columns, in order: modes, types, numbers, doubles. Next: readValueRuns.ts reads them.
 */
import { ByteWriter } from "./byteWriter.ts";
import { DoubleWriter } from "./doublePlanes.ts";
import { type PointTable, ValueType } from "./pointTable.ts";

export const Mode = {
  NONE: 0,
  OTHER: 1,
  INT: 2,
  INT2: 3,
  WIDE: 4,
  DECIMAL: 5,
  DECIMAL2: 6,
  DOUBLE: 7,
  MIXED: 8,
} as const;

const LARGEST = 2 ** 49;
const TWO_32 = 4_294_967_296;
export const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const MOST_DECIMALS = 9;

/** The number of decimals, from `least` on, that give this double back exactly; -1 when none does. */
function decimalsOf(value: number, least: number): number {
  if (value === 0) return Object.is(value, -0) ? -1 : least;
  for (let places = least; places <= MOST_DECIMALS; places++) {
    const power = POWERS[places] ?? 1;
    const whole = Math.round(value * power);
    if (!(Math.abs(whole) < LARGEST)) return -1;
    if (whole / power === value && whole !== 0) return places;
  }
  return -1;
}

/** About how long a number is, to choose by. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(Math.min(Math.abs(value), TWO_32 - 1));
}

export class ValueWriter {
  private readonly table: PointTable;
  private readonly order: Uint32Array;
  private readonly modes: ByteWriter;
  private readonly numbers: ByteWriter;
  private readonly types = new ByteWriter(64);
  private readonly doubles = new DoubleWriter();
  /** Whole numbers of the series at hand. */
  private whole = new Float64Array(64);

  constructor(table: PointTable, order: Uint32Array) {
    this.table = table;
    this.order = order;
    this.modes = new ByteWriter(order.length + 16);
    this.numbers = new ByteWriter(order.length * 3 + 16);
  }

  /** The series at places from..to. */
  add(from: number, to: number): void {
    const { type } = this.table;
    const first = type[this.order[from] ?? 0] ?? 0;
    let isMixed = false;
    for (let i = from + 1; i < to; i++) if (type[this.order[i] ?? 0] !== first) isMixed = true;
    if (isMixed) this.addMixed(from, to);
    else if (first === ValueType.DOUBLE) this.addDoubles(from, to);
    else if (first === ValueType.INT) this.addInts(from, to);
    else this.modes.varint(first === ValueType.OTHER ? Mode.OTHER : Mode.NONE);
  }

  private room(count: number): Float64Array {
    if (this.whole.length < count) this.whole = new Float64Array(count * 2);
    return this.whole;
  }

  private addDoubles(from: number, to: number): void {
    const { value } = this.table;
    let places = 0;
    for (let i = from; i < to && places >= 0; i++) places = decimalsOf(value[this.order[i] ?? 0] ?? 0, places);
    const power = POWERS[Math.max(places, 0)] ?? 1;
    const whole = this.room(to - from);
    // More places for a later value may be too many for an earlier one.
    for (let i = from; i < to && places >= 0; i++) {
      const one = value[this.order[i] ?? 0] ?? 0;
      const rounded = Math.round(one * power);
      whole[i - from] = rounded;
      if (!(Math.abs(rounded) < LARGEST) || rounded / power !== one) places = -1;
    }
    if (places >= 0) {
      this.addWhole(to - from, Mode.DECIMAL, Mode.DECIMAL2, places);
      return;
    }
    this.modes.varint(Mode.DOUBLE);
    this.doubles.restart();
    for (let i = from; i < to; i++) this.doubles.add(value[this.order[i] ?? 0] ?? 0);
  }

  private addInts(from: number, to: number): void {
    const { intHi, intLo } = this.table;
    const whole = this.room(to - from);
    let isWide = false;
    for (let i = from; i < to; i++) {
      const row = this.order[i] ?? 0;
      const value = ((intHi[row] ?? 0) | 0) * TWO_32 + (intLo[row] ?? 0);
      if (Math.abs(value) >= LARGEST) isWide = true;
      whole[i - from] = value;
    }
    if (!isWide) {
      this.addWhole(to - from, Mode.INT, Mode.INT2, 0);
      return;
    }
    this.modes.varint(Mode.WIDE);
    let [hi, lo] = [0, 0];
    for (let i = from; i < to; i++) {
      const row = this.order[i] ?? 0;
      const [nextHi, nextLo] = [intHi[row] ?? 0, intLo[row] ?? 0];
      this.numbers.signed64((nextHi - hi - (nextLo < lo ? 1 : 0)) | 0, (nextLo - lo) | 0);
      [hi, lo] = [nextHi, nextLo];
    }
  }

  private addWhole(count: number, once: number, twice: number, places: number): void {
    const whole = this.whole;
    let changes = 0;
    let changesOfChanges = 0;
    let before = 0;
    for (let i = 1; i < count; i++) {
      const change = (whole[i] ?? 0) - (whole[i - 1] ?? 0);
      changes += bitsOf(change);
      changesOfChanges += bitsOf(change - before);
      before = change;
    }
    const isTwice = changesOfChanges < changes;
    this.modes.varint((isTwice ? twice : once) + 16 * places);
    this.numbers.signed(whole[0] ?? 0);
    before = 0;
    for (let i = 1; i < count; i++) {
      const change = (whole[i] ?? 0) - (whole[i - 1] ?? 0);
      this.numbers.signed(isTwice ? change - before : change);
      before = change;
    }
  }

  private addMixed(from: number, to: number): void {
    const { type, value, intHi, intLo } = this.table;
    this.modes.varint(Mode.MIXED);
    this.doubles.restart();
    for (let i = from; i < to; i++) {
      const row = this.order[i] ?? 0;
      this.types.varint(type[row] ?? 0);
      if (type[row] === ValueType.DOUBLE) this.doubles.add(value[row] ?? 0);
      else if (type[row] === ValueType.INT) this.numbers.signed64((intHi[row] ?? 0) | 0, (intLo[row] ?? 0) | 0);
    }
  }

  write(writer: ByteWriter): void {
    writer.sized(this.modes.finish());
    writer.sized(this.types.finish());
    writer.sized(this.numbers.finish());
    writer.sized(this.doubles.finish());
  }
}
