/** Requests and evidence of an edge that links alone make: sent through the real ingest, which counts the edge, and asked for as alerts ask. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SloSubject } from "../model/slo.ts";
import { type Span, SpanKind, StatusCode } from "../model/span.ts";
import type { ResourceSpans } from "../otlp/groups.ts";
import { writeTraces } from "../otlp/writeTraces.ts";
import { spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { gatherEvidence } from "./gatherEvidence.ts";
import { sampleRequests } from "./sampleRequests.ts";

const MINUTE_MS = 60_000;
const NOW_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS;
const window = { startMs: NOW_MS - 20 * MINUTE_MS, endMs: NOW_MS };
const EDGE: SloSubject = { kind: "edge", client: "shipping", server: "mailer" };
const MESSAGES = 40;
/** Of its consumer; a producer's trace has the number of its message. */
const CONSUMED = 1_000;
let ingest: RunningIngest;

interface Message {
  readonly n: number;
  readonly from: string;
  readonly fails: boolean;
  /** Goes on in the producer's trace instead of linking to it. */
  readonly isChild?: boolean;
}

function message({ n, from, fails, isChild = false }: Message): ResourceSpans[] {
  const startMs = window.startMs + n * 5_000;
  const sent = { traceId: traceIdOf(n), spanId: spanIdOf(n * 10) };
  const link = { ...sent, traceState: "", attributes: [], droppedAttributesCount: 0, flags: 0 };
  const cause: Partial<Span> = isChild
    ? { traceId: sent.traceId, parentSpanId: sent.spanId }
    : { traceId: traceIdOf(CONSUMED + n), links: [link] };
  const consumed = spanOf({
    ...{ ...cause, spanId: spanIdOf(n * 10 + 1), name: "process mail", kind: SpanKind.CONSUMER },
    ...{ startMs: startMs + 20_000, durationMs: fails ? 900 : 30 },
    status: { code: fails ? StatusCode.ERROR : StatusCode.UNSET, message: fails ? `expired ${from}` : "" },
  });
  // A producer calls others too, and those calls fail: none of them is a call of the edge.
  const other = spanOf({
    ...{ traceId: sent.traceId, spanId: spanIdOf(n * 10 + 2), name: "GET /rates", kind: SpanKind.CLIENT, startMs },
    status: { code: StatusCode.ERROR, message: "no rates" },
  });
  return [
    spansFrom(from, [spanOf({ ...sent, name: "send mail", kind: SpanKind.PRODUCER, startMs, durationMs: 2 }), other]),
    spansFrom("mailer", [consumed]),
  ];
}

beforeAll(async () => {
  ingest = await runIngest();
  const messages = Array.from({ length: MESSAGES }, (_, i) => [
    ...message({ n: 2 * i + 1, from: "shipping", fails: i % 4 === 0 }),
    ...message({ n: 2 * i + 2, from: "orders", fails: i % 2 === 0 }),
  ]).flat();
  const children = [
    ...message({ n: 201, from: "billing", fails: true, isChild: true }),
    ...message({ n: 202, from: "billing", fails: false, isChild: true }),
  ];
  const headers = { "content-type": "application/x-protobuf" };
  const body = new Uint8Array(writeTraces([...messages, ...children]));
  expect((await fetch(`${ingest.url}/v1/traces`, { method: "POST", headers, body })).status).toBe(200);
});
afterAll(() => ingest.stop());

describe("requests of an edge that links alone make", () => {
  it("are those of its consumers that link to this producer, and to no other", async () => {
    const asked = { tenant: 1, subject: EDGE, window, mostBad: 20, mostGood: 60, withinMs: 20_000 };
    const { bad, good, isCut } = await sampleRequests(ingest.store, asked);
    expect(isCut).toBe(false);
    expect(new Set(bad.map(({ message: text, service }) => `${service}: ${text}`))).toEqual(
      new Set(["mailer: expired shipping"]),
    );
    expect(bad).toHaveLength(MESSAGES / 4);
    expect(good).toHaveLength(MESSAGES - MESSAGES / 4);
    const oddTraces = [...bad, ...good].every(({ traceId }) => Number.parseInt(traceId, 16) % 2 === 1);
    expect(oddTraces).toBe(true);
  });

  it("go by how long the consumer took, as the edge's durations do", async () => {
    const asked = { tenant: 1, subject: EDGE, window, thresholdSeconds: 0.5, mostBad: 20, mostGood: 20 };
    const { bad } = await sampleRequests(ingest.store, { ...asked, withinMs: 20_000 });
    expect(bad.map(({ durationMs }) => durationMs)).toEqual(Array.from({ length: MESSAGES / 4 }, () => 900));
  });

  it("are found where the consumer goes on in its producer's trace, though sending the message did not fail", async () => {
    const subject: SloSubject = { kind: "edge", client: "billing", server: "mailer" };
    const asked = { tenant: 1, subject, window, mostBad: 5, mostGood: 5, withinMs: 20_000 };
    const { bad, good } = await sampleRequests(ingest.store, asked);
    expect(bad.map(({ traceId, message: text }) => [traceId, text])).toEqual([[traceIdOf(201), "expired billing"]]);
    expect(good.map(({ traceId }) => traceId)).toEqual([traceIdOf(202)]);
  });

  it("show an alert on the edge what fails", async () => {
    const labels = { alertname: "MailFails", client: "shipping", server: "mailer" };
    const { exemplars } = await gatherEvidence(ingest.store, {
      ...{ tenant: 1, labels, window, nowMs: NOW_MS, withinMs: 20_000 },
    });
    expect(exemplars.map(({ why }) => why)).toEqual(["worst", "typical"]);
    for (const one of exemplars) {
      expect(one).toMatchObject({ service: "mailer", spanName: "process mail", message: "expired shipping" });
    }
  });
});
