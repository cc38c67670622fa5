"use client";
/** Versions that took over within the window, as marks on the time axis: what `target_info` says of the instances that run. */
import { useMemo } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { chartWindow } from "../panels/chartWindow.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { versionMarks } from "./versionMarks.ts";

const QUERIES = [{ ref: "versions", expr: 'count by (job, service_version) (target_info{service_version!=""})' }];
const WIDTH_PX = 480;

export function useVersionMarks(): readonly TimeMark[] {
  const { startMs, endMs } = useClock();
  const window = useMemo(() => chartWindow({ startMs, endMs }, WIDTH_PX), [startMs, endMs]);
  const { data } = useClockQuery(
    useTRPC().metrics.range.queryOptions({ ...window, queries: QUERIES, mostSeries: 2_000 }),
  );
  return useMemo(() => (data ? versionMarks(data) : []), [data]);
}
