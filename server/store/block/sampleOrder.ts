/**
 * Samples of one series that did not arrive in order: sorted by time, and of those of one millisecond the last that arrived.
 */
import type { SeriesSamples } from "../seriesReader.ts";

export function sortSamples(samples: SeriesSamples): SeriesSamples {
  const { timesMs, startsMs, values, absent, distributions } = samples;
  const order = orderOf(timesMs);
  const kept = order.filter((place, i) => i + 1 === order.length || timesMs[place] !== timesMs[order[i + 1] ?? 0]);
  const pick = (from: Float64Array) => Float64Array.from(kept, (place) => from[place] ?? 0);
  return {
    id: samples.id,
    timesMs: pick(timesMs),
    startsMs: pick(startsMs),
    values: pick(values),
    absent: absent && Uint8Array.from(kept, (place) => absent[place] ?? 0),
    distributions: distributions && Array.from(kept, (place) => distributions[place] ?? null),
  };
}

/** Places by time, those of one time as they stand. */
function orderOf(timesMs: Float64Array): Uint32Array {
  const count = timesMs.length;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of timesMs) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  if ((last - first + 1) * count > Number.MAX_SAFE_INTEGER) {
    const compare = (a: number, b: number) => (timesMs[a] ?? 0) - (timesMs[b] ?? 0) || a - b;
    return Uint32Array.from(timesMs, (_, i) => i).sort(compare);
  }
  // Time and place in one number: sorting numbers is several times faster than comparing by a function.
  const keys = Float64Array.from(timesMs, (time, i) => (time - first) * count + i).sort();
  return Uint32Array.from(keys, (key) => key - Math.floor(key / count) * count);
}
