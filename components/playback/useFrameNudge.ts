"use client";
/** Single steps of the playhead along the frames: drawn at once, written into the address when the keys rest. */
import { useCallback, useEffect, useRef } from "react";
import { lastAtOrBefore } from "./frameSet.ts";
import type { PlaybackEngine } from "./playbackEngine.ts";
import { useFrames } from "./useFrames.ts";

const REST_MS = 450;
/** While no frames are here: the finest step that history is told in. */
const STEP_MS = 10_000;

export function useFrameNudge(engine: PlaybackEngine): (frames: number) => void {
  const frames = useFrames();
  const held = useRef(frames);
  held.current = frames;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (steps: number) => {
      engine.scrubTo(nudged(held.current?.atMs ?? [], engine.here(), steps));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => engine.settle(), REST_MS);
    },
    [engine],
  );
}

/** The instant so many frames from here; by whole steps of ten seconds where there are no frames. */
export function nudged(frameMs: readonly number[], hereMs: number, steps: number): number {
  const at = lastAtOrBefore(frameMs, hereMs);
  // Between two frames a step back leads to the one before, which is the one that is shown.
  const between = at >= 0 && frameMs[at] !== hereMs && steps < 0 ? 1 : 0;
  const found = at < 0 ? undefined : frameMs[at + steps + between];
  if (found !== undefined) return found;
  return steps > 0 ? (Math.floor(hereMs / STEP_MS) + steps) * STEP_MS : (Math.ceil(hereMs / STEP_MS) + steps) * STEP_MS;
}
