/**
 * Counting an old stretch again: what is stored stays where nothing answers any more, and where an hour adds up to the same or less. Only
 * tiers may answer by then, which know no single minutes; and what came late is more, never less.
 */
import { SLO_STEP_MS, type SloCounts } from "../../model/slo.ts";

const HOUR_MS = 3_600_000;

/** Both of the same minutes. */
export function keepKnown(answered: SloCounts, stored: SloCounts): SloCounts {
  const bad = answered.bad.slice();
  const valid = answered.valid.slice();
  for (let from = 0; from < valid.length; ) {
    const atMs = answered.startMs + from * SLO_STEP_MS;
    const to = Math.min(valid.length, from + (HOUR_MS - (atMs % HOUR_MS)) / SLO_STEP_MS);
    const isMore = hasMore(answered, stored, from, to);
    for (let i = from; i < to; i++) {
      if (isMore && !Number.isNaN(valid[i])) continue;
      bad[i] = stored.bad[i] ?? Number.NaN;
      valid[i] = stored.valid[i] ?? Number.NaN;
    }
    from = to;
  }
  return { startMs: answered.startMs, bad, valid };
}

/** More events, or as many and other ones. */
function hasMore(answered: SloCounts, stored: SloCounts, from: number, to: number): boolean {
  const valid = sumOf(answered.valid, from, to) - sumOf(stored.valid, from, to);
  const bad = sumOf(answered.bad, from, to) - sumOf(stored.bad, from, to);
  const least = 1e-6 * Math.max(1, sumOf(stored.valid, from, to));
  return valid > least || (valid >= -least && Math.abs(bad) > least);
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += Number.isNaN(values[i]) ? 0 : (values[i] ?? 0);
  return sum;
}
