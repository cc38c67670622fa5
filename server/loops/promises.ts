/**
 * What is promised, watched and told, as one term of leading runs it: SLOs are counted (slos/), rules are evaluated
 * (alerts/), people are told (notifications/).
 * Who leads next goes on from what is stored.
 */

import { BUILTIN_RULES } from "../alerting/builtinRules.ts";
import type { ControlPlane } from "../db/controlPlane.ts";
import type { Log } from "../log.ts";
import type { AlertRule } from "../model/alert.ts";
import type { MetricFamily } from "../selfTelemetry.ts";
import type { PromQl } from "../series/ask.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../store/telemetryStore.ts";
import { type AlertLoop, type AlertStatus, createAlertLoop } from "./alerts/alertLoop.ts";
import { notifyJobs } from "./notifications/notifyJobs.ts";
import type { Job } from "./repeat.ts";
import { SloBook } from "./slos/sloBook.ts";
import type { PastDoor } from "./writtenPast.ts";

export interface PromisesOptions {
  readonly store: TelemetryStore & TelemetryMaintenance;
  readonly promQl: PromQl;
  readonly db: ControlPlane;
  /** Of rule files; null when there is none. */
  readonly rulesDir: string | null;
  /** Of files that define SLOs; null when there is none. */
  readonly slosDir: string | null;
  /** A past that somebody writes into this product. */
  readonly past?: PastDoor | null;
  /** How long counts of SLOs are kept. */
  readonly retentionSeriesMs: number;
  /** Those that come with the product, unless said otherwise. */
  readonly builtin?: readonly AlertRule[];
  /** Networks that notifications may be sent to although they are not public. */
  readonly webhookAllow: readonly string[];
  /** How long the log of deliveries is kept. */
  readonly retentionStateMs: number;
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
  metrics(): MetricFamily[];
}

export function createPromises(options: PromisesOptions, { tenant, log, now, signal }: Term): Promises {
  const {
    store,
    db,
    promQl,
    rulesDir,
    slosDir,
    retentionSeriesMs,
    consoleUrl,
    builtin = BUILTIN_RULES,
    past = null,
  } = options;
  const ask: PromQl["ask"] = (question) => promQl.ask({ ...question, signal });
  const onWritten = () => promQl.source().index.lookAgain();
  const term = { tenant, log, now, signal, onWritten, promQl: { ask }, store, past };
  const provisioning = slosDir === null ? null : { folder: slosDir };
  const book = new SloBook({ ...term, db, provisioning, retentionMs: retentionSeriesMs });
  const alerts = createAlertLoop({
    ...{ ...term, folder: rulesDir, definitions: db, builtin, consoleUrl },
    slos: book,
  });
  const notify = notifyJobs({
    ...{ ...term, db, consoleUrl, allow: options.webhookAllow, retentionMs: options.retentionStateMs },
    alerts: () => alerts.alerts()?.map(({ alert }) => alert) ?? null,
  });
  return {
    jobs: [book.job(), ...alerts.jobs, ...notify.jobs],
    alerts,
    status: () => alerts.status(),
    metrics: notify.metrics,
  };
}
