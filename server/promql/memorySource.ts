/** Series held in memory as a source: for tests, reference cases and benchmarks. Series that match are handed out whole. */
import { compileMatchers } from "./matchLabels.ts";
import type { SeriesSource, SourceSeries } from "./seriesSource.ts";

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
