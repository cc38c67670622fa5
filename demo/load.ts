/**
 * Load for benchmarks: bodies made by the engine from a population of services, and a pacer that sends them at any rate.
 *   npm run demo -- load --services 1000 --rate 20000 --seconds 30 [--endpoint http://127.0.0.1:4318]
 * Usable from bench: `prepareLoad` once, then `freshen` per request.
 * Units: spans per second; metrics and logs go along in the proportion in which the population sends them.
 */
import { setTimeout as pause } from "node:timers/promises";
import { hashOf } from "./engine/random.ts";
import { freshen, type PreparedBody, prepareBody } from "./load/freshen.ts";
import { populationOf } from "./load/population.ts";
import { Player, stretchStart } from "./player.ts";
import { mustRun, Sender } from "./sender.ts";
import { option, readSettings } from "./settings.ts";

export interface LoadOptions {
  readonly services: number;
  /** About so many spans in each trace request. */
  readonly spansPerBody: number;
  /** Trace requests to prepare; metrics and logs of the same stretch come with them. */
  readonly bodies: number;
}

/** Until as many requests end as begin. Each instance exports its metrics once in any 60 s of what follows. */
const WARM_UP_MS = 3_000;
const BEGIN_MS = Date.UTC(2026, 0, 5, 12);
/** Measured. */
const SPANS_PER_REQUEST = 24;
const REQUESTS_PER_SECOND = 120;

/** Request bodies of one round, in order of time. */
export function prepareLoad({ services, spansPerBody, bodies }: LoadOptions): PreparedBody[] {
  const topology = populationOf({ services, instancesPerRegion: 1, requestsPerSecond: REQUESTS_PER_SECOND });
  const stepMs = Math.max(1, Math.round((spansPerBody / (SPANS_PER_REQUEST * REQUESTS_PER_SECOND)) * 1_000));
  const beginMs = BEGIN_MS + WARM_UP_MS;
  const player = new Player({
    topology,
    seed: `load/${services}`,
    bornMs: BEGIN_MS,
    episodes: [],
    checkpoint: stretchStart(BEGIN_MS),
    quietUntilMs: beginMs,
  });
  player.advance(beginMs);
  const prepared: PreparedBody[] = [];
  for (let i = 1; i <= bodies; i++) {
    const endMs = beginMs + i * stepMs;
    for (const { signal, batch } of player.advance(endMs).batches) {
      prepared.push(prepareBody(signal, batch.bytes, batch.records, endMs));
    }
  }
  return prepared;
}

export interface Pace {
  /** Spans per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly inFlight: number;
}
export interface LoadReport {
  readonly sent: Readonly<Record<"traces" | "metrics" | "logs", number>>;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Sends a round again and again at this pace, each time as new telemetry. */
export async function runLoad(bodies: readonly PreparedBody[], sender: Sender, pace: Pace): Promise<LoadReport> {
  const sent = { traces: 0, metrics: 0, logs: 0 };
  const took: number[] = [];
  const open = new Set<Promise<void>>();
  const began = performance.now();
  let spans = 0;
  for (let i = 0; performance.now() - began < pace.seconds * 1_000; i++) {
    const body = bodies[i % bodies.length];
    if (!body) break;
    const ahead = (spans / pace.rate) * 1_000 - (performance.now() - began);
    if (ahead > 1) await pause(ahead);
    if (body.signal === "traces") spans += body.records;
    const round = hashOf("round", began, Math.floor(i / bodies.length));
    const start = performance.now();
    const request = sender.send(body.signal, freshen(body, Date.now(), round)).then((stored) => {
      took.push(performance.now() - start);
      if (stored) sent[body.signal] += body.records;
      open.delete(request);
    });
    open.add(request);
    if (open.size >= pace.inFlight) await Promise.race(open);
  }
  await Promise.all(open);
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.floor(took.length * share)] ?? 0;
  return { sent, seconds: (performance.now() - began) / 1_000, p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** The command line's `load`. */
export async function loadFromCommandLine(given: readonly string[]): Promise<void> {
  const { endpoint, token } = readSettings(given);
  const number = (name: string, usual: number) => Number(option(given, name) ?? usual);
  const say = (sentence: string) => process.stderr.write(`load: ${sentence}\n`);
  const services = number("services", 1_000);
  const bodies = prepareLoad({
    services,
    spansPerBody: number("spans-per-request", 512),
    bodies: number("bodies", 200),
  });
  const spans = bodies.reduce((sum, body) => sum + (body.signal === "traces" ? body.records : 0), 0);
  say(`prepared ${bodies.length} requests of ${services} services (${spans} spans a round)`);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const sender = new Sender({ endpoint, token, signal: stop.signal, whenAway: mustRun(endpoint), say });
  const pace = { rate: number("rate", 10_000), seconds: number("seconds", 30), inFlight: number("in-flight", 16) };
  const report = await runLoad(bodies, sender, pace);
  sender.close();
  const perSecond = (count: number) => Math.round(count / report.seconds).toLocaleString("en-US");
  const { traces, metrics, logs } = report.sent;
  say(
    `${perSecond(traces)} spans/s, ${perSecond(metrics)} points/s, ${perSecond(logs)} logs/s for ${report.seconds.toFixed(1)} s; acknowledged p50 ${report.p50Ms.toFixed(1)} ms, p95 ${report.p95Ms.toFixed(1)} ms`,
  );
}
