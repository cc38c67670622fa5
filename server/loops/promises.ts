/**
 * What is promised, watched and told, as one term of leading runs it: SLOs are counted (slos/), rules are evaluated (alerts/).
 * Who leads next goes on from what is stored.
 */
import type { ControlPlane } from "../db/controlPlane.ts";
import type { Log } from "../log.ts";
import type { AlertRule } from "../model/alert.ts";
import type { PromQl } from "../series/ask.ts";
import type { TelemetryStore } from "../store/telemetryStore.ts";
import { type AlertLoop, type AlertStatus, createAlertLoop } from "./alerts/alertLoop.ts";
import type { Job } from "./repeat.ts";
import { SloBook } from "./slos/sloBook.ts";

export interface PromisesOptions {
  readonly store: TelemetryStore;
  readonly promQl: PromQl;
  readonly db: Pick<ControlPlane, "readDefinitions" | "readRevisions" | "saveDefinition" | "deleteDefinition">;
  /** Of rule files; null when there is none. */
  readonly rulesDir: string | null;
  /** Of files that define SLOs; null when there is none. */
  readonly slosDir: string | null;
  /** How long counts of SLOs are kept. */
  readonly retentionSeriesMs: number;
  readonly builtin: readonly AlertRule[];
  /** Where people reach the console; "" when nobody said. */
  readonly consoleUrl: string;
}

export interface Term {
  readonly tenant: number;
  readonly log: Log;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface Promises {
  readonly jobs: readonly Job[];
  readonly alerts: AlertLoop;
  status(): AlertStatus;
}

export function createPromises(options: PromisesOptions, { tenant, log, now, signal }: Term): Promises {
  const { store, db, promQl, rulesDir, slosDir, retentionSeriesMs, builtin, consoleUrl } = options;
  const ask: PromQl["ask"] = (question) => promQl.ask({ ...question, signal });
  const onWritten = () => promQl.source().index.lookAgain();
  const term = { tenant, log, now, signal, onWritten, promQl: { ask }, store };
  const provisioning = slosDir === null ? null : { folder: slosDir };
  const book = new SloBook({ ...term, db, provisioning, retentionMs: retentionSeriesMs });
  const alerts = createAlertLoop({
    ...{ ...term, folder: rulesDir, definitions: db, builtin, consoleUrl },
    slos: book,
  });
  return { jobs: [book.job(), ...alerts.jobs], alerts, status: () => alerts.status() };
}
