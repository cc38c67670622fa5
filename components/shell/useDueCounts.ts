"use client";
/** Where somebody must act at the clock's instant: SLOs that burn, alerts that nobody took. Asked every quarter of a minute while live. */
import { useClock } from "../state/clock.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

const STEP_MS = 15_000;

export type DueCounts = Answers["due"]["at"];

export function useDueCounts(): DueCounts | undefined {
  const { endMs, live } = useClock();
  const atMs = live ? endMs - (endMs % STEP_MS) : endMs;
  return useClockQuery(useTRPC().due.at.queryOptions({ atMs })).data;
}
