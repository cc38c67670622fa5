/** Which data points are let in: through the real port into real Postgres, also across a restart. */
import { afterEach, describe, expect, it } from "vitest";
import type { Metric } from "../model/metric.ts";
import { unixNano } from "../model/time.ts";
import { NO_LIMITS } from "../otlp/decoded.ts";
import { decodeMetrics } from "../otlp/decodeMetrics.ts";
import { readMetrics } from "../otlp/readMetrics.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { gaugeOf, metricsRequest, text } from "../testing/telemetry.ts";
import { keepPoints } from "./keepPoints.ts";
import { NewestSamples } from "./newestSamples.ts";

const HOUR = 3_600_000;
let running: RunningIngest[] = [];

afterEach(async () => {
  for (const one of running.reverse()) await one.stop();
  running = [];
});

async function start(environment: Record<string, string> = {}, before?: RunningIngest): Promise<RunningIngest> {
  const ingest = await runIngest({ environment, ...(before ? { database: before.database } : {}) });
  running.push(ingest);
  return ingest;
}

/** A gauge with one point for each of these instants. */
function gaugeAt(name: string, timesMs: readonly number[], user = "ann", value = 1): Metric {
  const metric = gaugeOf(name, [value], [text("user", user)]);
  if (metric.kind !== "gauge") throw new Error("a gauge was asked for");
  const [point] = metric.dataPoints;
  return { ...metric, dataPoints: timesMs.flatMap((ms) => (point ? [{ ...point, timeUnixNano: unixNano(ms) }] : [])) };
}

async function send(ingest: RunningIngest, metrics: readonly Metric[]) {
  const response = await fetch(`${ingest.url}/v1/metrics`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf", accept: "application/json" },
    body: metricsRequest(metrics) as BodyInit,
  });
  const bytes = Buffer.from(await response.arrayBuffer()).toString("latin1");
  return { status: response.status, answer: bytes };
}

async function storedTimes(ingest: RunningIngest, name: string): Promise<number[]> {
  const window = { startMs: Date.now() - 48 * HOUR, endMs: Date.now() + 2 * HOUR };
  const bytes = await ingest.store.readMetrics({ tenant: 1, window, name, limit: 1000 });
  return readMetrics(bytes)
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .flatMap((metric) => (metric.kind === "gauge" ? metric.dataPoints : []))
    .map(({ timeUnixNano }) => Number(timeUnixNano / 1_000_000n))
    .sort((a, b) => a - b);
}

describe("samples that come late", () => {
  it("are kept within an hour of their series' newest, refused one by one beyond, and named", async () => {
    const ingest = await start();
    const now = Date.now();
    expect((await send(ingest, [gaugeAt("heat", [now])])).answer).toBe("");
    expect((await send(ingest, [gaugeAt("heat", [now - 0.9 * HOUR])])).answer).toBe("");
    const late = await send(ingest, [gaugeAt("heat", [now - 1.1 * HOUR, now - 0.5 * HOUR])]);
    expect(late.status).toBe(200);
    expect(late.answer).toContain("1 data point refused");
    expect(late.answer).toContain('heat{service.name="shop", user="ann"}');
    expect(await storedTimes(ingest, "heat")).toEqual([now - 0.9 * HOUR, now - 0.5 * HOUR, now]);
    expect(ingest.role.metrics().find(({ name }) => name.includes("rejected"))).toBeDefined();
  });

  it("may be as old as retention when they are their series' first, and go on from there in order", async () => {
    const ingest = await start();
    const now = Date.now();
    const times = Array.from({ length: 7 }, (_, i) => now - (6 - i) * HOUR);
    for (const time of times) expect((await send(ingest, [gaugeAt("old", [time])])).answer).toBe("");
    expect((await send(ingest, [gaugeAt("old", [now - 6 * HOUR], "bob")])).answer).toBe("");
    expect(await storedTimes(ingest, "old")).toEqual([now - 6 * HOUR, ...times]);
  });

  it("that repeat an instant are no error", async () => {
    const ingest = await start();
    const now = Date.now();
    expect((await send(ingest, [gaugeAt("same", [now])])).answer).toBe("");
    expect((await send(ingest, [gaugeAt("same", [now]), gaugeAt("other", [now])])).answer).toBe("");
  });

  it("are judged across a restart by what the store holds", async () => {
    const first = await start();
    const now = Date.now();
    await send(first, [gaugeAt("kept", [now - 10 * 60_000]), gaugeAt("silent", [now - 5 * HOUR])]);
    const second = await start({}, first);
    const late = await send(second, [gaugeAt("kept", [now - 2 * HOUR])]);
    expect(late.answer).toContain("1 data point refused");
    expect((await send(second, [gaugeAt("silent", [now - 4.5 * HOUR])])).answer).toBe("");
    expect((await send(second, [gaugeAt("silent", [now - 4 * HOUR]), gaugeAt("fresh", [now - 4 * HOUR])])).answer).toBe(
      "",
    );
    expect((await send(second, [gaugeAt("silent", [now - 5.2 * HOUR])])).answer).toContain("1 data point refused");
  });
});

describe("metrics with too many series", () => {
  it("take no new ones, name the label that explodes, and go on with those known", async () => {
    const ingest = await start({ CHRONOSCOPE_MAX_SERIES_PER_METRIC: "8" });
    const users = Array.from({ length: 12 }, (_, i) => gaugeAt("visits", [Date.now()], `user-${i}`));
    const { status, answer } = await send(ingest, users);
    expect(status).toBe(200);
    expect(answer).toContain("4 data points refused");
    expect(answer).toContain("visits has 8 series");
    expect(answer).toContain("the label with the most values is user (4)");
    expect((await send(ingest, [gaugeAt("visits", [Date.now() + 1], "user-3", 2)])).answer).toBe("");
    expect((await send(ingest, [gaugeAt("others", [Date.now()], "user-99")])).answer).toBe("");
  });

  it("stay at their number across a restart, and know their own again", async () => {
    const environment = { CHRONOSCOPE_MAX_SERIES_PER_METRIC: "8" };
    const first = await start(environment);
    const users = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => gaugeAt("visits", [Date.now()], `user-${from + i}`, from));
    expect((await send(first, users(0, 6))).answer).toBe("");
    const second = await start(environment, first);
    expect((await send(second, users(0, 6).slice(2))).answer).toBe("");
    expect((await send(second, users(6, 5))).answer).toContain("3 data points refused");
    expect(await second.store.countSeries({ tenant: 1, limit: 1 })).toEqual([{ name: "visits", seriesCount: 8 }]);
  });
});

describe("newest samples", () => {
  it("are remembered for as many series as fit, the ones used last", () => {
    const newest = new NewestSamples(10_000);
    for (let i = 1; i <= 15_000; i++) {
      newest.set(i, -i, i);
      newest.get(1, -1);
    }
    expect(newest.get(15_000, -15_000)).toBe(15_000);
    expect(newest.get(1, -1)).toBe(1);
    expect(newest.get(9_000, -9_000)).toBe(9_000);
    for (let i = 15_001; i <= 40_000; i++) newest.set(i, -i, i);
    expect(newest.get(9_000, -9_000)).toBeNaN();
  });
});

describe("points that are left out of columns", () => {
  it("leave the others as they were, with their attributes and exemplars", () => {
    const metrics = Array.from({ length: 5 }, (_, i) => gaugeAt(`m${i}`, [1_000 + i, 2_000 + i], `u${i}`, i));
    const decoded = decodeMetrics(metricsRequest(metrics), NO_LIMITS);
    if (!decoded.ok) throw new Error(decoded.message);
    const { columns } = decoded;
    const refused = new Uint8Array(10);
    for (const i of [0, 3, 4, 9]) refused[i] = 1;
    const names = (i: number) => columns.metrics[columns.metric[i] ?? 0]?.name;
    const attributesAt = (i: number) => {
      const first = 2 * (columns.firstAttributeRun[i] ?? 0);
      const bytes = columns.bytes.subarray(columns.attributeRuns[first], columns.attributeRuns[first + 1]);
      return Buffer.from(bytes).toString("latin1");
    };
    const all = Array.from({ length: 10 }, (_, i) => [names(i), columns.timeLo[i], columns.value[i], attributesAt(i)]);
    keepPoints(columns, refused);
    expect(columns.count).toBe(6);
    expect(
      Array.from({ length: 6 }, (_, i) => [names(i), columns.timeLo[i], columns.value[i], attributesAt(i)]),
    ).toEqual(all.filter((_, i) => refused[i] === 0));
    expect(attributesAt(0)).toContain("u0");
  });
});
