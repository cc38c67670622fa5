/** Series held in memory as a source: for tests, reference cases and benchmarks. Series that match are handed out whole. */
import { Labels } from "./labels.ts";
import { compileMatchers } from "./matchLabels.ts";
import { SampleKind, type SeriesSource, type SourceSeries } from "./seriesSource.ts";

export function memorySource(series: readonly SourceSeries[]): SeriesSource {
  return {
    async select({ matchers, startMs, endMs }) {
      const matches = compileMatchers(matchers);
      const within = ({ timesMs }: SourceSeries) => {
        const [first, last] = [timesMs[0], timesMs[timesMs.length - 1]];
        return first !== undefined && last !== undefined && first <= endMs && last > startMs;
      };
      return { series: series.filter((one) => within(one) && matches(one.labels)), infos: [] };
    },
  };
}

/** A series of floats at 0, stepMs, 2 * stepMs, ...; null leaves a place out, "stale" marks the series' end there. */
export function floatsEvery(
  stepMs: number,
  labels: Readonly<Record<string, string>>,
  values: readonly (number | null | "stale")[],
): SourceSeries {
  const places = [...values.keys()].filter((i) => values[i] !== null);
  const at = (i: number) => values[i] ?? null;
  const hasStale = values.includes("stale");
  return {
    labels: Labels.of(Object.entries(labels)),
    timesMs: Float64Array.from(places, (i) => i * stepMs),
    values: Float64Array.from(places, (i) => Number(at(i) === "stale" ? Number.NaN : at(i))),
    kinds: hasStale ? Uint8Array.from(places, (i) => (at(i) === "stale" ? SampleKind.STALE : SampleKind.FLOAT)) : null,
    histograms: null,
    startTimesMs: null,
  };
}
