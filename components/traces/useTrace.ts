"use client";
/** The answer for a trace's page: what is seen first of it, which comes with the page, and of a large trace the whole as soon as it is here. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { TraceView } from "../../server/analysis/traceView.ts";
import type { Answer } from "../shell/AsyncPanel.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { type Absence, absenceOf, LOOK_AGAIN_MS, MOST_LOOKS } from "./TraceMissing.tsx";
import { useTraceParams } from "./useTraceState.ts";

// Big answers are compared field by field unless told otherwise, and a trace rarely changes once it is looked at.
const KEPT = { structuralSharing: false, staleTime: 300_000 } as const;

interface TraceAnswer extends Answer<TraceView> {
  readonly absence: Absence;
  /** It is looked for again by itself. */
  readonly isLooking: boolean;
}

export function useTrace(traceId: string): TraceAnswer {
  const trpc = useTRPC();
  const [{ span }] = useTraceParams();
  // The span that the address named when the page was opened: going to another needs no other opening.
  const [looked] = useState(span);
  const opening = useQuery(
    trpc.traces.opening.queryOptions(
      { traceId, span: looked },
      {
        ...KEPT,
        refetchInterval: ({ state }) =>
          absenceOf(state.error) === "missing" && state.errorUpdateCount < MOST_LOOKS ? LOOK_AGAIN_MS : false,
      },
    ),
  );
  const isPart = opening.data?.rows.row !== undefined;
  const whole = useQuery(trpc.traces.byId.queryOptions({ traceId }, { ...KEPT, enabled: isPart }));
  return {
    absence: opening.data ? null : absenceOf(opening.error),
    isLooking: opening.errorUpdateCount < MOST_LOOKS,
    data: whole.data ?? opening.data,
    error: opening.error ?? whole.error,
    isFetching: opening.isFetching || whole.isFetching,
    refetch: () => (isPart ? whole.refetch() : opening.refetch()),
  };
}
