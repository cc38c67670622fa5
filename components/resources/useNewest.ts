"use client";
/** The newest sample of a kind's resources at the clock, asked for only where there is none at its very end; `data` null: none at all. */
import { useMemo } from "react";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { calmWindow } from "./kindQuestion.ts";
import type { ResourceKind } from "./measure.ts";
import { newestOf, newestQuestion } from "./newest.ts";

export function useNewest({ signs }: Pick<ResourceKind, "signs">, isWanted = true) {
  const trpc = useTRPC();
  const clock = useClock();
  const window = calmWindow(clock, clock.live);
  const options = trpc.metrics.instant.queryOptions(newestQuestion(signs ?? [], window), { enabled: isWanted });
  const { data, error } = useClockQuery(options);
  const { endMs } = window;
  const newest = useMemo(() => data && newestOf(data, { endMs }), [data, endMs]);
  return { data: newest, error, endMs };
}
