/** OTLP/gRPC over real sockets into the real store: outcomes, statuses with and without RetryInfo, and bounded memory. */
import { connect, type IncomingHttpHeaders } from "node:http2";
import { gzipSync } from "node:zlib";
import * as grpc from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTraces } from "../otlp/readTraces.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { gaugeOf, logRecordOf, logsRequest, metricsRequest, spanOf, tracesRequest } from "../testing/telemetry.ts";

const MiB = 1024 * 1024;
const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
const LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

let ingest: RunningIngest;
let client: grpc.Client;
const clientOf = (address: string, gzip = false) =>
  new grpc.Client(address, grpc.credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
    ...(gzip ? { "grpc.default_compression_algorithm": 2 } : {}),
  });

beforeAll(async () => {
  ingest = await runIngest();
  client = clientOf(ingest.grpc);
});
afterAll(async () => {
  client?.close();
  await ingest?.stop();
});

const same = (bytes: Buffer) => bytes;

function call(path: string, body: Uint8Array, by = client, metadata = new grpc.Metadata()): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    by.makeUnaryRequest(path, same, same, Buffer.from(body), metadata, (error, answer) => {
      if (error) reject(error);
      else resolve(answer ?? Buffer.alloc(0));
    });
  });
}
const failureOf = (path: string, body: Uint8Array, by = client, metadata = new grpc.Metadata()) =>
  call(path, body, by, metadata).then(
    () => Promise.reject(new Error("the call succeeded")),
    (error: grpc.ServiceError) => error,
  );

/** True when the status' details hold a google.rpc.RetryInfo. */
function hasRetryInfo(error: grpc.ServiceError): boolean {
  const details = error.metadata.get("grpc-status-details-bin")[0];
  return details instanceof Buffer && details.includes("type.googleapis.com/google.rpc.RetryInfo");
}

/** 512 MiB of zeros, small; written as a frame by hand, so that no client's copy of them counts. */
const BOMB = gzipSync(Buffer.alloc(512 * MiB), { level: 9 });

/** One message in a frame of our own making, so that no client's care stands between. Resolves to the end of the call. */
function rawCall(content: Uint8Array, flag: number, encoding?: string): Promise<IncomingHttpHeaders> {
  const session = connect(`http://${ingest.grpc}`);
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ":method": "POST",
      ":path": TRACES,
      "content-type": "application/grpc",
      te: "trailers",
      ...(encoding === undefined ? {} : { "grpc-encoding": encoding }),
    });
    const settle = (headers: IncomingHttpHeaders) => {
      if (headers["grpc-status"] === undefined) return;
      resolve(headers);
      session.close();
    };
    stream.on("response", settle).on("trailers", settle).on("error", reject).resume();
    const prefix = Buffer.alloc(5);
    prefix.writeUInt8(flag, 0);
    prefix.writeUInt32BE(content.length, 1);
    stream.end(Buffer.concat([prefix, content]));
  });
}
const codeOf = async (ended: Promise<IncomingHttpHeaders>) => Number((await ended)["grpc-status"]);

describe("gRPC", () => {
  it("keeps all three signals and answers an empty response", async () => {
    const span = spanOf({ name: "by gRPC" });
    expect((await call(TRACES, tracesRequest([span]))).length).toBe(0);
    expect((await call(METRICS, metricsRequest([gaugeOf("g", [1])]))).length).toBe(0);
    expect((await call(LOGS, logsRequest([logRecordOf()]))).length).toBe(0);
    const stored = await ingest.store.readTrace({ tenant: 1, traceId: span.traceId });
    expect(readTraces(stored ?? new Uint8Array())[0]?.scopeSpans[0]?.spans).toEqual([span]);
  });

  it("takes gzip and an empty request", async () => {
    const zipped = clientOf(ingest.grpc, true);
    const span = spanOf();
    await call(TRACES, tracesRequest([span]), zipped);
    await call(TRACES, new Uint8Array(), zipped);
    zipped.close();
    expect(await ingest.store.readTrace({ tenant: 1, traceId: span.traceId })).not.toBeNull();
  });

  it("answers partial_success with the number refused", async () => {
    const bad = spanOf({ startTimeUnixNano: 1n });
    const answer = await call(TRACES, tracesRequest([bad, spanOf()]));
    // partial_success (1), its length in two bytes, rejected_spans (1) = 1, error_message (2)
    expect([answer[0], ...answer.subarray(3, 6)]).toEqual([0x0a, 0x08, 1, 0x12]);
    expect(answer.toString()).toContain("spans[0]");
  });

  it("answers INVALID_ARGUMENT to bytes that are no request, without a retry hint", async () => {
    const error = await failureOf(TRACES, Buffer.from([0x0a, 0x7f]));
    expect([error.code, hasRetryInfo(error)]).toEqual([grpc.status.INVALID_ARGUMENT, false]);
  });

  it("answers INTERNAL to a compressed flag without a compression, and to a flag that is none", async () => {
    const zipped = gzipSync(tracesRequest([spanOf()]));
    for (const encoding of [undefined, "", "identity", "Identity"]) {
      const ended = await rawCall(zipped, 1, encoding);
      expect([encoding, Number(ended["grpc-status"])]).toEqual([encoding, grpc.status.INTERNAL]);
      expect(decodeURI(String(ended["grpc-message"]))).toContain("grpc-encoding names no compression");
    }
    expect(await codeOf(rawCall(tracesRequest([spanOf()]), 2, "gzip"))).toBe(grpc.status.INTERNAL);
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });

  it("takes a message without the flag as it is, whatever grpc-encoding says", async () => {
    for (const encoding of [undefined, "identity", "gzip", "snappy"]) {
      expect(await codeOf(rawCall(tracesRequest([spanOf()]), 0, encoding))).toBe(grpc.status.OK);
    }
    expect(await codeOf(rawCall(gzipSync(tracesRequest([spanOf()])), 1, "gzip"))).toBe(grpc.status.OK);
  });

  it("answers UNIMPLEMENTED to an encoding it does not know, and names those it does", async () => {
    const before = (await fetch(`${ingest.url}/metrics`).then((answer) => answer.text())).includes('"encoding"');
    const ended = await rawCall(Buffer.from("zip zip"), 1, "snappy");
    expect(Number(ended["grpc-status"])).toBe(grpc.status.UNIMPLEMENTED);
    expect(String(ended["grpc-accept-encoding"]).split(", ")).toEqual(
      expect.arrayContaining(["identity", "gzip", "deflate"]),
    );
    expect(decodeURI(String(ended["grpc-message"]))).toContain('"snappy"');
    expect(before).toBe(false);
    expect(await fetch(`${ingest.url}/metrics`).then((answer) => answer.text())).toContain('"encoding"');
  });

  it("answers UNIMPLEMENTED to a method it does not have", async () => {
    const path = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";
    expect((await failureOf(path, Buffer.alloc(0))).code).toBe(grpc.status.UNIMPLEMENTED);
  });

  it("answers RESOURCE_EXHAUSTED without RetryInfo to 64 MiB and a byte", async () => {
    const error = await failureOf(TRACES, Buffer.alloc(64 * MiB + 1));
    expect([error.code, hasRetryInfo(error)]).toEqual([grpc.status.RESOURCE_EXHAUSTED, false]);
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });

  it("answers RESOURCE_EXHAUSTED or UNAVAILABLE to many bombs at once without the memory they ask for", async () => {
    const before = process.memoryUsage.rss();
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 5);
    const bombs = Array.from({ length: 8 }, () => codeOf(rawCall(BOMB, 1, "gzip")));
    for (const code of await Promise.all(bombs)) {
      expect([grpc.status.RESOURCE_EXHAUSTED, grpc.status.UNAVAILABLE]).toContain(code);
    }
    clearInterval(watch);
    expect(highest - before).toBeLessThan(400 * MiB);
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });
});
