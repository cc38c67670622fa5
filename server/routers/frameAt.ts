/**
 * Frames of the store -> the numbers of one instant, and the form in which many are answered. Units: as in stateAnswer.ts; nothing is
 * fuller than 1, though a gauge may say a little more than its limit. Errors: none.
 */
import { HEALTHS, type ThingId } from "../model/state.ts";
import type { Frames } from "../store/stateStore.ts";
import type { FramesAnswer, ThingView } from "./stateAnswer.ts";

/** One row of frames: which one, and where each thing stands in it. Row -1 knows nothing. */
export class FrameAt {
  readonly #frames: Frames;
  readonly #row: number;
  #index: ReadonlyMap<ThingId, number>;
  constructor(frames: Frames, row: number) {
    this.#frames = frames;
    this.#row = row;
    this.#index = new Map(row < 0 ? [] : frames.things.map((thing, at) => [thing, at]));
  }
  get isKnown(): boolean {
    return this.#row >= 0;
  }
  /** The same row, knowing nothing of these things. */
  without(things: ReadonlySet<ThingId>): FrameAt {
    const rest = new FrameAt(this.#frames, this.#row);
    rest.#index = new Map([...this.#index].filter(([thing]) => !things.has(thing)));
    return rest;
  }
  /** The numbers of a thing; null where nothing is known. */
  numbers(thing: ThingId): Pick<ThingView, "requestsPerSecond" | "errorRatio" | "p95Seconds" | "saturation"> {
    const index = this.#index.get(thing);
    if (index === undefined) return NO_NUMBERS;
    const cell = this.#row * this.#frames.things.length + index;
    return {
      requestsPerSecond: known(this.#frames.requestsPerSecond[cell]),
      errorRatio: known(this.#frames.errorRatio[cell]),
      p95Seconds: known(this.#frames.p95Seconds[cell]),
      saturation: atMostFull(known(this.#frames.saturation[cell])),
    };
  }
}
const atMostFull = (share: number | null) => (share === null ? null : Math.min(1, share));
const NO_NUMBERS = { requestsPerSecond: null, errorRatio: null, p95Seconds: null, saturation: null };
const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : fourDigits(value));

/** Frames keep about so many; more would be noise. */
function fourDigits(value: number): number {
  if (value === 0) return 0;
  const scale = 10 ** (3 - Math.floor(Math.log10(Math.abs(value))));
  return Math.round(value * scale) / scale;
}

/** The last row in which anything is known; -1 when none is. */
export function lastKnownRow({ atMs, things, health, requestsPerSecond }: Frames): number {
  for (let row = atMs.length - 1; row >= 0; row--) {
    for (let cell = row * things.length; cell < (row + 1) * things.length; cell++) {
      if (health[cell] !== UNKNOWN || !Number.isNaN(requestsPerSecond[cell])) return row;
    }
  }
  return -1;
}
const UNKNOWN = HEALTHS.indexOf("unknown");

export function framesAnswer(frames: Frames): FramesAnswer {
  return {
    atMs: frames.atMs,
    things: frames.things,
    health: base64(frames.health),
    requestsPerSecond: base64(frames.requestsPerSecond),
    errorRatio: base64(frames.errorRatio),
    p95Seconds: base64(frames.p95Seconds),
    saturation: base64(frames.saturation.map((share) => Math.min(1, share))),
  };
}
/** Little-endian, as every machine that Node runs on keeps its numbers. */
function base64({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
