/**
 * A native histogram sample with float counts, as PromQL computes with it.
 * Shape: buckets are sparse, `index` ascends strictly, one count for each index; buckets that are not listed are empty.
 * Exponential schemas -4..8: positive bucket i covers (base^(i-1), base^i] with base = 2^(2^-schema), negative ones mirror it.
 * (OpenTelemetry's bucket i is Prometheus's i + 1.) Schema CUSTOM: positive bucket i covers (customBounds[i-1], customBounds[i]],
 * the last one reaches +Inf, and there are no negative buckets and no zero bucket.
 * Source: Prometheus model/histogram (FloatHistogram), OpenTelemetry data model.
 */
export const CUSTOM_SCHEMA = -53;

export interface Buckets {
  readonly index: readonly number[];
  readonly count: readonly number[];
}
export const NO_BUCKETS: Buckets = { index: [], count: [] };

/** What is known of a reset before this sample; `gauge` never resets. */
export type CounterResetHint = "unknown" | "reset" | "notReset" | "gauge";

export interface FloatHistogram {
  readonly schema: number;
  readonly counterReset: CounterResetHint;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
  /** Upper bounds, ascending, without +Inf; empty unless the schema is CUSTOM_SCHEMA. */
  readonly customBounds: readonly number[];
}
