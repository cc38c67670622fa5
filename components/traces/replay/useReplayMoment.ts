"use client";
/** The moment of a replay in React: every frame of it, or only when another step has happened. */
import { useSyncExternalStore } from "react";
import type { ReplayMoment, TraceReplayer } from "./traceReplayer.ts";

/** Renders with every frame. */
export function useReplayMoment(replayer: TraceReplayer): ReplayMoment {
  return useSyncExternalStore(replayer.subscribe, replayer.get, replayer.get);
}

/** How many steps have happened; renders when that changes. */
export function usePlayed(replayer: TraceReplayer): number {
  const played = () => replayer.get().played;
  return useSyncExternalStore(replayer.subscribe, played, played);
}
