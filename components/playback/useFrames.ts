"use client";
/**
 * Frames of the strip's stretch, fetched once and shared by all parts of a page; null until they are here. They are fetched when the
 * playhead stands in the past or someone reaches for it, not on a page that is only looked at live.
 */
import { useSyncExternalStore } from "react";
import type { FramesAnswer } from "../../server/routers/stateAnswer.ts";
import { useClock } from "../state/clock.tsx";
import { useMoving } from "../state/playhead.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { type FrameSet, makeFrameSet } from "./frameSet.ts";
import { framesGrid } from "./framesGrid.ts";
import { useStripView } from "./stripView.ts";

/** As many as the strip has bars. */
export const MOST_FRAMES = 240;
/** Edges are many; a picture of them changes no faster to the eye. */
const MOST_FRAMES_OF_ALL = 120;

/** `services`: those alone, in twice as many steps, which is light at any size of the system. */
export function useFrames(of: "everything" | "services" = "everything"): FrameSet | null {
  const trpc = useTRPC();
  const { live } = useClock();
  const moving = useMoving();
  const { range } = useStripView();
  const isWanted = useSyncExternalStore(subscribe, () => isReachedFor, no);
  const { startMs, endMs, steps } = framesGrid(range, of === "services" ? MOST_FRAMES : MOST_FRAMES_OF_ALL);
  const input = { startMs, endMs, steps, ...(of === "services" && { kinds: ["service" as const] }) };
  const { data } = useClockQuery(trpc.state.frames.queryOptions(input, { enabled: !live || moving || isWanted }));
  return data === undefined ? null : decoded(data);
}

const sets = new WeakMap<FramesAnswer, FrameSet>();
/** Decoded once, whoever asks. */
function decoded(answer: FramesAnswer): FrameSet {
  const held = sets.get(answer) ?? makeFrameSet(answer);
  sets.set(answer, held);
  return held;
}

let isReachedFor = false;
const listeners = new Set<() => void>();
/** Someone reaches for the playhead: frames are fetched before they are needed. */
export function wantFrames(): void {
  if (isReachedFor) return;
  isReachedFor = true;
  for (const listener of listeners) listener();
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const no = () => false;
