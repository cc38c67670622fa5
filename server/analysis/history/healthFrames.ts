/** Numbers of all judged things at one step, as columns. The form is that of a frame in the store. */
import type { Health, Signals, ThingId } from "../../model/state.ts";

export interface FrameRow {
  readonly atMs: number;
  readonly things: readonly ThingId[];
  readonly health: readonly Health[];
  readonly requestsPerSecond: Float32Array;
  /** NaN where unknown. */
  readonly errorRatio: Float32Array;
  readonly p95Seconds: Float32Array;
  readonly saturation: Float32Array;
}
export interface FrameValue {
  readonly thing: ThingId;
  readonly health: Health;
  readonly signals: Signals;
}

export function frameRow(atMs: number, values: readonly FrameValue[]): FrameRow {
  const column = (of: keyof Signals) => Float32Array.from(values, ({ signals }) => signals[of] ?? Number.NaN);
  return {
    atMs,
    things: values.map(({ thing }) => thing),
    health: values.map(({ health }) => health),
    requestsPerSecond: column("requestsPerSecond"),
    errorRatio: column("errorRatio"),
    p95Seconds: column("p95Seconds"),
    saturation: column("saturation"),
  };
}
