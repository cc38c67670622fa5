/**
 * The counts of an SLO, ready to be asked for any window: build once, then every question of this folder costs the same whatever its
 * window. With time slices, the events are slices: each stands at its last minute, and one that is not over yet does not count.
 * Shape: counts per minute -> sums over windows. Units: counts (of requests, minutes or slices); Unix milliseconds.
 * Windows are cut to whole minutes, downwards at both ends, so a window keeps its length.
 * Source: OpenSLO v1, budgetingMethod Timeslices. Slices are aligned to the Unix epoch, so that counting again finds the same ones.
 */
import type { SloBody, SloCounts, SloSlices } from "../../model/slo.ts";
import { SLO_STEP_MS } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import { MinuteSums, type MinuteTotals } from "./minuteSums.ts";

export interface WindowSums extends MinuteTotals {
  /** All minutes of the window, known or not. */
  readonly minutes: number;
}

export class CountSums {
  readonly #slices: SloSlices | null;
  #startMinute: number;
  #minutes = new MinuteSums();
  /** The minutes themselves where there are no slices. */
  #events: MinuteSums;

  constructor({ slices }: Pick<SloBody, "slices">, counts: SloCounts) {
    this.#slices = slices;
    this.#startMinute = minuteOf(counts.startMs);
    this.#events = slices ? new MinuteSums() : this.#minutes;
    this.write(counts);
  }

  get startMs(): number {
    return this.#startMinute * SLO_STEP_MS;
  }
  /** Up to here minutes were counted, whether they had data or not. */
  get endMs(): number {
    return (this.#startMinute + this.#minutes.length) * SLO_STEP_MS;
  }

  /** What a stretch is: newer minutes, or counted again. Minutes between it and what is there are unknown. */
  write(counts: SloCounts): void {
    const first = minuteOf(counts.startMs);
    if (first < this.#startMinute) this.#startEarlier(first);
    const at = first - this.#startMinute;
    this.#minutes.write(at, counts.bad, counts.valid);
    if (this.#slices) this.#writeSlices(this.#slices, at, at + counts.valid.length);
  }

  /** Of [startMs, endMs). */
  between(startMs: number, endMs: number): WindowSums {
    const from = minuteOf(startMs) - this.#startMinute;
    const until = minuteOf(endMs) - this.#startMinute;
    const events = this.#events.between(from, until);
    const { knownMinutes } = this.#slices ? this.#minutes.between(from, until) : events;
    return { bad: events.bad, valid: events.valid, knownMinutes, minutes: Math.max(0, until - from) };
  }

  /** The counts of each minute of a window, as they were written: NaN where there are none. */
  read({ startMs, endMs }: TimeWindow): SloCounts {
    return this.#read(this.#minutes, startMs, endMs);
  }

  /** Events of each minute of a window, slices where there are any; NaN where nothing is known. */
  readEvents({ startMs, endMs }: TimeWindow): SloCounts {
    return this.#read(this.#events, startMs, endMs);
  }

  /** How many counted minutes before this instant have no data, without one that has in between. */
  silentMinutes(atMs: number): number {
    const end = Math.min(minuteOf(atMs) - this.#startMinute, this.#minutes.length);
    return leastCount(Math.max(0, end), (count) => this.#minutes.between(end - count - 1, end).knownMinutes > 0);
  }

  /** The first minute with data; null: there is none. */
  get firstKnownMs(): number | null {
    const { length } = this.#minutes;
    const unknown = leastCount(length, (count) => this.#minutes.between(0, count + 1).knownMinutes > 0);
    return unknown === length ? null : (this.#startMinute + unknown) * SLO_STEP_MS;
  }

  #read(from: MinuteSums, startMs: number, endMs: number): SloCounts {
    const first = minuteOf(startMs);
    const length = Math.max(0, minuteOf(endMs) - first);
    const offset = first - this.#startMinute;
    return {
      startMs: first * SLO_STEP_MS,
      bad: Float64Array.from({ length }, (_, i) => from.badAt(offset + i)),
      valid: Float64Array.from({ length }, (_, i) => from.validAt(offset + i)),
    };
  }

  #startEarlier(firstMinute: number): void {
    const { bad, valid } = this.read({ startMs: firstMinute * SLO_STEP_MS, endMs: this.endMs });
    this.#startMinute = firstMinute;
    this.#minutes = new MinuteSums();
    this.#minutes.write(0, bad, valid);
    this.#events = this.#slices ? new MinuteSums() : this.#minutes;
    if (this.#slices) this.#writeSlices(this.#slices, 0, valid.length);
  }

  /** Judges every slice that has a minute in [from, until) anew. */
  #writeSlices({ minutes, targetRatio }: SloSlices, from: number, until: number): void {
    const first = Math.floor((this.#startMinute + Math.min(from, this.#events.length)) / minutes) * minutes;
    const start = Math.max(0, first - this.#startMinute);
    const end = Math.max(until, Math.min(this.#minutes.length, until + minutes));
    const bad = new Float64Array(end - start);
    const valid = new Float64Array(end - start);
    for (let minute = start; minute < end; minute++) {
      if ((this.#startMinute + minute + 1) % minutes !== 0) continue;
      const slice = this.#minutes.between(minute + 1 - minutes, minute + 1);
      if (slice.valid <= 0) continue;
      valid[minute - start] = 1;
      bad[minute - start] = 1 - slice.bad / slice.valid >= targetRatio ? 0 : 1;
    }
    this.#events.write(start, bad, valid);
  }
}

/** The least of 0..most from which on it holds; it holds for all above one for which it does. */
function leastCount(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const minuteOf = (ms: number) => Math.floor(ms / SLO_STEP_MS);
