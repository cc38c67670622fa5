"use client";
/**
 * Which stretch the strip shows, for the bar, for playing and for the frames: by itself one that suits the clock (./stripRange.ts), or
 * what was zoomed and panned to, which stands in the address as `?strip=6h` or `?strip=6h@2026-11-20T12:00:00Z` (length and end).
 */
import { createParser, useQueryState } from "nuqs";
import { useCallback, useMemo } from "react";
import { useClock } from "../state/clock.tsx";
import { parseAt, parseWindow, writeAt, writeWindow } from "../state/clockParams.ts";
import { movePlayhead, usePlayhead } from "../state/playhead.ts";
import { LONGEST_STRIP_MS, SHORTEST_STRIP_MS, type StripRange, stripRange } from "./stripRange.ts";

interface StripChoice {
  readonly lengthMs: number;
  /** Null: follows the clock. */
  readonly endMs: number | null;
}

export function parseStrip(text: string): StripChoice | null {
  const [length = "", end] = text.split("@");
  const lengthMs = parseWindow(length);
  const endMs = end === undefined ? null : parseAt(end);
  if (lengthMs === null || (end !== undefined && endMs === null)) return null;
  return lengthMs < SHORTEST_STRIP_MS || lengthMs > LONGEST_STRIP_MS ? null : { lengthMs, endMs };
}
export function writeStrip({ lengthMs, endMs }: StripChoice): string {
  return writeWindow(lengthMs) + (endMs === null ? "" : `@${writeAt(endMs)}`);
}
const STRIP = createParser({ parse: parseStrip, serialize: writeStrip, eq: (a, b) => writeStrip(a) === writeStrip(b) });

export interface StripView {
  readonly range: StripRange;
  /** Whether it was chosen, and does not follow the clock's window. */
  readonly chosen: boolean;
  /** Zooms and pans; null goes back to what suits the clock. */
  readonly look: (range: StripRange | null) => void;
}

export function useStripView(): StripView {
  const { windowMs, endMs, nowMs } = useClock();
  const [choice, choose] = useQueryState("strip", STRIP);
  const turnedToMs = usePlayhead(({ stripEndMs }) => stripEndMs);
  const range = useMemo(() => {
    const own =
      choice?.endMs != null
        ? { startMs: choice.endMs - choice.lengthMs, endMs: choice.endMs }
        : stripRange(windowMs, endMs, nowMs, choice?.lengthMs);
    return turnedToMs === null ? own : { startMs: turnedToMs - (own.endMs - own.startMs), endMs: turnedToMs };
  }, [choice, windowMs, endMs, nowMs, turnedToMs]);
  const look = useCallback(
    (wished: StripRange | null) => {
      movePlayhead({ stripEndMs: null });
      if (!wished) return void choose(null, { history: "replace" });
      const lengthMs = Math.round((wished.endMs - wished.startMs) / 1000) * 1000;
      const end = Math.round(wished.endMs / 1000) * 1000;
      // One that ends now goes on to end now.
      const follows = end >= nowMs - lengthMs / 200 && endMs > nowMs - lengthMs * 0.75;
      void choose({ lengthMs, endMs: follows ? null : end }, { history: "replace", throttleMs: 120 });
    },
    [choose, nowMs, endMs],
  );
  return { range, chosen: choice !== null, look };
}
