/**
 * PromQL from end to end, as dashboards ask it: parsing, matching, reading from the store, evaluating, in one process beside Postgres.
 * The first run begins with nothing in memory (the index of the series is read too), three more are measured.
 */
import { createPromQl, type PromQl, type Question } from "../server/series/ask.ts";
import { MetricIndex } from "../server/series/metricIndex.ts";
import { PROMOTED } from "../server/series/seriesLabels.ts";
import type { SeriesReader } from "../server/store/seriesReader.ts";
import type { TelemetryReader } from "../server/store/telemetryStore.ts";
import type { Bar } from "./bars.ts";
import { type Bench, quantile } from "./bench.ts";

const RUNS = 3;
const PACE_MS = 20;

export function promQlOf(reader: TelemetryReader & SeriesReader, tenant: number): PromQl {
  const index = new MetricIndex(reader, tenant, PROMOTED, Date.now);
  return createPromQl({ reader, tenant, index, clock: () => performance.now() });
}

interface Run {
  readonly tookMs: number;
  readonly cpuMs: number;
  readonly samples: number;
  readonly series: number;
}

async function ask(promQl: PromQl, question: Question): Promise<Run> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  const { value, stats } = await promQl.ask(question);
  const tookMs = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  const series = value.type === "matrix" ? value.series.length : 0;
  return { tookMs, cpuMs: (user + system) / 1000, samples: stats.samples, series };
}

export async function tellQuestion(
  bench: Bench,
  name: string,
  reader: TelemetryReader & SeriesReader,
  question: Question,
  bar?: Bar,
): Promise<void> {
  const promQl = promQlOf(reader, 1);
  const first = await ask(promQl, question);
  const held = () => process.memoryUsage().rss / 2 ** 20;
  let most = held();
  const timer = setInterval(() => {
    most = Math.max(most, held());
  }, PACE_MS);
  const runs: Run[] = [];
  for (let run = 0; run < (bench.quick ? 1 : RUNS); run++) runs.push(await ask(promQl, question));
  clearInterval(timer);
  const median = (of: (run: Run) => number) => (quantile(runs.map(of), 0.5) / 1000).toFixed(2);
  bench.figure(
    name,
    `${median(({ tookMs }) => tookMs)} s (first ${(first.tookMs / 1000).toFixed(2)} s; ${median(({ cpuMs }) => cpuMs)} s of Node's CPU; ${(first.samples / 1e6).toFixed(1)} million samples; ${first.series} series; at most ${most.toFixed(0)} MiB resident)`,
    bar,
  );
}
