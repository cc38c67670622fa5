"use client";
/** Plays from pin A to pin B, so fast that it takes a quarter of a minute; the strip is moved where it does not show both. */
import { useEffect, useState } from "react";
import { SPEEDS, usePlaybackActions } from "../playback/playback.tsx";
import { useStripView } from "../playback/stripView.ts";

const LASTS_SECONDS = 15;
/** Room before A and after B on the strip. */
const MARGIN = 0.15;

interface Step {
  readonly fromMs: number;
  readonly toMs: number;
}

export function useStepAToB(a: number | null, b: number | null): () => void {
  const { scrubTo, setSpeed, play, settle } = usePlaybackActions();
  const { range, look } = useStripView();
  const [wished, wish] = useState<Step | null>(null);
  const isInSight = wished !== null && range.startMs <= wished.fromMs && range.endMs >= wished.toMs;
  useEffect(() => {
    if (!wished || !isInSight) return;
    wish(null);
    const seconds = (wished.toMs - wished.fromMs) / 1000;
    setSpeed(SPEEDS.find((speed) => seconds / speed <= LASTS_SECONDS) ?? SPEEDS[SPEEDS.length - 1] ?? 1);
    scrubTo(wished.fromMs);
    play((atMs) => {
      if (atMs >= wished.toMs) settle(wished.toMs);
      return false;
    });
  }, [wished, isInSight, setSpeed, scrubTo, play, settle]);
  return () => {
    if (a === null || b === null) return;
    const step = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
    wish(step);
    if (range.startMs <= step.fromMs && range.endMs >= step.toMs) return;
    const room = (step.toMs - step.fromMs) * MARGIN;
    look({ startMs: step.fromMs - room, endMs: step.toMs + room });
  };
}
