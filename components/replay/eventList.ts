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

const LINE_PX = 17;
const AROUND_PX = 13;
/** About as many letters as a line of the list has room for. */
const LINE_LETTERS = 33;
const MOST_LINES = 4;

/** As high as the words of an event need: the title in as many lines as it takes, and one for why it was, or when it was known. */
export function eventHeight(event: Timed & Pick<EventView, "title" | "patch">, saysLate = true): number {
  const { title, patch, retractedMs } = event;
  const hasReason = typeof patch.reason === "string" && !title.includes(patch.reason);
  const lines = Math.min(MOST_LINES, Math.max(1, Math.ceil(title.length / LINE_LETTERS)));
  return AROUND_PX + (lines + (hasReason || (saysLate && isLate(event)) || retractedMs !== null ? 1 : 0)) * LINE_PX;
}
