/** Samples, exemplars, log line and changes: telemetry goes through the real ingest into a real store, and is asked for as alerts ask. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attributeDifferences } from "../analysis/differences/attributeDifferences.ts";
import type { SloSubject } from "../model/slo.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { thingId } from "../model/state.ts";
import type { ResourceSpans } from "../otlp/groups.ts";
import { writeLogs } from "../otlp/writeLogs.ts";
import { writeTraces } from "../otlp/writeTraces.ts";
import {
  attributesOf,
  logOf,
  logsFrom,
  resourceOf,
  scopeOf,
  spanIdOf,
  spanOf,
  spansFrom,
  traceIdOf,
} from "../testing/builders.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { gatherEvidence, subjectOfLabels } from "./gatherEvidence.ts";
import { sampleRequests } from "./sampleRequests.ts";

const MINUTE_MS = 60_000;
const NOW_MS = Math.floor((Date.now() - 30 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
const window = { startMs: NOW_MS - 30 * MINUTE_MS, endMs: NOW_MS };
const REQUESTS = 240;
const FAILED = { code: StatusCode.ERROR, message: "" };
const WELL = { code: StatusCode.UNSET, message: "" };
const CHECKOUT: SloSubject = { kind: "service", service: "checkout" };
let ingest: RunningIngest;

/**
 * checkout -> payments -> card-db. Every fourth payments is 2.14.1, which fails but for one in eight of its requests, and takes 300 ms; one
 * in forty of the others fails too.
 */
function request(i: number): ResourceSpans[] {
  const isNew = i % 4 === 0;
  const fails = isNew ? i % 32 !== 0 : i % 40 === 1;
  const startMs = window.startMs + 1_000 + i * 7_000;
  const [traceId, status] = [traceIdOf(i + 1), fails ? FAILED : WELL];
  const id = (n: number) => spanIdOf(i * 10 + n);
  const of = (service: string, more: Record<string, string>, spans: ReturnType<typeof spanOf>[]): ResourceSpans => ({
    resource: resourceOf(service, { "cloud.region": isNew || i % 3 === 0 ? "eu-west" : "us-east", ...more }),
    scopeSpans: [{ scope: scopeOf(), spans }],
  });
  const took = isNew ? 300 : 20 + (i % 30);
  const database = spanOf({
    ...{
      traceId,
      spanId: id(4),
      parentSpanId: id(3),
      name: "select cards",
      kind: SpanKind.CLIENT,
      startMs: startMs + 4,
    },
    ...{ durationMs: took, status: fails ? { code: StatusCode.ERROR, message: `no card for u-${i}` } : WELL },
    attributes: attributesOf({ "peer.service": "card-db" }),
  });
  return [
    of("checkout", { "service.version": "7.0.0" }, [
      spanOf({
        ...{
          traceId,
          spanId: id(1),
          name: "POST /checkout",
          kind: SpanKind.SERVER,
          startMs,
          durationMs: took + 10,
          status,
        },
        attributes: attributesOf({ "order.id": `o-${i}`, "http.response.status_code": fails ? 500n : 200n }),
      }),
      spanOf({
        ...{ traceId, spanId: id(2), parentSpanId: id(1), name: "charge", kind: SpanKind.CLIENT, status },
        ...{ startMs: startMs + 1, durationMs: took + 8 },
      }),
    ]),
    of("payments", { "service.version": isNew ? "2.14.1" : "2.13.4" }, [
      spanOf({
        ...{ traceId, spanId: id(3), parentSpanId: id(2), name: "charge", kind: SpanKind.SERVER, status },
        ...{ startMs: startMs + 2, durationMs: took + 6 },
      }),
      database,
    ]),
  ];
}

beforeAll(async () => {
  ingest = await runIngest();
  const send = async (path: string, body: Uint8Array) => {
    const headers = { "content-type": "application/x-protobuf" };
    const answer = await fetch(`${ingest.url}${path}`, { method: "POST", headers, body: new Uint8Array(body) });
    expect(answer.status).toBe(200);
  };
  await send("/v1/traces", writeTraces(Array.from({ length: REQUESTS }, (_, i) => request(i)).flat()));
  const alone = (service: string, n: number, spans: readonly Parameters<typeof spanOf>[0][]): ResourceSpans => ({
    resource: resourceOf(service),
    scopeSpans: [
      {
        scope: scopeOf(),
        spans: spans.map((span, i) =>
          spanOf({
            traceId: traceIdOf(n),
            spanId: spanIdOf(n * 10 + i),
            startMs: window.startMs + 60_000 + i,
            ...span,
          }),
        ),
      },
    ],
  });
  await send(
    "/v1/traces",
    writeTraces([
      alone("job", 9_001, [{ name: "tidy", kind: SpanKind.INTERNAL, status: FAILED }]),
      alone("cart", 9_002, [
        { name: "GET /cart", kind: SpanKind.SERVER },
        { name: "ask cache", kind: SpanKind.CLIENT, parentSpanId: spanIdOf(90_020), status: FAILED },
      ]),
    ]),
  );
  const said = (i: number, severityNumber: number, text: string, spanId = spanIdOf(i * 10 + 3)) =>
    logOf({
      ...{ traceId: traceIdOf(i + 1), spanId, severityNumber, body: { type: "string", value: text } },
      timeMs: window.startMs + 1_000 + i * 7_000,
    });
  const lines = Array.from({ length: REQUESTS }, (_, i) => [
    said(i, 9, "charging"),
    ...(i % 4 === 0 ? [said(i, 17, `card of order o-${i} not found`)] : []),
  ]).flat();
  await send("/v1/logs", writeLogs([logsFrom("payments", lines)]));
  const event = (service: string, minutesAgo: number, title: string) =>
    ingest.store.reportEvent({
      tenant: 1,
      happening: {
        ...{ atMs: NOW_MS - minutesAgo * MINUTE_MS, kind: "deployed", thing: thingId("service", service), title },
        ...{ patch: { present: true }, prev: { present: null }, problem: false },
      },
    });
  await event("payments", 35, "payments 2.14.1 deployed");
  await event("search", 34, "search 1.1 deployed");
  await event("payments", 300, "payments 2.13.4 deployed");
});
afterAll(() => ingest.stop());

describe("samples of requests", () => {
  it("have the cause of the bad ones first among what differs, and no outcome or id", async () => {
    const asked = { tenant: 1, subject: CHECKOUT, window, mostBad: 60, mostGood: 60, withinMs: 20_000 };
    const { bad, good, isCut } = await sampleRequests(ingest.store, asked);
    expect(isCut).toBe(false);
    expect(bad.length).toBeGreaterThanOrEqual(50);
    expect(good.length).toBe(60);
    expect(
      bad.every(({ failed, spanName, service }) => failed && service === "payments" && spanName === "select cards"),
    ).toBe(true);
    const { differences } = attributeDifferences(bad, good);
    const [first] = differences;
    expect([first, ...(first?.same ?? [])].map((one) => one?.key)).toContain("payments.version");
    expect(first?.key).toBe("payments.version");
    expect(first?.test).toMatchObject({ text: "2.14.1" });
    const keys = differences.flatMap(({ key, same }) => [key, ...same.map((one) => one.key)]);
    expect(keys.filter((key) => /status|order\.id|error/.test(key))).toEqual([]);
  });

  it.each<[string, SloSubject]>([
    ["operation", { kind: "operation", service: "checkout", spanName: "POST /checkout", spanKind: "SPAN_KIND_SERVER" }],
    ["edge between services", { kind: "edge", client: "checkout", server: "payments" }],
    ["edge to a database", { kind: "edge", client: "payments", server: "card-db" }],
    ["caller", { kind: "caller", client: "checkout" }],
  ])("are found for an %s", async (_, subject) => {
    const asked = { tenant: 1, subject, window, mostBad: 20, mostGood: 20, withinMs: 20_000 };
    const { bad, good } = await sampleRequests(ingest.store, asked);
    expect(bad.length).toBe(20);
    expect(good.length).toBe(20);
  });

  it("go by the threshold where there is one, and by another window for good ones when told", async () => {
    const asked = { tenant: 1, subject: CHECKOUT, window, mostBad: 30, mostGood: 30, withinMs: 20_000 };
    const slow = await sampleRequests(ingest.store, { ...asked, thresholdSeconds: 0.2 });
    expect(slow.bad.every(({ durationMs }) => durationMs > 200)).toBe(true);
    expect(slow.good.every(({ durationMs, failed }) => durationMs <= 200 && !failed)).toBe(true);
    const both = await sampleRequests(ingest.store, {
      ...asked,
      thresholdSeconds: 0.2,
      countsErrors: true,
      mostBad: 80,
    });
    expect(both.bad.some(({ durationMs, failed }) => durationMs < 200 && failed)).toBe(true);
    expect(both.bad.some(({ durationMs }) => durationMs > 200)).toBe(true);
    const middleMs = window.startMs + 14 * MINUTE_MS;
    const halves = await sampleRequests(ingest.store, {
      ...{ ...asked, window: { ...window, startMs: middleMs } },
      goodWindow: { ...window, endMs: middleMs },
    });
    expect(halves.bad.every(({ startMs }) => startMs >= middleMs)).toBe(true);
    expect(halves.good.every(({ startMs }) => startMs < middleMs)).toBe(true);
  });

  it("are of a service that answers nobody all its spans, and of others no failure that was handled", async () => {
    const asked = { tenant: 1, window, mostBad: 5, mostGood: 5, withinMs: 20_000 };
    const job = await sampleRequests(ingest.store, { ...asked, subject: { kind: "service", service: "job" } });
    expect(job.bad.map(({ spanName }) => spanName)).toEqual(["tidy"]);
    const cart = await sampleRequests(ingest.store, { ...asked, subject: { kind: "service", service: "cart" } });
    expect(cart.bad).toEqual([]);
    expect(cart.good).toHaveLength(1);
  });

  it("find nothing of a subject that is not there, or of an edge that nobody calls", async () => {
    const asked = { tenant: 1, window, mostBad: 5, mostGood: 5, withinMs: 20_000 };
    const none = { bad: [], good: [], isCut: false };
    expect(await sampleRequests(ingest.store, { ...asked, subject: { kind: "service", service: "nobody" } })).toEqual(
      none,
    );
    const edge = { kind: "edge", client: "checkout", server: "search" } as const;
    expect(await sampleRequests(ingest.store, { ...asked, subject: edge })).toEqual(none);
  });
});

describe("a caller that asks somebody else first", () => {
  it("has the requests of each of its edges found", async () => {
    const [traceId, startMs] = [traceIdOf(8_001), window.startMs + 90_000];
    const call = (n: number, server: string): ResourceSpans[] => [
      spansFrom("desk", [
        spanOf({
          traceId,
          spanId: spanIdOf(80_000 + n),
          name: `ask ${server}`,
          kind: SpanKind.CLIENT,
          startMs: startMs + n,
        }),
      ]),
      spansFrom(server, [
        spanOf({
          ...{ traceId, spanId: spanIdOf(81_000 + n), parentSpanId: spanIdOf(80_000 + n) },
          startMs: startMs + n,
        }),
      ]),
    ];
    const headers = { "content-type": "application/x-protobuf" };
    const body = new Uint8Array(writeTraces([...call(1, "rates"), ...call(2, "taxes")]));
    expect((await fetch(`${ingest.url}/v1/traces`, { method: "POST", headers, body })).status).toBe(200);
    for (const server of ["rates", "taxes"]) {
      const subject = { kind: "edge", client: "desk", server } as const;
      const asked = { tenant: 1, subject, window, mostBad: 5, mostGood: 5, withinMs: 20_000 };
      const { good } = await sampleRequests(ingest.store, asked);
      expect(good.map(({ spanName }) => spanName)).toEqual([`ask ${server}`]);
    }
  });
});

describe("evidence of an alert", () => {
  const labels = { alertname: "CheckoutFails", service_name: "checkout" };

  it("is the worst and typical failing traces with the span that fails, a log line of it, and what changed before", async () => {
    const evidence = await gatherEvidence(ingest.store, { tenant: 1, labels, window, nowMs: NOW_MS, withinMs: 20_000 });
    const { exemplars, logLine, changes } = evidence;
    expect(exemplars[0]).toMatchObject({
      why: "worst",
      service: "payments",
      spanName: "select cards",
      durationMs: 310,
    });
    expect(exemplars.map(({ why }) => why)).toEqual(["worst", "typical"]);
    expect(new Set(exemplars.map(({ traceId }) => traceId)).size).toBe(exemplars.length);
    for (const { message, failed } of exemplars)
      expect([failed, message.slice(0, 13)]).toEqual([true, "no card for u"]);
    expect(logLine).toMatchObject({ severity: "ERROR", service: "payments" });
    expect(logLine?.body).toMatch(/^card of order o-\d+ not found$/);
    expect(changes.map(({ title }) => title)).toEqual(["payments 2.14.1 deployed"]);
    expect(evidence.gatheredMs).toBe(NOW_MS);
  });

  it("takes the slowest where nothing failed, and the objective's threshold where there is one", async () => {
    const quiet = { startMs: window.startMs, endMs: window.startMs + 6_000 };
    const asked = { tenant: 1, labels, nowMs: NOW_MS, withinMs: 20_000 };
    const slow = await gatherEvidence(ingest.store, { ...asked, window, thresholdSeconds: 0.2 });
    expect(slow.exemplars.every(({ durationMs }) => durationMs > 200)).toBe(true);
    const calm = await gatherEvidence(ingest.store, { ...asked, window: quiet });
    expect(calm.exemplars).toHaveLength(1);
    expect(calm.exemplars[0]).toMatchObject({ failed: false, spanName: "select cards" });
  });

  it("comes with less when there is nothing, no time, or no store", async () => {
    const asked = { tenant: 1, labels: { alertname: "DiskFull", host: "h1" }, window, nowMs: NOW_MS };
    expect((await gatherEvidence(ingest.store, asked)).exemplars).toEqual([]);
    const down = () => Promise.reject(new Error("The store is away."));
    const away = { readEdges: down, searchTraces: down, readTrace: down, searchLogs: down, readEvents: down };
    const nothing = { exemplars: [], logLine: null, changes: [], gatheredMs: NOW_MS };
    expect(await gatherEvidence(away, { ...asked, labels })).toEqual(nothing);
    const never = () => new Promise<never>(() => undefined);
    const hanging = { readEdges: never, searchTraces: never, readTrace: never, searchLogs: never, readEvents: never };
    expect(await gatherEvidence(hanging, { ...asked, labels, withinMs: 50 })).toEqual(nothing);
  });

  it("reads from labels whose requests they are about", () => {
    expect(subjectOfLabels({ service_name: "checkout" })).toEqual({ kind: "service", service: "checkout" });
    expect(subjectOfLabels({ client: "a", server: "b", service: "c" })).toEqual({
      kind: "edge",
      client: "a",
      server: "b",
    });
    expect(subjectOfLabels({ service: "a", span_name: "GET /", span_kind: "SPAN_KIND_SERVER" })).toEqual({
      ...{ kind: "operation", service: "a", spanName: "GET /", spanKind: "SPAN_KIND_SERVER" },
    });
    expect(subjectOfLabels({ job: "shop/cart" })).toEqual({ kind: "service", service: "cart" });
    expect(subjectOfLabels({ host: "h1" })).toBeNull();
  });
});
