/**
 * What is known of counter resets when two histograms are added or subtracted.
 * Source: Prometheus model/histogram/float_histogram.go (adjustCounterReset).
 */
import type { CounterResetHint } from "../floatHistogram.ts";

/** The hint of the result: a gauge makes it a gauge, doubt makes it doubtful. */
export function combinedReset(a: CounterResetHint, b: CounterResetHint): CounterResetHint {
  if (a === b) return a;
  return a === "gauge" || b === "gauge" ? "gauge" : "unknown";
}

/** One side begins anew here and the other one does not: the result is a counter of neither kind. */
export function resetsCollide(a: CounterResetHint, b: CounterResetHint): boolean {
  return (a === "reset" && b === "notReset") || (a === "notReset" && b === "reset");
}
