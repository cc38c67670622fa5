/** What the console asks, asked over HTTP as the browser does: tRPC questions (several in one request), and traces by id. */
import { randomBytes } from "node:crypto";
import { parseSpanId, parseTraceId } from "../server/model/ids.ts";
import { writeTraces } from "../server/otlp/writeTraces.ts";
import type { Product } from "./product.ts";

/** Asks these procedures in one request. Throws with the first refusal. */
export async function ask(product: Product, questions: Readonly<Record<string, object>>): Promise<unknown[]> {
  const input = JSON.stringify(Object.fromEntries(Object.values(questions).map((one, i) => [i, one])));
  const url = `${product.webUrl}/api/trpc/${Object.keys(questions).join(",")}?batch=1&input=${encodeURIComponent(input)}`;
  const answers = (await (await fetch(url)).json()) as { result?: { data: unknown }; error?: { message: string } }[];
  return answers.map(({ result, error }) => {
    if (!result) throw new Error(`The console refused a question: ${error?.message ?? "no answer"}`);
    return result.data;
  });
}

/** True when there is such a trace. */
export async function hasTrace(product: Product, traceId: string): Promise<boolean> {
  const answer = await fetch(`${product.webUrl}/api/tempo/api/v2/traces/${traceId}`);
  await answer.arrayBuffer();
  return answer.ok;
}

/** The window of these last minutes. */
export const lastMinutes = (minutes: number) => ({ startMs: Date.now() - minutes * 60_000, endMs: Date.now() + 1_000 });

interface TraceOptions {
  readonly traceId: string;
  readonly service: string;
  readonly spans: number;
}

const idOf = (n: number) => {
  const id = parseSpanId(n.toString(16).padStart(16, "0"));
  if (!id) throw new Error("No span id is all zero.");
  return id;
};
const NOTHING = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const text = (key: string, value: string) => ({ key, value: { type: "string", value } as const });

export const randomTraceId = () => randomBytes(16).toString("hex");

/** One trace as a tree of four children each, from seven services when it is large, ending now. As requests of 5,000 spans. */
export function traceRequests({ traceId, service, spans }: TraceOptions): Uint8Array[] {
  const id = parseTraceId(traceId);
  if (!id) throw new Error("No such trace id.");
  const startNano = BigInt(Date.now() - 5_000) * 1_000_000n;
  const spanOf = (i: number) => ({
    traceId: id,
    spanId: idOf(i + 1),
    parentSpanId: i === 0 ? null : idOf(Math.floor((i - 1) / 4) + 1),
    traceState: "",
    flags: 257,
    name: i % 3 === 0 ? `GET /api/step/${i % 40}` : `SELECT orders.${i % 25}`,
    kind: i % 3 === 0 ? 2 : 3,
    startTimeUnixNano: startNano + BigInt(i * 10_000),
    endTimeUnixNano: startNano + (i === 0 ? 4_000_000_000n : BigInt(i * 10_000 + 2_000_000 + (i % 17) * 300_000)),
    attributes: [
      text("http.route", `/api/step/${i % 40}`),
      text("enduser.id", `user-${i}`),
      text("thread.name", "main"),
    ],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: i % 97 === 0 ? { code: 2, message: "deadline exceeded" } : { code: 0, message: "" },
  });
  const requests: Uint8Array[] = [];
  for (let from = 0; from < spans; from += 5_000) {
    const part = Array.from({ length: Math.min(5_000, spans - from) }, (_, i) => spanOf(from + i));
    const groups = Array.from({ length: spans > 100 ? 7 : 1 }, (_, i) => ({
      resource: { ...NOTHING, attributes: [text("service.name", spans > 100 ? `${service}-${i}` : service)] },
      scopeSpans: [
        {
          scope: { ...NOTHING, name: "bench", version: "1" },
          spans: part.filter((_, at) => spans <= 100 || at % 7 === i),
        },
      ],
    }));
    requests.push(writeTraces(groups).slice());
  }
  return requests;
}

/** Sends these requests; resolves when all were acknowledged. Throws when one is not. */
export async function sendTraces(product: Product, requests: readonly Uint8Array[]): Promise<void> {
  for (const request of requests) {
    const headers = { "content-type": "application/x-protobuf" };
    const body = Buffer.from(request);
    const answer = await fetch(`${product.otlpUrl}/v1/traces`, { method: "POST", headers, body });
    const words = await answer.text();
    if (!answer.ok) throw new Error(`A request was refused with ${answer.status}: ${words.slice(0, 200)}`);
  }
}
