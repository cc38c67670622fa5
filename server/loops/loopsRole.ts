/**
 * The role `loops`: of all its processes one leads, by an advisory lock, and runs every job; the others wait to take over.
 * Next: maintainStore.ts, historyLoop.ts and recordingRules.ts for what runs.
 */
import type { Log } from "../log.ts";
import { NO_RULES, type RulesReport } from "../promql/rules.ts";
import type { MetricFamily } from "../selfTelemetry.ts";
import type { PromQl } from "../series/ask.ts";
import type { TelemetryMaintenance, TelemetryWriter } from "../store/telemetryStore.ts";
import { HistoryLoop, type HistoryOptions } from "./historyLoop.ts";
import { maintenanceJobs } from "./maintainStore.ts";
import { createRecordingRules, type RecordingRules } from "./recordingRules.ts";
import { type Job, type JobReport, repeat } from "./repeat.ts";

export interface LoopsOptions {
  readonly maintenance: TelemetryMaintenance;
  readonly log: Log;
  /** Runs `work` whenever this process leads. */
  readonly lead: (signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  readonly now?: () => number;
  /** Rules to evaluate; null when there is no folder of them. */
  readonly recording?: {
    readonly folder: string;
    readonly promQl: PromQl;
    readonly writer: Pick<TelemetryWriter, "append">;
  } | null;
  /** What the history of the system is told from, and where it is kept; without it none is told. */
  readonly history?: Pick<HistoryOptions, "store" | "retentionMs"> & { readonly promQl: PromQl };
}

const TENANT = 1;

export interface LoopsStatus {
  readonly leading: boolean;
  readonly jobs: Readonly<Record<string, JobReport>>;
  /** The rules as this process evaluates them; empty where another leads. */
  readonly rules: RulesReport;
}

export interface Loops {
  drain(): Promise<void>;
  status(): LoopsStatus;
  metrics(): MetricFamily[];
}

function familiesOf({ leading, jobs }: Pick<LoopsStatus, "leading" | "jobs">): MetricFamily[] {
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
  ];
}

/** Rules of one term of leading, whose questions end with it. */
function rulesOf({ recording, log, now = Date.now }: LoopsOptions, signal: AbortSignal): RecordingRules | null {
  if (!recording) return null;
  const { folder, promQl, writer } = recording;
  const ask: PromQl["ask"] = (question) => promQl.ask({ ...question, signal });
  const onWritten = () => promQl.source().index.lookAgain();
  return createRecordingRules({ folder, promQl: { ask }, writer, tenant: TENANT, onWritten, log, now });
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
  let rules: RecordingRules | null = null;
  const running = lead(stop.signal, async (signal) => {
    leading = true;
    log.info("this process leads: it runs the jobs");
    rules = rulesOf(options, signal);
    const all = [...maintenanceJobs(maintenance, now), ...historyJobs(options, signal), ...(rules ? [rules.job] : [])];
    const running = all.map((job) =>
      repeat(job, signal, log, (report) => {
        jobs[job.name] = report;
      }),
    );
    await Promise.all(running).finally(() => {
      leading = false;
      rules = null;
    });
  });
  const status = () => ({ leading, jobs: { ...jobs }, rules: rules?.report() ?? NO_RULES });
  return {
    drain: async () => {
      stop.abort();
      await running;
    },
    status,
    metrics: () => familiesOf(status()),
  };
}
