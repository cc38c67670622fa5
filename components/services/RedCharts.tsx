"use client";
/** Rate, errors, duration over the page's window, side by side; on a phone beneath each other. */
import { useMemo } from "react";
import { TimeSeriesChart } from "../charts/TimeSeriesChart.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRate, formatRatio, formatRequests } from "../format/formatNumbers.ts";
import { usePhone } from "../shell/usePhone.ts";
import type { Answers } from "../trpc/client.tsx";

type Found = Extract<Answers["services"]["byName"], { found: true }>;

/** A glance, not a study. */
const PHONE_PX = 92;

export function RedCharts({ answer }: { answer: Found }) {
  const { grid, lines, recent, usual, usualBand, health } = answer;
  const height = usePhone() ? PHONE_PX : undefined;
  const series = useMemo(
    () => ({
      rate: [{ name: "requests", color: "var(--svc-5)", values: lines.ratePerSecond, area: true }],
      failing: [{ name: "failing", color: "var(--fail-fill)", values: lines.errorRatio, area: true }],
      duration: [
        { name: "p99", color: "var(--svc-11)", values: lines.p99Seconds },
        { name: "p95", color: "var(--svc-8)", values: lines.p95Seconds },
        { name: "p50", color: "var(--svc-5)", values: lines.p50Seconds },
      ],
    }),
    [lines],
  );
  const failing = health.reason === "errors" ? (health.kind === "fail" ? "text-fail" : "text-warn") : "";
  const slow = health.slow ? "text-warn" : "";
  return (
    <section
      aria-label="Requests, failures, durations"
      className="grid wide:grid-cols-3 border-line border-b wide:[&>*+*]:border-line wide:[&>*+*]:border-l"
    >
      <TimeSeriesChart
        title="Requests"
        series={series.rate}
        usual={usualBand?.ratePerSecond}
        height={height}
        startMs={grid.startMs}
        stepMs={grid.stepMs}
        unit="rate"
        value={
          <Value
            now={formatRequests(recent.calls, recent.ratePerSecond)}
            usual={usual && formatRate(usual.ratePerSecond)}
          />
        }
      />
      <TimeSeriesChart
        title="Failing"
        series={series.failing}
        usual={usualBand?.errorRatio}
        height={height}
        startMs={grid.startMs}
        stepMs={grid.stepMs}
        unit="ratio"
        value={
          <Value now={formatRatio(recent.errorRatio)} usual={usual && formatRatio(usual.errorRatio)} tone={failing} />
        }
      />
      <TimeSeriesChart
        title="Duration"
        series={series.duration}
        usual={usualBand?.p95Seconds}
        height={height}
        startMs={grid.startMs}
        stepMs={grid.stepMs}
        unit="seconds"
        value={
          <Value
            name="p95"
            now={formatSeconds(recent.p95Seconds)}
            usual={usual && formatSeconds(usual.p95Seconds)}
            tone={slow}
          />
        }
      />
    </section>
  );
}

/** The number of now, with its usual one; a number without it is half a fact. */
function Value({ name, now, usual, tone = "" }: { name?: string; now: string; usual: string | null; tone?: string }) {
  return (
    <>
      {usual && <span className="mr-2 font-normal text-11 text-ink-3 max-[1180px]:hidden">usually {usual}</span>}
      {name && `${name} `}
      <span className={tone}>{now}</span>
    </>
  );
}
