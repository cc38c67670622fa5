/**
 * The part of the waist that keeps the counts of SLOs, minute by minute. Writing says what the counts of a stretch *are*, so that counting
 * again, after a crash or because telemetry came late, changes nothing or just what is different.
 * Units: Unix milliseconds, whole minutes. Errors: as telemetryStore.ts.
 */
import type { SloCounts } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

/** How far an SLO of this revision is counted: all minutes of [sinceMs, untilMs) are known. */
export interface SloCursor {
  readonly slo: string;
  readonly revision: number;
  readonly sinceMs: number;
  readonly untilMs: number;
}

export interface SloStore {
  readSloCursors(query: Scope): Promise<SloCursor[]>;
  /** Minutes that were never counted are NaN. */
  readSloCounts(query: Scope & { slo: string; window: TimeWindow }): Promise<SloCounts>;
  /** One transaction with its cursor; another revision than the cursor's drops what was counted before. */
  writeSloCounts(query: Scope & { cursor: SloCursor; counts: SloCounts }): Promise<void>;
  /** Of an SLO that was deleted. */
  forgetSlo(query: Scope & { slo: string }): Promise<void>;
}
