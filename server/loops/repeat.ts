/**
 * One job on a clock: runs, waits as long as the run says, runs again, never twice at once. A failure is logged and tried again
 * with growing patience, so that a database that is away for a while does not fill the log.
 * Units: milliseconds.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";

export interface Job {
  readonly name: string;
  /** One bounded step. Resolves to how long to wait before the next. */
  readonly step: () => Promise<number>;
}

export interface JobReport {
  readonly runs: number;
  readonly failures: number;
  /** Seconds that the steps took in all. */
  readonly busySeconds: number;
  readonly lastError: string | null;
}

const FIRST_PATIENCE_MS = 500;
const LONGEST_PATIENCE_MS = 30_000;

/** Runs the job until the signal aborts; `report` is kept up to date. Resolves when the last step is over. */
export async function repeat(
  job: Job,
  signal: AbortSignal,
  log: Log,
  report: (change: JobReport) => void,
): Promise<void> {
  let state: JobReport = { runs: 0, failures: 0, busySeconds: 0, lastError: null };
  let patience = FIRST_PATIENCE_MS;
  while (!signal.aborted) {
    const began = performance.now();
    let wait: number;
    try {
      wait = await job.step();
      patience = FIRST_PATIENCE_MS;
      state = { ...state, runs: state.runs + 1, lastError: null };
    } catch (error) {
      wait = patience;
      patience = Math.min(patience * 2, LONGEST_PATIENCE_MS);
      const words = error instanceof Error ? error.message : String(error);
      state = { ...state, failures: state.failures + 1, lastError: words };
      log.warn({ job: job.name, error, retryMs: wait }, `${job.name} failed; it is tried again`);
    }
    state = { ...state, busySeconds: state.busySeconds + (performance.now() - began) / 1000 };
    report(state);
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => undefined);
    else await new Promise((turn) => setImmediate(turn));
  }
}
