/**
 * Bad and valid events of minutes, summed over any stretch in constant time: running totals at every hour, and the minutes themselves for
 * what lies between. A minute without data (NaN) is no zero: it adds nothing and is not known.
 * Units: counts; positions are minutes from the first one. Sums of whole numbers are exact; of fractions, to the last digits of a double.
 * Single precision where that loses nothing, since an SLO of 90 days has 129,600 minutes and there are hundreds of SLOs.
 */

export interface MinuteTotals {
  readonly bad: number;
  readonly valid: number;
  readonly knownMinutes: number;
}

type Values = Float32Array | Float64Array;
const HOUR = 60;
const DAY = 1440;

export class MinuteSums {
  #length = 0;
  #bad: Values = new Float32Array(0);
  #valid: Values = new Float32Array(0);
  #hourBad = new Float64Array(1);
  #hourValid = new Float64Array(1);
  #hourKnown = new Uint32Array(1);

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
    this.#total(Math.floor(from / HOUR));
  }

  /** Of the minutes [from, until); what lies outside is unknown. */
  between(from: number, until: number): MinuteTotals {
    const first = Math.max(0, from);
    const end = Math.min(this.#length, until);
    const firstHour = Math.ceil(first / HOUR);
    const endHour = Math.floor(end / HOUR);
    const totals = { bad: 0, valid: 0, knownMinutes: 0 };
    if (firstHour >= endHour) return this.#add(totals, first, end);
    totals.bad = at(this.#hourBad, endHour) - at(this.#hourBad, firstHour);
    totals.valid = at(this.#hourValid, endHour) - at(this.#hourValid, firstHour);
    totals.knownMinutes = at(this.#hourKnown, endHour) - at(this.#hourKnown, firstHour);
    this.#add(totals, first, firstHour * HOUR);
    return this.#add(totals, endHour * HOUR, end);
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
      const hours = Math.ceil(capacity / HOUR) + 1;
      this.#hourBad = copied(this.#hourBad, new Float64Array(hours));
      this.#hourValid = copied(this.#hourValid, new Float64Array(hours));
      this.#hourKnown = copied(this.#hourKnown, new Uint32Array(hours));
    }
    this.#length = Math.max(this.#length, length);
  }

  /** Running totals of whole hours, anew from this hour on. */
  #total(firstHour: number): void {
    for (let hour = firstHour; (hour + 1) * HOUR <= this.#length; hour++) {
      const { bad, valid, knownMinutes } = this.#add(
        { bad: 0, valid: 0, knownMinutes: 0 },
        hour * HOUR,
        (hour + 1) * HOUR,
      );
      this.#hourBad[hour + 1] = at(this.#hourBad, hour) + bad;
      this.#hourValid[hour + 1] = at(this.#hourValid, hour) + valid;
      this.#hourKnown[hour + 1] = at(this.#hourKnown, hour) + knownMinutes;
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
