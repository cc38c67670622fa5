/**
 * How long senders wait for their acknowledgement: quantiles over the last 10 to 20 seconds, and Prometheus buckets since start.
 * Units: milliseconds in, seconds in the exposition. Quantiles are read from log-scale buckets 9 % wide.
 */
const STEPS_PER_DOUBLING = 8;
const SMALLEST_MS = 0.1;
const BUCKETS = 160;
const WINDOW_MS = 10_000;
export const BOUNDS_SECONDS = [0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10] as const;

export interface Latency {
  add(ms: number): void;
  /** Null when nothing was acknowledged lately. */
  quantileMs(q: number): number | null;
  /** Count per bound (not cumulative) with the rest last, and the sum. */
  totals(): { readonly counts: readonly number[]; readonly sumSeconds: number };
}

export function createLatency(nowMs: () => number): Latency {
  let recent = new Uint32Array(BUCKETS);
  let before = new Uint32Array(BUCKETS);
  let turnedMs = nowMs();
  const counts = new Array<number>(BOUNDS_SECONDS.length + 1).fill(0);
  let sumSeconds = 0;

  function turn(): void {
    const sinceMs = nowMs() - turnedMs;
    if (sinceMs < WINDOW_MS) return;
    before = sinceMs < 2 * WINDOW_MS ? recent : new Uint32Array(BUCKETS);
    recent = new Uint32Array(BUCKETS);
    turnedMs = nowMs();
  }

  return {
    add(ms) {
      turn();
      const step = Math.floor(Math.log2(Math.max(ms, SMALLEST_MS) / SMALLEST_MS) * STEPS_PER_DOUBLING);
      const bucket = Math.min(BUCKETS - 1, step);
      recent[bucket] = (recent[bucket] ?? 0) + 1;
      const bound = BOUNDS_SECONDS.findIndex((seconds) => ms <= seconds * 1000);
      const at = bound === -1 ? BOUNDS_SECONDS.length : bound;
      counts[at] = (counts[at] ?? 0) + 1;
      sumSeconds += ms / 1000;
    },
    quantileMs(q) {
      turn();
      const both = recent.map((count, i) => count + (before[i] ?? 0));
      const total = both.reduce((sum, count) => sum + count, 0);
      if (total === 0) return null;
      let left = Math.ceil(q * total);
      let bucket = -1;
      while (left > 0) left -= both[++bucket] ?? left;
      return SMALLEST_MS * 2 ** ((bucket + 0.5) / STEPS_PER_DOUBLING);
    },
    totals: () => ({ counts, sumSeconds }),
  };
}
