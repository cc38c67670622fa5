/**
 * What a rule on a search of traces would have counted, where no series counts such spans: one search of the whole window, as far as it
 * goes within its limits, and then a count of the matching spans before each step, as the rule itself counts them.
 * Units: Unix milliseconds. Errors: the store's; a search that takes too long is null.
 */
import { countHolds, MOST_MATCHES, type SearchCondition, spanQueryOf } from "../series/searchCounts.ts";
import type { TelemetryReader, TraceHit } from "../store/telemetryStore.ts";

/** Whoever writes a rule waits no longer, and the database works no longer. */
const LONGEST_SEARCH_MS = 10_000;

export interface SpanSteps {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}
export interface CountedSpans {
  /** From here on everything is known. */
  readonly startMs: number;
  readonly values: Float64Array;
  /** More match than were found: before `startMs` nothing is known. */
  readonly isCut: boolean;
}

export async function countSpanSteps(
  { store, tenant }: { readonly store: Pick<TelemetryReader, "searchTraces">; readonly tenant: number },
  condition: SearchCondition,
  steps: SpanSteps,
  signal: AbortSignal | undefined,
): Promise<CountedSpans | null> {
  const over = AbortSignal.timeout(LONGEST_SEARCH_MS);
  const window = { startMs: Math.max(0, steps.startMs - condition.windowMs), endMs: steps.endMs };
  const ends = signal ? AbortSignal.any([signal, over]) : over;
  try {
    const asked = spanQueryOf({ tenant, condition, signal: ends });
    const { traces, truncated } = await store.searchTraces({ ...asked, window, limit: MOST_MATCHES });
    return countedSpans(traces, truncated, condition, steps);
  } catch (error) {
    if (over.aborted && !signal?.aborted) return null;
    throw error;
  }
}

/** Pure. */
export function countedSpans(
  traces: readonly Pick<TraceHit, "matched" | "matchedCount">[],
  isCut: boolean,
  condition: SearchCondition,
  { startMs, endMs, stepMs }: SpanSteps,
): CountedSpans {
  const starts = traces.flatMap(startsOf).sort((a, b) => a - b);
  // Traces were found by the newest of their spans: of those that were not, none is newer than the oldest of these.
  const knownMs = isCut ? Math.min(...traces.map((trace) => Math.max(...startsOf(trace)))) : Number.NEGATIVE_INFINITY;
  const before = Math.max(0, Math.ceil((knownMs + condition.windowMs - startMs) / stepMs));
  const firstMs = startMs + before * stepMs;
  const values = new Float64Array(Math.max(0, Math.floor((endMs - firstMs) / stepMs) + 1));
  let [from, to] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const atMs = firstMs + i * stepMs;
    while ((starts[to] ?? Number.POSITIVE_INFINITY) < atMs) to++;
    while ((starts[from] ?? Number.POSITIVE_INFINITY) < atMs - condition.windowMs) from++;
    values[i] = countHolds(condition, to - from) ? to - from : Number.NaN;
  }
  return { startMs: firstMs, values, isCut };
}

/** A trace names some of its spans; the others are taken to be where the last of those is. */
function startsOf({ matched, matchedCount }: Pick<TraceHit, "matched" | "matchedCount">): number[] {
  const named = matched.map(({ startUnixNano }) => Number(startUnixNano) / 1e6);
  const lastMs = named.at(-1);
  return lastMs === undefined ? [] : [...named, ...Array(Math.max(0, matchedCount - named.length)).fill(lastMs)];
}
