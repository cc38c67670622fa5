/**
 * Distributions as SDKs keep them: explicit buckets with an exemplar each, or exponential buckets of a fixed scale.
 * `save` and `restore` carry a cumulative distribution over a restart of the demo.
 * Source: OpenTelemetry metrics data model; the SDK's AlignedHistogramBucketExemplarReservoir.
 */
export interface Measured {
  readonly value: number;
  readonly atMs: number;
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
}
export interface SavedHistogram {
  readonly counts: number[];
  readonly offset: number;
  readonly count: number;
  readonly sum: number;
  /** Null when nothing was measured: JSON has no infinity. */
  readonly min: number | null;
  readonly max: number | null;
}

/** HTTP, RPC and messaging durations in seconds (semantic conventions 1.44). */
export const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;
/** `db.client.operation.duration`. */
export const DB_BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;

export class Histogram {
  counts: number[];
  /** Of the first exponential bucket. */
  offset = 0;
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** The latest measurement of each bucket since the last export, by index. */
  exemplars: (Measured | undefined)[] = [];

  /** `bounds` null: exponential, with buckets (2^(i/16), 2^((i+1)/16)] (scale 4). */
  constructor(readonly bounds: readonly number[] | null) {
    this.counts = bounds ? new Array(bounds.length + 1).fill(0) : [];
  }

  record(measured: Measured): void {
    const index = this.tally(measured.value);
    if (this.bounds) this.exemplars[index] = measured;
    else this.exemplars[0] = measured;
  }

  /** Records what belongs to no trace; the index of its bucket. */
  tally(value: number): number {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const index = this.bounds ? explicitIndex(this.bounds, value) : this.exponentialIndex(value);
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    return index;
  }

  /** After an export: exemplars begin anew, and so does everything else of a delta. */
  exported(delta: boolean): void {
    this.exemplars = [];
    if (!delta) return;
    this.counts = this.bounds ? this.counts.fill(0) : [];
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
  }

  save(): SavedHistogram {
    const { counts, offset, count, sum, min, max } = this;
    const bound = (value: number) => (count > 0 ? value : null);
    return { counts: [...counts], offset, count, sum, min: bound(min), max: bound(max) };
  }

  restore(saved: SavedHistogram): void {
    this.counts = [...saved.counts];
    this.offset = saved.offset;
    this.count = saved.count;
    this.sum = saved.sum;
    this.min = saved.min ?? Number.POSITIVE_INFINITY;
    this.max = saved.max ?? Number.NEGATIVE_INFINITY;
  }

  private exponentialIndex(value: number): number {
    const bucket = Math.ceil(Math.log2(Math.max(value, 1e-9)) * 16) - 1;
    if (this.counts.length === 0) this.offset = bucket;
    while (bucket < this.offset) {
      this.counts.unshift(0);
      this.offset--;
    }
    while (this.counts.length <= bucket - this.offset) this.counts.push(0);
    return bucket - this.offset;
  }
}
export const EXPONENTIAL_SCALE = 4;

function explicitIndex(bounds: readonly number[], value: number): number {
  let index = 0;
  while (index < bounds.length && value > (bounds[index] as number)) index++;
  return index;
}
