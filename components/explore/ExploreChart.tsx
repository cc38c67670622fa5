"use client";
/** The answer over the window: lines with their legend and table. Queries that answer histograms alone are drawn as a heatmap. */
import { type ReactNode, useMemo } from "react";
import { LineChart } from "../charts/LineChart.tsx";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import { ofSeries } from "../panels/alertScope.ts";
import { guessUnit } from "../panels/guessUnit.ts";
import { PanelHeatmap } from "../panels/PanelHeatmap.tsx";
import { PanelLegend } from "../panels/PanelLegend.tsx";
import { PanelNotes } from "../panels/PanelTrouble.tsx";
import type { PanelSpec } from "../panels/panelSpec.ts";
import { chartUnit } from "../panels/panelUnits.ts";
import { preparePanel, type RangeAnswer } from "../panels/preparePanel.ts";
import { SeriesTable } from "../panels/SeriesTable.tsx";
import { useLegend } from "../panels/useLegend.ts";
import { useWidth } from "../state/useWidth.ts";
import { lonelyLegend } from "./lonelyLegend.ts";
import { NothingFound } from "./NothingFound.tsx";
import { type ExploreState, refOf } from "./useExploreState.ts";

const PLOT_PX = 300;

interface ExploreChartProps {
  readonly state: ExploreState;
  readonly data: RangeAnswer;
  /** Stands between the plot and the table of its series. */
  readonly children: ReactNode;
}

export function ExploreChart({ state, data, children }: ExploreChartProps) {
  const { queries, unit } = state;
  const spec = useMemo<PanelSpec>(() => {
    const shown = queries.flatMap(({ expr, legend, off }, i) =>
      off ? [] : [{ ref: refOf(i), expr, legend: legend || lonelyLegend(seriesOf(data, refOf(i))) }],
    );
    const guessed = [...new Set(shown.map(({ expr }) => guessUnit(expr)))];
    const told = unit ?? (guessed.length === 1 ? guessed[0] : undefined) ?? "plain";
    return {
      id: "explore",
      title: "the answer",
      answers: "",
      unit: told,
      noun: "",
      draw: "lines",
      queries: shown,
      missing: "",
    };
  }, [queries, unit, data]);
  const picture = useMemo(() => preparePanel(spec, data), [spec, data]);
  const alerts = useMemo(
    () =>
      ofSeries(
        picture.series,
        spec.queries.map(({ expr }) => expr),
      ),
    [picture.series, spec],
  );
  const legend = useLegend(picture.series);
  const [ref, width] = useWidth<HTMLDivElement>();
  const isEmpty = picture.series.every(({ stats }) => stats.last === null);
  const asked = data.answers.filter(({ problem }) => problem === null);
  const distributions = picture.series.length > 0 && isEmpty ? asked[0] : undefined;
  if (asked.length > 0 && picture.series.length === 0) {
    return (
      <>
        <NothingFound answers={asked} />
        {children}
      </>
    );
  }
  if (asked.length === 0) return children;
  const lines = legend.shown.map((one) => ({ ...one, area: legend.shown.length === 1 }));
  return (
    <div ref={ref}>
      <div className="flex h-7 items-center">
        <div className="min-w-0 flex-1">
          {!distributions && <PanelLegend series={picture.series} legend={legend} />}
        </div>
      </div>
      {distributions ? (
        <AlertsOnCharts of={alerts}>
          <p className="px-(--pad) pb-2 text-12 text-ink-2">
            These are histograms: how many fell where, over time. For one line of them write{" "}
            <code className="mono">histogram_quantile(0.95, …)</code>.
          </p>
          <PanelHeatmap
            spec={{ ...spec, queries: spec.queries.filter((one) => one.ref === distributions.ref), draw: "heatmap" }}
            width={width}
            wanted
            height={PLOT_PX}
            marks={undefined}
          />
        </AlertsOnCharts>
      ) : (
        <AlertsOnCharts of={alerts}>
          <LineChart
            series={lines}
            startMs={picture.startMs}
            stepMs={picture.stepMs}
            unit={chartUnit(spec.unit)}
            noun=""
            height={PLOT_PX}
            isolated={legend.isolated}
          />
        </AlertsOnCharts>
      )}
      <PanelNotes picture={picture} full />
      {children}
      {!distributions && (
        <div className="border-line border-t">
          <SeriesTable spec={spec} series={picture.series} legend={legend} />
        </div>
      )}
    </div>
  );
}

const seriesOf = ({ answers }: RangeAnswer, ref: string) => answers.find((answer) => answer.ref === ref)?.series ?? [];
