"use client";
/** A histogram in full: how many fell where, over time. */
import { useMemo } from "react";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import { ofSeries } from "../panels/alertScope.ts";
import { PanelHeatmap } from "../panels/PanelHeatmap.tsx";
import type { PanelSpec } from "../panels/panelSpec.ts";
import { useWidth } from "../state/useWidth.ts";
import { chartUnitOf, heatmapQuery, type MetricQuestion } from "./metricQueries.ts";

const PLOT_PX = 190;

export function MetricHeatmap({ question }: { question: MetricQuestion }) {
  const [ref, width] = useWidth<HTMLElement>();
  const { metric } = question;
  const expr = heatmapQuery(question);
  const alerts = useMemo(() => ofSeries([], [expr]), [expr]);
  const spec: PanelSpec = {
    id: "heatmap",
    title: `Distribution of ${metric.name}`,
    answers: "",
    unit: chartUnitOf(metric),
    draw: "heatmap",
    queries: [{ ref: "A", expr, legend: "" }],
    missing: "No distribution in this window.",
  };
  return (
    <section ref={ref} aria-label="Distribution" className="border-line border-t">
      <p className="px-(--pad) pt-2.5 pb-1 text-12 text-ink-2">How many fell where over time.</p>
      <AlertsOnCharts of={alerts}>
        <PanelHeatmap spec={spec} width={width} wanted height={PLOT_PX} marks={undefined} />
      </AlertsOnCharts>
    </section>
  );
}
