"use client";
/** The answers of a run: over the window for the chart, at its end for the table. A run can be stopped; it goes on with the next run. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { chartWindow } from "../panels/chartWindow.ts";
import { MOST_DRAWN } from "../panels/preparePanel.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { type ExploreQuery, type ExploreView, refOf } from "./useExploreState.ts";
import { useHeldWindow } from "./useHeldWindow.ts";

/** A table may have more rows than a chart has lines. */
const MOST_ROWS = 2_000;

export interface Asking {
  readonly queries: readonly ExploreQuery[];
  readonly view: ExploreView;
  readonly stepMs: number | null;
  readonly widthPx: number;
}

export function useExploreAnswer({ queries, view, stepMs, widthPx }: Asking) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { startMs, endMs, windowMs, live } = useClock();
  const [stopped, setStopped] = useState(false);
  const asked = useMemo(
    () => queries.flatMap(({ expr, off }, i) => (off || expr.trim() === "" ? [] : [{ ref: refOf(i), expr }])),
    [queries],
  );
  const fitted = useMemo(() => chartWindow({ startMs, endMs }, widthPx), [startMs, endMs, widthPx]);
  const wished = stepMs === null ? fitted : { startMs, endMs: Math.floor(endMs / stepMs) * stepMs, stepMs };
  const subject = JSON.stringify([asked, view, stepMs, windowMs, live ? "live" : endMs]);
  const held = useHeldWindow(wished.endMs > wished.startMs ? wished : { ...wished, endMs }, subject);
  const ready = asked.length > 0 && widthPx > 0 && !stopped;
  const cancel = { trpc: { abortOnUnmount: true } };
  const rangeOptions = trpc.metrics.range.queryOptions(
    { ...held.window, queries: asked, mostSeries: MOST_DRAWN, greatest: true },
    { enabled: ready && view === "chart", ...cancel },
  );
  const instantOptions = trpc.metrics.instant.queryOptions(
    { startMs: held.window.startMs, endMs: held.window.endMs, queries: asked, mostSeries: MOST_ROWS },
    { enabled: ready && view === "table", ...cancel },
  );
  const range = useClockQuery(rangeOptions);
  const instant = useClockQuery(instantOptions);
  const isFetching = view === "chart" ? range.isFetching : view === "table" && instant.isFetching;
  held.note(isFetching);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question is asked, whatever became of the one before.
  useEffect(() => setStopped(false), [subject]);
  return {
    asked,
    range,
    instant,
    isFetching,
    stopped,
    stop: () => {
      setStopped(true);
      void client.cancelQueries({ queryKey: view === "chart" ? rangeOptions.queryKey : instantOptions.queryKey });
    },
    again: () => {
      setStopped(false);
      if (!stopped) void (view === "chart" ? range : instant).refetch();
    },
  };
}
export type ExploreAnswer = ReturnType<typeof useExploreAnswer>;
