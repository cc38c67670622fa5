/**
 * The role `loops`: of all its processes one leads, by an advisory lock, and runs every job; the others wait to take over.
 * Next: maintainStore.ts for what runs.
 */
import type { Log } from "../log.ts";
import type { MetricFamily } from "../selfTelemetry.ts";
import type { TelemetryMaintenance } from "../store/telemetryStore.ts";
import { maintenanceJobs } from "./maintainStore.ts";
import { type JobReport, repeat } from "./repeat.ts";

export interface LoopsOptions {
  readonly maintenance: TelemetryMaintenance;
  readonly log: Log;
  /** Runs `work` whenever this process leads. */
  readonly lead: (signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  readonly now?: () => number;
}

export interface LoopsStatus {
  readonly leading: boolean;
  readonly jobs: Readonly<Record<string, JobReport>>;
}

export interface Loops {
  drain(): Promise<void>;
  status(): LoopsStatus;
  metrics(): MetricFamily[];
}

function familiesOf({ leading, jobs }: LoopsStatus): MetricFamily[] {
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

export function startLoops({ maintenance, log, lead, now = Date.now }: LoopsOptions): Loops {
  const stop = new AbortController();
  const jobs: Record<string, JobReport> = {};
  let leading = false;
  const running = lead(stop.signal, async (signal) => {
    leading = true;
    log.info("this process leads: it runs the jobs");
    const running = maintenanceJobs(maintenance, now).map((job) =>
      repeat(job, signal, log, (report) => {
        jobs[job.name] = report;
      }),
    );
    await Promise.all(running).finally(() => {
      leading = false;
    });
  });
  const status = () => ({ leading, jobs: { ...jobs } });
  return {
    drain: async () => {
      stop.abort();
      await running;
    },
    status,
    metrics: () => familiesOf(status()),
  };
}
