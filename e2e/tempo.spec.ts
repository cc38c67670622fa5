/** Tempo's trace by id, as Grafana asks for it: what the SDK sent comes out again, equal. */
import type { APIResponse } from "@playwright/test";
import generated from "otlp-generated/build/src/generated/root.js";
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, test } from "./test.ts";

interface Value {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly Value[] };
}
interface JsonSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly { readonly key: string; readonly value: Value }[];
  readonly events?: readonly { readonly name: string }[];
  readonly links?: readonly { readonly traceId: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}
interface JsonTrace {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: Value }[] };
    readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly JsonSpan[] }[];
  }[];
}

/** The generated module's own types stop at its root. */
const { ExportTraceServiceRequest } = (
  generated as unknown as {
    opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: TraceDecoder } } } } };
  }
).opentelemetry.proto.collector.trace.v1;
interface TraceDecoder {
  decode(bytes: Uint8Array): {
    resourceSpans: { scopeSpans: { spans: { name: string; spanId: Uint8Array }[] }[] }[];
  };
}

let atMs: number;
let shop: Shop;
test.beforeAll(async () => {
  atMs = aMinuteAgo();
  shop = await sendShop("http/json", atMs);
});

const path = (id: string | undefined, version = "/v2") => `/api/tempo/api${version}/traces/${id}`;
const spansOf = ({ resourceSpans }: JsonTrace) =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ resource, scope, span }))),
  );

async function traceOf(response: APIResponse): Promise<JsonTrace> {
  expect(response.status()).toBe(200);
  return ((await response.json()) as { trace: JsonTrace }).trace;
}

test("JSON has every span with its ids, name, kind, times to the nanosecond and typed attributes", async ({
  request,
}) => {
  const spans = spansOf(await traceOf(await request.get(path(shop.traceIds[4]))));
  expect(spans.map(({ span }) => `${span.name} ${span.kind}`).sort()).toEqual(
    ["POST /orders 2", "POST /payments 2", "SELECT payments 3", "pay 3"].sort(),
  );
  const named = (name: string) => {
    const found = spans.find(({ span }) => span.name === name);
    if (!found) throw new Error(`no span ${name}`);
    return found;
  };
  const [root, call, served] = [named("POST /orders"), named("pay"), named("POST /payments")];
  for (const { span } of spans) expect(span.traceId).toBe(shop.traceIds[4]);
  expect(root.span.parentSpanId ?? "").toBe("");
  expect(call.span.parentSpanId).toBe(root.span.spanId);
  expect(served.span.parentSpanId).toBe(call.span.spanId);
  expect(root.span.startTimeUnixNano).toBe(`${BigInt(atMs + 4000) * 1_000_000n}`);
  expect(root.span.endTimeUnixNano).toBe(`${BigInt(atMs + 4080) * 1_000_000n}`);
  expect(root.span.attributes).toEqual([
    { key: "http.route", value: { stringValue: "/orders" } },
    { key: "order.number", value: { intValue: "4" } },
    { key: "order.label", value: { stringValue: "4" } },
    { key: "order.vip", value: { boolValue: true } },
  ]);
  expect(served.span.attributes).toEqual([
    { key: "payment.amount", value: { doubleValue: 12.5 } },
    {
      key: "payment.methods",
      value: { arrayValue: { values: [{ stringValue: "card" }, { stringValue: "voucher" }] } },
    },
  ]);
  expect(served.span.status).toEqual({ code: 2, message: "card declined by issuer" });
  expect(served.span.events?.map(({ name }) => name)).toEqual(["card checked", "exception"]);
  expect(served.span.links?.map(({ traceId }) => traceId)).toEqual([shop.traceIds[4]]);
  expect(served.scope.name).toBe("e2e");
  expect(served.resource.attributes).toContainEqual({ key: "service.name", value: { stringValue: shop.payments } });
});

test("protobuf comes when Accept asks for it, and has the same spans", async ({ request }) => {
  const response = await request.get(path(shop.traceIds[3]), { headers: { accept: "application/protobuf" } });
  expect(response.headers()["content-type"]).toBe("application/protobuf");
  const bytes = await response.body();
  // TraceByIDResponse: field 1 is the trace, which has the form of an ExportTraceServiceRequest. Its length is a varint.
  expect(bytes[0]).toBe(0x0a);
  let start = 1;
  while ((bytes[start] ?? 0) & 0x80) start++;
  const decoded = ExportTraceServiceRequest.decode(bytes.subarray(start + 1));
  const names = (spans: { name: string; id: string }[]) => spans.map(({ name, id }) => `${id} ${name}`).sort();
  const fromProtobuf = decoded.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(({ name, spanId }) => ({ name, id: Buffer.from(spanId).toString("hex") }));
  const fromJson = spansOf(await traceOf(await request.get(path(shop.traceIds[3])))).map(({ span }) => ({
    name: span.name,
    id: span.spanId,
  }));
  expect(fromProtobuf).toHaveLength(4);
  expect(names(fromProtobuf)).toEqual(names(fromJson));
});

test("version 1 answers the trace itself", async ({ request }) => {
  const body = (await (await request.get(path(shop.traceIds[3], ""))).json()) as JsonTrace & { batches: unknown[] };
  expect(spansOf(body)).toHaveLength(4);
  expect(body.batches).toHaveLength(body.resourceSpans.length);
});

test("what is no trace id is 400, a trace that is not kept 404, each with a sentence", async ({ request }) => {
  const wrong = await request.get(path("not-an-id"));
  expect(wrong.status()).toBe(400);
  expect(((await wrong.json()) as { message: string }).message).toContain("hexadecimal");
  const unknown = await request.get(path("ab".repeat(16)));
  expect(unknown.status()).toBe(404);
  expect(((await unknown.json()) as { message: string }).message).toMatch(/never arrived, or retention dropped it/);
});
