/** Remote write over the real port into real Postgres: protobufjs and snappyjs send, the store's own reader looks. */
import { compress } from "snappyjs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Metric } from "../model/metric.ts";
import { readMetrics } from "../otlp/readMetrics.ts";
import type { TelemetryWriter } from "../store/telemetryStore.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { type SentSeries, writeRequest, writeRequestTwo } from "../testing/remoteWriteMessages.ts";
import { remoteWriteVersion } from "./remoteWrite.ts";

const TWO = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
const ONE = "application/x-protobuf";
let ingest: RunningIngest;
let other: RunningIngest | null = null;

beforeAll(async () => {
  ingest = await runIngest();
});
afterEach(async () => {
  await other?.stop();
  other = null;
});
afterAll(() => ingest.stop());

async function post(body: Uint8Array, headers: Record<string, string> = {}, to = ingest) {
  const response = await fetch(`${to.url}/api/v1/write`, {
    method: "POST",
    headers: { "content-type": ONE, "content-encoding": "snappy", ...headers },
    body: body as BodyInit,
  });
  const written = ["Samples", "Histograms", "Exemplars"].map((noun) =>
    Number(response.headers.get(`X-Prometheus-Remote-Write-${noun}-Written`)),
  );
  return {
    status: response.status,
    text: await response.text(),
    written,
    retryAfter: response.headers.get("retry-after"),
  };
}
const send = (bytes: Uint8Array, type = ONE) => post(compress(bytes), { "content-type": type });

const series = (name: string, fields: Partial<SentSeries>): SentSeries => ({
  labels: [
    ["__name__", name],
    ["job", "shop"],
  ],
  ...fields,
});

async function stored(name: string): Promise<Metric[]> {
  const window = { startMs: Date.now() - 86_400_000, endMs: Date.now() + 3_600_000 };
  const bytes = await ingest.store.readMetrics({ tenant: 1, window, name, limit: 1_000 });
  return readMetrics(bytes).flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
}

describe("remote write at the door", () => {
  it("stores samples of 1.0 under the metadata that came before", async () => {
    const timestamp = Date.now();
    expect(
      await send(writeRequest([], [{ type: 1, metricFamilyName: "hits_total", help: "Hits.", unit: "" }])),
    ).toEqual({
      status: 204,
      text: "",
      written: [0, 0, 0],
      retryAfter: null,
    });
    const answer = await send(writeRequest([series("hits_total", { samples: [{ value: 3, timestamp }] })]));
    expect(answer).toMatchObject({ status: 204, written: [1, 0, 0] });
    expect(await stored("hits_total")).toMatchObject([
      { kind: "sum", description: "Hits.", dataPoints: [{ value: { type: "double", value: 3 } }] },
    ]);
  });

  it("stores 2.0 and says how much of it was written, also when it comes again", async () => {
    const timestamp = Date.now();
    const bytes = writeRequestTwo([
      series("two_seconds", {
        samples: [{ value: 1, timestamp }],
        exemplars: [{ labels: [["trace_id", "0af7651916cd43dd8448eb211c80319c"]], value: 1, timestamp }],
      }),
      series("two_native", {
        histograms: [{ countInt: 3, positiveSpans: [{ offset: 0, length: 1 }], positiveDeltas: [3], timestamp }],
      }),
    ]);
    expect(await send(bytes, TWO)).toMatchObject({ status: 204, written: [1, 1, 1] });
    expect(await send(bytes, TWO)).toMatchObject({ status: 204, written: [1, 1, 1] });
    expect(await stored("two_native")).toMatchObject([{ kind: "exponentialHistogram", dataPoints: [{ count: 3n }] }]);
    expect((await stored("two_seconds"))[0]).toMatchObject({ dataPoints: [{ exemplars: [{}] }] });
  });

  it("refuses what can never be stored with 400, names it, and stores the rest", async () => {
    const now = Date.now();
    const answer = await send(
      writeRequestTwo([
        { labels: [["job", "nameless"]], samples: [{ value: 1, timestamp: now }] },
        series("partly", {
          samples: [
            { value: 1, timestamp: now },
            { value: 2, timestamp: now - 2 * 3_600_000 },
          ],
        }),
      ]),
      TWO,
    );
    expect(answer).toMatchObject({ status: 400, written: [1, 0, 0] });
    expect(answer.text).toContain("a series has no __name__");
    expect(answer.text).toContain('partly{job="shop"}');
    expect(await stored("partly")).toMatchObject([{ dataPoints: [{ value: { value: 1 } }] }]);
  });

  it.each([
    ["another type", 415, { "content-type": "application/json" }],
    ["another message", 415, { "content-type": "application/x-protobuf;proto=some.Other" }],
    ["another encoding", 415, { "content-encoding": "gzip" }],
  ])("answers %s with %d", async (_, status, headers) => {
    expect((await post(compress(writeRequest([])), headers)).status).toBe(status);
  });

  it("answers damaged snappy, damaged protobuf and bombs without inflating them", async () => {
    const good = compress(writeRequest([series("up", { samples: [{ value: 1, timestamp: Date.now() }] })]));
    expect(await post(good.subarray(0, good.length - 3))).toMatchObject({ status: 400 });
    expect(await post(new Uint8Array([0xff, 0xff, 0xff, 0x1f, 0]))).toMatchObject({ status: 400 });
    expect(await post(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f, 0]))).toMatchObject({ status: 413 });
    expect(await send(new Uint8Array([0x0a, 0x7f]))).toMatchObject({ status: 400 });
    expect(await post(new Uint8Array(0))).toMatchObject({ status: 400 });
    expect(ingest.role.status().inFlightBytes).toBe(0);
  });

  it("wants POST and the token", async () => {
    const get = await fetch(`${ingest.url}/api/v1/write`);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    other = await runIngest({ token: "sesame" });
    const body = compress(writeRequest([]));
    expect((await post(body, {}, other)).status).toBe(401);
    expect((await post(body, { authorization: "Bearer sesame" }, other)).status).toBe(204);
  });

  it("says when to come back while the store is away", async () => {
    const away: Partial<TelemetryWriter> = {
      append: () => Promise.reject(Object.assign(new Error("away"), { code: "UNAVAILABLE" })),
    };
    other = await runIngest({ expectDefects: true, between: (store) => ({ ...store, ...away }) });
    const body = compress(writeRequest([series("up", { samples: [{ value: 1, timestamp: Date.now() }] })]));
    expect(await post(body, {}, other)).toMatchObject({ status: 503, retryAfter: "2" });
  });
});

describe("a remote-write content type", () => {
  it.each([
    ["application/x-protobuf", 1],
    ["application/x-protobuf; proto=prometheus.WriteRequest", 1],
    ["application/x-protobuf;proto=io.prometheus.write.v2.Request", 2],
    ['Application/X-Protobuf; proto="io.prometheus.write.v2.Request"', 2],
    ["application/x-protobuf;proto=__proto__", null],
    ["text/plain", null],
    [undefined, null],
  ])("%s is version %s", (type, version) => expect(remoteWriteVersion(type)).toBe(version));
});
