/**
 * Samples for a comparison with Prometheus: counters with resets, gauges with gaps, classic histograms, series that are rarely told.
 * The same samples as OpenMetrics text for promtool and as OTLP in the scope whose series are Prometheus's own. Deterministic.
 */
import type { Metric, NumberDataPoint } from "../server/model/metric.ts";
import { PROMETHEUS_SCOPE } from "../server/model/semconv.ts";
import { writeMetrics } from "../server/otlp/writeMetrics.ts";

export const SCRAPE_MS = 15_000;

export interface ComparedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly timeMs: number; readonly value: number }[];
}

/** Mulberry32: the same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const BOUNDS = ["0.01", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"];

export function comparedSeries(startMs: number, endMs: number, services: number): ComparedSeries[] {
  const random = randomFrom(7);
  const times = Array.from({ length: Math.floor((endMs - startMs) / SCRAPE_MS) }, (_, i) => startMs + i * SCRAPE_MS);
  const all: ComparedSeries[] = [];
  const add = (name: string, labels: Record<string, string>, value: (i: number) => number | null) => {
    const samples = times.flatMap((timeMs, i) => {
      const told = value(i);
      return told === null ? [] : [{ timeMs, value: told }];
    });
    all.push({ name, labels, samples });
  };
  for (let s = 0; s < services; s++) {
    const service = `service-${s}`;
    for (const code of ["200", "404", "500"]) {
      for (const instance of ["a:80", "b:80"]) {
        let total = 0;
        const resetAt = Math.floor(random() * times.length);
        add("requests_total", { service, instance, code }, (i) => {
          total = i === resetAt ? 0 : total + random() * 20;
          return total;
        });
      }
    }
    const gapAt = Math.floor(random() * times.length);
    add("temperature_celsius", { service, room: `r${s % 4}` }, (i) =>
      i > gapAt && i < gapAt + 40 ? null : 20 + 5 * Math.sin(i / 50 + s) + random(),
    );
    add("rare", { service }, (i) => (i % 16 === s % 16 ? Math.round(random() * 100) : null));
    const counts = BOUNDS.map(() => 0);
    const rows = times.map(() => {
      for (let n = Math.floor(random() * 6); n > 0; n--) {
        const from = Math.min(BOUNDS.length - 1, Math.floor(random() ** 2 * BOUNDS.length));
        for (let b = from; b < BOUNDS.length; b++) counts[b] = (counts[b] ?? 0) + 1;
      }
      return [...counts];
    });
    BOUNDS.forEach((le, b) => {
      add("latency_seconds_bucket", { service, le }, (i) => rows[i]?.[b] ?? null);
    });
    add("latency_seconds_count", { service }, (i) => rows[i]?.[BOUNDS.length - 1] ?? null);
    add("latency_seconds_sum", { service }, (i) => (rows[i]?.[BOUNDS.length - 1] ?? 0) * 0.2);
  }
  return all;
}

export function* openMetricsText(all: readonly ComparedSeries[]): Generator<string> {
  for (const { name, labels, samples } of all) {
    const text = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
    const head = `${name}{${text.join(",")}}`;
    yield samples.map(({ timeMs, value }) => `${head} ${value} ${timeMs / 1_000}\n`).join("");
  }
  yield "# EOF\n";
}

const SCRAPES_A_REQUEST = 16;

/** As they would have come: all series of some minutes in each request, in order of time. */
export function* otlpRequests(all: readonly ComparedSeries[]): Generator<Uint8Array<ArrayBuffer>> {
  const scope = { name: PROMETHEUS_SCOPE, version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
  const resource = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
  const times = all.flatMap(({ samples }) => [samples[0]?.timeMs ?? 0, samples.at(-1)?.timeMs ?? 0]);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  for (let fromMs = first; fromMs <= last; fromMs += SCRAPES_A_REQUEST * SCRAPE_MS) {
    const toMs = fromMs + SCRAPES_A_REQUEST * SCRAPE_MS;
    const metrics = all.map((series): Metric => {
      const samples = series.samples.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
      const dataPoints = pointsOf({ ...series, samples });
      return { name: series.name, description: "", unit: "", metadata: [], kind: "gauge", dataPoints };
    });
    yield writeMetrics([{ resource, scopeMetrics: [{ scope, metrics }] }]);
  }
}

function pointsOf({ labels, samples }: ComparedSeries): NumberDataPoint[] {
  const attributes = Object.entries(labels).map(([key, value]) => ({ key, value: { type: "string", value } as const }));
  return samples.map(({ timeMs, value }) => ({
    attributes,
    startTimeUnixNano: 0n,
    timeUnixNano: BigInt(timeMs) * 1_000_000n,
    flags: 0,
    value: { type: "double", value },
    exemplars: [],
  }));
}
