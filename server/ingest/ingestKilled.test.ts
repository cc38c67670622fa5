/**
 * kill -9 of the real ingest process while requests are on their way, then the same requests again, as a client would: whatever was
 * acknowledged is there, nothing is there twice, and the derived counts know each span once. Also in another request, and a call
 * whose halves came on both sides of the kill.
 */
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { readTraces } from "../otlp/readTraces.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { makeDataDirectory, startProduct } from "../testing/product.ts";
import { randomTraceId, spanOf, tracesRequest } from "../testing/telemetry.ts";

const dataDirectory = makeDataDirectory();
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

/** A port that is free now and stays the same across restarts. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function storeOfProduct() {
  const password = readFileSync(join(dataDirectory, "postgres", "password"), "utf8");
  const socket = encodeURIComponent(join(dataDirectory, "postgres", "socket"));
  return createPostgresStore({
    connectionString: `postgresql://chronoscope:${password}@127.0.0.1:5432/chronoscope?host=${socket}`,
  });
}

const SPANS = 40;
function requestOf(traceId: ReturnType<typeof randomTraceId>): Uint8Array {
  return tracesRequest(Array.from({ length: SPANS }, () => spanOf({ traceId, name: "once" })));
}

async function startOnPort() {
  const port = await freePort();
  const product = await startProduct({
    dataDirectory,
    roles: "ingest",
    environment: { OTLP_HTTP_PORT: String(port) },
  });
  /** Sends until it is acknowledged, whatever happens in between. */
  const insist = async (body: Uint8Array) => {
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
        method: "POST",
        body: body as BodyInit,
        headers: { "content-type": "application/x-protobuf" },
      }).catch(() => null);
      if (response?.status === 200) return;
      await new Promise((done) => setTimeout(done, 25));
    }
  };
  let killed = 0;
  /** Kills the ingest that runs now, once it is another than the one killed before. */
  const kill = async (waitMs = 0) => {
    const next = () => product.rolePids().ingest ?? killed;
    await expect.poll(next, { timeout: 15_000 }).not.toBe(killed);
    killed = next();
    await new Promise((done) => setTimeout(done, waitMs));
    process.kill(killed, "SIGKILL");
  };
  const stop = async () => {
    product.child.kill("SIGTERM");
    await product.exited;
  };
  return { insist, kill, stop };
}

const queryNow = () => ({
  tenant: 1,
  window: { startMs: Date.now() - 600_000, endMs: Date.now() + 60_000 },
  stepMs: 10_000,
});
const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

describe("the same request twice across a kill -9 of ingest", () => {
  it("is stored and counted once", async () => {
    const { insist, kill, stop } = await startOnPort();
    const traceIds = Array.from({ length: 120 }, randomTraceId);
    const bodies = traceIds.map(requestOf);
    await Promise.all(bodies.slice(0, 10).map(insist));
    const sending = Promise.all(bodies.map(insist));
    for (let round = 0; round < 3; round++) await kill(20 + 30 * round);
    await sending;
    await Promise.all(bodies.map(insist));

    const store = storeOfProduct();
    for (const traceId of traceIds) {
      const bytes = await store.readTrace({ tenant: 1, traceId });
      const spans = readTraces(bytes ?? new Uint8Array()).flatMap((group) =>
        group.scopeSpans.flatMap((scope) => scope.spans),
      );
      expect(spans).toHaveLength(SPANS);
    }
    const services = await store.readServices(queryNow());
    expect(sum(services.series.flatMap((series) => series.calls))).toBe(traceIds.length * SPANS);
    await store.close();
    await stop();
  });
});

describe("halves of calls and spans sent again in other requests, across a kill -9 of ingest", () => {
  it("become one edge a call, and each span is counted once", async () => {
    const { insist, kill, stop } = await startOnPort();
    const calls = Array.from({ length: 30 }, () => spanOf({ kind: SpanKind.CLIENT, name: "call" }));
    const answers = calls.map(({ traceId, spanId }) =>
      spanOf({ traceId, parentSpanId: spanId, kind: SpanKind.SERVER, name: "answer" }),
    );
    for (const call of calls) await insist(tracesRequest([call], "killed-shop"));
    await kill();
    await insist(tracesRequest(answers.slice(0, 20), "killed-cart"));
    await insist(tracesRequest(calls.slice(0, 15), "killed-shop"));
    await kill();
    await insist(tracesRequest(answers.slice(10), "killed-cart"));
    await insist(tracesRequest(calls, "killed-shop"));

    const store = storeOfProduct();
    const edges = await store.readEdges({ ...queryNow(), service: "killed-shop" });
    expect(edges.series.map((edge) => [edge.client, edge.server, sum(edge.calls)])).toEqual([
      ["killed-shop", "killed-cart", calls.length],
    ]);
    for (const service of ["killed-shop", "killed-cart"]) {
      const { series } = await store.readServices({ ...queryNow(), service });
      expect([service, sum(series.flatMap((one) => one.calls))]).toEqual([service, calls.length]);
    }
    await store.close();
    await stop();
  });
});
