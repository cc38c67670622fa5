/**
 * Stretches of doubles, each of one series, in the form that doubleForm.ts finds for it. A stretch's mode is for the caller to keep;
 * its whole numbers go to one stream, true doubles to another. `DoubleColumn` keeps the modes too: the sums of histograms, say.
 * Next: readDoubleRuns.ts.
 */
import { ByteWriter } from "./byteWriter.ts";
import { DoubleForm, POWERS } from "./doubleForm.ts";
import { DoubleWriter } from "./doublePlanes.ts";

/** What these mean: valueRuns.ts. Of a pair, the second tells changes of changes. */
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
  RATIO: 9,
  RATIO2: 10,
  NEAR: 11,
  NEAR2: 12,
  STEP: 13,
  STEP2: 14,
} as const;

const TWO_32 = 4_294_967_296;

/** About how long a number is, to choose by. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(Math.min(Math.abs(value), TWO_32 - 1));
}

export class DoubleRuns {
  private readonly numbers: ByteWriter;
  private readonly doubles: DoubleWriter;
  private readonly form = new DoubleForm();
  private readonly scratch = new Float64Array(1);
  private readonly words = new Int32Array(this.scratch.buffer);

  constructor(numbers: ByteWriter, doubles: DoubleWriter) {
    this.numbers = numbers;
    this.doubles = doubles;
  }

  /** `count` doubles of one series; the mode they are kept in. */
  add(values: Float64Array, count: number, isWaitedFor: boolean): number {
    const { form, numbers } = this;
    form.find(values, count, isWaitedFor);
    switch (form.kind) {
      case "decimal":
        return (this.addWhole(form.whole, count) ? Mode.DECIMAL2 : Mode.DECIMAL) + 16 * form.places;
      case "ratio":
        numbers.varint(form.times);
        numbers.varint(form.divisor);
        return this.addWhole(form.whole, count) ? Mode.RATIO2 : Mode.RATIO;
      case "near": {
        const isTwice = this.addWhole(form.whole, count);
        this.addSteps(values, count);
        return (isTwice ? Mode.NEAR2 : Mode.NEAR) + 16 * form.places;
      }
      case "none":
        this.doubles.restart();
        for (let i = 0; i < count; i++) this.doubles.add(values[i] ?? 0);
        return Mode.DOUBLE;
    }
  }

  /** Changes, or changes of changes where those are smaller: then true. */
  addWhole(whole: Float64Array, count: number): boolean {
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
    this.numbers.signed(whole[0] ?? 0);
    before = 0;
    for (let i = 1; i < count; i++) {
      const change = (whole[i] ?? 0) - (whole[i - 1] ?? 0);
      this.numbers.signed(isTwice ? change - before : change);
      before = change;
    }
    return isTwice;
  }

  /** How far the bits of each value are from those of its decimal. */
  private addSteps(values: Float64Array, count: number): void {
    const { scratch, words, form } = this;
    const power = POWERS[form.places] ?? 1;
    for (let i = 0; i < count; i++) {
      scratch[0] = (form.whole[i] ?? 0) / power;
      const [baseLo = 0, baseHi = 0] = words;
      scratch[0] = values[i] ?? 0;
      const [lo = 0, hi = 0] = words;
      this.numbers.signed64((hi - baseHi - (lo >>> 0 < baseLo >>> 0 ? 1 : 0)) | 0, (lo - baseLo) | 0);
    }
  }
}

/** A column of its own: stretches with their lengths and modes. Columns, in order: modes, numbers, doubles. */
export class DoubleColumn {
  private readonly modes = new ByteWriter(256);
  private readonly numbers = new ByteWriter(1024);
  private readonly doubles = new DoubleWriter();
  private readonly runs = new DoubleRuns(this.numbers, this.doubles);
  private values = new Float64Array(64);
  private count = 0;

  /** Ends the stretch at hand. */
  restart(): void {
    if (this.count === 0) return;
    const mode = this.runs.add(this.values, this.count, false);
    this.modes.varint(this.count);
    this.modes.varint(mode);
    this.count = 0;
  }

  add(value: number): void {
    if (this.count === this.values.length) {
      const grown = new Float64Array(this.count * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.count++] = value;
  }

  write(writer: ByteWriter): void {
    this.restart();
    writer.sized(this.modes.finish());
    writer.sized(this.numbers.finish());
    writer.sized(this.doubles.finish());
  }
}
