/**
 * OTLP's histogram points as PromQL sees them: explicit bounds as a native histogram with custom buckets or as the classic
 * `_bucket`, `_sum` and `_count`; exponential ones as native histograms with exponential buckets.
 * OTLP's bucket i of an exponential histogram is Prometheus's i + 1. A scale finer than 8 is made coarser without loss but that of
 * resolution; one coarser than -4 is refused, as are bounds that do not ascend. A sum that was not sent counts as 0, as in Prometheus.
 * Source: Prometheus storage/remote/otlptranslator (histograms.go, helper.go), opentelemetry-proto metrics.proto. We differ in one
 * point: a zero threshold that was sent is kept.
 */
import {
  type Buckets,
  type CounterResetHint,
  CUSTOM_SCHEMA,
  type FloatHistogram,
  NO_BUCKETS,
} from "../floatHistogram.ts";
import { formatPlain } from "../formatNumber.ts";
import { MAX_SCHEMA, MIN_SCHEMA } from "./bucketBounds.ts";

/** What Prometheus gives OTLP's histograms, which mostly do not say how wide their zero bucket is. */
const DEFAULT_ZERO_THRESHOLD = 1e-128;

export interface ExplicitPoint {
  readonly count: number;
  /** NaN when it was not sent. */
  readonly sum: number;
  /** Upper bounds, ascending. */
  readonly bounds: readonly number[];
  /** One more than `bounds`, not cumulative; or none. */
  readonly counts: ArrayLike<number>;
}

export interface ExponentialPoint {
  readonly count: number;
  /** NaN when it was not sent. */
  readonly sum: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly positiveOffset: number;
  readonly positive: ArrayLike<number>;
  readonly negativeOffset: number;
  readonly negative: ArrayLike<number>;
}

/** A histogram, or why there is none. */
export type Converted =
  | { readonly histogram: FloatHistogram; readonly refused: null }
  | { readonly histogram: null; readonly refused: string };

const refuse = (refused: string): Converted => ({ histogram: null, refused });
const accept = (histogram: FloatHistogram): Converted => ({ histogram, refused: null });
const known = (sum: number) => (Number.isNaN(sum) ? 0 : sum);

/** With custom buckets. Points of delta temporality are gauges, others of unknown reset. */
export function fromExplicit(point: ExplicitPoint, counterReset: CounterResetHint = "unknown"): Converted {
  const { counts } = point;
  const bounds = finiteBounds(point.bounds);
  if (bounds === null) return refuse("histogram bounds must be finite and in strictly increasing order");
  if (counts.length !== 0 && counts.length !== point.bounds.length + 1)
    return refuse(`a histogram of ${point.bounds.length} bounds has ${counts.length} bucket counts`);
  return accept({
    schema: CUSTOM_SCHEMA,
    counterReset,
    zeroThreshold: 0,
    zeroCount: 0,
    count: point.count,
    sum: known(point.sum),
    positive: sparse(counts, (i) => Math.min(i, bounds.length)),
    negative: NO_BUCKETS,
    customBounds: bounds,
  });
}

/** Null when they are none; a last bound of +Inf says what is true anyway and is left out. */
function finiteBounds(bounds: readonly number[]): readonly number[] | null {
  const finite = bounds.at(-1) === Number.POSITIVE_INFINITY ? bounds.slice(0, -1) : bounds;
  const ascends = finite.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > (finite[i - 1] ?? bound)));
  return ascends ? finite : null;
}

/** Populated buckets only; places that come to the same index flow together. Indexes ascend with places. */
function sparse(counts: ArrayLike<number>, indexOf: (place: number) => number): Buckets {
  const index: number[] = [];
  const count: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    const observed = counts[i] ?? 0;
    if (observed === 0) continue;
    const target = indexOf(i);
    const last = index.length - 1;
    if (index[last] === target) count[last] = (count[last] ?? 0) + observed;
    else {
      index.push(target);
      count.push(observed);
    }
  }
  return index.length === 0 ? NO_BUCKETS : { index, count };
}

/** With exponential buckets. Points of delta temporality are gauges, others of unknown reset. */
export function fromExponential(point: ExponentialPoint, counterReset: CounterResetHint = "unknown"): Converted {
  if (point.scale < MIN_SCHEMA)
    return refuse(`cannot convert exponential to native histogram. Scale must be >= ${MIN_SCHEMA}, was ${point.scale}`);
  const merged = 2 ** Math.max(0, point.scale - MAX_SCHEMA);
  const side = (counts: ArrayLike<number>, offset: number) =>
    sparse(counts, (place) => Math.floor((offset + place) / merged) + 1);
  return accept({
    schema: Math.min(point.scale, MAX_SCHEMA),
    counterReset,
    zeroThreshold: point.zeroThreshold > 0 ? point.zeroThreshold : DEFAULT_ZERO_THRESHOLD,
    zeroCount: point.zeroCount,
    count: point.count,
    sum: known(point.sum),
    positive: side(point.positive, point.positiveOffset),
    negative: side(point.negative, point.negativeOffset),
    customBounds: [],
  });
}

/** What the series `_bucket` (one for each `le`), `_sum` and `_count` hold. */
export interface ClassicHistogram {
  readonly buckets: readonly { readonly le: string; readonly count: number }[];
  /** Null when it was not sent: there is no `_sum` then. */
  readonly sum: number | null;
  readonly count: number;
}

/** The +Inf bucket counts all observations, whatever the others come to. */
export function classicFromExplicit({ bounds, counts, sum, count }: ExplicitPoint): ClassicHistogram {
  let cumulative = 0;
  const buckets = bounds.slice(0, counts.length).map((bound, i) => {
    cumulative += counts[i] ?? 0;
    return { le: formatPlain(bound), count: cumulative };
  });
  const finite = buckets.filter(({ le }) => le !== "+Inf");
  return { buckets: [...finite, { le: "+Inf", count }], sum: Number.isNaN(sum) ? null : sum, count };
}
