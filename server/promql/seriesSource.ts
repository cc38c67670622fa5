/**
 * Where PromQL gets its samples: the only thing the evaluator knows of a store.
 * Shape: one `SourceSeries` for each label set, samples ascending by time, at most one for each instant.
 * Errors: a source throws PromQlError (limit) when it would read more than it may. It is made for one query, whose cancellation
 * it knows by itself.
 */
import type { FloatHistogram } from "./floatHistogram.ts";
import type { LabelMatcher } from "./labelMatcher.ts";
import type { Labels } from "./labels.ts";

/** What a sample is. A stale marker ends a series until its next sample and has no value. */
export const SampleKind = { FLOAT: 0, HISTOGRAM: 1, STALE: 2 } as const;

/** Samples of one series. */
export interface SourceSeries {
  readonly labels: Labels;
  /** Unix milliseconds. */
  readonly timesMs: Float64Array;
  /** Of floats; anything at other kinds. */
  readonly values: Float64Array;
  /** One SampleKind for each sample; null when all are floats. */
  readonly kinds: Uint8Array | null;
  /** Of histograms, same places; null when there are none. */
  readonly histograms: readonly (FloatHistogram | null)[] | null;
  /** When the counter behind each sample began to count, Unix ms; 0 where unknown; null when unknown for all. */
  readonly startTimesMs: Float64Array | null;
}

export interface SeriesSelection {
  readonly matchers: readonly LabelMatcher[];
  /** Samples with startMs < time <= endMs are wanted; more does no harm. */
  readonly startMs: number;
  readonly endMs: number;
  /** Hints, which a source may ignore: the evaluation's step (0 for an instant), the selector's range (0 for an instant vector). */
  readonly stepMs: number;
  readonly rangeMs: number;
  /** The function or aggregation right around the selector, "" for none. */
  readonly around: string;
}

export interface SelectedSeries {
  readonly series: readonly SourceSeries[];
  /** Info annotations that the source has to add ("PromQL info: ..."), such as a tier coarser than the range asked. */
  readonly infos: readonly string[];
  /** Of samples that were counted in steps: the step of the tier that was read. */
  readonly tierMs?: number;
}

export interface SeriesSource {
  select(selection: SeriesSelection): Promise<SelectedSeries>;
}
