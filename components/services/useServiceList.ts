"use client";
/** The window's services, trouble first; all parts of a page that ask share one answer. */
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

export function useServiceList() {
  const { startMs, endMs } = useClock();
  return useClockQuery(useTRPC().services.list.queryOptions({ startMs, endMs }));
}
