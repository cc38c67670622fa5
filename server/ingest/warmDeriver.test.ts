/** A second ingest over the database of the first, which was not asked to stop: what it counts goes on where the first left off. */
import { afterAll, describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { randomSpanId, spanOf, tracesRequest } from "../testing/telemetry.ts";

const open: RunningIngest[] = [];
let database: FreshDatabase | null = null;
afterAll(async () => {
  for (const ingest of open) await ingest.stop();
  await database?.drop();
});

async function start(): Promise<RunningIngest> {
  database ??= await freshDatabase();
  const ingest = await runIngest({ database });
  open.push(ingest);
  return ingest;
}

async function send({ url }: RunningIngest, body: Uint8Array): Promise<void> {
  const headers = { "content-type": "application/x-protobuf" };
  const response = await fetch(`${url}/v1/traces`, { method: "POST", body: body as BodyInit, headers });
  expect(response.status).toBe(200);
}

const client = spanOf({ kind: SpanKind.CLIENT, name: "call" });
const server = spanOf({
  traceId: client.traceId,
  spanId: randomSpanId(),
  parentSpanId: client.spanId,
  kind: SpanKind.SERVER,
  name: "answer",
});

const query = () => ({
  tenant: 1,
  window: { startMs: Date.now() - 600_000, endMs: Date.now() + 60_000 },
  stepMs: 10_000,
});
const sum = (counts: Iterable<number>) => [...counts].reduce((a, b) => a + b, 0);

describe("a restarted ingest", () => {
  it("finds a call whose halves came before and after, and counts a span sent again in another request once", async () => {
    const others = Array.from({ length: 20 }, () => spanOf({ kind: SpanKind.INTERNAL, name: "other" }));
    const before = await start();
    for (const span of others) await send(before, tracesRequest([span]));
    await send(before, tracesRequest([client], "shop"));
    const after = await start();
    await send(after, tracesRequest([server], "cart"));
    await send(after, tracesRequest([client, ...others.slice(0, 7)], "shop"));
    const edges = await after.store.readEdges(query());
    expect(edges.series.map(({ client: from, server: to, calls }) => [from, to, sum(calls)])).toEqual([
      ["shop", "cart", 1],
    ]);
    const services = await after.store.readServices(query());
    expect(sum(services.series.flatMap(({ calls }) => [...calls]))).toBe(others.length + 2);
  });

  it("pairs producers with consumers that link to them from other traces, whichever came before, each once", async () => {
    const emptyLink = { traceState: "", attributes: [], droppedAttributesCount: 0, flags: 0 };
    const sends = Array.from({ length: 3 }, () => spanOf({ kind: SpanKind.PRODUCER, name: "send mails" }));
    const links = sends.map(({ traceId, spanId }) => ({ ...emptyLink, traceId, spanId }));
    const batch = spanOf({ kind: SpanKind.CONSUMER, name: "process mails", links });
    const [first, ...rest] = sends;
    const before = await start();
    await send(before, tracesRequest(first ? [first] : [], "orders"));
    await send(before, tracesRequest([batch], "mailer"));
    const after = await start();
    await send(after, tracesRequest(rest, "orders"));
    await send(after, tracesRequest(sends, "orders"));
    await send(after, tracesRequest([spanOf({ ...batch, spanId: randomSpanId() })], "mailer"));
    const { series } = await after.store.readEdges({ ...query(), service: "mailer" });
    const told = series.map((edge) => [edge.client, edge.server, edge.type, sum(edge.calls)]);
    expect(told).toEqual([["orders", "mailer", "messaging_system", 3]]);
  });
});
