"use client";
/** The resources of a kind as the clock shows them. */
import { useMemo } from "react";
import type { Answer } from "../shell/AsyncPanel.tsx";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { CONTAINER } from "./containerKind.ts";
import { DATABASE } from "./databaseKind.ts";
import { HOST } from "./hostKind.ts";
import { calmWindow, kindQuestion } from "./kindQuestion.ts";
import type { ResourceKind } from "./measure.ts";
import { NODE } from "./nodeKind.ts";
import { POD } from "./podKind.ts";
import { POOL_KIND } from "./poolKind.ts";
import { PROCESS } from "./processKind.ts";
import { QUEUE } from "./queueKind.ts";
import { prepareRows, type ResourceRow } from "./resourceRows.ts";
import { RUNTIME } from "./runtimeKind.ts";

export function useKindRows(kind: ResourceKind, only: readonly string[] | null = null): Answer<readonly ResourceRow[]> {
  const trpc = useTRPC();
  const clock = useClock();
  const window = calmWindow(clock, clock.live);
  const { data, error, isFetching, refetch } = useClockQuery(
    trpc.metrics.instant.queryOptions(kindQuestion(kind, window, only)),
  );
  const rows = useMemo(() => data && prepareRows(kind, data), [kind, data]);
  return { data: rows, error, isFetching, refetch };
}

/** Resources of every kind (./kinds.ts), there when all have been answered. */
export function useAllRows(): Answer<readonly ResourceRow[]> {
  const answers = [
    useKindRows(HOST),
    useKindRows(NODE),
    useKindRows(POD),
    useKindRows(CONTAINER),
    useKindRows(PROCESS),
    useKindRows(RUNTIME),
    useKindRows(POOL_KIND),
    useKindRows(DATABASE),
    useKindRows(QUEUE),
  ];
  const rows = answers.map(({ data }) => data);
  const whole = rows.every((data) => data !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are what it depends on; their number never changes.
  const data = useMemo(() => (whole ? rows.flatMap((of) => of ?? []) : undefined), [whole, ...rows]);
  return {
    data,
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    isFetching: answers.some(({ isFetching }) => isFetching),
    refetch: () => answers.map(({ refetch }) => refetch()),
  };
}
