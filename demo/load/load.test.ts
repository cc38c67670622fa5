/** Prepared bodies: a population of the size asked for, and freshening that changes ids and times and nothing else. */
import { expect, it } from "vitest";
import { textOf } from "../../server/model/attributes.ts";
import { readLogs } from "../../server/otlp/readLogs.ts";
import { readMetrics } from "../../server/otlp/readMetrics.ts";
import { readTraces } from "../../server/otlp/readTraces.ts";
import { prepareLoad } from "../load.ts";
import { freshen } from "./freshen.ts";
import { populationOf } from "./population.ts";

const bodies = prepareLoad({ services: 60, spansPerBody: 400, bodies: 20 });
const of = (signal: string) => bodies.filter((body) => body.signal === signal);
const spansOf = (bytes: Uint8Array) =>
  readTraces(bytes).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));

it("has as many services as asked for, all reachable layers, and no call to nowhere", () => {
  const { services } = populationOf({ services: 1_000, instancesPerRegion: 1, requestsPerSecond: 10 });
  const names = new Set(services.map(({ name }) => name));
  expect(names.size).toBe(1_000);
  const calls = services.flatMap(({ endpoints }) =>
    endpoints.flatMap(({ steps }) => steps.filter((step) => step.do === "call")),
  );
  expect(calls.length).toBeGreaterThan(1_500);
  const called = new Set(calls.map((step) => step.service));
  expect([...called].every((name) => names.has(name))).toBe(true);
  expect(called.size).toBe(980);
});

it("prepares all three signals in requests of about the size asked for", () => {
  expect(of("traces")).toHaveLength(20);
  expect(of("metrics").length).toBeGreaterThan(5);
  expect(of("logs").length).toBeGreaterThan(10);
  const sizes = of("traces").map(({ records }) => records);
  expect(Math.min(...sizes)).toBeGreaterThan(150);
  expect(Math.max(...sizes)).toBeLessThan(1_200);
  const services = new Set(
    of("traces").flatMap(({ bytes }) =>
      readTraces(bytes).map(({ resource }) => textOf(resource.attributes, "service.name")),
    ),
  );
  expect(services.size).toBe(60);
});

it("gives spans other ids that hang together as before, and moves their times", () => {
  const first = of("traces")[0];
  if (!first) throw new Error("no body");
  const nowMs = Date.UTC(2026, 10, 21, 9);
  const before = spansOf(first.bytes);
  const after = spansOf(freshen(first, nowMs, 12_345));
  const again = spansOf(freshen(first, nowMs, 54_321));
  const shift = BigInt(nowMs - first.endMs) * 1_000_000n;
  expect(after).toHaveLength(before.length);
  const renamed = new Map<string | null, string | null>([[null, null]]);
  before.forEach((span, i) => void renamed.set(span.spanId, after[i]?.spanId ?? null));
  before.forEach((span, i) => {
    const now = after[i];
    expect(now?.startTimeUnixNano).toBe(span.startTimeUnixNano + shift);
    expect(now?.endTimeUnixNano).toBe(span.endTimeUnixNano + shift);
    expect(now?.attributes).toEqual(span.attributes);
    if (renamed.has(span.parentSpanId)) expect(now?.parentSpanId).toBe(renamed.get(span.parentSpanId));
  });
  const ids = [...before, ...after, ...again].map(({ spanId }) => spanId);
  expect(new Set(ids).size).toBe(ids.length);
});

it("moves the times of logs and points, and leaves their values", () => {
  const [log] = of("logs");
  const [metric] = of("metrics");
  if (!log || !metric) throw new Error("no bodies");
  const hour = 3_600_000;
  const times = (bytes: Uint8Array) =>
    readLogs(bytes).flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => record.timeUnixNano)),
    );
  expect(times(freshen(log, log.endMs - hour, 7))).toEqual(
    times(log.bytes).map((time) => time - BigInt(hour) * 1_000_000n),
  );
  const points = (bytes: Uint8Array) =>
    readMetrics(bytes).flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) =>
        metrics.flatMap((one) =>
          "dataPoints" in one ? one.dataPoints.map((point) => ({ ...point, exemplars: [] })) : [],
        ),
      ),
    );
  const moved = points(freshen(metric, metric.endMs + hour, 7));
  const expected = points(metric.bytes).map((point) => ({
    ...point,
    timeUnixNano: point.timeUnixNano + BigInt(hour) * 1_000_000n,
    startTimeUnixNano: point.startTimeUnixNano === 0n ? 0n : point.startTimeUnixNano + BigInt(hour) * 1_000_000n,
  }));
  expect(moved).toEqual(expected);
});
