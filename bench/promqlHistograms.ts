/**
 * Native histogram counters for the measurements of PromQL: some forty buckets that fill like latencies, eight observations at every
 * scrape, and a restart once in some hours for every fiftieth series.
 */
import type { FloatHistogram } from "../server/promql/floatHistogram.ts";
import { NO_BUCKETS } from "../server/promql/floatHistogram.ts";
import { Labels } from "../server/promql/labels.ts";
import { SampleKind, type SourceSeries } from "../server/promql/seriesSource.ts";

const BUCKETS = 40;
const OBSERVATIONS = 8;
const RESTART_AT = 700;

export function nativeHistograms(number: number, services: number, timesMs: Float64Array): SourceSeries[] {
  return Array.from({ length: number }, (_, i) => {
    const labels = Labels.of([
      ["__name__", "duration_seconds"],
      ["service_name", `service-${i % services}`],
      ["instance", `i-${i}`],
    ]);
    const histograms = histogramValues(timesMs.length, i);
    const kinds = new Uint8Array(timesMs.length).fill(SampleKind.HISTOGRAM);
    return { labels, timesMs, values: new Float64Array(timesMs.length), kinds, histograms, startTimesMs: null };
  });
}

function histogramValues(length: number, seed: number): FloatHistogram[] {
  const random = randomNumbers(seed + 1);
  const counts = new Array<number>(BUCKETS).fill(0);
  let sum = 0;
  return Array.from({ length }, (_, sample) => {
    if (sample === RESTART_AT && seed % 50 === 0) {
      counts.fill(0);
      sum = 0;
    }
    for (let k = 0; k < OBSERVATIONS; k++) {
      const bucket = Math.floor(((random() + random() + random()) / 3) * BUCKETS);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      sum += 2 ** ((bucket - BUCKETS / 2) / 8);
    }
    return histogramOf(counts, sum);
  });
}

function histogramOf(counts: readonly number[], sum: number): FloatHistogram {
  const index = counts.flatMap((count, i) => (count === 0 ? [] : [i - BUCKETS / 2]));
  const count = counts.filter((observed) => observed !== 0);
  return {
    schema: 3,
    counterReset: "unknown",
    zeroThreshold: 1e-128,
    zeroCount: 0,
    count: count.reduce((a, b) => a + b, 0),
    sum,
    positive: { index, count },
    negative: NO_BUCKETS,
    customBounds: [],
  };
}

/** A small linear congruential generator: the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
