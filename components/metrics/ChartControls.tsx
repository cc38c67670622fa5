"use client";
/** How the chart puts series together: the aggregation, a split histogram's quantile, and what is split and filtered by. */
import { X } from "lucide-react";
import { AGGREGATIONS, type MetricQuestion, QUANTILES, usualAggregation } from "./metricQueries.ts";
import type { MetricState } from "./useMetricState.ts";

const WORDS = { sum: "Sum", avg: "Mean", max: "Greatest", min: "Least" } as const;

export function ChartControls({ question, state }: { question: MetricQuestion; state: MetricState }) {
  const { type } = question.metric;
  const { split, filter, agg, p, change, toggleSplit, toggleFilter } = state;
  const chosen = agg ?? usualAggregation(question.metric);
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 px-(--pad) py-1.5">
      {type !== "histogram" && type !== "summary" && (
        <fieldset className="seg">
          <legend className="sr-only">Put series together by</legend>
          {AGGREGATIONS.map((one) => (
            <button key={one} type="button" aria-pressed={chosen === one} onClick={() => void change({ agg: one })}>
              {WORDS[one]}
            </button>
          ))}
        </fieldset>
      )}
      {type === "histogram" && split.length > 0 && (
        <fieldset className="seg">
          <legend className="sr-only">Quantile</legend>
          {QUANTILES.map((one) => (
            <button key={one} type="button" aria-pressed={p === one} onClick={() => void change({ p: one })}>
              p{one * 100}
            </button>
          ))}
        </fieldset>
      )}
      {split.map((label) => (
        <Chip key={label} drop={() => toggleSplit(label)} name={`the split by ${label}`}>
          by <span className="mono">{label}</span>
        </Chip>
      ))}
      {filter.map(({ label, value }) => (
        <Chip key={label} drop={() => toggleFilter({ label, value })} name={`the filter ${label}=${value}`}>
          <span className="mono">
            {label}={value}
          </span>
        </Chip>
      ))}
    </div>
  );
}

function Chip({ drop, name, children }: { drop: () => void; name: string; children: React.ReactNode }) {
  return (
    <span className="chip max-w-[320px] border-line-control text-ink">
      <span className="truncate">{children}</span>
      <button type="button" aria-label={`Take away ${name}`} onClick={drop}>
        <X size={11} strokeWidth={2} aria-hidden="true" />
      </button>
    </span>
  );
}
