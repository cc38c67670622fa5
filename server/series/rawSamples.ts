/**
 * Samples as they were sent -> series of PromQL, one way for each facet (namedSeries.ts).
 * "No recorded value" is a stale marker. A histogram that cannot be converted is left out, with its reason as an info annotation.
 */

import type { FloatHistogram } from "../promql/floatHistogram.ts";
import { classicFromExplicit, fromExplicit, fromExponential } from "../promql/histogram/fromOtlp.ts";
import type { Labels } from "../promql/labels.ts";
import { SampleKind, type SourceSeries } from "../promql/seriesSource.ts";
import type { DistributionSample, SeriesSamples } from "../store/seriesReader.ts";
import type { Facet } from "./namedSeries.ts";

export interface Told {
  readonly series: SourceSeries[];
  readonly refused: ReadonlySet<string>;
}

export function toldSeries(labels: Labels, samples: SeriesSamples, facet: Facet): Told {
  const refused = new Set<string>();
  if (samples.distributions === null)
    return { series: facet === "value" ? [numberSeries(labels, samples)] : [], refused };
  if (facet === "native") return { series: [nativeSeries(labels, samples, refused)], refused };
  if (facet === "sum" || facet === "count") return { series: [oneNumber(labels, samples, facet)], refused };
  return { series: manyNumbers(labels, samples, facet === "bucket" ? "le" : "quantile"), refused };
}

function numberSeries(labels: Labels, { timesMs, values, startsMs, absent }: SeriesSamples): SourceSeries {
  const kinds = absent?.map((isAbsent) => (isAbsent === 1 ? SampleKind.STALE : SampleKind.FLOAT)) ?? null;
  return { labels, timesMs, values, kinds, histograms: null, startTimesMs: startsMs };
}

/** The places of samples that have what a series shows, its numbers, and stale markers where the point had none. */
function pick(
  labels: Labels,
  samples: SeriesSamples,
  of: (sample: DistributionSample) => number | FloatHistogram | null,
): SourceSeries {
  const places: number[] = [];
  const shown: (number | FloatHistogram | null)[] = [];
  samples.timesMs.forEach((_, i) => {
    const sample = samples.distributions?.[i] ?? null;
    const isStale = samples.absent?.[i] === 1;
    const value = isStale || sample === null ? null : of(sample);
    if (value === null && !isStale) return;
    places.push(i);
    shown.push(value);
  });
  const kinds = Uint8Array.from(shown, (value) => {
    if (value === null) return SampleKind.STALE;
    return typeof value === "number" ? SampleKind.FLOAT : SampleKind.HISTOGRAM;
  });
  const histograms = shown.map((value) => (typeof value === "object" ? value : null));
  return {
    labels,
    timesMs: Float64Array.from(places, (i) => samples.timesMs[i] ?? 0),
    values: Float64Array.from(shown, (value) => (typeof value === "number" ? value : Number.NaN)),
    kinds: kinds.every((kind) => kind === SampleKind.FLOAT) ? null : kinds,
    histograms: histograms.some((histogram) => histogram !== null) ? histograms : null,
    startTimesMs: Float64Array.from(places, (i) => samples.startsMs[i] ?? 0),
  };
}

function nativeSeries(labels: Labels, samples: SeriesSamples, refused: Set<string>): SourceSeries {
  return pick(labels, samples, (sample) => {
    if (sample.kind === "summary") return null;
    const converted = sample.kind === "explicit" ? fromExplicit(sample) : fromExponential(sample);
    if (converted.histogram === null) refused.add(converted.refused);
    return converted.histogram;
  });
}

function oneNumber(labels: Labels, samples: SeriesSamples, facet: "sum" | "count"): SourceSeries {
  return pick(labels, samples, (sample) => {
    if (facet === "count") return sample.count;
    return Number.isNaN(sample.sum) ? null : sample.sum;
  });
}

/** One series for each bound or quantile that any sample has; a sample without it is stale there. */
function manyNumbers(labels: Labels, samples: SeriesSamples, label: "le" | "quantile"): SourceSeries[] {
  const rows = (samples.distributions ?? []).map((sample) => (sample === null ? null : numbersBy(sample, label)));
  const texts = new Set(rows.flatMap((row) => [...(row?.keys() ?? [])]));
  const rowOf = new Map(samples.distributions?.map((sample, i) => [sample, rows[i]]) ?? []);
  return [...texts].map((text) =>
    pick(labels.with([[label, text]]), samples, (sample) => rowOf.get(sample)?.get(text) ?? null),
  );
}

function numbersBy(sample: DistributionSample, label: "le" | "quantile"): Map<string, number> {
  if (label === "le" && sample.kind === "explicit") {
    return new Map(classicFromExplicit(sample).buckets.map(({ le, count }) => [le, count]));
  }
  if (label === "quantile" && sample.kind === "summary") {
    return new Map(sample.quantiles.map(({ quantile, value }) => [String(quantile), value]));
  }
  return new Map();
}

/** Series with the same labels become one: of two samples at one instant the later series' counts. */
export function mergeAlike(series: readonly SourceSeries[]): SourceSeries[] {
  const groups = new Map<string, SourceSeries[]>();
  for (const one of series) {
    const group = groups.get(one.labels.key);
    if (group) group.push(one);
    else groups.set(one.labels.key, [one]);
  }
  return [...groups.values()].map((group) => (group.length === 1 && group[0] ? group[0] : merge(group)));
}

function merge(group: readonly SourceSeries[]): SourceSeries {
  const places = group.flatMap((one, g) => Array.from(one.timesMs, (time, i) => ({ time, g, i })));
  places.sort((a, b) => a.time - b.time || a.g - b.g);
  const kept = places.filter(({ time }, at) => places[at + 1]?.time !== time);
  const numbers = (of: (one: SourceSeries, i: number) => number) =>
    Float64Array.from(kept, ({ g, i }) => {
      const one = group[g];
      return one ? of(one, i) : 0;
    });
  const [first] = group;
  if (first === undefined) throw new RangeError("Nothing to merge.");
  return {
    labels: first.labels,
    timesMs: numbers((one, i) => one.timesMs[i] ?? 0),
    values: numbers((one, i) => one.values[i] ?? 0),
    kinds: group.some(({ kinds }) => kinds !== null) ? Uint8Array.from(numbers((one, i) => one.kinds?.[i] ?? 0)) : null,
    histograms: group.some(({ histograms }) => histograms !== null)
      ? kept.map(({ g, i }) => group[g]?.histograms?.[i] ?? null)
      : null,
    startTimesMs: numbers((one, i) => one.startTimesMs?.[i] ?? 0),
  };
}
