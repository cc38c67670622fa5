/**
 * The role `loops`: of all its processes one leads, by an advisory lock, and runs every job; the others wait to take over.
 * Next: maintainStore.ts, historyLoop.ts and promises.ts for what runs.
 */
import { setMaxListeners } from "node:events";
import type { Log } from "../log.ts";
import type { MetricFamily } from "../selfTelemetry.ts";
import type { PromQl } from "../series/ask.ts";
import type { TelemetryMaintenance } from "../store/telemetryStore.ts";
import type { AlertStatus } from "./alerts/alertLoop.ts";
import { HistoryLoop, type HistoryOptions } from "./historyLoop.ts";
import { maintenanceJobs } from "./maintainStore.ts";
import { createPromises, type Promises, type PromisesOptions } from "./promises.ts";
import { type Job, type JobReport, repeat } from "./repeat.ts";

export interface LoopsOptions {
  readonly maintenance: TelemetryMaintenance;
  readonly log: Log;
  /** Runs `work` whenever this process leads. */
  readonly lead: (signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  readonly now?: () => number;
  /** SLOs, rules and who is told; without it nothing is watched. */
  readonly promises?: PromisesOptions;
  /** What the history of the system is told from, and where it is kept; without it none is told. */
  readonly history?: Pick<HistoryOptions, "store" | "retentionMs"> & { readonly promQl: PromQl };
}

const TENANT = 1;

export interface LoopsStatus {
  readonly leading: boolean;
  readonly jobs: Readonly<Record<string, JobReport>>;
  /** How the rules fare, in numbers; null where another leads. Each rule's own standing is in the store. */
  readonly rules: AlertStatus | null;
}

export interface Loops {
  drain(): Promise<void>;
  status(): LoopsStatus;
  metrics(): MetricFamily[];
}

function familiesOf({ leading, jobs, rules }: LoopsStatus): MetricFamily[] {
  const perJob = (name: string, help: string, read: (report: JobReport) => number): MetricFamily => ({
    name,
    help,
    type: "counter",
    samples: Object.entries(jobs).map(([job, report]) => ({ labels: { job_name: job }, value: read(report) })),
  });
  return [
    {
      name: "chronoscope_loops_leading",
      help: "1 where this process leads.",
      type: "gauge",
      samples: [{ value: leading ? 1 : 0 }],
    },
    perJob("chronoscope_loops_runs_total", "Steps that went well.", (report) => report.runs),
    perJob("chronoscope_loops_failures_total", "Steps that failed and were tried again.", (report) => report.failures),
    perJob("chronoscope_loops_busy_seconds_total", "Time spent in steps.", (report) => report.busySeconds),
    ...(rules ? ruleFamilies(rules) : []),
  ];
}

function ruleFamilies({ evaluations, failures, missed, lagMs, rules, unhealthy, firing }: AlertStatus): MetricFamily[] {
  const one = (name: string, type: MetricFamily["type"], help: string, value: number) => ({
    ...{ name: `chronoscope_rules_${name}`, type, help },
    samples: [{ value }],
  });
  return [
    one("evaluations_total", "counter", "Groups of rules that were evaluated.", evaluations),
    one("evaluation_failures_total", "counter", "Groups that were tried again.", failures),
    one("missed_total", "counter", "Instants that were left out, since evaluation lagged behind.", missed),
    one("lag_seconds", "gauge", "How long after its instant the last group was begun.", lagMs / 1000),
    one("rules", "gauge", "Rules that are evaluated.", rules),
    one("unhealthy", "gauge", "Rules whose last evaluation failed.", unhealthy),
    one("firing_alerts", "gauge", "Alerts that fire.", firing),
  ];
}

/** The history as one term of leading tells it: who leads next begins with what is stored. */
function historyJobs({ history, log, now = Date.now }: LoopsOptions, signal: AbortSignal): Job[] {
  if (!history) return [];
  const { promQl, store, retentionMs } = history;
  const ask: PromQl["ask"] = (question) => promQl.ask({ ...question, signal });
  return [new HistoryLoop({ store, ask, tenant: TENANT, retentionMs, log, now }).job()];
}

export function startLoops(options: LoopsOptions): Loops {
  const { maintenance, log, lead, now = Date.now } = options;
  const stop = new AbortController();
  const jobs: Record<string, JobReport> = {};
  let leading = false;
  let promises: Promises | null = null;
  const running = lead(stop.signal, async (signal) => {
    leading = true;
    log.info("this process leads: it runs the jobs");
    // Every job waits with it.
    setMaxListeners(0, signal);
    const term = { tenant: TENANT, log, now, signal };
    promises = options.promises ? createPromises(options.promises, term) : null;
    const all = [...maintenanceJobs(maintenance, now), ...historyJobs(options, signal), ...(promises?.jobs ?? [])];
    const running = all.map((job) =>
      repeat(job, signal, log, (report) => {
        jobs[job.name] = report;
      }),
    );
    await Promise.all(running).finally(() => {
      leading = false;
      promises = null;
    });
  });
  const status = () => ({ leading, jobs: { ...jobs }, rules: promises?.status() ?? null });
  return {
    drain: async () => {
      stop.abort();
      await running;
    },
    status,
    metrics: () => [...familiesOf(status()), ...(promises?.metrics() ?? [])],
  };
}
