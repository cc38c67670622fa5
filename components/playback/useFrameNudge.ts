"use client";
/** Single steps of the playhead along the frames: drawn at once, written into the address when the keys rest. */
import { useCallback, useEffect, useRef } from "react";
import { framesGrid, nudgedMs } from "./framesGrid.ts";
import type { PlaybackEngine } from "./playbackEngine.ts";
import type { StripRange } from "./stripRange.ts";
import { MOST_FRAMES } from "./useFrames.ts";

const REST_MS = 450;

export function useFrameNudge(engine: PlaybackEngine, range: StripRange): (frames: number) => void {
  const shown = useRef(range);
  shown.current = range;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (steps: number) => {
      const atMs = nudgedMs(framesGrid(shown.current, MOST_FRAMES), engine.here(), steps);
      engine.scrubTo(atMs);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => engine.here() === atMs && engine.settle(atMs), REST_MS);
    },
    [engine],
  );
}
