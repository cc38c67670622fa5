/**
 * A quantile over several sparse histograms at once, without making a merged one: counts lie in one array that is emptied by each `take`.
 * The same value as `histogramQuantile(mergeHistograms(...), q)`. Units: seconds.
 */
import { DURATION_SCALE, type DurationHistogram } from "../../model/derived.ts";

/** Exponential buckets of durations lie between these (server/model/durationCells.ts). */
const LOWEST = -256;
const PLACES = 544;

export class SlidingQuantile {
  private readonly counts = new Float64Array(PLACES);
  private zero = 0;
  private total = 0;
  private first = PLACES;
  private last = -1;

  add(histogram: DurationHistogram | undefined): void {
    if (histogram === undefined) return;
    this.zero += histogram.zero;
    this.total += histogram.zero;
    for (let i = 0; i < histogram.index.length; i++) {
      const place = Math.max(0, Math.min(PLACES - 1, (histogram.index[i] ?? 0) - LOWEST));
      const count = histogram.count[i] ?? 0;
      this.counts[place] = (this.counts[place] ?? 0) + count;
      this.total += count;
      if (place < this.first) this.first = place;
      if (place > this.last) this.last = place;
    }
  }

  /** NaN when nothing was added; forgets what was. */
  take(q: number): number {
    const value = this.total === 0 ? Number.NaN : this.quantile(q);
    this.counts.fill(0, this.first, this.last + 1);
    this.zero = 0;
    this.total = 0;
    this.first = PLACES;
    this.last = -1;
    return value;
  }

  private quantile(q: number): number {
    let rank = q * this.total - this.zero;
    if (rank <= 0 && this.zero > 0) return 0;
    for (let place = this.first; place <= this.last; place++) {
      const count = this.counts[place] ?? 0;
      if (count === 0) continue;
      if (rank <= count || place === this.last) {
        const share = Math.min(1, Math.max(0, rank / count));
        return 2 ** ((place + LOWEST + share) / 2 ** DURATION_SCALE);
      }
      rank -= count;
    }
    return 0;
  }
}
