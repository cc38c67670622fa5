/**
 * The contract of a receiver, as the Collector's checker states it: every item carries an id of its own; whatever mixture of
 * success, passing and permanent trouble the store gives, and with a client that sends again what it may send again,
 *   sent = stored + dropped for good,   nothing twice, nothing lost.
 * Source: opentelemetry-collector receiver/receivertest/contract_checker.go.
 */
import { afterEach, describe, expect, it } from "vitest";
import { DomainError } from "../errors.ts";
import { readTraces } from "../otlp/readTraces.ts";
import type { Flush, TelemetryStore, TelemetryWriter } from "../store/telemetryStore.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { randomTraceId, spanOf, tracesRequest } from "../testing/telemetry.ts";

const REQUESTS = 150;
const SENDERS = 8;
let ingest: RunningIngest;
afterEach(() => ingest?.stop());

/** Fails flushes at random for the time being; a flush that holds a span named "never" fails always. */
function moody(passingTrouble: number) {
  const never = (flush: Flush) => flush.requests.some(({ columns }) => Buffer.from(columns.bytes).includes("never"));
  return (store: TelemetryStore): TelemetryWriter => ({
    append(flush) {
      if (never(flush)) return Promise.reject(new DomainError("INVALID", "never"));
      if (Math.random() < passingTrouble) return Promise.reject(new DomainError("UNAVAILABLE", "not now"));
      return store.append(flush);
    },
    readRecentRequestHashes: (scope) => store.readRecentRequestHashes(scope),
    appendTally: () => Promise.resolve(),
  });
}

/** Sends like an SDK: again after 503, never again after any other refusal. Resolves to true when stored. */
async function deliver(body: Uint8Array): Promise<boolean> {
  for (;;) {
    const response = await fetch(`${ingest.url}/v1/traces`, {
      method: "POST",
      body: body as BodyInit,
      headers: { "content-type": "application/x-protobuf" },
    });
    await response.arrayBuffer();
    if (response.status !== 503) return response.status === 200;
    await new Promise((done) => setTimeout(done, 20 + Math.random() * 60));
  }
}

describe.each([
  ["always well", 0, 0],
  ["half of the flushes fail for the time being", 0.5, 0],
  ["half of the requests can never be stored", 0, 0.5],
  ["a third each", 0.33, 0.33],
])("when it is %s", (_, passing, permanent) => {
  it("sent is stored plus dropped", async () => {
    ingest = await runIngest({ between: moody(passing), expectDefects: true });
    const requests = Array.from({ length: REQUESTS }, () => {
      const traceId = randomTraceId();
      const name = Math.random() < permanent ? "never" : "some time";
      return { traceId, name, body: tracesRequest([spanOf({ traceId, name }), spanOf({ traceId })]) };
    });
    const queue = [...requests];
    const delivered = new Map<string, boolean>();
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        for (let next = queue.pop(); next; next = queue.pop()) delivered.set(next.traceId, await deliver(next.body));
      }),
    );
    for (const { traceId, name } of requests) {
      const bytes = await ingest.store.readTrace({ tenant: 1, traceId });
      const spans = bytes ? readTraces(bytes).flatMap((group) => group.scopeSpans.flatMap((scope) => scope.spans)) : [];
      const wanted = name === "never" ? 0 : 2;
      expect([delivered.get(traceId), spans.length]).toEqual([wanted > 0, wanted]);
    }
    expect(ingest.role.status().inFlightBytes).toBe(0);
  });
});
