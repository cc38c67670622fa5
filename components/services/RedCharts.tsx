"use client";
/** Rate, errors, duration over the page's window, side by side; on a phone beneath each other. */
import { useMemo } from "react";
import type { ChartUnit } from "../charts/axis.ts";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import type { ChartSeries } from "../charts/prepareTimeSeries.ts";
import { TimeSeriesChart } from "../charts/TimeSeriesChart.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRate, formatRatio, formatRequests } from "../format/formatNumbers.ts";
import { usePhone } from "../shell/usePhone.ts";
import type { Answers } from "../trpc/client.tsx";

type Found = Extract<Answers["services"]["byName"], { found: true }>;

/** A glance, not a study. */
const PHONE_PX = 92;

interface RedChartsProps {
  readonly answer: Found;
  /** Versions that took over and instances that joined within the window. */
  readonly marks: readonly TimeMark[];
}

export function RedCharts({ answer, marks }: RedChartsProps) {
  const { grid, usualBand } = answer;
  const height = usePhone() ? PHONE_PX : undefined;
  const charts = useMemo(() => chartsOf(answer), [answer]);
  return (
    <section
      aria-label="Requests, failures, durations"
      className="grid wide:grid-cols-3 border-line border-b wide:[&>*+*]:border-line wide:[&>*+*]:border-l"
    >
      {charts.map(({ title, unit, series, band, value }) => (
        <TimeSeriesChart
          key={title}
          title={title}
          series={series}
          usual={usualBand?.[band]}
          marks={marks}
          height={height}
          startMs={grid.startMs}
          stepMs={grid.stepMs}
          unit={unit}
          value={<Value {...value} />}
        />
      ))}
    </section>
  );
}

interface RedChart {
  readonly title: string;
  readonly unit: ChartUnit;
  readonly series: readonly ChartSeries[];
  readonly band: keyof NonNullable<Found["usualBand"]>;
  readonly value: ValueProps;
}

function chartsOf({ lines, recent, usual, health }: Found): readonly RedChart[] {
  const failing = health.reason === "errors" ? (health.kind === "fail" ? "text-fail" : "text-warn") : "";
  const duration = [
    { name: "p99", color: "var(--svc-11)", values: lines.p99Seconds },
    { name: "p95", color: "var(--svc-8)", values: lines.p95Seconds },
    { name: "p50", color: "var(--svc-5)", values: lines.p50Seconds },
  ];
  return [
    {
      title: "Requests",
      unit: "rate",
      series: [{ name: "requests", color: "var(--svc-5)", values: lines.ratePerSecond, area: true }],
      band: "ratePerSecond",
      value: {
        now: formatRequests(recent.calls, recent.ratePerSecond),
        usual: usual && formatRate(usual.ratePerSecond),
      },
    },
    {
      title: "Failing",
      unit: "ratio",
      series: [{ name: "failing", color: "var(--fail-fill)", values: lines.errorRatio, area: true }],
      band: "errorRatio",
      value: { now: formatRatio(recent.errorRatio), usual: usual && formatRatio(usual.errorRatio), tone: failing },
    },
    {
      title: "Duration",
      unit: "seconds",
      series: duration,
      band: "p95Seconds",
      value: {
        name: "p95",
        now: formatSeconds(recent.p95Seconds),
        usual: usual && formatSeconds(usual.p95Seconds),
        tone: health.slow ? "text-warn" : "",
      },
    },
  ];
}

interface ValueProps {
  readonly name?: string;
  readonly now: string;
  readonly usual: string | null;
  readonly tone?: string;
}

/** The number of now, with its usual one; a number without it is half a fact. */
function Value({ name, now, usual, tone = "" }: ValueProps) {
  return (
    <>
      {usual && <span className="mr-2 font-normal text-11 text-ink-3 max-[1180px]:hidden">usually {usual}</span>}
      {name && `${name} `}
      <span className={tone}>{now}</span>
    </>
  );
}
