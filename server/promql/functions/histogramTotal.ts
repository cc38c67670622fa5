/**
 * Histograms of many series, or of one window, as one: their sum, or their mean. Compensated; a mean whose sum would overflow is
 * carried forward from histogram to histogram instead.
 * Source: Prometheus promql/engine.go (aggregation) and functions.go (sum_over_time, avg_over_time).
 */
import type { FloatHistogram } from "../floatHistogram.ts";
import { HistogramMean } from "../histogram/histogramMean.ts";
import { HistogramSum } from "../histogram/histogramSum.ts";
import { compact } from "../histogram/resolution.ts";
import type { HistogramTotal as Total } from "./rangeFunction.ts";

export class HistogramTotal implements Total {
  private readonly kind: "sum" | "avg";
  private running: HistogramSum | HistogramMean | null = null;

  constructor(kind: "sum" | "avg") {
    this.kind = kind;
  }

  /** False when exponential and custom buckets meet; then the total is void. */
  add(histogram: FloatHistogram): boolean {
    if (this.running !== null) return this.running.add(histogram);
    this.running = this.kind === "sum" ? new HistogramSum(histogram) : new HistogramMean(histogram);
    return true;
  }

  get boundsReconciled(): boolean {
    return this.running?.boundsReconciled ?? false;
  }

  get resetCollision(): boolean {
    return this.running?.resetsCollide ?? false;
  }

  /** Compacted; only after at least one histogram was added. */
  result(): FloatHistogram {
    if (this.running === null) throw new Error("a total of no histograms was asked for");
    return compact(this.running.total());
  }
}
