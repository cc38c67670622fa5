/**
 * What the start times of samples say of a counter: whether it began anew between two samples. Times are Unix milliseconds, 0 unknown.
 * Source: Prometheus promql/functions.go (isStartTimestampReset, checkStartTimeOverlap).
 */

/**
 * True when the later sample's counter began after the earlier sample. A start at the earlier sample's own time is a reset for delta
 * series only: a cumulative series with an unknown start looks the same except that its earlier start is unknown as well.
 */
export function startsAnew(beforeStartMs: number, beforeMs: number, afterStartMs: number, afterMs: number): boolean {
  if (afterStartMs === 0 || afterStartMs >= afterMs) return false;
  if (afterStartMs !== beforeMs) return afterStartMs > beforeMs;
  return beforeStartMs !== 0 && beforeStartMs < beforeMs;
}

/** True when the later sample claims a start of its own that lies before the earlier sample: the data contradict themselves. */
export function startOverlaps(beforeStartMs: number, beforeMs: number, afterStartMs: number): boolean {
  return afterStartMs !== 0 && afterStartMs < beforeMs && afterStartMs !== beforeStartMs;
}
