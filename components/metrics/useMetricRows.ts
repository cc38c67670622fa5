"use client";
/** Every metric there is, as rows. The list does not depend on the window; the series of derived metrics do, and come a moment later. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { metricRows } from "./metricRows.ts";

/** New metrics show within this. */
const ANEW_MS = 15_000;

export function useMetricRows() {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const families = useQuery(trpc.metrics.families.queryOptions(undefined, { refetchInterval: ANEW_MS }));
  const derived = useClockQuery(trpc.metrics.catalog.derived.queryOptions({ startMs, endMs }));
  const rows = useMemo(
    () => families.data && metricRows(families.data.families, derived.data?.counts),
    [families.data, derived.data],
  );
  return { ...families, data: rows };
}
