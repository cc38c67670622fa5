"use client";
/**
 * The stretch that charts show: the clock's window; while the playhead moves, the one it began in, and one around the playhead once it
 * has left that (as a page of music is turned). Charts alone follow; lists and tables of an instant keep to the clock's.
 */
import { useMemo } from "react";
import { useClock } from "./clock.tsx";
import { usePlayhead } from "./playhead.ts";

export interface ShownWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export function useShownWindow(): ShownWindow {
  const { startMs, endMs } = useClock();
  const pageEndMs = usePlayhead(({ pageEndMs: turned }) => turned);
  return useMemo(
    () => (pageEndMs === null ? { startMs, endMs } : { startMs: pageEndMs - (endMs - startMs), endMs: pageEndMs }),
    [startMs, endMs, pageEndMs],
  );
}

/** Share of a turned page that lies before the playhead: one plays forward, and wants to see what was, too. */
const BEFORE = 0.25;

/** End of the page on which an instant lies: the one that is open, or a new one. Not beyond the present. */
export function pageEndFor(atMs: number, openEndMs: number, windowMs: number, nowMs: number): number {
  if (atMs >= openEndMs - windowMs && atMs < openEndMs) return openEndMs;
  return Math.min(nowMs, Math.round(atMs + windowMs * (1 - BEFORE)));
}
