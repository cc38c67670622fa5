/**
 * Sums that carry what rounding lost (Kahan's summation in Neumaier's form), so that they come out as Prometheus's do.
 * An infinite sum has nothing to carry. The hottest loops write the three lines of `add` out instead of calling it.
 * Source: Prometheus util/kahansum.
 */
export class KahanSum {
  sum = 0;
  carry = 0;

  add(value: number): void {
    const sum = this.sum + value;
    this.carry = carryOf(value, this.sum, this.carry, sum);
    this.sum = sum;
  }

  get total(): number {
    return this.sum + this.carry;
  }
}

/** The new carry when `value` was added to `before`, which made `after`. */
export function carryOf(value: number, before: number, carry: number, after: number): number {
  if (after === Number.POSITIVE_INFINITY || after === Number.NEGATIVE_INFINITY) return 0;
  if (Math.abs(before) >= Math.abs(value)) return carry + (before - after + value);
  return carry + (value - after + before);
}

/** A mean that is a plain sum until that would overflow, and moves from mean to mean from then on. */
export class Mean {
  private count = 0;
  private sum = 0;
  private carry = 0;
  private incremental = false;

  add(value: number): void {
    this.count++;
    if (!this.incremental) {
      const sum = this.sum + value;
      if (this.count === 1 || (sum !== Number.POSITIVE_INFINITY && sum !== Number.NEGATIVE_INFINITY)) {
        this.carry = carryOf(value, this.sum, this.carry, sum);
        this.sum = sum;
        return;
      }
      this.incremental = true;
      this.sum /= this.count - 1;
      this.carry /= this.count - 1;
    }
    const share = (this.count - 1) / this.count;
    const before = share * this.sum;
    const after = before + value / this.count;
    this.carry = carryOf(value / this.count, before, share * this.carry, after);
    this.sum = after;
  }

  get value(): number {
    return this.incremental ? this.sum + this.carry : this.sum / this.count + this.carry / this.count;
  }
}
