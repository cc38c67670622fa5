"use client";
/** One metric: what it is, its course without asking how, its labels to split and filter by, and who sends it. */
import { useMemo } from "react";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { LabelsPanel } from "./LabelsPanel.tsx";
import { MetricChart } from "./MetricChart.tsx";
import { MetricHead } from "./MetricHead.tsx";
import { MetricHeatmap } from "./MetricHeatmap.tsx";
import { MetricSkeleton } from "./MetricSkeleton.tsx";
import { type MetricQuestion, selectorText } from "./metricQueries.ts";
import type { MetricRow } from "./metricRows.ts";
import { useMetricRows } from "./useMetricRows.ts";
import { useMetricState } from "./useMetricState.ts";

export function MetricScreen({ name }: { name: string }) {
  const query = useMetricRows();
  return (
    <AsyncPanel query={query} what={`the metric ${name}`} skeleton={<MetricSkeleton />}>
      {(rows) => {
        const metric = metricNamed(rows, name);
        return metric ? <OneMetric metric={metric} /> : <NotFound name={name} rows={rows} />;
      }}
    </AsyncPanel>
  );
}

/** By Prometheus's name, by the name of one of its classic series, or by OTLP's. */
function metricNamed(rows: readonly MetricRow[], name: string): MetricRow | undefined {
  const base = name.replace(/_(bucket|sum|count)$/, "");
  return (
    rows.find((row) => row.name === name) ??
    rows.find((row) => row.name === base) ??
    rows.find(({ sentNames }) => sentNames.includes(name))
  );
}

function OneMetric({ metric }: { metric: MetricRow }) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const state = useMetricState();
  const { split, filter, agg, p } = state;
  const question = useMemo<MetricQuestion>(
    () => ({ metric, split, filters: filter, aggregation: agg, quantile: p }),
    [metric, split, filter, agg, p],
  );
  const selector = selectorText(metric.name, filter);
  const labels = useClockQuery(trpc.metrics.labels.queryOptions({ startMs, endMs, selector }));
  return (
    <div className="flex min-h-full flex-col">
      <MetricHead metric={metric} question={question} labels={labels.data} />
      <div className="grid min-w-0 flex-1 border-line border-t min-[1000px]:grid-cols-[minmax(0,1fr)_340px]">
        <div className="min-w-0">
          <MetricChart question={question} state={state} />
          {metric.type === "histogram" && <MetricHeatmap question={question} />}
        </div>
        <LabelsPanel metric={metric} query={labels} state={state} />
      </div>
    </div>
  );
}

function NotFound({ name, rows }: { name: string; rows: readonly MetricRow[] }) {
  const words = name.split(/[^a-zA-Z0-9]+/).filter((word) => word.length > 2);
  const alike = rows
    .map((row) => ({ row, shared: words.filter((word) => row.name.includes(word)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, 5);
  return (
    <EmptyNotice
      title={
        <h1>
          No metric is called <span className="mono">{name}</span>
        </h1>
      }
    >
      <p>
        It was never received, or so long ago that nothing of it is kept. Metrics are listed under Prometheus's names
        and found by OTLP's too.
      </p>
      {alike.length > 0 && (
        <ul className="mt-2">
          {alike.map(({ row }) => (
            <li key={row.name}>
              <ClockLink className="link mono" href={`/metrics/${encodeURIComponent(row.name)}`}>
                {row.name}
              </ClockLink>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-3">
        <ClockLink className="btn" href="/metrics">
          All metrics
        </ClockLink>
      </p>
    </EmptyNotice>
  );
}
