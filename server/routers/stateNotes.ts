/** What an answer about an instant must say beside the state: why nothing is known of it, and whose numbers it shows. Units: Unix ms. */
import type { StateAt } from "../store/stateStore.ts";

/** Clocks of browsers and servers differ by as much; what lies further ahead is the future. */
const AHEAD_MS = 10_000;
export const liesAhead = (atMs: number, nowMs: number) => atMs > nowMs + AHEAD_MS;

const said = (atMs: number) => new Date(atMs).toISOString().replace(".000Z", "Z");

/** Why nothing is known of an instant; null when history reaches it. */
export function outsideNote(
  { sinceMs, toldUntilMs }: Pick<StateAt, "sinceMs" | "toldUntilMs">,
  atMs: number,
  nowMs: number,
): string | null {
  const unknown = `Nothing is known of ${said(atMs)}:`;
  if (sinceMs === null || toldUntilMs === null) return `${unknown} there is no history yet.`;
  if (atMs < sinceMs) return `${unknown} it lies before the history, which begins ${said(sinceMs)}.`;
  if (liesAhead(atMs, nowMs)) return `${unknown} it lies ahead; the history is told until ${said(toldUntilMs)}.`;
  return null;
}

/** Numbers of frames are kept as they are known now alone. */
export function knownThenNote(asKnownAtMs: number): string {
  return `States are as known at ${said(asKnownAtMs)}, numbers are today's: of what is known otherwise since, there are none.`;
}
