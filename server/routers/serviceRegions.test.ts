/** A service told apart by region: spans go through the real ingest, answers come through the router. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StatusCode } from "../model/span.ts";
import { thingId } from "../model/state.ts";
import { writeTraces } from "../otlp/writeTraces.ts";
import { resourceOf, scopeOf, spanIdOf, spanOf, traceIdOf } from "../testing/builders.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { createCaller, createTrpcContext } from "../trpc.ts";
import { servicesRouter } from "./services.ts";

const MINUTE_MS = 60_000;
const NOW_MS = Math.floor((Date.now() - 30 * MINUTE_MS) / (10 * MINUTE_MS)) * 10 * MINUTE_MS;
const hour = { startMs: NOW_MS - 60 * MINUTE_MS, endMs: NOW_MS };
const MINUTES = Array.from({ length: 120 }, (_, i) => i + 1);
const context = () => createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
let ingest: RunningIngest;
let sent = 0;
let ask: ReturnType<ReturnType<typeof createCaller<typeof servicesRouter._def.record>>>;

/** A request a minute in eu-west for two hours, every other one of the last six minutes failing; two a minute in us-east, all well. */
function requests(service: string, region: string, perMinute: number, failing: boolean) {
  const spans = MINUTES.flatMap((minute) =>
    Array.from({ length: perMinute }, (_, nth) =>
      spanOf({
        ...{ traceId: traceIdOf(minute), spanId: spanIdOf(++sent), durationMs: failing ? 40 : 20 },
        startMs: NOW_MS - minute * MINUTE_MS + nth,
        status: { code: failing && minute <= 6 && minute % 2 === 0 ? StatusCode.ERROR : StatusCode.UNSET, message: "" },
      }),
    ),
  );
  const resource = resourceOf(service, region === "" ? {} : { "cloud.region": region });
  return { resource, scopeSpans: [{ scope: scopeOf(), spans }] };
}

beforeAll(async () => {
  ingest = await runIngest();
  process.env.DATABASE_URL = ingest.database.connectionString;
  const body = writeTraces([
    requests("cart", "eu-west", 1, true),
    requests("cart", "us-east", 2, false),
    requests("cart", "", 1, false),
    requests("web", "eu-west", 1, false),
  ]);
  const headers = { "content-type": "application/x-protobuf" };
  const answer = await fetch(`${ingest.url}/v1/traces`, { method: "POST", headers, body: new Uint8Array(body) });
  expect(answer.status).toBe(200);
  ask = createCaller(servicesRouter)(await context());
});
afterAll(() => ingest.stop());

describe("services.regions", () => {
  it("tells a service's regions apart, trouble first, each against its own window before", async () => {
    const { regions, total } = await ask.regions({ ...hour, service: "cart" });
    expect(regions.map(({ region, calls, errors, health }) => [region, calls, errors, health.kind])).toEqual([
      ["eu-west", 60, 3, "fail"],
      ["us-east", 120, 0, "ok"],
    ]);
    expect(total).toBe(2);
    const [failing] = regions;
    expect(failing).toMatchObject({ errorRatio: 0.05, usual: { errorRatio: 0 }, recent: { calls: 6, errors: 3 } });
    expect(failing?.p95Seconds).toBeGreaterThan(0.0366);
    expect(failing?.p95Seconds).toBeLessThan(0.0437);
    expect(failing?.sparks.ratePerSecond.length).toBeGreaterThan(10);
  });

  it("obeys the clock, and knows no region of a service that it never saw", async () => {
    const before = { startMs: hour.startMs - 60 * MINUTE_MS, endMs: hour.startMs };
    const { regions } = await ask.regions({ ...before, service: "cart" });
    expect(regions.map(({ region, health }) => [region, health.kind])).toEqual([
      ["us-east", "ok"],
      ["eu-west", "ok"],
    ]);
    expect(await ask.regions({ ...hour, service: "nobody" })).toEqual({ regions: [], total: 0 });
  });

  it("judges a region as the history of the system does", async () => {
    const { store } = await context();
    const thing = thingId("placement", "cart", "us-east");
    const reason = "p95 is 20 ms, usually 5 ms";
    const judgement = { signal: "p95Seconds", value: 0.02, usualLow: 0.004, usualHigh: 0.006 } as const;
    const frames = [NOW_MS - 10_000, NOW_MS].map((atMs) => ({
      ...{ atMs, things: [thing], health: ["degraded" as const], requestsPerSecond: Float32Array.of(1) },
      ...{ errorRatio: Float32Array.of(0), p95Seconds: Float32Array.of(0.02), saturation: Float32Array.of(Number.NaN) },
    }));
    await store.rewriteHistory({
      ...{ tenant: 1, derivation: "health", window: { startMs: NOW_MS - 10 * MINUTE_MS, endMs: NOW_MS + 1 }, frames },
      ...{ knownMs: NOW_MS, cursor: { untilMs: NOW_MS, memo: null } },
      happenings: [
        {
          ...{
            atMs: NOW_MS - 5 * MINUTE_MS,
            kind: "appeared",
            thing,
            title: "cart in us-east appeared",
            problem: true,
          },
          patch: { present: true, health: "degraded", reason, judgement },
          prev: { present: null, health: null, reason: null, judgement: null },
        },
      ],
    });
    const { regions } = await ask.regions({ ...hour, service: "cart" });
    const told = regions.find(({ region }) => region === "us-east");
    expect(told).toMatchObject({
      health: { kind: "warn", slow: true, words: reason },
      recent: { lengthMs: MINUTE_MS },
    });
  });
});
