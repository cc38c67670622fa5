/**
 * Numbers of one thing at two instants: which of them a person would call different.
 *
 *   rate      by half or more of the larger, by 1 request/s at least, and by three times what chance makes of a minute's count
 *   latency   p95 twice or half as long, by 20 ms at least, of 20 requests a minute at least on both sides
 *   errors    twice or half the share of failed requests, by one in a hundred at least, of 3 failures a minute at least
 *
 * Each number is of the minute before its instant, so a count of N a minute has a standard deviation of √N, and a rate of r/s one of
 * √(r/60). Health says what is unusual (callHealth.ts has the same bounds); this says what is different.
 * Units: requests per second, seconds, ratios 0..1. Null is not known, and no difference. Errors: never throws.
 */
import { sayDigits, sayRatio, saySeconds } from "./history/sayNumbers.ts";

export interface Numbers {
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
  readonly p95Seconds: number | null;
}
export interface Drift {
  readonly change: "rate" | "latency" | "errors";
  readonly property: "requestsPerSecond" | "p95Seconds" | "errorRatio";
  /** Follows the name of the thing: "p95 80 ms → 1.2 s". */
  readonly title: string;
  readonly before: number;
  readonly after: number;
}

const MINUTE = 60;
const LEAST_RATE = 1;
const DEVIATIONS = 3;
const LEAST_SECONDS = 0.02;
const LEAST_CALLS = 20;
const LEAST_RATIO = 0.01;
const LEAST_FAILURES = 3;

export function drifts(a: Numbers, b: Numbers): Drift[] {
  return [errorDrift(a, b), latencyDrift(a, b), rateDrift(a, b)].filter((drift) => drift !== null);
}

function rateDrift({ requestsPerSecond: before }: Numbers, { requestsPerSecond: after }: Numbers): Drift | null {
  if (before === null || after === null) return null;
  const by = Math.abs(after - before);
  const chance = DEVIATIONS * Math.sqrt((before + after) / MINUTE);
  if (by < Math.max(before, after) / 2 || by < LEAST_RATE || by < chance) return null;
  const title = `${sayDigits(before)} → ${sayDigits(after)} requests/s`;
  return { change: "rate", property: "requestsPerSecond", title, before, after };
}

function latencyDrift(a: Numbers, b: Numbers): Drift | null {
  const [before, after] = [a.p95Seconds, b.p95Seconds];
  if (before === null || after === null) return null;
  const calls = Math.min(a.requestsPerSecond ?? 0, b.requestsPerSecond ?? 0) * MINUTE;
  if (calls < LEAST_CALLS || !isTwice(before, after) || Math.abs(after - before) < LEAST_SECONDS) return null;
  const title = `p95 ${saySeconds(before)} → ${saySeconds(after)}`;
  return { change: "latency", property: "p95Seconds", title, before, after };
}

function errorDrift(a: Numbers, b: Numbers): Drift | null {
  const [before, after] = [a.errorRatio, b.errorRatio];
  if (before === null || after === null || !isTwice(before, after)) return null;
  const failures = Math.max(before * (a.requestsPerSecond ?? 0), after * (b.requestsPerSecond ?? 0)) * MINUTE;
  if (Math.abs(after - before) < LEAST_RATIO || failures < LEAST_FAILURES) return null;
  const title = `fails ${sayRatio(before)} → ${sayRatio(after)} of requests`;
  return { change: "errors", property: "errorRatio", title, before, after };
}

const isTwice = (x: number, y: number) => Math.max(x, y) >= 2 * Math.min(x, y);
