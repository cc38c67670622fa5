/** The list of events around the playhead: which one it stands at, and what became known late. Pure; units: Unix ms. */
import type { EventView } from "../../server/routers/stateAnswer.ts";

type Timed = Pick<EventView, "atMs" | "knownMs" | "retractedMs">;

/** History is told some seconds after telemetry; only what took longer is late. */
const LATE_MS = 2 * 60_000;

export const isLate = ({ atMs, knownMs }: Timed): boolean => knownMs - atMs > LATE_MS;
/** Told long after it happened, all of it: a past that was brought in at once. Then no single one need say so. */
export const isAllLate = (events: readonly Timed[]): boolean => events.length > 1 && events.every(isLate);

/**
 * What came before the playhead (newest first) and what comes after it, as one list, oldest first. While the answers are of two instants
 * they may overlap: each event stands once.
 */
export function joinedEvents<Event extends Timed & { readonly id: string }>(
  before: readonly Event[],
  after: readonly Event[],
): Event[] {
  const known = new Set(before.map(({ id }) => id));
  const joined = [...before].reverse().concat(after.filter(({ id }) => !known.has(id)));
  return joined.sort((a, b) => a.atMs - b.atMs);
}

/** The newest event at or before the instant, of a list that is oldest first; -1 when all lie after it. */
export function eventAt(events: readonly Timed[], atMs: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How many of what had happened by the instant was not known yet then, or is known by now to be wrong. */
export function knownLater(events: readonly Timed[], atMs: number): number {
  return events.filter((one) => one.atMs <= atMs && one.knownMs > atMs).length;
}
