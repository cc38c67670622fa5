/**
 * The part of the waist that keeps the counts of SLOs, minute by minute. Writing says what the counts of a stretch *are*, so that counting
 * again, after a crash or because telemetry came late, changes nothing or just what is different.
 * Units: Unix milliseconds, whole minutes. Errors: as telemetryStore.ts.
 */
import type { SloCounts } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import type { LateTelemetry } from "./stateStore.ts";
import type { Scope } from "./telemetryStore.ts";

/** How far an SLO of this revision is counted: all minutes of [sinceMs, untilMs) are known. `sinceMs` 0: all that is stored was counted. */
export interface SloCursor {
  readonly slo: string;
  readonly revision: number;
  readonly sinceMs: number;
  readonly untilMs: number;
}
/** Counts older than this before the end change seldom; `rewrites` says when they do. */
export const SLO_SETTLED_MS = 7_200_000;
export interface SloCounted extends SloCursor {
  /**
   * Grows whenever anything before `untilMs - SLO_SETTLED_MS` is written, so that whoever keeps counts in memory reads only the end
   * again as long as it stays.
   */
  readonly rewrites: number;
}

export interface SloWrite {
  readonly cursor: SloCursor;
  readonly counts: SloCounts;
}

/** Something about an SLO (null: about a file as a whole) that somebody has to mend. */
export interface SloTrouble {
  readonly slo: string | null;
  readonly file: string | null;
  /** From 1; null where no line is to blame. */
  readonly line: number | null;
  readonly message: string;
}

export interface SloStore {
  readSloCursors(query: Scope): Promise<SloCounted[]>;
  /** Minutes that were never counted are NaN. */
  readSloCounts(query: Scope & { slo: string; window: TimeWindow }): Promise<SloCounts>;
  /** The same of several at once, by id. */
  readManySloCounts(query: Scope & { slos: readonly string[]; window: TimeWindow }): Promise<Map<string, SloCounts>>;
  /** One transaction, counts with their cursors; another revision than the cursor's drops what was counted before. */
  writeSloCounts(query: Scope & { writes: readonly SloWrite[] }): Promise<void>;
  /** Of an SLO that was deleted. */
  forgetSlo(query: Scope & { slo: string }): Promise<void>;
  /**
   * What changed before the instant that `forgetSloLate` named last: as `StateWriter.readLate`, for counting. After an hour without
   * counting it is everything of the day before that instant.
   */
  readSloLate(query: Scope): Promise<LateTelemetry>;
  /** What cannot be counted or provisioned, as it was told last. */
  readSloProblems(query: Scope): Promise<readonly SloTrouble[]>;
  writeSloProblems(query: Scope & { problems: readonly SloTrouble[] }): Promise<void>;
  /** What the token covers was counted anew, and all that is new up to `untilMs`. */
  forgetSloLate(query: Scope & { token: string; untilMs: number }): Promise<void>;
}
