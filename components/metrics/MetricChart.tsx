"use client";
/** The metric's course: the query that suits its type, split by the labels chosen; of many series the greatest are drawn, and it says so. */
import { useMemo } from "react";
import { LineChart } from "../charts/LineChart.tsx";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import { ofSeries } from "../panels/alertScope.ts";
import { chartWindow } from "../panels/chartWindow.ts";
import { PanelLegend } from "../panels/PanelLegend.tsx";
import { PanelProblems } from "../panels/PanelTrouble.tsx";
import type { PanelSpec } from "../panels/panelSpec.ts";
import { chartUnit } from "../panels/panelUnits.ts";
import { type PanelPicture, preparePanel } from "../panels/preparePanel.ts";
import { SeriesTable } from "../panels/SeriesTable.tsx";
import { useLegend } from "../panels/useLegend.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useClock } from "../state/clock.tsx";
import { useShownWindow } from "../state/shownWindow.ts";
import { useWidth } from "../state/useWidth.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { ChartControls } from "./ChartControls.tsx";
import { ChartSkeleton, PLOT_PX } from "./MetricSkeleton.tsx";
import { chartSentence, chartUnitOf, isMixed, type MetricQuestion, metricQueries } from "./metricQueries.ts";
import type { MetricState } from "./useMetricState.ts";

export const MOST_LINES = 20;

interface MetricChartProps {
  readonly question: MetricQuestion;
  readonly state: MetricState;
}

/** Asks once as if all buckets were of one kind; the answer tells when they are not, and then for each kind. */
export function MetricChart({ question, state }: MetricChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const plain = useMetricPicture(question, width, true);
  const isBoth =
    plain.query.data !== undefined && isMixed(plain.query.data.answers.flatMap(({ warnings }) => warnings));
  const apart = useMemo(() => ({ ...question, mixed: true }), [question]);
  const each = useMetricPicture(apart, width, isBoth);
  const { query, picture, spec } = isBoth ? each : plain;
  return (
    <section ref={ref} aria-label="Chart" className="min-w-0">
      <p className="px-(--pad) pt-2.5 text-12 text-ink-2">
        {chartSentence(question)}
        {isBoth &&
          " Some of its senders have explicit buckets, others exponential ones: these do not add up, so each kind has lines of its own."}
      </p>
      <ChartControls question={question} state={state} />
      <AsyncPanel
        query={{ ...query, data: picture }}
        what="the chart"
        skeleton={<ChartSkeleton />}
        isEmpty={({ series, problems }) => series.length === 0 && problems.length === 0}
        empty={<NoValues filtered={state.filter.length > 0} clear={() => void state.change({ filter: null })} />}
      >
        {(shown) => <Lines spec={spec} picture={shown} />}
      </AsyncPanel>
    </section>
  );
}

function useMetricPicture(question: MetricQuestion, width: number, wanted: boolean) {
  const trpc = useTRPC();
  const { startMs, endMs } = useShownWindow();
  const window = useMemo(() => chartWindow({ startMs, endMs }, width), [startMs, endMs, width]);
  const spec = useMemo<PanelSpec>(() => {
    const { metric } = question;
    const shape = { id: metric.name, title: metric.name, answers: "", noun: "", draw: "lines", missing: "" } as const;
    return { ...shape, unit: chartUnitOf(metric), queries: metricQueries(question) };
  }, [question]);
  const queries = spec.queries.map(({ ref, expr }) => ({ ref, expr }));
  const query = useClockQuery(
    trpc.metrics.range.queryOptions(
      { ...window, queries, mostSeries: MOST_LINES, greatest: true },
      { enabled: wanted && width > 0 },
    ),
  );
  const picture = useMemo(() => query.data && preparePanel(spec, query.data), [spec, query.data]);
  return { query, picture, spec };
}

function Lines({ spec, picture }: { spec: PanelSpec; picture: PanelPicture }) {
  const legend = useLegend(picture.series);
  const window = useShownWindow();
  const lines = legend.shown.map((one) => ({ ...one, area: legend.shown.length === 1 }));
  const alerts = useMemo(
    () =>
      ofSeries(
        picture.series,
        spec.queries.map(({ expr }) => expr),
      ),
    [picture.series, spec],
  );
  return (
    <>
      {picture.problems.length > 0 && <PanelProblems problems={picture.problems} />}
      <div className="h-[18px]">
        {picture.series.length > 1 && (
          <PanelLegend series={picture.series} legend={legend} grid={picture} unit={spec} />
        )}
      </div>
      <AlertsOnCharts of={alerts}>
        <LineChart
          window={window}
          series={lines}
          startMs={picture.startMs}
          stepMs={picture.stepMs}
          unit={chartUnit(spec.unit)}
          noun=""
          height={PLOT_PX}
          isolated={legend.isolated}
        />
      </AlertsOnCharts>
      {picture.total > picture.series.length && (
        <p role="note" className="px-(--pad) pb-2 text-12 text-ink-2">
          The {picture.series.length} greatest of {picture.total} series are drawn. Filter by a label at the side to see
          others.
        </p>
      )}
      {[...picture.warnings, ...picture.infos].map((note) => (
        <p key={note} className="px-(--pad) pb-1 text-11 text-ink-3">
          {note}
        </p>
      ))}
      <div className="border-line border-t">
        <SeriesTable spec={spec} series={picture.series} legend={legend} />
      </div>
    </>
  );
}

function NoValues({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const { goLive, live } = useClock();
  return (
    <EmptyNotice title="It has no values in this window.">
      {filtered ? (
        <>
          No series has all the labels that are filtered by.{" "}
          <button type="button" className="link" onClick={clear}>
            Clear the filters
          </button>
        </>
      ) : (
        <>
          Look further back with the window at the top
          {live ? "" : ", or go "}
          {!live && (
            <button type="button" className="link" onClick={goLive}>
              back to live
            </button>
          )}
          . A metric stays listed while its series are kept, also when nobody sends it any more.
        </>
      )}
    </EmptyNotice>
  );
}
