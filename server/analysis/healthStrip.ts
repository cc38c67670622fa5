/**
 * The health of the whole system over time, for the time bar: how many services fail and how many are degraded, bucket by bucket.
 * Shape: the services' call series on one grid -> one entry per bucket. Units: counts of calls and of services.
 * A service fails in a bucket when at least 5 % of its calls there do (and two of them), it is degraded from 1 % on. Judged by
 * its requests only: a service without SERVER or CONSUMER spans (`entry` false) would count one trouble twice.
 * Buckets narrower than `leastStepMs` are joined, so that a strip has no more bars than it can draw.
 */
import type { ServiceSeries } from "../model/derived.ts";

export interface HealthStrip {
  readonly startMs: number;
  readonly stepMs: number;
  readonly calls: readonly number[];
  readonly failing: readonly number[];
  readonly degraded: readonly number[];
  /** The service with the greatest failing share among those that fail or are degraded. */
  readonly worst: readonly (string | null)[];
}
interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly bucketCount: number;
  readonly series: readonly ServiceSeries[];
}

export const FAILING_RATIO = 0.05;
export const DEGRADED_RATIO = 0.01;
/** One failure among few calls is chance. */
export const LEAST_ERRORS = 2;

export function healthStrip(grid: Grid, leastStepMs: number): HealthStrip {
  const width = Math.max(1, Math.ceil(leastStepMs / grid.stepMs));
  const length = Math.ceil(grid.bucketCount / width);
  const calls = new Array<number>(length).fill(0);
  const failing = new Array<number>(length).fill(0);
  const degraded = new Array<number>(length).fill(0);
  const worst = new Array<string | null>(length).fill(null);
  const worstRatio = new Array<number>(length).fill(0);
  for (const series of grid.series) {
    for (let bucket = 0; bucket < length; bucket++) {
      const total = sum(series.calls, bucket * width, width);
      const errors = sum(series.errors, bucket * width, width);
      add(calls, bucket, total);
      if (!series.entry || errors < LEAST_ERRORS || total === 0) continue;
      const ratio = errors / total;
      if (ratio >= DEGRADED_RATIO && ratio > (worstRatio[bucket] ?? 0)) {
        worst[bucket] = series.service;
        worstRatio[bucket] = ratio;
      }
      if (ratio >= FAILING_RATIO) add(failing, bucket, 1);
      else if (ratio >= DEGRADED_RATIO) add(degraded, bucket, 1);
    }
  }
  return { startMs: grid.startMs, stepMs: grid.stepMs * width, calls, failing, degraded, worst };
}

function sum(values: readonly number[], from: number, width: number): number {
  let total = 0;
  for (let i = from; i < Math.min(from + width, values.length); i++) total += values[i] ?? 0;
  return total;
}

function add(values: number[], at: number, by: number): void {
  values[at] = (values[at] ?? 0) + by;
}
