"use client";
/** The services that sent anything in the clock's window, in alphabetical order. */
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

export function useServiceNames(enabled = true): readonly string[] {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const query = useClockQuery(trpc.services.names.queryOptions({ startMs, endMs }, { enabled }));
  return query.data?.names ?? [];
}
