/** The instants of the strip's frames: whole steps, so that a page that is live does not ask anew with each tick of its clock. */
import type { StripRange } from "./stripRange.ts";

/** History is told no finer. */
const FINEST_MS = 10_000;

export interface FramesGrid {
  readonly startMs: number;
  readonly endMs: number;
  readonly steps: number;
  readonly stepMs: number;
}

/** At most `most` frames (and one more); the last at or just after the strip's end. */
export function framesGrid({ startMs, endMs }: StripRange, most: number): FramesGrid {
  const stepMs = Math.max(1, Math.ceil((endMs - startMs) / most / FINEST_MS)) * FINEST_MS;
  const end = Math.ceil(endMs / stepMs) * stepMs;
  const steps = Math.ceil((end - startMs) / stepMs);
  return { startMs: end - steps * stepMs, endMs: end, steps, stepMs };
}

/** So many frames on or back from an instant; between two, a step back leads to the one that is shown. */
export function nudgedMs({ stepMs }: FramesGrid, hereMs: number, steps: number): number {
  return (steps > 0 ? Math.floor(hereMs / stepMs) + steps : Math.ceil(hereMs / stepMs) + steps) * stepMs;
}
