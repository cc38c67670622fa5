/**
 * Requests in flight: spans open at an instant -> a consistent cut of their traces (server/analysis/openTraces.ts).
 * A span is sent when it has ended, so of the newest seconds hardly any is known yet: up to `settledMs` nearly all are, but those that
 * still last. Units: Unix ms.
 */
import { tracesInFlight } from "../analysis/openTraces.ts";
import type { OpenSpansReader } from "../store/openSpansReader.ts";
import type { InFlightAnswer } from "./stateAnswer.ts";

/** Requests that began longer ago are not looked for; clocks of one trace differ by as much at most. */
const LONGEST_MS = 900_000;
const SKEW_MS = 2_000;
const MOST_SPANS = 20_000;
/** SDKs send every 5 s, a Collector may hold a batch for as long again, and the request itself has to end. */
export const SETTLE_MS = 30_000;

interface Asked {
  readonly tenant: number;
  readonly atMs: number;
  readonly limit: number;
  /** The server's clock. */
  readonly nowMs: number;
}

export async function openTraces(
  store: OpenSpansReader,
  { tenant, atMs, limit, nowMs }: Asked,
): Promise<InFlightAnswer> {
  const window = { startMs: Math.max(0, atMs - LONGEST_MS), endMs: atMs + SKEW_MS };
  const found = await store.readOpenSpans({ tenant, window, atMs, limit: MOST_SPANS });
  const traces = tracesInFlight(found.spans, atMs);
  const total = found.truncated ? found.totalTraces : traces.length;
  const settledMs = nowMs - SETTLE_MS;
  const truncated = found.truncated || traces.length > limit;
  const note = noteOf(atMs, settledMs, nowMs);
  return { atMs, traces: traces.slice(0, limit), total, truncated, settledMs, note };
}

function noteOf(atMs: number, settledMs: number, nowMs: number): string | null {
  if (atMs <= settledMs) return null;
  if (atMs > nowMs) return "This instant lies ahead, so no request can be known to be under way then.";
  return "Requests are known once they have ended and were sent, so of this instant most are still missing.";
}
