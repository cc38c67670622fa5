/**
 * Reads stretches of doubles. The layout is doubleRuns.ts's; the two change together.
 */
import { ByteReader } from "./byteReader.ts";
import { POWERS, TWO_32 } from "./doubleForm.ts";
import { DoublePlanes } from "./doublePlanes.ts";
import { Mode } from "./doubleRuns.ts";

/** Of the `count` numbers of a stretch, those in [first, last) into out[base + i]. WIDE and MIXED are the caller's. */
export function takeNumbers(
  mode: number,
  count: number,
  first: number,
  last: number,
  { numbers, doubles }: { readonly numbers: ByteReader; readonly doubles: DoublePlanes },
  out: Float64Array,
  base: number,
): void {
  const kind = mode & 15;
  if (kind === Mode.DOUBLE) {
    doubles.take(count, first, last, out, base);
    return;
  }
  const isRatio = kind === Mode.RATIO || kind === Mode.RATIO2;
  const times = isRatio || kind === Mode.STEP || kind === Mode.STEP2 ? numbers.varint() : 1;
  const divisor = isRatio ? numbers.varint() : (POWERS[mode >> 4] ?? 1);
  if (isTwice(kind)) numbers.sumTwiceInto(out, base, first, last, times, divisor);
  else numbers.sumInto(out, base, first, last, times, divisor);
  numbers.skipVarints(count - last);
  if (kind === Mode.NEAR || kind === Mode.NEAR2) addSteps(numbers, count, first, last, out, base);
}

function isTwice(kind: number): boolean {
  return (
    kind === Mode.INT2 || kind === Mode.DECIMAL2 || kind === Mode.RATIO2 || kind === Mode.NEAR2 || kind === Mode.STEP2
  );
}

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** Moves decimals to the doubles beside them. */
function addSteps(
  numbers: ByteReader,
  count: number,
  first: number,
  last: number,
  out: Float64Array,
  base: number,
): void {
  numbers.skipVarints(first);
  for (let i = first; i < last; i++) {
    numbers.signed64();
    const { hi, lo } = numbers;
    if (lo === 0 && hi === 0) continue;
    scratch[0] = out[base + i] ?? 0;
    const sum = (words[0] ?? 0) + lo;
    words[0] = sum;
    words[1] = (words[1] ?? 0) + hi + (sum >= TWO_32 ? 1 : 0);
    out[base + i] = scratch[0] ?? 0;
  }
  numbers.skipVarints(count - last);
}

/** Over a stretch. */
export function skipNumbers(
  mode: number,
  count: number,
  { numbers, doubles }: { readonly numbers: ByteReader; readonly doubles: DoublePlanes },
): void {
  switch (mode & 15) {
    case Mode.DOUBLE:
      doubles.at += count;
      break;
    case Mode.RATIO:
    case Mode.RATIO2:
      numbers.skipVarints(count + 2);
      break;
    case Mode.STEP:
    case Mode.STEP2:
      numbers.skipVarints(count + 1);
      break;
    case Mode.NEAR:
    case Mode.NEAR2:
      numbers.skipVarints(2 * count);
      break;
    default:
      numbers.skipVarints(count);
  }
}

/** Reads a DoubleColumn value by value; a stretch that nobody asks for is stepped over undecoded. */
export class DoubleColumnReader {
  private readonly modes: ByteReader;
  readonly numbers: ByteReader;
  readonly doubles: DoublePlanes;
  private values = new Float64Array(64);
  /** Values of the stretch at hand, and how many of them were taken or skipped. */
  private count = 0;
  private at = 0;
  private mode = 0;
  private isDecoded = false;

  constructor(reader: ByteReader) {
    this.modes = new ByteReader(reader.sized());
    this.numbers = new ByteReader(reader.sized());
    this.doubles = new DoublePlanes(reader.sized());
  }

  private begin(): void {
    this.end();
    this.count = this.modes.varint();
    this.mode = this.modes.varint();
    this.at = 0;
    this.isDecoded = false;
  }

  private end(): void {
    if (this.isDecoded || this.count === 0) return;
    skipNumbers(this.mode, this.count, this);
  }

  next(): number {
    if (this.at === this.count) this.begin();
    if (!this.isDecoded) {
      if (this.values.length < this.count) this.values = new Float64Array(this.count * 2);
      takeNumbers(this.mode, this.count, 0, this.count, this, this.values, 0);
      this.isDecoded = true;
    }
    return this.values[this.at++] ?? 0;
  }

  skip(): void {
    if (this.at === this.count) this.begin();
    this.at++;
  }
}
