/**
 * Bad and valid events of minutes, summed over any stretch in constant time: running totals at every block of minutes, and the
 * minutes themselves for what lies between. A minute without data (NaN) is no zero: it adds nothing and is not known.
 * Units: counts; positions are minutes from the first one. Sums of whole numbers are exact; of fractions, to the last digits of a double.
 * Single precision where that loses nothing, since an SLO of 90 days has 129,600 minutes and there are hundreds of SLOs.
 */

export interface MinuteTotals {
  readonly bad: number;
  readonly valid: number;
  readonly knownMinutes: number;
}

type Values = Float32Array | Float64Array;
/** Short, so that little is added one by one; long, so that the totals take less room than the minutes. */
const BLOCK = 16;
const DAY = 1440;

export class MinuteSums {
  #length = 0;
  #bad: Values = new Float32Array(0);
  #valid: Values = new Float32Array(0);
  #blockBad = new Float64Array(1);
  #blockValid = new Float64Array(1);
  #blockKnown = new Uint32Array(1);

  get length(): number {
    return this.#length;
  }
  /** NaN outside of what is there. */
  validAt(minute: number): number {
    return minute >= 0 && minute < this.#length ? (this.#valid[minute] ?? Number.NaN) : Number.NaN;
  }
  /** NaN outside of what is there. */
  badAt(minute: number): number {
    return minute >= 0 && minute < this.#length ? (this.#bad[minute] ?? Number.NaN) : Number.NaN;
  }

  /** What the minutes from `at` on are; what lies between the end so far and `at` becomes unknown. Bad is at most valid. */
  write(at: number, bad: ArrayLike<number>, valid: ArrayLike<number>): void {
    const from = Math.min(at, this.#length);
    this.#grow(at + valid.length);
    for (let i = 0; i < valid.length; i++) {
      const all = Math.max(0, valid[i] ?? Number.NaN);
      const failed = Math.min(Math.max(0, bad[i] ?? Number.NaN), all);
      this.#bad = set(this.#bad, at + i, failed);
      this.#valid = set(this.#valid, at + i, Number.isNaN(failed) ? Number.NaN : all);
    }
    this.#total(Math.floor(from / BLOCK));
  }

  /** Of the minutes [from, until); what lies outside is unknown. */
  between(from: number, until: number): MinuteTotals {
    const first = Math.max(0, from);
    const end = Math.min(this.#length, until);
    const firstBlock = Math.ceil(first / BLOCK);
    const endBlock = Math.floor(end / BLOCK);
    const totals = { bad: 0, valid: 0, knownMinutes: 0 };
    if (firstBlock >= endBlock) return this.#add(totals, first, end);
    totals.bad = at(this.#blockBad, endBlock) - at(this.#blockBad, firstBlock);
    totals.valid = at(this.#blockValid, endBlock) - at(this.#blockValid, firstBlock);
    totals.knownMinutes = at(this.#blockKnown, endBlock) - at(this.#blockKnown, firstBlock);
    this.#add(totals, first, firstBlock * BLOCK);
    return this.#add(totals, endBlock * BLOCK, end);
  }

  #add(totals: { bad: number; valid: number; knownMinutes: number }, from: number, until: number): MinuteTotals {
    for (let minute = from; minute < until; minute++) {
      const valid = at(this.#valid, minute);
      if (Number.isNaN(valid)) continue;
      totals.valid += valid;
      totals.bad += at(this.#bad, minute);
      totals.knownMinutes++;
    }
    return totals;
  }

  #grow(length: number): void {
    if (length > this.#bad.length) {
      const capacity = length + DAY;
      this.#bad = grown(this.#bad, capacity);
      this.#valid = grown(this.#valid, capacity);
      const blocks = Math.ceil(capacity / BLOCK) + 1;
      this.#blockBad = copied(this.#blockBad, new Float64Array(blocks));
      this.#blockValid = copied(this.#blockValid, new Float64Array(blocks));
      this.#blockKnown = copied(this.#blockKnown, new Uint32Array(blocks));
    }
    this.#length = Math.max(this.#length, length);
  }

  /** Running totals of whole blocks, anew from this one on. */
  #total(firstBlock: number): void {
    for (let block = firstBlock; (block + 1) * BLOCK <= this.#length; block++) {
      const { bad, valid, knownMinutes } = this.#add(
        { bad: 0, valid: 0, knownMinutes: 0 },
        block * BLOCK,
        (block + 1) * BLOCK,
      );
      this.#blockBad[block + 1] = at(this.#blockBad, block) + bad;
      this.#blockValid[block + 1] = at(this.#blockValid, block) + valid;
      this.#blockKnown[block + 1] = at(this.#blockKnown, block) + knownMinutes;
    }
  }
}

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;

/** Widened to double precision by the first value that needs it. */
function set(values: Values, index: number, value: number): Values {
  const fits = values instanceof Float64Array || Object.is(Math.fround(value), value);
  const wide = fits ? values : Float64Array.from(values);
  wide[index] = value;
  return wide;
}

function grown(values: Values, capacity: number): Values {
  const wider = values instanceof Float64Array ? new Float64Array(capacity) : new Float32Array(capacity);
  wider.fill(Number.NaN);
  wider.set(values);
  return wider;
}

function copied<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
