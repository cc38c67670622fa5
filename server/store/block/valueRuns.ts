/**
 * The values of the number points of one series after the other. Each series has a mode (low four bits; of decimals the power of
 * ten in the high four), and takes its values from one stream of numbers or from one of doubles:
 *   NONE, OTHER          no point has a value; no number points
 *   INT, DECIMAL         changes from value to value; a decimal is a whole number divided by a power of ten
 *   INT2, DECIMAL2       changes of the changes, where that is smaller: steady counters
 *   STEP, STEP2          as ints that are multiples of one number, which comes first
 *   RATIO, RATIO2        whole numbers times one number divided by another, which come first
 *   NEAR, NEAR2          as decimals, then how many steps of a double each value lies beside its decimal (64 bits)
 *   WIDE                 ints beyond 2^49: 64-bit changes
 *   DOUBLE               eight bytes in `doubles`, XOR with the value before of the same series
 *   MIXED                a type per point in `types`; ints 64-bit and absolute, doubles as DOUBLE
 * Which form doubles take: doubleForm.ts. Layout 2 had no STEP, RATIO and NEAR.
 * Columns, in order: modes, types, numbers, doubles. Next: readValueRuns.ts reads them.
 */
import { ByteWriter } from "./byteWriter.ts";
import { commonStep, LARGEST, TWO_32 } from "./doubleForm.ts";
import { DoubleWriter } from "./doublePlanes.ts";
import { DoubleRuns, Mode } from "./doubleRuns.ts";
import { type PointTable, ValueType } from "./pointTable.ts";

/** Below so many ints a common step is not looked for. */
const FEW = 8;

export class ValueWriter {
  private readonly table: PointTable;
  private readonly order: Uint32Array;
  private readonly modes: ByteWriter;
  private readonly numbers: ByteWriter;
  private readonly types = new ByteWriter(64);
  private readonly doubles = new DoubleWriter();
  private readonly runs: DoubleRuns;
  /** Values of the series at hand. */
  private room = new Float64Array(64);

  constructor(table: PointTable, order: Uint32Array) {
    this.table = table;
    this.order = order;
    this.modes = new ByteWriter(order.length + 16);
    this.numbers = new ByteWriter(order.length * 3 + 16);
    this.runs = new DoubleRuns(this.numbers, this.doubles);
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

  private roomFor(count: number): Float64Array {
    if (this.room.length < count) this.room = new Float64Array(count * 2);
    return this.room;
  }

  private addDoubles(from: number, to: number): void {
    const { value } = this.table;
    const values = this.roomFor(to - from);
    for (let i = from; i < to; i++) values[i - from] = value[this.order[i] ?? 0] ?? 0;
    // Few values of a series are what has just arrived: somebody waits for it.
    this.modes.varint(this.runs.add(values, to - from, to - from < FEW));
  }

  private addInts(from: number, to: number): void {
    const { intHi, intLo } = this.table;
    const whole = this.roomFor(to - from);
    let isWide = false;
    for (let i = from; i < to; i++) {
      const row = this.order[i] ?? 0;
      const value = ((intHi[row] ?? 0) | 0) * TWO_32 + (intLo[row] ?? 0);
      if (Math.abs(value) >= LARGEST) isWide = true;
      whole[i - from] = value;
    }
    if (!isWide) {
      this.addWhole(whole, to - from);
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

  private addWhole(whole: Float64Array, count: number): void {
    let step = 0;
    let isConstant = true;
    for (let i = 0; i < count && step !== 1; i++) {
      if (whole[i] !== whole[0]) isConstant = false;
      step = commonStep(whole[i] ?? 0, step);
    }
    if (count < FEW || isConstant || step <= 1) {
      this.modes.varint(this.runs.addWhole(whole, count) ? Mode.INT2 : Mode.INT);
      return;
    }
    for (let i = 0; i < count; i++) whole[i] = (whole[i] ?? 0) / step;
    this.numbers.varint(step);
    this.modes.varint(this.runs.addWhole(whole, count) ? Mode.STEP2 : Mode.STEP);
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
