"use client";
/**
 * Steps from event to event: asks for the next one, goes there, and remembers its place, since many share an instant. What it came to
 * is told by `useStepped`, so that the bar can say it.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useSyncExternalStore } from "react";
import { EVENT_KINDS, type EventKind } from "../../server/model/state.ts";
import type { EventView } from "../../server/routers/stateAnswer.ts";
import { useTRPC } from "../trpc/client.tsx";
import type { PlaybackEngine } from "./playbackEngine.ts";

export interface StepOf {
  readonly problemsOnly?: boolean;
  readonly kinds?: readonly string[];
}
export type Direction = "next" | "previous";

/** What the last step came to: the event, or that there is none further on. */
export interface Stepped {
  readonly direction: Direction;
  readonly problemsOnly: boolean;
  readonly event: EventView | null;
}

/** Keys held down ask faster than answers come; more than these are let go. */
const MOST_WAITING = 2;

export function useEventSteps(engine: PlaybackEngine): (direction: Direction, of?: StepOf) => Promise<void> {
  const trpc = useTRPC();
  const client = useQueryClient();
  const waiting = useRef(0);
  const chain = useRef(Promise.resolve());
  const take = useCallback(
    async (direction: Direction, { problemsOnly = false, kinds }: StepOf) => {
      const atMs = Math.floor(engine.here());
      const from = stepped?.event?.atMs === atMs ? stepped.event.place : null;
      const filter = { ...(problemsOnly && { problemsOnly }), ...(kinds && { kinds: kinds.filter(isEventKind) }) };
      const { event } = await client.fetchQuery(
        trpc.state.step.queryOptions({ from, atMs, direction, ...filter }, { staleTime: 0 }),
      );
      if (event) engine.settle(event.atMs);
      tell({ direction, problemsOnly, event });
    },
    [engine, client, trpc],
  );
  return useCallback(
    (direction, of = {}) => {
      if (waiting.current >= MOST_WAITING) return chain.current;
      waiting.current++;
      chain.current = chain.current
        .then(() => take(direction, of))
        .catch(() => undefined)
        .finally(() => {
          waiting.current--;
        });
      return chain.current;
    },
    [take],
  );
}

const isEventKind = (kind: string): kind is EventKind => EVENT_KINDS.some((known) => known === kind);

let stepped: Stepped | null = null;
const listeners = new Set<() => void>();
function tell(what: Stepped | null): void {
  stepped = what;
  for (const listener of listeners) listener();
}
/** What the newest step came to. */
export function useStepped(): Stepped | null {
  return useSyncExternalStore(
    subscribe,
    () => stepped,
    () => null,
  );
}
/** Goes to an event that was pointed at: the next step begins there. */
export function standAt(event: EventView): void {
  tell({ direction: "next", problemsOnly: false, event });
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
