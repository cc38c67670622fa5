"use client";
/** One signal: what was accepted per second, bytes, how old the newest record is, and bars of kept, rejected and refused. */
import { useMemo } from "react";
import type { SignalArrivals } from "../../server/routers/ingest.ts";
import { StackedBars } from "../charts/StackedBars.tsx";
import { StackLegend } from "../charts/StackLegend.tsx";
import { formatAgo } from "../format/formatInstant.ts";
import { compact, formatBytes, formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { useClock } from "../state/clock.tsx";
import { arrivalRate, NOUNS } from "./ingestVerdict.ts";

interface SignalPanelProps {
  readonly arrivals: SignalArrivals;
  readonly startMs: number;
  readonly stepMs: number;
}
const TITLES = { traces: "Traces", metrics: "Metrics", logs: "Logs" } as const;

const perSecond = (value: number, stepMs: number) => `${compact(value / (stepMs / 1000), 10_000)}/s`;

export function SignalPanel({ arrivals, startMs, stepMs }: SignalPanelProps) {
  const { windowMs, endMs } = useClock();
  const { signal, totals, newestMs } = arrivals;
  const noun = NOUNS[signal];
  const input = useMemo(
    () => ({
      startMs,
      stepMs,
      bucketCount: arrivals.accepted.length,
      series: [
        { name: "requests refused or put off", color: "var(--fail-fill)", values: arrivals.refusedPerBucket },
        { name: `rejected ${noun}`, color: "var(--warn-fill)", values: arrivals.rejectedPerBucket },
        { name: `kept ${noun}`, color: "var(--spark)", values: arrivals.accepted },
      ],
    }),
    [arrivals, startMs, stepMs, noun],
  );
  return (
    <section className="min-w-0 border-line px-(--pad) py-3 wide:not-first:border-l phone:not-first:border-t">
      <div className="flex items-baseline gap-2">
        <h2>{TITLES[signal]}</h2>
        <span className="sec-sub ml-auto">
          {newestMs === null ? "nothing yet" : `newest ${formatAgo(newestMs, endMs)}`}
        </span>
      </div>
      <p className="mt-1 flex items-baseline gap-2">
        <span className="num font-medium text-22 leading-8">
          {arrivalRate(totals.accepted / (windowMs / 1000), noun)}
        </span>
        <span className="text-12 text-ink-3">{formatBytes(totals.bytes / (windowMs / 1000))}/s</span>
      </p>
      <StackedBars input={input} height={110} noun={noun} format={perSecond} />
      <StackLegend input={input} />
      <p className="num mt-1 text-12 text-ink-3">
        {formatCount(totals.accepted)} {noun} in {formatCountOf(totals.requests, "request")}
        {totals.repeats > 0 && `, ${formatCount(totals.repeats)} repeats counted once`}
      </p>
    </section>
  );
}
