/**
 * Bodies lie in buffers that are used again: what is stored is what was sent, byte for byte, also when flushes fail and are tried
 * again while other requests come and go.
 */
import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { DomainError } from "../errors.ts";
import { readTraces } from "../otlp/readTraces.ts";
import type { TelemetryStore, TelemetryWriter } from "../store/telemetryStore.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { randomTraceId, spanOf, tracesRequest } from "../testing/telemetry.ts";
import { DerivedNames } from "./deriveNames.ts";

const SENDERS = 6;
const REQUESTS_EACH = 6;
const SPANS = 40;
let ingest: RunningIngest;
afterAll(() => ingest?.stop());

/** Every third flush fails for the time being. */
function faltering(store: TelemetryStore): TelemetryWriter {
  let turn = 0;
  return {
    prepare: (flush) => store.prepare?.(flush) ?? Promise.resolve(),
    append: (flush) =>
      turn++ % 3 === 0 ? Promise.reject(new DomainError("UNAVAILABLE", "not now")) : store.append(flush),
    readRecentRequestHashes: (scope) => store.readRecentRequestHashes(scope),
    appendTally: () => Promise.resolve(),
  };
}

/** Some 200 KB that look like no other request's. */
function largeRequest() {
  const traceId = randomTraceId();
  const texts = Array.from({ length: SPANS }, () => randomBytes(2_500).toString("hex"));
  const spans = texts.map((value) =>
    spanOf({ traceId, attributes: [{ key: "text", value: { type: "string", value } }] }),
  );
  return { traceId, texts, body: tracesRequest(spans) };
}

async function deliver(body: Uint8Array): Promise<void> {
  for (;;) {
    const response = await fetch(`${ingest.url}/v1/traces`, {
      method: "POST",
      body: body as BodyInit,
      headers: { "content-type": "application/x-protobuf" },
    });
    await response.arrayBuffer();
    if (response.status === 200) return;
    expect(response.status).toBe(503);
  }
}

describe("bodies in buffers that are used again", () => {
  it("are stored as they were sent, whatever comes beside and after them", async () => {
    ingest = await runIngest({ between: faltering, expectDefects: true });
    const sent: ReturnType<typeof largeRequest>[] = [];
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        for (let i = 0; i < REQUESTS_EACH; i++) {
          const request = largeRequest();
          sent.push(request);
          await deliver(request.body);
        }
      }),
    );
    for (const { traceId, texts } of sent) {
      const bytes = await ingest.store.readTrace({ tenant: 1, traceId });
      const spans = bytes ? readTraces(bytes).flatMap((group) => group.scopeSpans.flatMap((scope) => scope.spans)) : [];
      const stored = spans.map(({ attributes }) => attributes.find(({ key }) => key === "text")?.value);
      expect(new Set(stored.map((value) => (value?.type === "string" ? value.value : null)))).toEqual(new Set(texts));
    }
  }, 60_000);

  it("do not live on in the resources that were seen in them", () => {
    // Resource { attributes: service.name = "a" }, in the middle of a large request.
    const message = Buffer.from("0a110a0c736572766963652e6e616d6512030a0161", "hex");
    const request = Buffer.alloc(100_000);
    message.copy(request, 50_000);
    const names = new DerivedNames(0);
    const known = names.resourceOf(request, { at: 50_000, end: 50_000 + message.length, schemaUrl: "" });
    request.fill(0xff);
    expect(Buffer.from(known.bytes).equals(message)).toBe(true);
    expect(known.bytes.buffer.byteLength).toBe(message.length);
  });
});
