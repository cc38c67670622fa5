/**
 * Frames of a stretch as the browser holds them: `state.frames`' base64 columns as typed arrays, looked up by instant and thing.
 * Units: rates per second, ratios 0..1, seconds; null where a number is not known.
 */
import { HEALTHS, type Health, type ThingId } from "../../server/model/state.ts";
import type { FramesAnswer } from "../../server/routers/stateAnswer.ts";

export interface FrameSet {
  readonly atMs: readonly number[];
  readonly things: readonly ThingId[];
  /** -1 when the frames do not know it. */
  indexOf(thing: ThingId): number;
  /** The newest frame at or before the instant; -1 where there is none: before the first, after the last, in a gap. */
  stepAt(atMs: number): number;
  health(step: number, thing: number): Health;
  requestsPerSecond(step: number, thing: number): number | null;
  errorRatio(step: number, thing: number): number | null;
  p95Seconds(step: number, thing: number): number | null;
  saturation(step: number, thing: number): number | null;
}

export function makeFrameSet(answer: FramesAnswer): FrameSet {
  const { atMs, things } = answer;
  const width = things.length;
  const health = bytesOf(answer.health);
  const columns = {
    requestsPerSecond: floatsOf(answer.requestsPerSecond),
    errorRatio: floatsOf(answer.errorRatio),
    p95Seconds: floatsOf(answer.p95Seconds),
    saturation: floatsOf(answer.saturation),
  };
  const places = new Map(things.map((thing, index) => [thing, index]));
  const isKnown = atMs.map((_, step) => {
    for (let at = step * width; at < (step + 1) * width; at++) {
      if (health[at] || Number.isFinite(columns.requestsPerSecond[at])) return true;
    }
    return false;
  });
  const stepMs = atMs.length > 1 ? ((atMs.at(-1) ?? 0) - (atMs[0] ?? 0)) / (atMs.length - 1) : 10_000;
  const value = (column: Float32Array) => (step: number, thing: number) => {
    if (step < 0 || thing < 0) return null;
    const found = column[step * width + thing];
    return found === undefined || Number.isNaN(found) ? null : found;
  };
  return {
    atMs,
    things,
    indexOf: (thing) => places.get(thing) ?? -1,
    stepAt: (instant) => {
      const step = lastAtOrBefore(atMs, instant);
      if (step < 0 || !isKnown[step]) return -1;
      return instant - (atMs[step] ?? 0) < stepMs * 1.5 ? step : -1;
    },
    health: (step, thing) =>
      step < 0 || thing < 0 ? "unknown" : (HEALTHS[health[step * width + thing] ?? 0] ?? "unknown"),
    requestsPerSecond: value(columns.requestsPerSecond),
    errorRatio: value(columns.errorRatio),
    p95Seconds: value(columns.p95Seconds),
    saturation: value(columns.saturation),
  };
}

/** Index of the last instant that is not after `wanted`, or -1. Instants ascend. */
export function lastAtOrBefore(atMs: readonly number[], wanted: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
function floatsOf(base64: string): Float32Array {
  const { buffer } = bytesOf(base64);
  return new Float32Array(buffer);
}
