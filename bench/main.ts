/**
 * `npm run bench [-- NAME [ARGUMENT ...]]`: figures, one line each, into bench/RESULTS.md with command, date and machine. Without a
 * name every section runs in turn; one that fails is said there and the rest goes on. BENCH_QUICK=1 tries a section in a short form
 * and writes nothing. Ends with 1 when a section failed.
 */
import { join } from "node:path";
import { type Bench, createBench } from "./bench.ts";
import { writeOutcome } from "./results.ts";
import { clearAbandoned, clearAll, interrupt, isInterrupted } from "./scratch.ts";

interface Section {
  readonly about: string;
  readonly run: (bench: Bench, rest: readonly string[]) => Promise<void>;
}

const SECTIONS: Readonly<Record<string, Section>> = {
  start: {
    about:
      "`npm start` of an installed and built copy, from the spawn to the first acknowledged request and to the ready line.",
    run: async (bench) => (await import("./start.ts")).benchStart(bench),
  },
  decode: {
    about:
      "One core, 512 spans a request of 8 services, 12 attributes a span; our decoder and the generated code in one run.",
    run: async (bench) => (await import("./decode.ts")).benchDecode(bench),
  },
  ingest: {
    about:
      "The real product, fresh for every run, 2 s of warm-up and 7 s measured; about 600 bytes and 12 attributes a span, 512 spans, 1,000 points or 500 log records a request, 32 connections (open loop: 64, the mix 96). Acknowledgement counts from when a request was due. Processor time is that of the seconds measured.",
    run: async (bench, rest) => (await import("./ingest.ts")).benchIngest(bench, rest),
  },
  store: {
    about: "The store alone in one process, without sockets; 8,192 items a flush; reads over the spans of one hour.",
    run: async (bench, rest) => (await import("./store.ts")).benchStore(bench, rest),
  },
  series: {
    about:
      "Metric series in the store alone: bytes a sample, and all samples of many series as numbers (two cores, Postgres among them).",
    run: async (bench, rest) => (await import("./series.ts")).benchSeries(bench, rest),
  },
  services: {
    about:
      "The derived series: deriving, folding, a day of 50 services with 20 operations each, and the service page's questions (all panels in one request, over HTTP) to the real product on that day.",
    run: async (bench) => (await import("./derived.ts")).benchDerived(bench),
  },
  state: {
    about:
      "The history of the system in the store alone: 1,000 services, 5,000 edges, 10,000 pods, 30 days, 6 million events, through the store's own writer; the same questions at a tenth of it. Readers that hold nothing but names; random instants.",
    run: async (bench, rest) => (await import("./state.ts")).benchState(bench, rest),
  },
  slos: {
    about:
      "500 SLOs of 50 services, counted every 15 s by the leader's own code with a month behind them; their pages and their list as `web` answers them, without sockets.",
    run: async (bench) => (await import("./slos.ts")).benchSlos(bench),
  },
  alerts: {
    about:
      "5,000 rules in 500 groups of rule files, over series counted from spans and over gauges of 50 services, with 500 SLOs and the built-in rules, in the code that the leader runs, on a real clock for two minutes; processor time beyond that of taking the telemetry in. Notifications go to a receiver of webhooks, without waiting for a group.",
    run: async (bench) => (await import("./alerts.ts")).benchAlerts(bench),
  },
  promql: {
    about:
      "The PromQL evaluator alone over series in memory, scraped every 15 s; one warm-up, median of three; memory beyond the series' own.",
    run: async (bench) => (await import("./promql.ts")).benchPromql(bench),
  },
  prometheus: {
    about:
      "The Prometheus API of the real product beside Debian's Prometheus on the same samples, queries between samples; ratios in one run, one at a time over HTTP. 2.42 keeps the metric's name after `atan2`, 3.x drops it: those queries differ.",
    run: async (bench) => (await import("./prometheus.ts")).benchPrometheus(bench),
  },
  visible: {
    about: "The real product, otherwise at rest: from an acknowledgement to the first answer that holds what was sent.",
    run: async (bench) => (await import("./visible.ts")).benchVisible(bench),
  },
  recovery: {
    about:
      "kill -9 of every process at once under load, then a start; every acknowledged trace is asked for by its id.",
    run: async (bench) => (await import("./recovery.ts")).benchRecovery(bench),
  },
  demo: {
    about:
      "`npm run demo` into the real product: its past six hours, then memory at rest, a trace by id over HTTP, and disk.",
    run: async (bench) => (await import("./demo.ts")).benchDemo(bench),
  },
  trainticket: {
    about: "The TrainTicket capture of Nezha (real traces, logs and metrics) through the OTLP port; bytes on disk.",
    run: async (bench, rest) => (await import("./demo.ts")).benchTrainTicket(bench, rest),
  },
  scrub: {
    about:
      "The playhead dragged over the strip of every page, on the demo's past: Chromium without a GPU at 1440x900 against the production build; work per frame from a recorded trace.",
    run: async (bench, rest) => (await import("./scrub.ts")).benchScrub(bench, rest),
  },
  map: {
    about:
      "1,238 services and 4,271 calls of a real company as a history: placed, unfolded and dragged; Chromium without a GPU at 1440x900 against the production build; work per frame from a recorded trace.",
    run: async (bench) => (await import("./map.ts")).benchMap(bench),
  },
  pages: {
    about: "Chromium without a GPU at 1440x900 against the production build; work per frame from a recorded trace.",
    run: async (bench) => (await import("./pages.ts")).benchPages(bench),
  },
};
const NAMES = Object.keys(SECTIONS);
const RESULTS = join("bench", "RESULTS.md");

/** Resolves to whether it went well. */
async function runSection(name: string, rest: readonly string[], quick: boolean): Promise<boolean> {
  const section = SECTIONS[name];
  if (!section) throw new Error(`There is no section "${name}"; there are ${NAMES.join(", ")}.`);
  const bench = createBench(name, quick);
  const began = performance.now();
  let failure: string | null = null;
  try {
    await section.run(bench, rest);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${name} · failed: ${failure}\n`);
    if (quick && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }
  await clearAll();
  // What is half measured is no result.
  if (isInterrupted()) process.exit(130);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${name} · took ${seconds.toFixed(0)} s\n`);
  // A part of a section would stand there as the whole.
  if (!quick && rest.length === 0) {
    writeOutcome(RESULTS, { section: name, about: section.about, figures: bench.figures, seconds, failure }, NAMES);
  }
  return failure === null;
}

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "generator") {
    await (await import("./generator.ts")).generate(JSON.parse(rest[0] ?? "{}"));
    return 0;
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void interrupt().finally(() => process.exit(130)));
  }
  process.once("uncaughtException", (error) => {
    process.stderr.write(`bench: ${error.stack}\n`);
    void interrupt().finally(() => process.exit(1));
  });
  const quick = process.env.BENCH_QUICK === "1";
  const cleared = await clearAbandoned();
  if (cleared > 0) process.stdout.write(`cleared what ${cleared} earlier runs had left\n`);
  let failed = 0;
  for (const section of name === undefined ? NAMES : [name]) if (!(await runSection(section, rest, quick))) failed++;
  return failed > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
