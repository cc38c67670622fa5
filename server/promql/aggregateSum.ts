/**
 * sum and avg of a group, floats or histograms but not both at a step. Floats are summed with what rounding loses carried along; a mean
 * is a plain sum until that would overflow, from then on it moves from mean to mean.
 * Source: Prometheus promql/engine.go (aggregation).
 */
import type { Fold, FoldPlace } from "./aggregateFold.ts";
import {
  boundsReconciled,
  counterResetCollision,
  mixedExponentialCustom,
  mixedFloatsHistogramsInAggregation,
} from "./annotationTexts.ts";
import type { FloatHistogram } from "./floatHistogram.ts";
import { HistogramTotal } from "./functions/histogramTotal.ts";
import type { DenseTable } from "./histogram/denseRows.ts";
import { DenseSum } from "./histogram/denseSum.ts";
import { carryOf } from "./kahanSum.ts";
import { histogramAt, StepKind, type StepSeries, setHistogram } from "./stepSeries.ts";

/** Bits of what a step has seen. */
const FLOATS = 1;
const HISTOGRAMS = 2;

export class SumFold implements Fold {
  private readonly out: StepSeries;
  private readonly kind: "sum" | "avg";
  private readonly place: FoldPlace;
  private readonly seen: Uint8Array;
  private readonly carries: Float64Array;
  private readonly counts: Float64Array;
  /** Steps whose mean moves from mean to mean. */
  private readonly moving: Uint8Array;
  /** By step; null once exponential and custom buckets have met. */
  private readonly totals: (HistogramTotal | null | undefined)[] = [];
  /** Histograms that came as tables, one sum for each layout that does not go with another. */
  private readonly dense: { readonly sum: DenseSum; readonly metricName: string }[] = [];

  constructor(out: StepSeries, kind: "sum" | "avg", place: FoldPlace) {
    const stepCount = out.kinds.length;
    this.out = out;
    this.kind = kind;
    this.place = place;
    this.seen = new Uint8Array(stepCount);
    this.carries = new Float64Array(stepCount);
    this.counts = new Float64Array(kind === "avg" ? stepCount : 0);
    this.moving = new Uint8Array(kind === "avg" ? stepCount : 0);
  }

  add(series: StepSeries): void {
    this.out.dropName ||= series.dropName;
    if (this.kind === "sum") this.addFloats(series);
    else this.averageFloats(series);
    if (series.dense) this.addDense(series, series.dense);
    else if (series.histograms !== null) this.addHistograms(series);
  }

  private addFloats({ kinds, values }: StepSeries): void {
    const { seen, carries } = this;
    const sums = this.out.values;
    for (let step = 0; step < kinds.length; step++) {
      if (kinds[step] !== StepKind.FLOAT) continue;
      const value = values[step] as number;
      if (((seen[step] as number) & FLOATS) === 0) {
        seen[step] = (seen[step] as number) | FLOATS;
        sums[step] = value;
        continue;
      }
      const before = sums[step] as number;
      const sum = before + value;
      carries[step] = carryOf(value, before, carries[step] as number, sum);
      sums[step] = sum;
    }
  }

  private averageFloats({ kinds, values }: StepSeries): void {
    const { seen, carries, counts, moving } = this;
    const sums = this.out.values;
    for (let step = 0; step < kinds.length; step++) {
      if (kinds[step] !== StepKind.FLOAT) continue;
      const value = values[step] as number;
      const count = (counts[step] as number) + 1;
      counts[step] = count;
      if (((seen[step] as number) & FLOATS) === 0) {
        seen[step] = (seen[step] as number) | FLOATS;
        sums[step] = value;
        continue;
      }
      const before = sums[step] as number;
      if (moving[step] === 0) {
        const sum = before + value;
        if (sum !== Number.POSITIVE_INFINITY && sum !== Number.NEGATIVE_INFINITY) {
          carries[step] = carryOf(value, before, carries[step] as number, sum);
          sums[step] = sum;
          continue;
        }
        moving[step] = 1;
        sums[step] = before / (count - 1);
        carries[step] = (carries[step] as number) / (count - 1);
      }
      this.move(step, value, count);
    }
  }

  private move(step: number, value: number, count: number): void {
    const share = (count - 1) / count;
    const before = share * (this.out.values[step] as number);
    const mean = before + value / count;
    this.carries[step] = carryOf(value / count, before, share * (this.carries[step] as number), mean);
    this.out.values[step] = mean;
  }

  /** Tables of one kind of layout go to one running sum. */
  private addDense({ kinds, labels }: StepSeries, table: DenseTable): void {
    for (let step = 0; step < kinds.length; step++)
      if (kinds[step] === StepKind.HISTOGRAM) this.seen[step] = (this.seen[step] as number) | HISTOGRAMS;
    if (this.dense.some(({ sum }) => sum.add(table, kinds, StepKind.HISTOGRAM))) return;
    const sum = new DenseSum(table.layout, kinds.length);
    sum.add(table, kinds, StepKind.HISTOGRAM);
    this.dense.push({ sum, metricName: labels.metricName });
  }

  private addHistograms(series: StepSeries): void {
    for (let step = 0; step < series.kinds.length; step++) {
      const histogram = histogramAt(series, step);
      if (histogram !== null) this.addHistogram(step, histogram, series.labels.metricName);
    }
  }

  private addHistogram(step: number, histogram: FloatHistogram, metricName: string): void {
    this.seen[step] = (this.seen[step] as number) | HISTOGRAMS;
    const total = this.totals[step];
    if (total === undefined) {
      this.totals[step] = new HistogramTotal(this.kind);
      this.totals[step].add(histogram);
    } else if (total !== null && !total.add(histogram)) {
      this.totals[step] = null;
      this.place.annotations.add(mixedExponentialCustom(metricName), this.place.span);
    }
  }

  answer(): StepSeries {
    const { out, seen } = this;
    for (let step = 0; step < seen.length; step++) {
      if (seen[step] === FLOATS) {
        out.kinds[step] = StepKind.FLOAT;
        out.values[step] = this.float(step);
      } else if (seen[step] === HISTOGRAMS) this.putHistogram(step);
      else if (seen[step] === (FLOATS | HISTOGRAMS))
        this.place.annotations.add(mixedFloatsHistogramsInAggregation(), this.place.span);
    }
    return out;
  }

  private float(step: number): number {
    const sum = this.out.values[step] as number;
    const carry = this.carries[step] as number;
    if (this.kind === "sum" || this.moving[step] === 1) return sum + carry;
    const count = this.counts[step] as number;
    return sum / count + carry / count;
  }

  private putHistogram(step: number): void {
    const [only] = this.dense;
    if (only !== undefined && this.dense.length === 1 && this.totals[step] === undefined) {
      setHistogram(this.out, step, only.sum.total(step));
      return;
    }
    for (const { sum, metricName } of this.dense)
      if (sum.filled[step] === 1) this.addHistogram(step, sum.total(step), metricName);
    const total = this.totals[step];
    if (!total) return;
    const { annotations, span } = this.place;
    if (total.boundsReconciled) annotations.add(boundsReconciled("aggregation"), span);
    if (total.resetCollision) annotations.add(counterResetCollision("aggregation"), span);
    setHistogram(this.out, step, total.result());
  }
}
