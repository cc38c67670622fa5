/**
 * The form in which the doubles of one series are shortest, of those that give back the very doubles, bit by bit:
 *   decimals       whole numbers divided by a power of ten, which is how most measurements are made
 *   ratios         whole numbers times one number divided by another: pages of memory, shares of a limit
 *   near decimals  as decimals, and how many steps of a double each lies beside its own: sums of decimals, which rounding moved, and
 *                  decimals among which there are other numbers (a NaN is a great many steps away)
 *   none           true doubles
 * After ALP (Afroozeh, Kuffo, Boncz: Adaptive Lossless floating-Point Compression, doi 10.1145/3626717), which has the first of them
 * with exceptions.
 */

export const LARGEST = 2 ** 49;
export const TWO_32 = 4_294_967_296;
export const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const MOST_DECIMALS = POWERS.length - 1;
/** A divisor is not looked for, nor steps between doubles, where so few values could not pay for it. */
const FEW = 8;
const MOST_DIVISOR = 2 ** 32;
const MOST_TRIES = 12;
/** So many values are looked at to choose by. */
const SAMPLES = 24;
const NEAR_PLACES = [9, 6, 3, 12, 0, 1, 2, 4, 5, 7, 8, 10, 11];

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** The number of decimals that give this double back exactly; -1 when none do, or the whole number is too large. */
export function decimalsOf(value: number): number {
  const size = Math.abs(value);
  if (!(size < LARGEST) || Object.is(value, -0)) return -1;
  if (Number.isInteger(value)) return 0;
  let most = MOST_DECIMALS;
  while (most > 0 && size * (POWERS[most] ?? 1) >= LARGEST) most--;
  // Below 2^49 a product is wrong by less than a half: whatever has fewer places has these too.
  if (!hasDecimals(value, most)) return -1;
  let places = 1;
  while (places < most && !hasDecimals(value, places)) places++;
  return places;
}

function hasDecimals(value: number, places: number): boolean {
  const power = POWERS[places] ?? 1;
  return Math.round(value * power) / power === value;
}

/** The greatest number that divides both, which are whole. */
export function commonStep(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

/** About how many bits a whole number takes of either sign. */
function wholeBits(value: number): number {
  const size = 2 * Math.abs(value);
  return 1 + (size < TWO_32 ? 32 - Math.clz32(size) : 64 - Math.clz32(size / TWO_32));
}

/** What was found; `whole` holds a number for each value where `kind` is not "none". */
export class DoubleForm {
  kind: "decimal" | "ratio" | "near" | "none" = "none";
  places = 0;
  times = 1;
  divisor = 1;
  whole = new Float64Array(64);

  /** `values`: `count` of one series. `isWaitedFor`: a sender waits, so that the costly forms are left out. */
  find(values: Float64Array, count: number, isWaitedFor: boolean): void {
    this.times = 1;
    if (this.whole.length < count) this.whole = new Float64Array(count * 2);
    if (this.findDecimals(values, count)) return;
    if (count >= FEW && this.findDivisor(values, count)) return;
    if (!isWaitedFor && this.findNear(values, count)) return;
    this.kind = "none";
  }

  private findDecimals(values: Float64Array, count: number): boolean {
    let places = 0;
    for (let i = 0; i < count; i++) {
      const own = decimalsOf(values[i] ?? 0);
      if (own < 0) return false;
      if (own > places) places = own;
    }
    const power = POWERS[places] ?? 1;
    // More places for a later value may be too many for an earlier one.
    if (this.fill(values, count, power) < count) return false;
    this.kind = "decimal";
    this.places = places;
    const step = count < FEW ? 1 : this.step(count);
    if (step === 1) return true;
    this.kind = "ratio";
    this.times = step;
    this.divisor = power;
    for (let i = 0; i < count; i++) this.whole[i] = (this.whole[i] ?? 0) / step;
    return true;
  }

  /** Whole numbers of this divisor; the place of the first value that they do not give back, `count` when there is none. */
  private fill(values: Float64Array, count: number, divisor: number): number {
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      const whole = Math.round(value * divisor);
      if (!(Math.abs(whole) < LARGEST) || whole / divisor !== value || Object.is(value, -0)) return i;
      this.whole[i] = whole;
    }
    return count;
  }

  /** What all whole numbers are multiples of; 1 where they are all the same, which is short already. */
  private step(count: number): number {
    const { whole } = this;
    let step = 0;
    let isConstant = true;
    for (let i = 0; i < count && step !== 1; i++) {
      if (whole[i] !== whole[0]) isConstant = false;
      step = commonStep(whole[i] ?? 0, step);
    }
    return isConstant || step === 0 ? 1 : step;
  }

  private findDivisor(values: Float64Array, count: number): boolean {
    let divisor = divisorOf(values[0] ?? 0);
    for (let tries = 0; tries < MOST_TRIES && divisor > 0 && divisor <= MOST_DIVISOR; tries++) {
      const odd = this.fill(values, count, divisor);
      if (odd === count) {
        this.kind = "ratio";
        this.divisor = divisor;
        return true;
      }
      const own = divisorOf(values[odd] ?? 0);
      divisor *= own / (commonStep(divisor, own) || 1);
    }
    return false;
  }

  private findNear(values: Float64Array, count: number): boolean {
    const seen = Math.min(count, SAMPLES);
    let best = doubleBits(values, seen) - 2 * seen;
    let places = -1;
    for (let c = 0; c < (count < FEW ? 1 : NEAR_PLACES.length); c++) {
      const candidate = NEAR_PLACES[c] ?? 0;
      const bits = this.fillNear(values, seen, candidate);
      if (bits >= best) continue;
      best = bits;
      places = candidate;
    }
    if (places < 0) return false;
    if (this.fillNear(values, count, places) >= doubleBits(values, count)) return false;
    this.kind = "near";
    this.places = places;
    return true;
  }

  /** The nearest whole numbers; about how many bits they and the steps beside them take. */
  private fillNear(values: Float64Array, count: number, places: number): number {
    const power = POWERS[places] ?? 1;
    let bits = 0;
    let before = 0;
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      const nearest = Math.round(value * power);
      const whole = Math.abs(nearest) < LARGEST ? nearest : before;
      bits += wholeBits(whole - before) + stepBits(value, whole / power);
      // Adding 0 makes 0 of -0, which a varint cannot tell from it.
      this.whole[i] = whole + 0;
      before = whole;
    }
    return bits;
  }
}

/** The smallest divisor of a whole number that gives this double, by its continued fraction; 0 where it is too large. */
function divisorOf(value: number): number {
  if (!Number.isFinite(value) || Object.is(value, -0)) return 0;
  let [before, divisor] = [0, 1];
  let rest = Math.abs(value);
  for (let i = 0; i < 24 && divisor <= MOST_DIVISOR; i++) {
    if (Math.round(value * divisor) / divisor === value) return divisor;
    rest = 1 / (rest - Math.floor(rest));
    if (!Number.isFinite(rest)) return 0;
    [before, divisor] = [divisor, Math.floor(rest) * divisor + before];
  }
  return 0;
}

/** About how many bits the doubles take that are kept as what changes of their bits. */
function doubleBits(values: Float64Array, count: number): number {
  let bits = 0;
  let [beforeHi, beforeLo] = [0, 0];
  for (let i = 0; i < count; i++) {
    scratch[0] = values[i] ?? 0;
    const [lo = 0, hi = 0] = words;
    const [changedHi, changedLo] = [hi ^ beforeHi, lo ^ beforeLo];
    const head = changedHi !== 0 ? 64 - Math.clz32(changedHi) : 32 - Math.clz32(changedLo);
    const low = changedLo !== 0 ? changedLo : changedHi;
    const tail = low === 0 ? 0 : (changedLo !== 0 ? 0 : 32) + 31 - Math.clz32(low & -low);
    bits += Math.max(1, head - tail);
    [beforeHi, beforeLo] = [hi, lo];
  }
  return bits;
}

function stepBits(value: number, base: number): number {
  scratch[0] = base;
  const [baseLo = 0, baseHi = 0] = words;
  scratch[0] = value;
  const distance = ((words[1] ?? 0) - baseHi) * TWO_32 + ((words[0] ?? 0) - baseLo);
  return distance === 0 ? 1 : wholeBits(distance);
}
