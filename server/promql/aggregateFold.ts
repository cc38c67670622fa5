/**
 * Operators that fold a group's series into one column, one series after the other: sum, avg, min, max, count, group, stddev, stdvar.
 * Source: Prometheus promql/engine.go (aggregation).
 */
import { SumFold } from "./aggregateSum.ts";
import type { Annotations } from "./annotations.ts";
import { histogramIgnoredInAggregation } from "./annotationTexts.ts";
import type { AggregateOperator, Span } from "./ast.ts";
import type { Labels } from "./labels.ts";
import { emptySeries, StepKind, type StepSeries } from "./stepSeries.ts";

export interface Fold {
  add(series: StepSeries): void;
  answer(): StepSeries;
}

/** Where remarks go to. */
export interface FoldPlace {
  readonly annotations: Annotations;
  readonly span: Span;
}

export function foldFor(operator: AggregateOperator, labels: Labels, stepCount: number, place: FoldPlace): Fold {
  const out = emptySeries(labels, false, stepCount);
  switch (operator) {
    case "sum":
    case "avg":
      return new SumFold(out, operator, place);
    case "count":
      return countFold(out);
    case "group":
      return groupFold(out);
    case "min":
      return extremeFold(out, operator, (value, best) => value < best, place);
    case "max":
      return extremeFold(out, operator, (value, best) => value > best, place);
    default:
      return new VarianceFold(out, operator, place);
  }
}

function countFold(out: StepSeries): Fold {
  return {
    add({ kinds, dropName }) {
      out.dropName ||= dropName;
      for (let step = 0; step < kinds.length; step++) {
        if (kinds[step] === StepKind.NONE) continue;
        out.kinds[step] = StepKind.FLOAT;
        out.values[step] = (out.values[step] as number) + 1;
      }
    },
    answer: () => out,
  };
}

function groupFold(out: StepSeries): Fold {
  return {
    add({ kinds, dropName }) {
      out.dropName ||= dropName;
      for (let step = 0; step < kinds.length; step++)
        if (kinds[step] !== StepKind.NONE) out.kinds[step] = StepKind.FLOAT;
    },
    answer() {
      out.values.fill(1);
      return out;
    },
  };
}

/** NaN gives way to any number. */
function extremeFold(
  out: StepSeries,
  operator: AggregateOperator,
  wins: (value: number, best: number) => boolean,
  place: FoldPlace,
): Fold {
  return {
    add(series) {
      out.dropName ||= series.dropName;
      remarkHistograms(series, operator, place);
      const { kinds, values } = series;
      for (let step = 0; step < kinds.length; step++) {
        if (kinds[step] !== StepKind.FLOAT) continue;
        const best = out.values[step] as number;
        const value = values[step] as number;
        if (out.kinds[step] === StepKind.NONE || wins(value, best) || Number.isNaN(best)) out.values[step] = value;
        out.kinds[step] = StepKind.FLOAT;
      }
    },
    answer: () => out,
  };
}

export function remarkHistograms(series: StepSeries, operator: AggregateOperator, place: FoldPlace): void {
  if (series.histograms !== null && series.kinds.includes(StepKind.HISTOGRAM))
    place.annotations.add(histogramIgnoredInAggregation(operator), place.span);
}

/** Welford's way: the mean moves with each value, and with it the sum of squared distances. */
class VarianceFold implements Fold {
  private readonly out: StepSeries;
  private readonly operator: AggregateOperator;
  private readonly place: FoldPlace;
  private readonly counts: Float64Array;
  private readonly means: Float64Array;

  constructor(out: StepSeries, operator: AggregateOperator, place: FoldPlace) {
    this.out = out;
    this.operator = operator;
    this.place = place;
    this.counts = new Float64Array(out.kinds.length);
    this.means = new Float64Array(out.kinds.length);
  }

  add(series: StepSeries): void {
    const { out, counts, means } = this;
    out.dropName ||= series.dropName;
    remarkHistograms(series, this.operator, this.place);
    for (let step = 0; step < series.kinds.length; step++) {
      if (series.kinds[step] !== StepKind.FLOAT) continue;
      const value = series.values[step] as number;
      const count = (counts[step] as number) + 1;
      counts[step] = count;
      if (count === 1) {
        means[step] = value;
        out.values[step] = Number.isFinite(value) ? 0 : Number.NaN;
        out.kinds[step] = StepKind.FLOAT;
        continue;
      }
      const away = value - (means[step] as number);
      const mean = (means[step] as number) + away / count;
      means[step] = mean;
      out.values[step] = (out.values[step] as number) + away * (value - mean);
    }
  }

  answer(): StepSeries {
    const root = this.operator === "stddev" ? Math.sqrt : (variance: number) => variance;
    this.out.values.forEach((squares, step) => {
      this.out.values[step] = root(squares / (this.counts[step] ?? 1));
    });
    return this.out;
  }
}
