/**
 * The samples of one test group: what the file gives, seen up to the instant of evaluation, and what rules record.
 * Units: Unix milliseconds.
 * Source: Prometheus promql/promqltest (LazyLoader).
 */
import type { FloatHistogram } from "../../promql/floatHistogram.ts";
import type { Labels } from "../../promql/labels.ts";
import { compileMatchers } from "../../promql/matchLabels.ts";
import { SampleKind, type SeriesSelection, type SeriesSource, type SourceSeries } from "../../promql/seriesSource.ts";
import type { SeriesLine } from "../promqltest/commands.ts";
import { PromqltestStorage } from "../promqltest/storedSeries.ts";

interface Growing {
  readonly labels: Labels;
  readonly timesMs: number[];
  readonly values: number[];
  readonly kinds: number[];
  readonly histograms: (FloatHistogram | null)[];
}
export interface RecordedSample {
  readonly labels: Labels;
  readonly value: number;
  readonly histogram: FloatHistogram | null;
}

export class RuleTestStorage implements SeriesSource {
  private readonly known = new Map<string, Growing>();
  /** Input of later instants, which nobody sees yet. */
  private readonly ahead: { readonly input: SourceSeries; next: number }[];

  constructor(
    series: readonly SeriesLine[],
    intervalMs: number,
    private readonly startMs: number,
  ) {
    const loaded = new PromqltestStorage();
    const lines = series.map((line) => ({ ...line, startOffsetsMs: null }));
    loaded.load({ kind: "load", line: 0, stepMs: intervalMs, withNativeHistograms: false, series: lines });
    this.ahead = loaded.series().map((input) => ({ input, next: 0 }));
  }

  /** Input up to this instant is there from now on. */
  advance(atMs: number): void {
    for (const one of this.ahead) {
      const { timesMs, kinds, values, histograms, labels } = one.input;
      for (; one.next < timesMs.length; one.next++) {
        const timeMs = (timesMs[one.next] ?? 0) + this.startMs;
        if (timeMs > atMs) break;
        const kind = kinds?.[one.next] ?? SampleKind.FLOAT;
        this.append(labels, timeMs, kind, values[one.next] ?? Number.NaN, histograms?.[one.next] ?? null);
      }
    }
  }

  record({ labels, value, histogram }: RecordedSample, timeMs: number): void {
    this.append(labels, timeMs, histogram ? SampleKind.HISTOGRAM : SampleKind.FLOAT, value, histogram);
  }
  markStale(labels: Labels, timeMs: number): void {
    this.append(labels, timeMs, SampleKind.STALE, Number.NaN, null);
  }

  private append(labels: Labels, timeMs: number, kind: number, value: number, histogram: FloatHistogram | null): void {
    const series = this.known.get(labels.key) ?? { labels, timesMs: [], values: [], kinds: [], histograms: [] };
    this.known.set(labels.key, series);
    // A storage takes nothing that is older than what it has.
    if (timeMs <= (series.timesMs.at(-1) ?? Number.NEGATIVE_INFINITY)) return;
    series.timesMs.push(timeMs);
    series.values.push(value);
    series.kinds.push(kind);
    series.histograms.push(histogram);
  }

  async select({ matchers, startMs, endMs }: SeriesSelection) {
    const matches = compileMatchers(matchers);
    const found = [...this.known.values()].filter(({ labels }) => matches(labels));
    return { series: found.flatMap((series) => windowOf(series, startMs, endMs)), infos: [] };
  }
}

/** Samples with startMs < time <= endMs; none: no series. */
function windowOf(
  { labels, timesMs, values, kinds, histograms }: Growing,
  startMs: number,
  endMs: number,
): SourceSeries[] {
  const [from, to] = [firstAfter(timesMs, startMs), firstAfter(timesMs, endMs)];
  if (from >= to) return [];
  const some = histograms.slice(from, to);
  return [
    {
      labels,
      timesMs: Float64Array.from(timesMs.slice(from, to)),
      values: Float64Array.from(values.slice(from, to)),
      kinds: Uint8Array.from(kinds.slice(from, to)),
      histograms: some.some((one) => one !== null) ? some : null,
      startTimesMs: null,
    },
  ];
}

/** Of times ascending: the first place beyond. */
function firstAfter(timesMs: readonly number[], timeMs: number): number {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
