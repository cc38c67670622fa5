/** Requests in flight: spans open at an instant -> a consistent cut of their traces (server/analysis/openTraces.ts). */
import { tracesInFlight } from "../analysis/openTraces.ts";
import type { OpenSpansReader } from "../store/openSpansReader.ts";
import type { InFlightAnswer } from "./stateAnswer.ts";

/** Requests that began longer ago are not looked for; clocks of one trace differ by as much at most. */
const LONGEST_MS = 900_000;
const SKEW_MS = 2_000;
const MOST_SPANS = 20_000;

export async function openTraces(
  store: OpenSpansReader,
  { tenant, atMs, limit }: { readonly tenant: number; readonly atMs: number; readonly limit: number },
): Promise<InFlightAnswer> {
  const window = { startMs: Math.max(0, atMs - LONGEST_MS), endMs: atMs + SKEW_MS };
  const found = await store.readOpenSpans({ tenant, window, atMs, limit: MOST_SPANS });
  const traces = tracesInFlight(found.spans, atMs);
  const total = found.truncated ? found.totalTraces : traces.length;
  return { traces: traces.slice(0, limit), total, truncated: found.truncated || traces.length > limit };
}
