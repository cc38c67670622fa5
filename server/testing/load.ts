/**
 * A sender that never stops by itself: small OTLP/JSON requests, one trace each, in parallel, with the trace ids that were
 * acknowledged kept apart, so that a test can kill something and then ask for every one of them.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

export interface Load {
  /** Trace ids (hex) whose request was answered 200. */
  readonly acknowledged: readonly string[];
  /** Resolves when as many more were acknowledged. Rejects after 20 s. */
  acknowledge(more: number): Promise<void>;
  /** Sends no more; resolves when nothing is in flight. */
  stop(): Promise<void>;
}

function requestOf(traceId: string): string {
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: 20 }, (_, i) => ({
    traceId,
    spanId: randomBytes(8).toString("hex"),
    name: `step ${i}`,
    kind: 1,
    startTimeUnixNano: String(now - 5_000_000n),
    endTimeUnixNano: String(now),
    attributes: [{ key: "filler", value: { stringValue: randomBytes(60).toString("base64") } }],
  }));
  const attributes = [{ key: "service.name", value: { stringValue: "load" } }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: {}, spans }] }] });
}

/** Sends to this OTLP/HTTP address with `senders` requests in flight. */
export function startLoad(otlpHttpUrl: string, senders = 6): Load {
  const acknowledged: string[] = [];
  let over = false;
  const send = async () => {
    while (!over) {
      const traceId = randomBytes(16).toString("hex");
      try {
        const response = await fetch(`${otlpHttpUrl}/v1/traces`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: requestOf(traceId),
        });
        await response.text();
        if (response.ok) acknowledged.push(traceId);
        else await delay(20);
      } catch {
        await delay(20);
      }
    }
  };
  const sending = Promise.all(Array.from({ length: senders }, send));
  return {
    acknowledged,
    acknowledge: async (more) => {
      const goal = acknowledged.length + more;
      const end = performance.now() + 20_000;
      while (acknowledged.length < goal) {
        if (performance.now() > end)
          throw new Error(`only ${acknowledged.length} of ${goal} requests were acknowledged`);
        await delay(10);
      }
    },
    stop: async () => {
      over = true;
      await sending;
    },
  };
}
