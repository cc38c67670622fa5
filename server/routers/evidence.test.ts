/** What differs between bad and good requests, asked as the console asks: spans go through the real ingest, answers come through the router. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { StatusCode } from "../model/span.ts";
import { writeTraces } from "../otlp/writeTraces.ts";
import { attributesOf, resourceOf, scopeOf, spanIdOf, spanOf, traceIdOf } from "../testing/builders.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { createCaller, createTrpcContext } from "../trpc.ts";
import { evidenceRouter } from "./evidence.ts";

const MINUTE_MS = 60_000;
const NOW_MS = Math.floor((Date.now() - 30 * MINUTE_MS) / (10 * MINUTE_MS)) * 10 * MINUTE_MS;
const window = { startMs: NOW_MS - 20 * MINUTE_MS, endMs: NOW_MS };
let ingest: RunningIngest;
let ask: ReturnType<ReturnType<typeof createCaller<typeof evidenceRouter._def.record>>>;

/**
 * Six requests a minute over forty minutes, every other one a POST. In the later half, POSTs of the app fail, and take 400 ms instead of 40.
 * The version is new since then.
 */
function request(i: number) {
  const startMs = NOW_MS - 40 * MINUTE_MS + i * 10_000 + 100;
  const [isPost, isLate, isApp] = [i % 2 === 0, startMs >= window.startMs, i % 3 === 0];
  const fails = isPost && isLate && isApp;
  return {
    resource: resourceOf("shop", { "service.version": isLate ? "2" : "1" }),
    scopeSpans: [
      {
        scope: scopeOf(),
        spans: [
          spanOf({
            ...{ traceId: traceIdOf(i + 1), spanId: spanIdOf(i + 1), name: isPost ? "POST /pay" : "GET /", startMs },
            ...{ durationMs: fails ? 400 : 40, attributes: attributesOf({ "client.kind": isApp ? "app" : "web" }) },
            status: { code: fails ? StatusCode.ERROR : StatusCode.UNSET, message: fails ? "declined" : "" },
          }),
        ],
      },
    ],
  };
}

beforeAll(async () => {
  ingest = await runIngest();
  process.env.DATABASE_URL = ingest.database.connectionString;
  const body = writeTraces(Array.from({ length: 240 }, (_, i) => request(i)));
  const headers = { "content-type": "application/x-protobuf" };
  const answer = await fetch(`${ingest.url}/v1/traces`, { method: "POST", headers, body: new Uint8Array(body) });
  expect(answer.status).toBe(200);
  ask = createCaller(evidenceRouter)(await createTrpcContext(new Headers({ host: "127.0.0.1:3000" })));
});
afterAll(() => ingest.stop());

/** The answer for which there was time enough: on a busy machine not always the first. */
async function whole(input: Parameters<typeof ask.differences>[0]) {
  return await vi.waitFor(
    async () => {
      const answer = await ask.differences(input);
      expect(answer.isCut).toBe(false);
      return answer;
    },
    { timeout: 50_000, interval: 100 },
  );
}

describe("evidence.differences", () => {
  it("compares within the operation that fails, and counts all requests of the window", async () => {
    const answer = await whole({ ...window, service: "shop" });
    expect(answer.total).toEqual({ bad: 20, good: 100 });
    expect(answer.looked).toEqual({ bad: 20, good: 40 });
    expect(answer.operations).toEqual([{ name: "POST /pay", badRatio: 1, goodRatio: 0.4 }]);
    expect(answer.differences.map(({ key, badRatio, goodRatio }) => [key, badRatio, goodRatio])).toEqual([
      ["client.kind", 1, 0],
    ]);
    expect(answer.sentence).toBe("Every bad request has client.kind app.");
    expect(answer.exemplars[0]).toMatchObject({ service: "shop", message: "declined", why: "worst" });
  });

  it("compares with the window before when asked to, and then finds what is new", async () => {
    const answer = await whole({ ...window, service: "shop", against: "before" });
    expect(answer.goodWindow).toEqual({ startMs: window.startMs - 20 * MINUTE_MS, endMs: window.startMs });
    expect(answer.differences.map(({ key, goodRatio }) => [key, goodRatio > 0])).toEqual([
      ["service.version", false],
      ["client.kind", true],
    ]);
  });

  it("obeys the clock: nothing is bad before it began", async () => {
    const answer = await whole({
      ...{ startMs: window.startMs - 10 * MINUTE_MS, endMs: window.endMs, atMs: window.startMs, service: "shop" },
    });
    expect(answer.window.endMs).toBe(window.startMs);
    expect(answer).toMatchObject({ total: { bad: 0, good: 60 }, looked: { bad: 0 }, differences: [], sentence: null });
  });

  it("goes by a threshold of an operation", async () => {
    const subject = {
      kind: "operation",
      service: "shop",
      spanName: "POST /pay",
      spanKind: "SPAN_KIND_SERVER",
    } as const;
    const answer = await whole({ ...window, subject, thresholdSeconds: 0.1 });
    expect(answer.total).toEqual({ bad: 20, good: 40 });
    expect(answer.differences[0]?.key).toBe("client.kind");
  });

  it("answers nothing of a service that is not there, and refuses a question about nobody", async () => {
    const answer = await whole({ ...window, service: "nobody" });
    expect(answer).toMatchObject({ total: null, looked: { bad: 0, good: 0 }, exemplars: [] });
    await expect(ask.differences(window)).rejects.toThrow("Say whose requests");
  });
});

describe("evidence.samples", () => {
  it("gives some of each kind to look at", async () => {
    const { bad, good } = await ask.samples({ ...window, service: "shop" });
    expect(bad.map(({ why }) => why)).toEqual(["worst", "typical"]);
    expect(good).toHaveLength(4);
    expect(good.every(({ failed }) => !failed)).toBe(true);
  });
});
