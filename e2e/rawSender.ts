/**
 * Telemetry that no SDK would send, as OTLP/JSON: spans with the ids, parents and times that a test asks for.
 */
import { randomBytes } from "node:crypto";
import { product } from "./product.ts";

export interface RawSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** Milliseconds after the trace's start. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind?: number;
  readonly service?: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

export const randomTraceId = () => randomBytes(16).toString("hex");
/** A span id made from a small number. */
export const spanId = (n: number) => n.toString(16).padStart(16, "0");

/** Sends these spans as one trace that starts at `atMs`; resolves its id when they were acknowledged without a rejection. */
export async function sendTrace(
  spans: readonly RawSpan[],
  atMs: number,
  usually = "broken",
  traceId = randomTraceId(),
): Promise<string> {
  const nano = (offsetMs: number) => `${BigInt(Math.round((atMs + offsetMs) * 1000)) * 1000n}`;
  const services = [...new Set(spans.map((span) => span.service ?? usually))];
  const resourceSpans = services.map((service) => ({
    resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: spans
          .filter((span) => (span.service ?? usually) === service)
          .map(({ fromMs, toMs, kind = 2, service: _, ...span }) => ({
            ...span,
            traceId,
            kind,
            startTimeUnixNano: nano(fromMs),
            endTimeUnixNano: nano(toMs),
          })),
      },
    ],
  }));
  const answer = await postTraces({ resourceSpans });
  const body = await answer.text();
  if (answer.status !== 200 || body.includes("rejected")) throw new Error(`not taken in: ${answer.status} ${body}`);
  return traceId;
}

export const postTraces = (body: object, headers: Record<string, string> = {}, url = product().otlpHttpUrl) =>
  fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
