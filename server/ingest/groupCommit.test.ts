/** Acknowledgement and the store's moods, over real sockets and the real store; trouble is made between the two. */
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { DomainError } from "../errors.ts";
import { readTraces } from "../otlp/readTraces.ts";
import type { Flush, TelemetryStore, TelemetryWriter } from "../store/telemetryStore.ts";
import { type RunIngestOptions, type RunningIngest, runIngest } from "../testing/ingest.ts";
import { randomTraceId, spanOf, tracesRequest } from "../testing/telemetry.ts";

let ingest: RunningIngest;
const started: RunningIngest[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});
async function start(options: RunIngestOptions = {}): Promise<void> {
  ingest = await runIngest(options);
  started.push(ingest);
}

const send = (body: Uint8Array, url = ingest.url) =>
  fetch(`${url}/v1/traces`, {
    method: "POST",
    body: body as BodyInit,
    headers: { "content-type": "application/x-protobuf" },
  });
const statusOf = async (body: Uint8Array) => (await send(body)).status;

async function spansOf(traceId: ReturnType<typeof randomTraceId>) {
  const bytes = await ingest.store.readTrace({ tenant: 1, traceId });
  return bytes ? readTraces(bytes).flatMap((group) => group.scopeSpans.flatMap((scope) => scope.spans)) : [];
}

/** The store with `append` replaced; everything else passes. */
const appending =
  (append: (flush: Flush, store: TelemetryStore) => ReturnType<TelemetryWriter["append"]>) =>
  (store: TelemetryStore): TelemetryWriter => ({
    prepare: async (flush) => store.prepare?.(flush),
    append: (flush) => append(flush, store),
    readRecentRequestHashes: (scope) => store.readRecentRequestHashes(scope),
    appendTally: (scope, slot, tally) => store.appendTally(scope, slot, tally),
  });

const metric = async (name: string, signal = "traces") => {
  const text = await (await fetch(`${ingest.url}/metrics`)).text();
  const found = new RegExp(`chronoscope_receiver_${name}\\{signal="${signal}"\\} (\\d+)`).exec(text);
  return Number(found?.[1] ?? 0);
};

describe("counted once", () => {
  it("stores the same request once, sent again later or at the same moment", async () => {
    await start();
    const traceId = randomTraceId();
    const body = tracesRequest([spanOf({ traceId })]);
    const together = await Promise.all([statusOf(body), statusOf(body), statusOf(body)]);
    expect([...together, await statusOf(body)]).toEqual([200, 200, 200, 200]);
    expect(await spansOf(traceId)).toHaveLength(1);
    expect(await metric("accepted_items_total")).toBe(1);
  });

  it("knows a request that another process stored", async () => {
    let appends = 0;
    await start({
      between: appending((flush, store) => {
        appends++;
        return store.append(flush);
      }),
    });
    const traceId = randomTraceId();
    const body = tracesRequest([spanOf({ traceId })]);
    await statusOf(body);
    const second = await runIngest({ database: ingest.database });
    expect((await send(body, second.url)).status).toBe(200);
    await second.stop();
    expect([appends, await spansOf(traceId)]).toEqual([1, [expect.anything()]]);
  });

  it("counts a span once that comes in two different requests, and reads it once", async () => {
    await start();
    const span = spanOf();
    await statusOf(tracesRequest([span]));
    await statusOf(tracesRequest([span, spanOf({ traceId: span.traceId })]));
    expect(await spansOf(span.traceId)).toHaveLength(2);
    expect(await metric("repeated_items_total")).toBe(1);
    expect(await metric("accepted_items_total")).toBe(2);
  });

  it("keeps both halves when CLIENT and SERVER share an id", async () => {
    await start();
    const server = spanOf({ kind: 2 });
    await statusOf(tracesRequest([{ ...server, kind: 3 }], "frontend"));
    await statusOf(tracesRequest([server], "backend"));
    expect((await spansOf(server.traceId)).map((span) => span.kind).sort()).toEqual([2, 3]);
    expect(await metric("repeated_items_total")).toBe(0);
  });
});

describe("when the store is in trouble", () => {
  it("answers 503 with Retry-After while connections die, recovers by itself, and loses nothing acknowledged", async () => {
    await start();
    const admin = new pg.Client({ connectionString: ingest.database.connectionString });
    await admin.connect();
    const acknowledged: ReturnType<typeof randomTraceId>[] = [];
    const refusals: Response[] = [];
    const sendOne = async () => {
      const traceId = randomTraceId();
      const response = await send(tracesRequest([spanOf({ traceId })]));
      if (response.status === 200) acknowledged.push(traceId);
      else refusals.push(response);
    };
    const kill = () =>
      admin
        .query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .catch(() => undefined);
    const killing = setInterval(() => void kill(), 15);
    for (let round = 0; round < 60; round++) await Promise.all([sendOne(), sendOne(), sendOne(), sendOne()]);
    clearInterval(killing);
    await admin.end();
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals) {
      expect([refusal.status, Number(refusal.headers.get("retry-after")) >= 1]).toEqual([503, true]);
    }
    await expect.poll(() => statusOf(tracesRequest([spanOf()])), { timeout: 10_000 }).toBe(200);
    for (const traceId of acknowledged) expect(await spansOf(traceId)).toHaveLength(1);
  });

  it("forgets a flush that failed, so that its retry is counted", async () => {
    let failures = 1;
    await start({
      between: appending((flush, store) =>
        failures-- > 0 ? Promise.reject(new DomainError("UNAVAILABLE", "away")) : store.append(flush),
      ),
    });
    const span = spanOf();
    expect(await statusOf(tracesRequest([span]))).toBe(503);
    await expect.poll(() => statusOf(tracesRequest([span]))).toBe(200);
    expect([await metric("accepted_items_total"), await metric("repeated_items_total")]).toEqual([1, 0]);
    expect(await metric("failed_items_total")).toBe(1);
  });

  it("refuses one poisonous request and stores its neighbours", async () => {
    const poisoned = (flush: Flush) =>
      flush.requests.some(({ columns }) => Buffer.from(columns.bytes).includes("poison"));
    await start({
      between: appending((flush, store) =>
        poisoned(flush) ? Promise.reject(new Error("this cannot be written")) : store.append(flush),
      ),
      ingest: { lingerMs: 40 },
      expectDefects: true,
    });
    const good = Array.from({ length: 6 }, () => spanOf());
    const bodies = good.map((span) => tracesRequest([span]));
    bodies.splice(3, 0, tracesRequest([spanOf({ name: "poison" })]));
    const statuses = await Promise.all(bodies.map(statusOf));
    expect(statuses).toEqual([200, 200, 200, 500, 200, 200, 200]);
    for (const span of good) expect(await spansOf(span.traceId)).toHaveLength(1);
  });

  it("tells everybody to try again when every request fails, since then the fault is the store's", async () => {
    await start({
      between: appending(() => Promise.reject(new Error("odd"))),
      ingest: { lingerMs: 40 },
      expectDefects: true,
    });
    const statuses = await Promise.all([1, 2, 3].map(() => statusOf(tracesRequest([spanOf()]))));
    expect(statuses).toEqual([503, 503, 503]);
  });

  it("answers within ten seconds when the store hangs, and ties the repeat to the first", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    await start({ between: appending((flush, store) => held.then(() => store.append(flush))) });
    const span = spanOf();
    const startedMs = performance.now();
    expect(await statusOf(tracesRequest([span]))).toBe(503);
    expect(performance.now() - startedMs).toBeLessThan(9_500);
    release();
    await expect.poll(() => statusOf(tracesRequest([span]))).toBe(200);
    expect(await spansOf(span.traceId)).toHaveLength(1);
  });
});

describe("overload", () => {
  it("refuses early, holds no more than its limit, and takes in again afterwards", async () => {
    const limit = 4 * 1024 * 1024;
    await start({
      environment: { CHRONOSCOPE_MAX_IN_FLIGHT: "4MiB" },
      between: appending(async (flush, store) => {
        await delay(300);
        return store.append(flush);
      }),
    });
    let highest = 0;
    const watch = setInterval(() => {
      highest = Math.max(highest, ingest.role.status().inFlightBytes);
    }, 1);
    const padding = { key: "p", value: { type: "string", value: "x".repeat(60_000) } as const };
    const bodies = Array.from({ length: 40 }, () =>
      tracesRequest(Array.from({ length: 5 }, () => spanOf({ attributes: [padding] }))),
    );
    const statuses = await Promise.all(bodies.map(statusOf));
    clearInterval(watch);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(highest).toBeLessThanOrEqual(limit);
    expect(highest).toBeGreaterThan(limit / 2);
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
    expect(await statusOf(tracesRequest([spanOf()]))).toBe(200);
    const sent = (await metric("received_items_total")) - (await metric("failed_items_total"));
    expect(await metric("accepted_items_total")).toBe(sent);
  });

  it("answers everybody and stops in time even when the store hangs", async () => {
    await start({ between: appending(() => new Promise(() => undefined)) });
    const answer = statusOf(tracesRequest([spanOf()]));
    await expect.poll(() => ingest.role.status().inFlightBytes).toBeGreaterThan(0);
    const startedMs = performance.now();
    await ingest.role.drain();
    expect(await answer).toBe(503);
    expect(performance.now() - startedMs).toBeLessThan(8_500);
  });

  it("answers everybody while it drains", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    await start({ between: appending((flush, store) => held.then(() => store.append(flush))) });
    const spans = Array.from({ length: 8 }, () => spanOf());
    const bodies = spans.map((span) => tracesRequest([span]));
    const answers = bodies.map((body) => statusOf(body));
    const sentBytes = bodies.reduce((sum, body) => sum + body.length, 0);
    await expect.poll(() => ingest.role.status().inFlightBytes, { timeout: 5_000 }).toBeGreaterThanOrEqual(sentBytes);
    const drained = ingest.role.drain();
    release();
    expect(await Promise.all(answers)).toEqual(spans.map(() => 200));
    await drained;
    for (const span of spans) expect(await spansOf(span.traceId)).toHaveLength(1);
    await expect(send(tracesRequest([spanOf()]))).rejects.toThrow();
  });
});
