/**
 * The mean of histograms: their compensated sum divided by how many they are, as long as that sum stays finite; from the first
 * histogram on that would make it overflow, a mean carried forward from one histogram to the next.
 * Source: Prometheus promql/engine.go and functions.go (avg, avg_over_time).
 */
import type { FloatHistogram } from "../floatHistogram.ts";
import { divideHistogram } from "./arithmetic.ts";
import { HistogramSum } from "./histogramSum.ts";

/** A bound of the magnitude of every number in a histogram; NaN counts as nothing, it cannot overflow. */
function magnitude(histogram: FloatHistogram): number {
  let most = 0;
  const look = (value: number) => {
    const size = Math.abs(value);
    if (size > most) most = size;
  };
  look(histogram.count);
  look(histogram.sum);
  look(histogram.zeroCount);
  histogram.positive.count.forEach(look);
  histogram.negative.count.forEach(look);
  histogram.customBounds.forEach(look);
  return most;
}

export class HistogramMean {
  /** The sum so far, or, once `carried`, the mean so far. */
  private running: HistogramSum;
  private taken = 1;
  private carried = false;
  /** No number in the sum is greater than this. */
  private reach: number;

  constructor(first: FloatHistogram) {
    this.running = new HistogramSum(first);
    this.reach = magnitude(first);
  }

  get resetsCollide(): boolean {
    return this.running.resetsCollide;
  }

  get boundsReconciled(): boolean {
    return this.running.boundsReconciled;
  }

  /** False when one has exponential and the other custom buckets; the mean is of no use then. */
  add(histogram: FloatHistogram): boolean {
    this.taken++;
    if (!this.carried) {
      const size = magnitude(histogram);
      if (this.reach + size <= Number.MAX_VALUE) {
        this.reach += size;
        return this.running.add(histogram);
      }
      const trial = this.running.copy();
      if (!trial.add(histogram)) return false;
      if (magnitude(trial.total()) !== Number.POSITIVE_INFINITY) {
        this.running = trial;
        return true;
      }
      this.carried = true;
      this.running.scale(1 / (this.taken - 1));
    }
    this.running.scale((this.taken - 1) / this.taken);
    return this.running.add(divideHistogram(histogram, this.taken));
  }

  /** Empty buckets may be listed. */
  total(): FloatHistogram {
    return this.running.total(this.carried ? 1 : this.taken);
  }
}
