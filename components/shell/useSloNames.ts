"use client";
/** The SLOs that there are at the clock's instant, by title. */
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

const STEP_MS = 30_000;

export function useSloNames() {
  const { endMs, live } = useClock();
  const atMs = live ? endMs - (endMs % STEP_MS) : endMs;
  return useClockQuery(useTRPC().slos.names.queryOptions({ atMs })).data?.slos ?? [];
}
