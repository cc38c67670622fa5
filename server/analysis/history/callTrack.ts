/**
 * The calls of one thing lately: buckets of 10 s for a quarter of an hour, minutes for six hours, in rings.
 * A place of a ring knows which bucket it holds; any other reads as no calls. What is set again replaces what was there.
 * Units: Unix milliseconds, seconds. Buckets and minutes are counted since the Unix epoch.
 */
import type { DurationHistogram } from "../../model/derived.ts";
import { SlidingQuantile } from "./slidingQuantile.ts";

export const STEP_MS = 10_000;
export const MINUTE_MS = 60_000;
/** What is usual is taken from this long. */
export const USUAL_MS = 6 * 3_600_000;
/** A judgement rests on so many buckets: one minute. */
export const WINDOW_BUCKETS = 6;
const MINUTES = 384;
const BUCKETS = 96;
/** From how far back buckets are still held. */
export const BUCKETS_KEPT_MS = (BUCKETS - WINDOW_BUCKETS) * STEP_MS;

/** Calls over one minute; p95 is NaN without any. */
export interface CallWindow {
  readonly calls: number;
  readonly errors: number;
  readonly p95Seconds: number;
}

const scratch = new SlidingQuantile();

export class CallTrack {
  /** End of the last whole minute (of the clock) that had calls, as of the last `look`; -Infinity when none had. */
  lastCallMs = Number.NEGATIVE_INFINITY;
  private readonly minuteAt = new Int32Array(MINUTES);
  private readonly minuteCalls = new Float32Array(MINUTES);
  private readonly minuteErrors = new Float32Array(MINUTES);
  private readonly minuteP95 = new Float32Array(MINUTES);
  private readonly bucketAt = new Int32Array(BUCKETS);
  private readonly bucketCalls = new Float64Array(BUCKETS);
  private readonly bucketErrors = new Float64Array(BUCKETS);
  private readonly bucketDuration: (DurationHistogram | undefined)[] = [];

  setBucket(startMs: number, calls: number, errors: number, duration: DurationHistogram | undefined): void {
    const bucket = startMs / STEP_MS;
    const place = bucket % BUCKETS;
    if (calls === 0 && this.bucketAt[place] !== bucket) return;
    this.bucketAt[place] = bucket;
    this.bucketCalls[place] = calls;
    this.bucketErrors[place] = errors;
    this.bucketDuration[place] = duration;
  }

  setMinute(startMs: number, calls: number, errors: number, p95Seconds: number): void {
    const minute = startMs / MINUTE_MS;
    const place = minute % MINUTES;
    if (calls === 0 && this.minuteAt[place] !== minute) return;
    this.minuteAt[place] = minute;
    this.minuteCalls[place] = calls;
    this.minuteErrors[place] = errors;
    this.minuteP95[place] = p95Seconds;
  }

  /** The minute before an instant on a step. */
  windowAt(atMs: number, wantsQuantile = true): CallWindow {
    const end = atMs / STEP_MS;
    let calls = 0;
    let errors = 0;
    for (let bucket = end - WINDOW_BUCKETS; bucket < end; bucket++) {
      const place = bucket % BUCKETS;
      if (this.bucketAt[place] !== bucket) continue;
      calls += this.bucketCalls[place] ?? 0;
      errors += this.bucketErrors[place] ?? 0;
    }
    if (calls === 0 || !wantsQuantile) return { calls, errors, p95Seconds: Number.NaN };
    for (let bucket = end - WINDOW_BUCKETS; bucket < end; bucket++) {
      const place = bucket % BUCKETS;
      if (this.bucketAt[place] === bucket) scratch.add(this.bucketDuration[place]);
    }
    return { calls, errors, p95Seconds: scratch.take(0.95) };
  }

  /** Takes note of the step that ends at an instant: steps are looked at one after the other. */
  look(atMs: number): void {
    const bucket = atMs / STEP_MS - 1;
    const place = bucket % BUCKETS;
    if (this.bucketAt[place] === bucket && (this.bucketCalls[place] ?? 0) > 0) this.lastCallMs = minuteAfter(bucket);
  }

  /** Takes note of all before an instant anew, as if every step before it had been looked at. */
  lookBack(atMs: number): void {
    this.lastCallMs = Number.NEGATIVE_INFINITY;
    const minute = Math.floor(atMs / MINUTE_MS);
    for (let at = minute - 1; at > minute - MINUTES && this.lastCallMs < 0; at--) {
      if (this.callsOf(at) > 0) this.lastCallMs = (at + 1) * MINUTE_MS;
    }
    const from = (minute * MINUTE_MS) / STEP_MS;
    for (let bucket = from; bucket < atMs / STEP_MS; bucket++) this.look((bucket + 1) * STEP_MS);
  }

  /** Visits the minutes with calls that lie within [fromMs, untilMs). */
  visitMinutes(
    fromMs: number,
    untilMs: number,
    visit: (startMs: number, calls: number, errors: number, p95Seconds: number) => void,
  ): void {
    const last = Math.floor(untilMs / MINUTE_MS) - 1;
    const first = Math.max(Math.ceil(fromMs / MINUTE_MS), last - MINUTES + 1);
    for (let minute = first; minute <= last; minute++) {
      const place = minute % MINUTES;
      if (this.minuteAt[place] !== minute || this.minuteCalls[place] === 0) continue;
      const { minuteCalls, minuteErrors, minuteP95 } = this;
      visit(minute * MINUTE_MS, minuteCalls[place] ?? 0, minuteErrors[place] ?? 0, minuteP95[place] ?? Number.NaN);
    }
  }

  private callsOf(minute: number): number {
    const place = minute % MINUTES;
    return this.minuteAt[place] === minute ? (this.minuteCalls[place] ?? 0) : 0;
  }
}

const minuteAfter = (bucket: number) => (Math.floor((bucket * STEP_MS) / MINUTE_MS) + 1) * MINUTE_MS;
