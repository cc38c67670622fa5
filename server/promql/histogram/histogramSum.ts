/**
 * A running sum of histograms with Kahan compensation, for sum, avg and their _over_time sisters.
 * Mutable, owned by whoever made it; the histograms put in are left alone.
 * Source: Prometheus model/histogram/float_histogram.go (KahanAdd).
 */
import { type Buckets, type CounterResetHint, CUSTOM_SCHEMA, type FloatHistogram } from "../floatHistogram.ts";
import { carryOf } from "../kahanSum.ts";
import { insideZero } from "./arithmetic.ts";
import { sameBounds } from "./bucketBounds.ts";
import {
  addBuckets,
  type CompensatedBuckets,
  coarserCompensated,
  compensatedBuckets,
  regroupedBy,
  withoutInnermost,
} from "./compensatedBuckets.ts";
import { combinedReset } from "./counterReset.ts";
import { sharedBounds, sharedIndexes, toSharedBounds } from "./customBounds.ts";
import { coarserBuckets } from "./resolution.ts";
import { widerZero, withZeroThreshold } from "./zeroBucket.ts";

/** A number with what rounding took from it. */
class CompensatedNumber {
  value: number;
  lost = 0;
  constructor(value: number) {
    this.value = value;
  }
  add(term: number): void {
    this.lost = carryOf(term, this.value, this.lost, this.value + term);
    this.value += term;
  }
  scale(factor: number): void {
    this.value *= factor;
    this.lost *= factor;
  }
  set(other: CompensatedNumber): void {
    this.value = other.value;
    this.lost = other.lost;
  }
  over(divisor: number): number {
    return this.value / divisor + this.lost / divisor;
  }
}

export class HistogramSum {
  private schema: number;
  private hint: CounterResetHint;
  private zeroThreshold: number;
  private readonly zeroCount: CompensatedNumber;
  private readonly count: CompensatedNumber;
  private readonly sum: CompensatedNumber;
  private positive: CompensatedBuckets;
  private negative: CompensatedBuckets;
  private customBounds: readonly number[];
  private resetSeen = false;
  private notResetSeen = false;
  /** Custom bounds differed and were reduced to the shared ones: inform. */
  boundsReconciled = false;

  constructor(first: FloatHistogram) {
    this.schema = first.schema;
    this.hint = first.counterReset;
    this.zeroThreshold = first.zeroThreshold;
    this.zeroCount = new CompensatedNumber(first.zeroCount);
    this.count = new CompensatedNumber(first.count);
    this.sum = new CompensatedNumber(first.sum);
    this.positive = compensatedBuckets(first.positive);
    this.negative = compensatedBuckets(first.negative);
    this.customBounds = first.customBounds;
    this.track(first.counterReset);
  }

  /** Some of the histograms were known to have been reset and others not to: warn. */
  get resetsCollide(): boolean {
    return this.resetSeen && this.notResetSeen;
  }

  private track(hint: CounterResetHint): void {
    if (hint === "reset") this.resetSeen = true;
    if (hint === "notReset") this.notResetSeen = true;
  }

  /** False, and nothing is added, when one has exponential and the other custom buckets. */
  add(other: FloatHistogram): boolean {
    this.track(other.counterReset);
    if ((this.schema === CUSTOM_SCHEMA) !== (other.schema === CUSTOM_SCHEMA)) return false;
    this.hint = combinedReset(this.hint, other.counterReset);
    this.count.add(other.count);
    this.sum.add(other.sum);
    if (this.schema === CUSTOM_SCHEMA) this.addCustom(other);
    else this.addExponential(other);
    return true;
  }

  private addCustom(other: FloatHistogram): void {
    let positive = other.positive;
    if (!sameBounds(this.customBounds, other.customBounds)) {
      const shared = sharedBounds(this.customBounds, other.customBounds);
      this.positive = regroupedBy(this.positive, sharedIndexes(this.customBounds, shared));
      positive = toSharedBounds(positive, other.customBounds, shared);
      this.customBounds = shared;
      this.boundsReconciled = true;
    }
    this.positive = addBuckets(this.positive, positive, 0);
  }

  private addExponential(wanted: FloatHistogram): void {
    let other = wanted;
    while (this.zeroThreshold < other.zeroThreshold || this.zeroThreshold > other.zeroThreshold) {
      other = withZeroThreshold(other, this.zeroThreshold);
      if (this.zeroThreshold < other.zeroThreshold) this.widenZero(other.zeroThreshold);
    }
    this.zeroCount.add(other.zeroCount);
    const schema = Math.min(this.schema, other.schema);
    this.positive = this.sideWith(this.positive, other.positive, other.schema, schema);
    this.negative = this.sideWith(this.negative, other.negative, other.schema, schema);
    this.schema = schema;
  }

  private sideWith(side: CompensatedBuckets, buckets: Buckets, from: number, schema: number): CompensatedBuckets {
    const coarse = coarserBuckets(buckets, from, schema);
    const skipped = insideZero(coarse, schema, this.zeroThreshold);
    return addBuckets(coarserCompensated(side, this.schema, schema), coarse, skipped);
  }

  private widenZero(threshold: number): void {
    const { schema, positive, negative } = this;
    const wider = widerZero({ schema, positive, negative }, threshold);
    const swallow = (side: CompensatedBuckets, taken: number): CompensatedBuckets => {
      for (let i = 0; i < taken; i++) {
        this.zeroCount.add(side.count[i] ?? 0);
        this.zeroCount.add(side.lost[i] ?? 0);
      }
      return withoutInnermost(side, taken);
    };
    this.positive = swallow(this.positive, wider.positiveTaken);
    this.negative = swallow(this.negative, wider.negativeTaken);
    this.zeroThreshold = wider.threshold;
  }

  /** Counts and sum times `factor`, in place. */
  scale(factor: number): void {
    for (const number of [this.zeroCount, this.count, this.sum]) number.scale(factor);
    for (const side of [this.positive, this.negative])
      for (let i = 0; i < side.count.length; i++) {
        side.count[i] = (side.count[i] ?? 0) * factor;
        side.lost[i] = (side.lost[i] ?? 0) * factor;
      }
  }

  copy(): HistogramSum {
    const twin = new HistogramSum(this.total());
    twin.zeroCount.set(this.zeroCount);
    twin.count.set(this.count);
    twin.sum.set(this.sum);
    twin.positive = { ...this.positive, count: this.positive.count.slice(), lost: this.positive.lost.slice() };
    twin.negative = { ...this.negative, count: this.negative.count.slice(), lost: this.negative.lost.slice() };
    twin.resetSeen = this.resetSeen;
    twin.notResetSeen = this.notResetSeen;
    twin.boundsReconciled = this.boundsReconciled;
    return twin;
  }

  /** The sum, divided: of n histograms, their mean. Empty buckets may be listed. */
  total(divisor = 1): FloatHistogram {
    const buckets = ({ index, count, lost }: CompensatedBuckets): Buckets => ({
      index,
      count: count.map((value, i) => value / divisor + (lost[i] ?? 0) / divisor),
    });
    return {
      schema: this.schema,
      counterReset: this.hint,
      zeroThreshold: this.zeroThreshold,
      zeroCount: this.zeroCount.over(divisor),
      count: this.count.over(divisor),
      sum: this.sum.over(divisor),
      positive: buckets(this.positive),
      negative: buckets(this.negative),
      customBounds: this.customBounds,
    };
  }
}
