/** Zooming and panning the strip, as arithmetic on its stretch. Units: Unix ms. */
import { LONGEST_STRIP_MS, SHORTEST_STRIP_MS, type StripRange } from "../playback/stripRange.ts";

/** So much of the strip may lie ahead of the present. */
const AHEAD = 0.25;

/** Zooms so that the instant stays where it is; a factor below 1 looks closer. */
export function zoomRange(range: StripRange, timeMs: number, factor: number, nowMs: number): StripRange {
  const length = range.endMs - range.startMs;
  const wished = Math.min(LONGEST_STRIP_MS, Math.max(SHORTEST_STRIP_MS, length * factor));
  const share = (timeMs - range.startMs) / length;
  return held({ startMs: timeMs - share * wished, endMs: timeMs + (1 - share) * wished }, nowMs);
}

export function panRange(range: StripRange, byMs: number, nowMs: number): StripRange {
  return held({ startMs: range.startMs + byMs, endMs: range.endMs + byMs }, nowMs);
}

/** Not further into the future than a quarter of it. */
function held(range: StripRange, nowMs: number): StripRange {
  const length = range.endMs - range.startMs;
  const over = Math.max(0, range.endMs - nowMs - length * AHEAD);
  return { startMs: range.startMs - over, endMs: range.endMs - over };
}
