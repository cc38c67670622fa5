/** The console's questions about services: spans go through the real ingest, answers come through the router. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Span, SpanKind, StatusCode } from "../model/span.ts";
import { thingId } from "../model/state.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { writeTraces } from "../otlp/writeTraces.ts";
import { attributesOf, spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { createCaller, createTrpcContext } from "../trpc.ts";
import { servicesRouter } from "./services.ts";

const MINUTE_MS = 60_000;
/** A whole ten minutes, a little while ago: nothing is refused as too far ahead, and grids are easy to reckon. */
const NOW_MS = Math.floor((Date.now() - 30 * MINUTE_MS) / (10 * MINUTE_MS)) * 10 * MINUTE_MS;
const hour = { startMs: NOW_MS - 60 * MINUTE_MS, endMs: NOW_MS };
const cart = { service: "cart", ...hour };
let ingest: RunningIngest;
let ask: ReturnType<ReturnType<typeof createCaller<typeof servicesRouter._def.record>>>;

/**
 * Two hours of one call a minute from web to cart, 20 ms each; in the last six minutes every other one fails. And `late`, whose
 * only span begins as the window ends.
 */
function requests(): Uint8Array {
  const web = [];
  const served = [];
  for (let minute = 120; minute > 0; minute--) {
    const startMs = NOW_MS - minute * MINUTE_MS;
    const failed = minute <= 6 && minute % 2 === 0;
    const call = { traceId: traceIdOf(minute), startMs, durationMs: 20 };
    web.push(spanOf({ ...call, spanId: spanIdOf(minute), kind: SpanKind.CLIENT, name: "GET /cart" }));
    const status = { code: failed ? StatusCode.ERROR : StatusCode.UNSET, message: "" };
    served.push(
      spanOf({ ...call, spanId: spanIdOf(1000 + minute), parentSpanId: spanIdOf(minute), name: "GET /cart", status }),
    );
  }
  const late = spanOf({ traceId: traceIdOf(999), spanId: spanIdOf(9999), startMs: NOW_MS });
  return writeTraces([spansFrom("web", web), spansFrom("cart", served), spansFrom("late", [late])]);
}

async function send(request: Uint8Array): Promise<void> {
  const headers = { "content-type": "application/x-protobuf" };
  const body = new Uint8Array(request);
  const answer = await fetch(`${ingest.url}/v1/traces`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
}

beforeAll(async () => {
  ingest = await runIngest();
  process.env.DATABASE_URL = ingest.database.connectionString;
  await send(requests());
  ask = createCaller(servicesRouter)(await createTrpcContext(new Headers({ host: "127.0.0.1:3000" })));
});
afterAll(() => ingest.stop());

describe("services router", () => {
  it("lists the services of the window alone, trouble first", async () => {
    const { services } = await ask.list(hour);
    expect(services.map(({ service, health }) => [service, health.kind])).toEqual([
      ["cart", "fail"],
      ["web", "ok"],
    ]);
    expect((await ask.names(hour)).names).toEqual(["cart", "web"]);
  });

  it("counts over the window, judges by its last tenth, and knows what is usual", async () => {
    const [row] = (await ask.list(hour)).services;
    expect(row).toMatchObject({ calls: 60, errors: 3, errorRatio: 0.05, usual: { errorRatio: 0 } });
    expect(row?.ratePerSecond).toBeCloseTo(1 / 60, 4);
    expect(row?.recent).toMatchObject({ calls: 6, errors: 3, lengthMs: 6 * MINUTE_MS });
    // 20 ms lies in a bucket that ends 9 % above where it begins.
    expect(row?.p95Seconds).toBeGreaterThan(0.0183);
    expect(row?.p95Seconds).toBeLessThan(0.0218);
  });

  it("judges now by ten minutes however long the window, and names the failing one to look at", async () => {
    const week = { startMs: NOW_MS - 7 * 24 * 60 * MINUTE_MS, endMs: NOW_MS };
    const { services, first } = await ask.list(week);
    const [row] = services;
    expect(row?.recent).toMatchObject({ calls: 10, errors: 3, lengthMs: 10 * MINUTE_MS });
    expect(first).toEqual({ service: "cart", victims: [] });
    const { operations } = await ask.operations({ ...week, service: "cart" });
    expect(operations[0]?.recent).toMatchObject({ calls: 10, errors: 3 });
  });

  it("takes a rate since the first request where none came before, in the list, on the page and of its operations", async () => {
    const window = { startMs: NOW_MS - 20 * MINUTE_MS, endMs: NOW_MS + 10 * MINUTE_MS };
    const late = (await ask.list(window)).services.find(({ service }) => service === "late");
    expect(late?.calls).toBe(1);
    expect(late?.ratePerSecond).toBeCloseTo(1 / 600, 6);
    const page = await ask.byName({ ...window, service: "late" });
    const { operations } = await ask.operations({ ...window, service: "late" });
    expect(page).toMatchObject({ ratePerSecond: late?.ratePerSecond });
    expect(operations).toMatchObject([{ ratePerSecond: late?.ratePerSecond }]);
  });

  it("obeys the clock: an hour earlier all is well", async () => {
    const { services } = await ask.list({ startMs: hour.startMs - 60 * MINUTE_MS, endMs: hour.startMs });
    expect(services.map(({ health }) => health.kind)).toEqual(["ok", "ok"]);
  });

  it("draws one service on one grid and admits what it never saw", async () => {
    const answer = await ask.byName(cart);
    if (!answer.found) throw new Error("cart was not found");
    expect(answer.lines.ratePerSecond).toHaveLength(answer.grid.bucketCount);
    const drawn = answer.heatmap.cells.reduce((sum, [, , calls]) => sum + calls, 0);
    expect(drawn).toBe(60);
    expect(await ask.byName({ ...cart, service: "nobody" })).toEqual({ found: false });
  });

  it("names callers and callees with what they saw", async () => {
    const edge = { service: "web", type: "", calls: 60, errors: 3 };
    expect((await ask.edges(cart)).callers).toMatchObject([edge]);
    expect((await ask.edges({ ...cart, service: "web" })).callees).toMatchObject([{ ...edge, service: "cart" }]);
  });

  it("leads from operations and errors into traces", async () => {
    const { operations } = await ask.operations(cart);
    expect(operations).toMatchObject([{ name: "GET /cart", kind: SpanKind.SERVER, calls: 60, errors: 3 }]);
    const { errors } = await ask.latestErrors(cart);
    expect(errors.map(({ traceId }) => traceId)).toEqual([traceIdOf(2), traceIdOf(4), traceIdOf(6)]);
  });

  it("shows the trouble in the strip where it was and nowhere else", async () => {
    const strip = await ask.healthStrip({ ...hour, bars: 10 });
    expect(strip.failing.at(-1)).toBe(1);
    expect(strip.failing.slice(0, -1).every((count) => count === 0)).toBe(true);
  });

  it("refuses a window that ends before it starts", async () => {
    await expect(ask.list({ startMs: 2, endMs: 1 })).rejects.toThrow(/ends before it starts/);
  });

  it("answers up to the last instant that telemetry can bear, and refuses beyond", async () => {
    expect((await ask.list({ startMs: LAST_UNIX_MS - 1_000, endMs: LAST_UNIX_MS })).services).toEqual([]);
    await expect(ask.list({ startMs: LAST_UNIX_MS, endMs: LAST_UNIX_MS + 1 })).rejects.toThrow(/too_big/);
  });

  it("shows of each trace the error that came last, newest first, with its words", async () => {
    const failing = (trace: number, attempt: number, message: string, events: Span["events"] = []) =>
      spanOf({
        ...{ traceId: traceIdOf(2000 + trace), spanId: spanIdOf(attempt), name: `try ${attempt}`, events },
        ...{ startMs: NOW_MS - 30_000 + attempt, status: { code: StatusCode.ERROR, message } },
      });
    const exception = {
      ...{ name: "exception", timeUnixNano: BigInt(NOW_MS) * 1_000_000n, droppedAttributesCount: 0 },
      attributes: attributesOf({ "exception.type": "ConnectException", "exception.message": "refused" }),
    };
    const spans = [failing(1, 1, "first"), failing(1, 3, "", [exception]), failing(2, 2, "pool is empty")];
    await send(writeTraces([spansFrom("retry", spans)]));
    const { errors } = await ask.latestErrors({ ...hour, service: "retry" });
    expect(errors.map(({ name, message, more }) => [name, message, more])).toEqual([
      ["try 3", "ConnectException: refused", 1],
      ["try 2", "pool is empty", 0],
    ]);
  });

  it("judges as the history of the system does where that covers the window's end, and as ever elsewhere", async () => {
    const context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
    const cartThing = thingId("service", "cart");
    const reason = "fails 50 % of requests, usually none";
    const judgement = { signal: "errorRatio", value: 0.5, usualLow: 0, usualHigh: 0 } as const;
    const appeared = {
      atMs: NOW_MS - 5 * MINUTE_MS,
      kind: "appeared",
      thing: cartThing,
      title: "cart appeared",
    } as const;
    const patch = { present: true, health: "failed", reason, judgement };
    const prev = { present: null, health: null, reason: null, judgement: null };
    // Its calls came after this was told.
    const silent = { present: true, health: "unknown", reason: "gets no requests any more", judgement: null };
    const frames = [NOW_MS - 10_000, NOW_MS].map((atMs) => ({
      ...{ atMs, things: [cartThing], health: ["failed" as const], requestsPerSecond: Float32Array.of(1) },
      ...{
        errorRatio: Float32Array.of(0.5),
        p95Seconds: Float32Array.of(0.02),
        saturation: Float32Array.of(Number.NaN),
      },
    }));
    await context.store.rewriteHistory({
      ...{ tenant: 1, derivation: "health", window: { startMs: NOW_MS - 10 * MINUTE_MS, endMs: NOW_MS + 1 }, frames },
      ...{ knownMs: NOW_MS, cursor: { untilMs: NOW_MS, memo: null } },
      happenings: [
        { ...appeared, patch, prev, problem: true },
        { ...appeared, thing: thingId("service", "web"), patch: silent, prev, problem: true },
      ],
    });
    const told = { kind: "fail", reason: "errors", slow: false, words: reason };
    const { services } = await ask.list(hour);
    expect(services.map(({ service, health, recent }) => [service, health, recent.lengthMs])).toEqual([
      ["cart", told, MINUTE_MS],
      ["retry", expect.objectContaining({ kind: "fail" }), MINUTE_MS],
      ["web", { kind: "ok", reason: null, slow: false }, MINUTE_MS],
    ]);
    expect(await ask.byName(cart)).toMatchObject({ health: told, recent: { lengthMs: MINUTE_MS } });
    const [{ operations }, { callers }] = await Promise.all([ask.operations(cart), ask.edges(cart)]);
    for (const [row] of [operations, callers]) expect(row?.recent.lengthMs).toBe(MINUTE_MS);
    const earlier = await ask.list({ startMs: hour.startMs, endMs: NOW_MS - 20 * MINUTE_MS });
    expect(earlier.services.map(({ service, health }) => [service, health.kind])).toEqual([
      ["cart", "ok"],
      ["web", "ok"],
    ]);
    expect(earlier.services[0]?.recent.lengthMs).toBe(4 * MINUTE_MS);
  });
});
