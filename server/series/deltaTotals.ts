/**
 * Delta points -> running totals, so that PromQL has one kind of counter.
 * Points are kept as they were sent; totals start anew every six hours UTC, with a zero at the start of the first point, so that a
 * sample has one value whatever window asks for it and whatever order points arrived in.
 * Source: OpenTelemetry metrics data model, "Sums: Delta-to-Cumulative"; Prometheus start-timestamp zero injection.
 */
import type { DistributionSample, SeriesSamples } from "../store/seriesReader.ts";

const EPOCH_MS = 6 * 3_600_000;

/** A point belongs to the epoch in which its interval ends; one that ends at the border to the earlier. */
function epochOf(timeMs: number): number {
  return Math.ceil(timeMs / EPOCH_MS);
}

/** From where on points must be read for totals to be right after `startMs`. */
export function totalsSince(startMs: number): number {
  return Math.floor(startMs / EPOCH_MS) * EPOCH_MS;
}

/** Totals in the form of cumulative samples; distributions of which two cannot be added start anew too. */
export function runningTotals(samples: SeriesSamples): SeriesSamples {
  const times: number[] = [];
  const starts: number[] = [];
  const values: number[] = [];
  const absent: number[] = [];
  const distributions: (DistributionSample | null)[] = [];
  const emit = (time: number, start: number, value: number, of: DistributionSample | null, isAbsent: boolean) => {
    times.push(time);
    starts.push(start);
    values.push(value);
    absent.push(isAbsent ? 1 : 0);
    distributions.push(of);
  };
  let epoch = Number.NaN;
  let zeroMs = 0;
  let total = 0;
  let sum: DistributionSample | null = null;
  for (let i = 0; i < samples.timesMs.length; i++) {
    const time = samples.timesMs[i] ?? 0;
    if (samples.absent?.[i] === 1) {
      emit(time, 0, Number.NaN, null, true);
      continue;
    }
    const added = samples.distributions?.[i] ?? null;
    const joined: DistributionSample | null = added !== null && sum !== null ? addDistributions(sum, added) : null;
    const isNew: boolean = epochOf(time) !== epoch || (added !== null && joined === null);
    if (isNew) {
      epoch = epochOf(time);
      zeroMs = Math.max(samples.startsMs[i] || time - 1, (times.at(-1) ?? Number.NEGATIVE_INFINITY) + 1);
      if (zeroMs < time) emit(zeroMs, zeroMs, 0, added === null ? null : emptyLike(added), false);
    }
    total = isNew ? (samples.values[i] ?? 0) : total + (samples.values[i] ?? 0);
    sum = isNew ? added : joined;
    emit(time, zeroMs, total, sum, false);
  }
  return {
    id: samples.id,
    timesMs: Float64Array.from(times),
    startsMs: Float64Array.from(starts),
    values: Float64Array.from(values),
    absent: samples.absent === null ? null : Uint8Array.from(absent),
    distributions: samples.distributions === null ? null : distributions,
  };
}

function emptyLike(sample: DistributionSample): DistributionSample {
  if (sample.kind === "explicit")
    return { ...sample, count: 0, sum: 0, counts: new Float64Array(sample.counts.length) };
  if (sample.kind === "summary") return { ...sample, count: 0, sum: 0 };
  const nothing = new Float64Array(0);
  return { ...sample, count: 0, sum: 0, zeroCount: 0, positive: nothing, negative: nothing };
}

/** Null when the two have different buckets. */
function addDistributions(a: DistributionSample, b: DistributionSample): DistributionSample | null {
  if (a.kind === "explicit" && b.kind === "explicit") {
    if (a.counts.length !== b.counts.length || !sameNumbers(a.bounds, b.bounds)) return null;
    const counts = a.counts.map((count, i) => count + (b.counts[i] ?? 0));
    return { ...b, count: a.count + b.count, sum: a.sum + b.sum, counts };
  }
  if (a.kind === "exponential" && b.kind === "exponential") return addExponential(a, b);
  return null;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}

type Exponential = DistributionSample & { kind: "exponential" };

function addExponential(a: Exponential, b: Exponential): Exponential | null {
  if (a.zeroThreshold !== b.zeroThreshold) return null;
  const scale = Math.min(a.scale, b.scale);
  const side = (pick: (of: Exponential) => { offset: number; counts: Float64Array }) =>
    addSides(coarser(pick(a), a.scale - scale), coarser(pick(b), b.scale - scale));
  const positive = side((of) => ({ offset: of.positiveOffset, counts: of.positive }));
  const negative = side((of) => ({ offset: of.negativeOffset, counts: of.negative }));
  return {
    kind: "exponential",
    count: a.count + b.count,
    sum: a.sum + b.sum,
    scale,
    zeroCount: a.zeroCount + b.zeroCount,
    zeroThreshold: a.zeroThreshold,
    positiveOffset: positive.offset,
    positive: positive.counts,
    negativeOffset: negative.offset,
    negative: negative.counts,
  };
}

interface Side {
  readonly offset: number;
  readonly counts: Float64Array;
}

/** Each step down in scale makes one bucket of two. */
function coarser({ offset, counts }: Side, steps: number): Side {
  if (steps === 0 || counts.length === 0) return { offset, counts };
  const width = 2 ** steps;
  const first = Math.floor(offset / width);
  const merged = new Float64Array(Math.floor((offset + counts.length - 1) / width) - first + 1);
  counts.forEach((count, i) => {
    const at = Math.floor((offset + i) / width) - first;
    merged[at] = (merged[at] ?? 0) + count;
  });
  return { offset: first, counts: merged };
}

function addSides(a: Side, b: Side): Side {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const offset = Math.min(a.offset, b.offset);
  const counts = new Float64Array(Math.max(a.offset + a.counts.length, b.offset + b.counts.length) - offset);
  for (const side of [a, b]) {
    side.counts.forEach((count, i) => {
      const at = side.offset + i - offset;
      counts[at] = (counts[at] ?? 0) + count;
    });
  }
  return { offset, counts };
}
