/**
 * The newest sample of each series met lately, in a bounded table: 16 bytes a series, open addressing, at most two generations.
 * What is used moves to the young generation; the old one is let go when that is full, and its series count as not met yet.
 * Units: Unix milliseconds; NaN for a series that is not known.
 */
const FIRST_SLOTS = 4096;
const FULL = 0.6;
/** Series per generation; two generations of them take some 70 MB. */
const MOST_SERIES = 1_000_000;

class Generation {
  size = 0;
  private mask = FIRST_SLOTS - 1;
  private a = new Int32Array(FIRST_SLOTS);
  private b = new Int32Array(FIRST_SLOTS);
  private ms = new Float64Array(FIRST_SLOTS);

  /** The place of the key, or the empty one where it belongs. */
  private place(a: number, b: number): number {
    let at = (a ^ Math.imul(b, 0x9e3779b1 | 0)) & this.mask;
    while ((this.a[at] !== a || this.b[at] !== b) && (this.a[at] !== 0 || this.b[at] !== 0)) at = (at + 1) & this.mask;
    return at;
  }

  get(a: number, b: number): number {
    const at = this.place(a, b);
    return this.a[at] === a && this.b[at] === b ? (this.ms[at] ?? Number.NaN) : Number.NaN;
  }

  set(a: number, b: number, ms: number): void {
    if (this.size > this.a.length * FULL) this.grow();
    const at = this.place(a, b);
    if (this.a[at] !== a || this.b[at] !== b) {
      this.size++;
      this.a[at] = a;
      this.b[at] = b;
    }
    this.ms[at] = ms;
  }

  private grow(): void {
    const { a, b, ms } = this;
    const slots = a.length * 2;
    this.mask = slots - 1;
    this.a = new Int32Array(slots);
    this.b = new Int32Array(slots);
    this.ms = new Float64Array(slots);
    for (let i = 0; i < a.length; i++) {
      const [keyA = 0, keyB = 0] = [a[i], b[i]];
      if (keyA === 0 && keyB === 0) continue;
      const at = this.place(keyA, keyB);
      this.a[at] = keyA;
      this.b[at] = keyB;
      this.ms[at] = ms[i] ?? 0;
    }
  }
}

export class NewestSamples {
  private young = new Generation();
  private old = new Generation();
  private readonly mostSeries: number;

  constructor(mostSeries = MOST_SERIES) {
    this.mostSeries = mostSeries;
  }

  get(a: number, b: number): number {
    const known = this.young.get(a, b);
    if (!Number.isNaN(known)) return known;
    const older = this.old.get(a, b);
    if (!Number.isNaN(older)) this.set(a, b, older);
    return older;
  }

  set(a: number, b: number, ms: number): void {
    this.young.set(a, b, ms);
    if (this.young.size < this.mostSeries) return;
    this.old = this.young;
    this.young = new Generation();
  }
}
