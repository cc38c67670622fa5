/**
 * What `load` commands have stored -> series as PromQL reads them. Hints of counter resets become what Prometheus's storage makes of
 * them: within a run of histograms of one layout "not reset", at its start "unknown", since nobody knows what was before.
 * Errors: an Error for samples that no storage would take.
 * Source: Prometheus promql/promqltest (test.go: loadCmd), tsdb/chunkenc (float_histogram.go: appendable, counterResetHint).
 */
import type { FloatHistogram } from "../../promql/floatHistogram.ts";
import { isReset } from "../../promql/histogram/reset.ts";
import type { Labels } from "../../promql/labels.ts";
import { SampleKind, type SourceSeries } from "../../promql/seriesSource.ts";
import { nativeFromClassic } from "./classicToNative.ts";
import type { LoadCommand, LoadedLine, SequenceValue } from "./commands.ts";

export interface StoredSample {
  readonly timeMs: number;
  /** Unix milliseconds, 0 for none. */
  readonly startMs: number;
  readonly value: Exclude<SequenceValue, { kind: "omitted" }>;
}

export interface Stored {
  readonly labels: Labels;
  readonly samples: StoredSample[];
}

export class PromqltestStorage {
  private readonly byKey = new Map<string, Stored>();

  clear(): void {
    this.byKey.clear();
  }

  load(command: LoadCommand): void {
    const loaded = [...new Map(command.series.map((line) => [line.labels.key, line])).values()].map((line) => ({
      labels: line.labels,
      samples: samplesOf(line, command.stepMs),
    }));
    for (const series of loaded) this.append(series);
    if (command.withNativeHistograms) for (const series of nativeFromClassic(loaded)) this.append(series);
  }

  private append({ labels, samples }: Stored): void {
    const stored = this.byKey.get(labels.key) ?? { labels, samples: [] };
    const last = stored.samples.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
    if (samples[0] && samples[0].timeMs <= last) throw new Error(`out of order sample in ${labels.key}`);
    stored.samples.push(...samples);
    this.byKey.set(labels.key, stored);
  }

  series(): SourceSeries[] {
    return [...this.byKey.values()].filter(({ samples }) => samples.length > 0).map(toSource);
  }
}

function samplesOf({ values, startOffsetsMs }: LoadedLine, stepMs: number): StoredSample[] {
  return values.flatMap((value, i) => {
    if (value.kind === "omitted") return [];
    const timeMs = i * stepMs;
    const offset = startOffsetsMs?.[i] ?? null;
    return [{ timeMs, startMs: offset === null ? 0 : timeMs + offset, value }];
  });
}

function toSource({ labels, samples }: Stored): SourceSeries {
  const kindOf = ({ value }: StoredSample) =>
    value.kind === "float" ? SampleKind.FLOAT : value.kind === "stale" ? SampleKind.STALE : SampleKind.HISTOGRAM;
  const hasHistograms = samples.some(({ value }) => value.kind === "histogram");
  return {
    labels,
    timesMs: Float64Array.from(samples, ({ timeMs }) => timeMs),
    values: Float64Array.from(samples, ({ value }) => (value.kind === "float" ? value.value : Number.NaN)),
    kinds: samples.every(({ value }) => value.kind === "float") ? null : Uint8Array.from(samples, kindOf),
    histograms: hasHistograms ? storedHistograms(samples) : null,
    startTimesMs: samples.some(({ startMs }) => startMs !== 0)
      ? Float64Array.from(samples, ({ startMs }) => startMs)
      : null,
  };
}

function storedHistograms(samples: readonly StoredSample[]): (FloatHistogram | null)[] {
  let before: FloatHistogram | null = null;
  return samples.map(({ value }) => {
    if (value.kind !== "histogram") {
      before = null;
      return null;
    }
    const { histogram } = value;
    const continues = before !== null && continuesRun(before, histogram);
    before = histogram;
    if (histogram.counterReset === "gauge") return histogram;
    return { ...histogram, counterReset: continues ? "notReset" : "unknown" };
  });
}

function continuesRun(before: FloatHistogram, after: FloatHistogram): boolean {
  if (after.counterReset === "reset" || before.counterReset === "gauge") return false;
  if (before.schema !== after.schema || before.zeroThreshold !== after.zeroThreshold) return false;
  return !isReset(before, { ...after, counterReset: "unknown" });
}
