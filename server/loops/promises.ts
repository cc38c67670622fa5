/**
 * What is promised, watched and told, as one term of leading runs it: rules are evaluated (alerts/).
 * Who leads next goes on from what is stored.
 */
import type { ControlPlane } from "../db/controlPlane.ts";
import type { Log } from "../log.ts";
import type { AlertRule } from "../model/alert.ts";
import type { PromQl } from "../series/ask.ts";
import type { TelemetryStore } from "../store/telemetryStore.ts";
import { type AlertLoop, type AlertStatus, createAlertLoop } from "./alerts/alertLoop.ts";
import type { Job } from "./repeat.ts";

export interface PromisesOptions {
  readonly store: TelemetryStore;
  readonly promQl: PromQl;
  readonly db: Pick<ControlPlane, "readDefinitions" | "readRevisions">;
  /** Of rule files; null when there is none. */
  readonly rulesDir: string | null;
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
  const { store, db, promQl, rulesDir, builtin, consoleUrl } = options;
  const ask: PromQl["ask"] = (question) => promQl.ask({ ...question, signal });
  const onWritten = () => promQl.source().index.lookAgain();
  const term = { tenant, log, now, signal, onWritten, promQl: { ask }, store };
  const alerts = createAlertLoop({
    ...{ ...term, folder: rulesDir, definitions: db, builtin, consoleUrl },
    slos: null,
  });
  return { jobs: alerts.jobs, alerts, status: () => alerts.status() };
}
