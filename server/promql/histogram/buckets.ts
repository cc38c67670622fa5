/**
 * The buckets of a histogram in order of value, with their bounds: negative ones, the zero bucket, positive ones.
 * A bucket that reaches into the zero bucket is cut at the zero threshold, and the zero bucket is there only when it is populated.
 * Source: Prometheus model/histogram (AllBucketIterator), HTTP API "native histograms" (boundary rule).
 */
import type { FloatHistogram } from "../floatHistogram.ts";
import { isCustom, upperBound } from "./bucketBounds.ts";

export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly count: number;
}

/** Walks the listed buckets in order of value, or backwards; bounds are worked out only when `bucket()` is asked for. */
export class BucketWalk {
  private readonly histogram: FloatHistogram;
  private readonly backwards: boolean;
  /** Place among negatives (reversed, so ascending by value), then zero, then positives. */
  place: number;
  /** Of the bucket where the walk stands. */
  count = 0;

  constructor(histogram: FloatHistogram, backwards = false) {
    this.histogram = histogram;
    this.backwards = backwards;
    this.place = backwards ? this.length : -1;
  }

  private get length(): number {
    return this.histogram.negative.index.length + 1 + this.histogram.positive.index.length;
  }

  /** Moves on; false when there is no further bucket. */
  next(): boolean {
    const step = this.backwards ? -1 : 1;
    this.place += step;
    if (this.place === this.histogram.negative.index.length && !(this.histogram.zeroCount > 0)) this.place += step;
    if (this.place < 0 || this.place >= this.length) return false;
    this.count = this.countAt(this.place);
    return true;
  }

  private countAt(place: number): number {
    const { negative, positive, zeroCount } = this.histogram;
    const negatives = negative.count.length;
    if (place === negatives) return zeroCount;
    return (place < negatives ? negative.count[negatives - 1 - place] : positive.count[place - negatives - 1]) ?? 0;
  }

  bucket(): Bucket {
    return this.bucketAt(this.place);
  }

  bucketAt(place: number): Bucket {
    const { negative, positive, zeroThreshold } = this.histogram;
    const negatives = negative.index.length;
    const count = this.countAt(place);
    if (place === negatives)
      return { lower: -zeroThreshold, upper: zeroThreshold, lowerInclusive: true, upperInclusive: true, count };
    return place > negatives
      ? positiveBucket(this.histogram, positive.index[place - negatives - 1] ?? 0, count)
      : negativeBucket(this.histogram, negative.index[negatives - 1 - place] ?? 0, count);
  }
}

function positiveBucket(histogram: FloatHistogram, index: number, count: number): Bucket {
  const lower = upperBound(histogram, index - 1);
  const upper = upperBound(histogram, index);
  if (isCustom(histogram)) return { lower, upper, lowerInclusive: index === 0, upperInclusive: true, count };
  const cut = lower > 0 && lower < histogram.zeroThreshold ? histogram.zeroThreshold : lower;
  return { lower: cut, upper, lowerInclusive: false, upperInclusive: true, count };
}

function negativeBucket(histogram: FloatHistogram, index: number, count: number): Bucket {
  const upper = -upperBound(histogram, index - 1);
  const cut = upper < 0 && upper > -histogram.zeroThreshold ? -histogram.zeroThreshold : upper;
  return { lower: -upperBound(histogram, index), upper: cut, lowerInclusive: true, upperInclusive: false, count };
}

/** All populated buckets, ascending by value. */
export function bucketsAscending(histogram: FloatHistogram): Bucket[] {
  const buckets: Bucket[] = [];
  for (const walk = new BucketWalk(histogram); walk.next(); ) if (walk.count !== 0) buckets.push(walk.bucket());
  return buckets;
}

/** The HTTP API's word for which bounds belong to a bucket: 0 the upper one, 1 the lower one, 2 none, 3 both. */
export function boundaryRule(bucket: Bucket): 0 | 1 | 2 | 3 {
  if (bucket.lowerInclusive) return bucket.upperInclusive ? 3 : 1;
  return bucket.upperInclusive ? 0 : 2;
}
