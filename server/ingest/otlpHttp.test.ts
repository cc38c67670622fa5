/** OTLP/HTTP over real sockets into the real store: every status, both encodings, and senders that misbehave. */
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTraces } from "../otlp/readTraces.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import {
  gaugeOf,
  logRecordOf,
  logsRequest,
  metricsRequest,
  randomTraceId,
  spanOf,
  tracesRequest,
} from "../testing/telemetry.ts";

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";
const MiB = 1024 * 1024;

let ingest: RunningIngest;
beforeAll(async () => {
  ingest = await runIngest({
    environment: { CHRONOSCOPE_CORS_ORIGINS: "https://shop.example" },
    ingest: { patience: { headersMs: 1_500, requestMs: 3_000 } },
  });
});
afterAll(() => ingest?.stop());

const post = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
  fetch(`${ingest.url}${path}`, {
    method: "POST",
    body: body as BodyInit,
    headers: { "content-type": PROTOBUF, ...headers },
  });

async function statusOf(response: Response): Promise<{ code: number; message: string }> {
  return (await response.json()) as { code: number; message: string };
}

const JSON_SPAN = (traceId: string, spanId = "00f067aa0ba902b7") =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "json" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId,
                spanId,
                name: "json span",
                kind: 2,
                startTimeUnixNano: `${BigInt(Date.now()) * 1_000_000n}`,
                endTimeUnixNano: `${BigInt(Date.now() + 3) * 1_000_000n}`,
                attributes: [{ key: "n", value: { intValue: "9007199254740993" } }],
              },
            ],
          },
        ],
      },
    ],
  });

describe("what is stored", () => {
  it("keeps a trace sent in protobuf and answers an empty response of the same type", async () => {
    const span = spanOf({ name: "checkout" });
    const response = await post("/v1/traces", tracesRequest([span]));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(PROTOBUF);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    const stored = await ingest.store.readTrace({ tenant: 1, traceId: span.traceId });
    expect(readTraces(stored ?? new Uint8Array())[0]?.scopeSpans[0]?.spans).toEqual([span]);
  });

  it("keeps a trace sent in JSON, gzipped, with parameters on the content type, and answers JSON", async () => {
    const traceId = randomTraceId();
    const response = await post("/v1/traces?x=1", gzipSync(JSON_SPAN(traceId)), {
      "content-type": "application/json; charset=utf-8",
      "content-encoding": "gzip",
    });
    expect([response.status, await response.text()]).toEqual([200, "{}"]);
    const stored = await ingest.store.readTrace({ tenant: 1, traceId });
    const span = readTraces(stored ?? new Uint8Array())[0]?.scopeSpans[0]?.spans[0];
    expect(span?.attributes).toEqual([{ key: "n", value: { type: "int", value: 9007199254740993n } }]);
  });

  it("takes metrics and logs", async () => {
    expect((await post("/v1/metrics", metricsRequest([gaugeOf("cpu", [1, 2])]))).status).toBe(200);
    expect((await post("/v1/logs", logsRequest([logRecordOf()]))).status).toBe(200);
  });

  it("takes an empty request as a success", async () => {
    expect((await post("/v1/traces", new Uint8Array())).status).toBe(200);
    const response = await post("/v1/logs", "{}", { "content-type": JSON_TYPE });
    expect([response.status, await response.text()]).toEqual([200, "{}"]);
  });

  it("names refused spans in partial_success and keeps their neighbours", async () => {
    const good = spanOf();
    const bad = { ...spanOf(), traceId: "00000000000000000000000000000000" as typeof good.traceId };
    const twoSpans = JSON.parse(JSON_SPAN(good.traceId, good.spanId)) as {
      resourceSpans: { scopeSpans: { spans: object[] }[] }[];
    };
    twoSpans.resourceSpans[0]?.scopeSpans[0]?.spans.push({
      ...twoSpans.resourceSpans[0].scopeSpans[0].spans[0],
      traceId: bad.traceId,
    });
    const response = await post("/v1/traces", JSON.stringify(twoSpans), { "content-type": JSON_TYPE });
    const body = (await response.json()) as { partialSuccess: { rejectedSpans: string; errorMessage: string } };
    expect(response.status).toBe(200);
    expect(body.partialSuccess.rejectedSpans).toBe("1");
    expect(body.partialSuccess.errorMessage).toContain("resourceSpans[0].scopeSpans[0].spans[1]");
    expect(await ingest.store.readTrace({ tenant: 1, traceId: good.traceId })).not.toBeNull();
  });

  it("keeps the neighbours of a record whose JSON holds a wrong value, and names record and field", async () => {
    const traceId = randomTraceId();
    const sent = JSON_SPAN(traceId).replace('"spans":[', '"spans":[{"kind":"x"},');
    const response = await post("/v1/traces", sent, { "content-type": JSON_TYPE });
    const { partialSuccess } = (await response.json()) as { partialSuccess: object };
    expect([response.status, partialSuccess]).toEqual([
      200,
      {
        rejectedSpans: "1",
        errorMessage: expect.stringMatching(
          /^1 span refused, first resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]\.kind: Expected a number at byte \d+\.$/,
        ),
      },
    ]);
    expect(await ingest.store.readTrace({ tenant: 1, traceId })).not.toBeNull();
    const broken = await post("/v1/traces", sent.slice(0, -1), { "content-type": JSON_TYPE });
    expect(broken.status).toBe(400);
  });
});

describe("what is refused", () => {
  it.each([
    ["GET", "/v1/traces", 405],
    ["PUT", "/v1/logs", 405],
    ["POST", "/v1/nothing", 404],
    ["POST", "/v1development/profiles", 404],
    ["POST", "/v1/profiles", 404],
    ["POST", "/livez", 405],
  ])("answers %s %s with %i and a Status", async (method, path, expected) => {
    const response = await fetch(`${ingest.url}${path}`, { method });
    const status = await statusOf(response);
    expect(response.status).toBe(expected);
    expect(status.message.length).toBeGreaterThan(20);
    if (expected === 405) expect(response.headers.get("allow")).toMatch(/POST|GET/);
  });

  it("says of profiles that they are not taken in yet", async () => {
    const response = await post("/v1development/profiles", "{}", { "content-type": JSON_TYPE });
    expect((await statusOf(response)).message).toContain("Profiles");
  });

  it.each([
    [{ "content-type": "text/plain" }],
    [{ "content-type": "application/grpc" }],
    [{ "content-encoding": "snappy" }],
  ])("answers 415 to %o", async (headers: Record<string, string>) => {
    expect((await post("/v1/traces", tracesRequest([spanOf()]), headers)).status).toBe(415);
  });

  it("answers 415 when no content type is given", async () => {
    const response = await fetch(`${ingest.url}/v1/traces`, { method: "POST", body: Buffer.from([10, 0]) });
    expect(response.status).toBe(415);
  });

  it("answers 400 in the encoding of the request", async () => {
    const inJson = await post("/v1/traces", "{", { "content-type": JSON_TYPE });
    expect([inJson.status, inJson.headers.get("content-type")]).toEqual([400, JSON_TYPE]);
    const { code, message } = await statusOf(inJson);
    expect([code, message.match(/OTLP traces request/g)]).toEqual([3, ["OTLP traces request"]]);
    const inProtobuf = await post("/v1/traces", Buffer.from([0x0a, 0x7f]));
    expect([inProtobuf.status, inProtobuf.headers.get("content-type")]).toEqual([400, PROTOBUF]);
    expect([...new Uint8Array(await inProtobuf.arrayBuffer()).subarray(0, 3)]).toEqual([0x08, 3, 0x12]);
    const brokenGzip = await post("/v1/traces", gzipSync("{}").subarray(0, 12), { "content-encoding": "gzip" });
    expect(brokenGzip.status).toBe(400);
  });

  it("answers 400 or 200 to a request cut at every byte, and goes on", async () => {
    const whole = tracesRequest([spanOf({ attributes: [{ key: "k", value: { type: "string", value: "v" } }] })]);
    for (let length = 1; length < whole.length; length += 3) {
      const response = await post("/v1/traces", whole.subarray(0, length));
      await response.arrayBuffer();
      expect([length, response.status]).toEqual([length, 400]);
    }
  });

  it("survives random bytes", async () => {
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.from(Array.from({ length: 5 + round * 7 }, () => Math.floor(Math.random() * 256)));
      const signal = ["traces", "metrics", "logs"][round % 3];
      const response = await post(`/v1/${signal}`, bytes, { "content-type": round % 2 ? PROTOBUF : JSON_TYPE });
      await response.arrayBuffer();
      expect([200, 400]).toContain(response.status);
    }
    expect((await fetch(`${ingest.url}/livez`)).status).toBe(200);
  });

  it("answers 413 to 64 MiB and a byte, announced or not, and holds nothing afterwards", async () => {
    const announced = await post("/v1/traces", Buffer.alloc(64 * MiB + 1));
    expect(announced.status).toBe(413);
    expect(announced.headers.get("retry-after")).toBeNull();
    expect(await postChunks(64 * MiB + 1, MiB)).toBe(413);
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });

  it("answers 413 to a gzip bomb without the memory it asks for", async () => {
    const bomb = gzipSync(Buffer.alloc(512 * MiB), { level: 9 });
    expect(bomb.length).toBeLessThan(MiB);
    const before = process.memoryUsage.rss();
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 5);
    const response = await post("/v1/traces", bomb, { "content-encoding": "gzip" });
    clearInterval(watch);
    expect(response.status).toBe(413);
    expect(highest - before).toBeLessThan(192 * MiB);
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });
});

/** Posts zeros without announcing how many. Resolves to the status. */
function postChunks(total: number, size: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": PROTOBUF, "transfer-encoding": "chunked" };
    const request = httpRequest(`${ingest.url}/v1/traces`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    let sent = 0;
    const send = () => {
      if (sent >= total) return request.end();
      sent += size;
      request.write(Buffer.alloc(size), send);
    };
    send();
  });
}

describe("connections", () => {
  it("forgets a request that is cut off half way", async () => {
    const socket = connect(ingest.role.ports.http, "127.0.0.1");
    const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 1000000\r\n\r\n`;
    socket.write(head);
    socket.write(Buffer.alloc(500_000));
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(500_000);
    socket.destroy();
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });

  it("answers pipelined requests in order, also after one that was refused unread", async () => {
    const body = tracesRequest([spanOf()]);
    const requestOf = (type: string, bytes: Uint8Array) =>
      Buffer.concat([
        Buffer.from(
          `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
        ),
        bytes,
      ]);
    const socket = connect(ingest.role.ports.http, "127.0.0.1");
    socket.write(
      Buffer.concat([
        requestOf(PROTOBUF, body),
        requestOf("text/plain", Buffer.alloc(100_000)),
        requestOf(PROTOBUF, tracesRequest([spanOf()])),
      ]),
    );
    let answers = "";
    socket.on("data", (chunk) => {
      answers += chunk.toString("latin1");
    });
    await expect
      .poll(() => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]))
      .toEqual(["200", "415", "200"]);
    socket.destroy();
  });

  it("answers a sender that has closed its own half", async () => {
    const body = tracesRequest([spanOf()]);
    const socket = connect({ port: ingest.role.ports.http, host: "127.0.0.1", allowHalfOpen: true });
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    const ended = new Promise<void>((done) => socket.once("end", () => done()));
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.end(body);
    await ended;
    expect(answer).toContain("200 OK");
    socket.destroy();
  });

  it("forgets a body that ends half way while the sender still listens", async () => {
    const socket = connect({ port: ingest.role.ports.http, host: "127.0.0.1", allowHalfOpen: true });
    const ended = new Promise<void>((done) => socket.once("close", () => done()));
    socket.on("data", () => undefined);
    socket.on("end", () => socket.destroy());
    socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 1000000\r\n\r\n`);
    socket.end(Buffer.alloc(500_000));
    await ended;
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });

  it("answers 100-continue only when it wants the body", async () => {
    const send = (type: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(ingest.role.ports.http, "127.0.0.1");
        socket.write(
          `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n`,
        );
        socket.once("data", (chunk) => {
          resolve(chunk.toString("latin1").slice(0, 12));
          socket.destroy();
        });
      });
    expect(await send(PROTOBUF)).toBe("HTTP/1.1 100");
    expect(await send("text/plain")).toBe("HTTP/1.1 415");
  });

  it.each([
    ["headers", "POST /v1/traces HTTP/1.1\r\nHost: x\r\n"],
    ["a body", `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 100\r\n\r\nabc`],
  ])("cuts off a sender that takes too long over %s, and holds nothing of it", async (_, bytes) => {
    const socket = connect(ingest.role.ports.http, "127.0.0.1");
    socket.write(bytes);
    const closed = new Promise<void>((done) => socket.once("close", () => done()));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    await closed;
    expect(answer).toContain("408 Request Timeout");
    await expect.poll(() => ingest.role.status().inFlightBytes).toBe(0);
  });

  it("answers bytes that are no HTTP", async () => {
    const socket = connect(ingest.role.ports.http, "127.0.0.1");
    socket.write("\x16\x03\x01\x02\x00 hello\r\n\r\n");
    const [answer] = await new Promise<Buffer[]>((resolve) => socket.once("data", (chunk) => resolve([chunk])));
    expect(answer?.toString("latin1")).toContain("400 Bad Request");
    socket.destroy();
  });
});

describe("browsers", () => {
  const preflight = (origin: string) =>
    fetch(`${ingest.url}/v1/traces`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
    });

  it("admits a listed origin, in preflight and answer", async () => {
    const asked = await preflight("https://shop.example");
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, "https://shop.example"]);
    expect(asked.headers.get("access-control-allow-headers")).toContain("content-type");
    const sent = await post("/v1/traces", tracesRequest([spanOf()]), { origin: "https://shop.example" });
    expect([sent.status, sent.headers.get("access-control-allow-origin")]).toEqual([200, "https://shop.example"]);
  });

  it("refuses any other origin, asked first or not", async () => {
    const asked = await preflight("https://evil.example");
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    const sent = await post("/v1/traces", tracesRequest([spanOf()]), { origin: "https://evil.example" });
    expect(sent.status).toBe(403);
  });
});

describe("probes", () => {
  it("answers each, and its own numbers in balance", async () => {
    for (const path of ["/livez", "/readyz", "/startupz"])
      expect((await fetch(`${ingest.url}${path}`)).status).toBe(200);
    const metrics = await (await fetch(`${ingest.url}/metrics`)).text();
    const counted = (name: string) =>
      [...metrics.matchAll(new RegExp(`${name}\\{signal="traces"[^}]*\\} (\\d+)`, "g"))]
        .map((match) => Number(match[1]))
        .reduce((sum, count) => sum + count, 0);
    const sum = [
      "accepted_items_total",
      "repeated_items_total",
      "failed_items_total",
      "in_flight_items",
      "rejected_items_total",
    ]
      .map((name) => counted(`chronoscope_receiver_${name}`))
      .reduce((a, b) => a + b, 0);
    expect(counted("chronoscope_receiver_received_items_total")).toBe(sum);
    expect(sum).toBeGreaterThan(0);
  });
});
