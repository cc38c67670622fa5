"use client";
/** The rule's value over time beside what it is held against, with when it was pending and when it fired. */
import { useMemo } from "react";
import { LineChart } from "../../charts/LineChart.tsx";
import { chartUnit, panelValue } from "../../panels/panelUnits.ts";
import { AsyncPanel } from "../../shell/AsyncPanel.tsx";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useClock } from "../../state/clock.tsx";
import { exploreHref } from "../../state/exploreLink.ts";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { conditionUnit, gravityOf } from "../alertWords.ts";
import type { OneAlert } from "./AlertScreen.tsx";
import { bandsOf, deployMarks, linesOf } from "./prepareAlertChart.ts";

const HEIGHT = 232;

export function AlertChartPanel({ answer }: { answer: OneAlert }) {
  const trpc = useTRPC();
  const { endMs } = useClock();
  const { fingerprint } = answer.alert;
  const query = useClockQuery(trpc.alerts.chart.queryOptions({ fingerprint, atMs: endMs }));
  return (
    <section aria-label="Its value" className="min-w-0 pb-2">
      <div className="sec">
        <h2>Its value</h2>
        <Legend answer={answer} />
        {query.data?.query && (
          <ClockLink href={exploreHref([{ expr: query.data.query }])} className="link ml-auto text-12">
            Open in Explore
          </ClockLink>
        )}
      </div>
      <AsyncPanel
        query={query}
        what="its value"
        skeleton={<div className="skeleton mx-(--pad)" style={{ height: HEIGHT }} />}
      >
        {(chart) => <Picture chart={chart} answer={answer} />}
      </AsyncPanel>
    </section>
  );
}

function Picture({ chart, answer }: { chart: Answers["alerts"]["chart"]; answer: OneAlert }) {
  const { alert, rule, window, bands } = answer;
  const unit = conditionUnit(rule?.body.condition ?? null);
  const { series, thresholds } = useMemo(
    () => linesOf(chart, gravityOf(alert), (value) => panelValue(value, { unit })),
    [chart, alert, unit],
  );
  const stretches = useMemo(() => bandsOf(bands, gravityOf(alert)), [bands, alert]);
  const deploys = useMemo(() => deployMarks(answer.eventsBefore), [answer.eventsBefore]);
  const empty = series.length === 0;
  return (
    <>
      {(!empty || bands.length > 0) && (
        <LineChart
          series={series}
          startMs={empty ? window.startMs : chart.startMs}
          stepMs={chart.stepMs}
          unit={chartUnit(unit)}
          height={empty ? 120 : HEIGHT}
          thresholds={thresholds}
          bands={stretches}
          marks={deploys}
          window={window}
        />
      )}
      {chart.note && <p className="px-(--pad) pb-2 text-12 text-ink-3">{chart.note}</p>}
    </>
  );
}

/** What the stretches behind the line mean. */
function Legend({ answer: { bands, alert } }: { answer: OneAlert }) {
  const color = gravityOf(alert) === "page" ? "var(--fail-fill)" : "var(--warn-fill)";
  const has = (standing: "pending" | "firing") => bands.some((band) => band.standing === standing);
  return (
    <span className="flex items-center gap-3 text-12 text-ink-3">
      {has("pending") && (
        <span className="flex items-center gap-1.5">
          <svg width={16} height={10} aria-hidden="true">
            <rect width={16} height={10} fill={color} opacity={0.06} />
            <line x1={0} x2={16} y1={9} y2={9} stroke={color} strokeWidth={2} strokeDasharray="2 3" />
          </svg>
          pending
        </span>
      )}
      {has("firing") && (
        <span className="flex items-center gap-1.5">
          <svg width={16} height={10} aria-hidden="true">
            <rect width={16} height={10} fill={color} opacity={0.18} />
            <line x1={0} x2={16} y1={9} y2={9} stroke={color} strokeWidth={2} />
          </svg>
          firing
        </span>
      )}
    </span>
  );
}
