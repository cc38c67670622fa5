/** From a message to its consumers and back, across traces, asked through the router; the real ingest has counted the edges. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Span, SpanKind } from "../model/span.ts";
import { writeTraces } from "../otlp/writeTraces.ts";
import { spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { createCaller, createTrpcContext } from "../trpc.ts";
import { tracesRouter } from "./traces.ts";

const MINUTE_MS = 60_000;
const START_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 20 * MINUTE_MS;
const around = { startMs: START_MS - MINUTE_MS, endMs: START_MS + 15 * MINUTE_MS };
const MESSAGES = [1, 2, 3].map((n) => ({ traceId: traceIdOf(n), spanId: spanIdOf(n) }));
const [FIRST, SECOND, UNREAD] = MESSAGES;
let ingest: RunningIngest;
let ask: ReturnType<ReturnType<typeof createCaller<typeof tracesRouter._def.record>>>;

const consume = (n: number, afterMs: number, messages: readonly (typeof MESSAGES)[number][]): Span =>
  spanOf({
    ...{ traceId: traceIdOf(n), spanId: spanIdOf(n), name: `work ${n}`, kind: SpanKind.CONSUMER },
    ...{ startMs: START_MS + afterMs, durationMs: 5 },
    links: messages.map((at) => ({ ...at, traceState: "", attributes: [], droppedAttributesCount: 0, flags: 0 })),
  });

beforeAll(async () => {
  ingest = await runIngest();
  const sent = MESSAGES.map((at, i) =>
    spanOf({ ...at, name: `send ${i + 1}`, kind: SpanKind.PRODUCER, startMs: START_MS + i * 10, durationMs: 1 }),
  );
  const body = writeTraces([
    spansFrom("shipping", sent),
    spansFrom("mailer", [consume(11, 1_000, MESSAGES.slice(0, 2)), consume(13, 2_000, [])]),
    spansFrom("billing", [consume(12, 8 * MINUTE_MS, MESSAGES.slice(0, 1))]),
  ]);
  const headers = { "content-type": "application/x-protobuf" };
  const answer = await fetch(`${ingest.url}/v1/traces`, { method: "POST", headers, body: new Uint8Array(body) });
  expect(answer.status).toBe(200);
  process.env.DATABASE_URL = ingest.database.connectionString;
  const context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  ask = createCaller(tracesRouter)(context);
});
afterAll(() => ingest.stop());

const consumersOf = async (at: (typeof MESSAGES)[number] | undefined) => {
  const { spans, isCut } = await ask.consumers({ traceId: at?.traceId ?? "", spanId: at?.spanId ?? "" });
  return { names: spans.map(({ service, name }) => `${service} ${name}`), isCut };
};

describe("a message that was consumed in another trace", () => {
  it("leads to all who consumed it, also to one that let it lie for minutes", async () => {
    expect(await consumersOf(FIRST)).toEqual({ names: ["mailer work 11", "billing work 12"], isCut: false });
    expect(await consumersOf(SECOND)).toEqual({ names: ["mailer work 11"], isCut: false });
  });

  it("leads nowhere when nobody consumed it, nor does a span that published nothing", async () => {
    expect(await consumersOf(UNREAD)).toEqual({ names: [], isCut: false });
    expect(await consumersOf({ traceId: traceIdOf(11), spanId: spanIdOf(11) })).toEqual({ names: [], isCut: false });
  });

  it("is told to its consumer by name, and as null where it is not kept", async () => {
    const gone = { traceId: traceIdOf(99), spanId: spanIdOf(1) };
    const links = [...MESSAGES.slice(1, 2), gone, ...MESSAGES.slice(0, 1)];
    expect(await ask.linked({ links })).toMatchObject([
      { service: "shipping", name: "send 2", kind: SpanKind.PRODUCER, failed: false, durationNano: 1e6 },
      null,
      { service: "shipping", name: "send 1", startUnixNano: `${START_MS}000000` },
    ]);
  });

  it("is a request through the edge, in the trace of its consumer", async () => {
    const { requests } = await ask.through({ ...around, client: "shipping", server: "mailer" });
    expect(requests.map(({ traceId, service, spanName }) => [traceId, service, spanName])).toEqual([
      [traceIdOf(11), "mailer", "work 11"],
    ]);
    expect((await ask.through({ ...around, client: "mailer", server: "billing" })).requests).toEqual([]);
  });
});
