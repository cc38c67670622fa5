/**
 * Where the buckets of a histogram begin and end.
 * Exponential: bucket i of schema s ends at 2^(i * 2^-s); the last one before overflow ends at the greatest number there is, so
 * that infinities have a bucket of their own. Custom: bucket i ends at customBounds[i], the one after the last at +Inf, and the
 * first one begins at -Inf.
 * Source: Prometheus model/histogram/generic.go.
 */
import { CUSTOM_SCHEMA, type FloatHistogram } from "../floatHistogram.ts";
import { SCHEMA_8_BOUNDS } from "./exponentialBounds.ts";

export const MIN_SCHEMA = -4;
export const MAX_SCHEMA = 8;

export function isCustom(histogram: { readonly schema: number }): boolean {
  return histogram.schema === CUSTOM_SCHEMA;
}

/** Upper bound of positive bucket `index` of an exponential schema. */
export function exponentialBound(index: number, schema: number): number {
  if (schema < 0) {
    const exponent = index * 2 ** -schema;
    return exponent === 1024 ? Number.MAX_VALUE : 2 ** exponent;
  }
  const perDoubling = 2 ** schema;
  const exponent = Math.floor(index / perDoubling) + 1;
  const place = index - (exponent - 1) * perDoubling;
  const fraction = SCHEMA_8_BOUNDS[place * 2 ** (MAX_SCHEMA - schema)] ?? Number.NaN;
  if (fraction === 0.5 && exponent === 1025) return Number.MAX_VALUE;
  return timesPowerOfTwo(fraction, exponent);
}

/** The last bucket of an exponential schema that ends at or below a threshold; -Infinity when there is none. */
export function lastIndexWithin(threshold: number, schema: number): number {
  if (!(threshold > 0)) return Number.NEGATIVE_INFINITY;
  if (threshold === Number.POSITIVE_INFINITY) return threshold;
  if (threshold === lastAsked.threshold && schema === lastAsked.schema) return lastAsked.index;
  let index = Math.floor(Math.log2(threshold) * 2 ** schema);
  while (exponentialBound(index + 1, schema) <= threshold) index++;
  while (exponentialBound(index, schema) > threshold) index--;
  lastAsked = { threshold, schema, index };
  return index;
}
/** Histograms come in long rows with the same zero threshold, each of which asks twice. */
let lastAsked = { threshold: 0, schema: 0, index: Number.NEGATIVE_INFINITY };

/** Rounds once, however small the result; 2 ** exponent alone would leave the range of numbers first. */
function timesPowerOfTwo(fraction: number, exponent: number): number {
  if (exponent > 1000) return fraction * 2 ** (exponent - 200) * 2 ** 200;
  if (exponent < -1000) return fraction * 2 ** (exponent + 200) * 2 ** -200;
  return fraction * 2 ** exponent;
}

function customBound(index: number, bounds: readonly number[]): number {
  if (index < 0) return Number.NEGATIVE_INFINITY;
  return bounds[index] ?? Number.POSITIVE_INFINITY;
}

/** Upper bound of a positive bucket; the bucket before it ends where this one begins. */
export function upperBound(histogram: Pick<FloatHistogram, "schema" | "customBounds">, index: number): number {
  return isCustom(histogram) ? customBound(index, histogram.customBounds) : exponentialBound(index, histogram.schema);
}

/** Bounds of positive bucket `index`; mirror them for a negative one. */
export function bucketBounds(histogram: FloatHistogram, index: number): { lower: number; upper: number } {
  return { lower: upperBound(histogram, index - 1), upper: upperBound(histogram, index) };
}

/** The bucket of a coarser exponential schema that holds bucket `index` of a finer one. */
export function coarserIndex(index: number, schema: number, coarserSchema: number): number {
  return Math.floor((index - 1) / 2 ** (schema - coarserSchema)) + 1;
}

export function sameBounds(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
