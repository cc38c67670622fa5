/**
 * How far back a sighting of a resource changes what was told of it. A resource is there from its first sign of life on, as long as it
 * is never silent for longer than SILENCE_MS; so one that is there, and is seen again, changes nothing that may have been told.
 * Units: Unix ms. Pure.
 */
import { SILENCE_MS } from "../model/increments.ts";

/** From its first to its last sign of life. */
export interface SeenStretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The earliest instant at which a resource that was there in `known` (null: not seen yet) may be told otherwise, now that it was `seen`;
 * Infinity when nothing changes. `sinceMs`: whatever was seen since is known.
 */
export function touchedBy(seen: SeenStretch, known: SeenStretch | null, nowMs: number, sinceMs: number): number {
  if (known && seen.fromMs > known.toMs + SILENCE_MS) return seen.fromMs;
  if (known && seen.fromMs >= known.fromMs) {
    // It may have been told gone since its last sign of life, once the silence was long enough.
    const wasSilent = seen.toMs > known.toMs && nowMs - known.toMs > SILENCE_MS;
    return wasSilent ? known.toMs : Number.POSITIVE_INFINITY;
  }
  // What came before may have ended at any time up to SILENCE_MS earlier, unless it would be known.
  const isFirst = known === null && seen.fromMs - SILENCE_MS >= sinceMs;
  return isFirst ? seen.fromMs : seen.fromMs - SILENCE_MS;
}

/** The stretch known last, now that it was `seen`. */
export function stretchWith(known: SeenStretch | null, seen: SeenStretch): SeenStretch {
  if (known === null || seen.fromMs > known.toMs + SILENCE_MS) return seen;
  if (seen.toMs < known.fromMs - SILENCE_MS) return known;
  return { fromMs: Math.min(known.fromMs, seen.fromMs), toMs: Math.max(known.toMs, seen.toMs) };
}
