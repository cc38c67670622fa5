/**
 * Orders of a small shop, as telemetry: `web` answers each with a call to `payments`, which asks its database. Every fifth fails in
 * payments. Spans lie at the instant asked for; logs and metrics go with them. Names carry a random part, so that tests which share
 * the product do not count each other's requests.
 */
import { randomBytes } from "node:crypto";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { createSender, type Destination, type Transport, theProduct } from "./sdkSender.ts";

export interface Shop {
  readonly web: string;
  readonly payments: string;
  /** Ids of the orders' traces, in the order of their start. */
  readonly traceIds: readonly string[];
  readonly failedTraceIds: readonly string[];
  /** The clock of an address that shows all of its orders: a minute after the first, five minutes back. */
  readonly clock: string;
  /** Words of a log record that no other shop writes. */
  readonly logWord: string;
}

export const ORDER_COUNT = 10;
const STEP_MS = 10_000;
/** An instant whose orders are all in the past, at the start of the finest tier's bucket. */
export const aMinuteAgo = () => Math.floor((Date.now() - 70_000) / STEP_MS) * STEP_MS;
/** RFC 3339 to the second, as `?at=` has it. */
export const instant = (unixMs: number): string => new Date(unixMs).toISOString().replace(/\.\d+Z$/, "Z");
const isFailing = (order: number) => order % 5 === 4;
type Sender = ReturnType<typeof createSender>;

/** Places one order at `startMs`; it takes `40 + 10 * order` ms. */
function placeOrder(web: Sender, payments: Sender, order: number, startMs: number, logWord: string): string {
  const endMs = startMs + 40 + 10 * order;
  const failing = isFailing(order);
  const root = web.tracer.startSpan(
    "POST /orders",
    {
      kind: SpanKind.SERVER,
      startTime: startMs,
      attributes: {
        "http.route": "/orders",
        "order.number": order,
        "order.label": String(order),
        "order.vip": failing,
      },
    },
    ROOT_CONTEXT,
  );
  const call = web.tracer.startSpan("pay", { kind: SpanKind.CLIENT, startTime: startMs + 5 }, web.below(root));
  const served = payments.tracer.startSpan(
    "POST /payments",
    {
      kind: SpanKind.SERVER,
      startTime: startMs + 8,
      attributes: { "payment.amount": 12.5, "payment.methods": ["card", "voucher"] },
      links: [{ context: root.spanContext() }],
    },
    payments.below(call),
  );
  const query = payments.tracer.startSpan(
    "SELECT payments",
    {
      kind: SpanKind.CLIENT,
      startTime: startMs + 10,
      attributes: { "db.system.name": "postgresql", "db.namespace": "ledger" },
    },
    payments.below(served),
  );
  query.end(startMs + 20);
  served.addEvent("card checked", { "card.kind": "debit" }, startMs + 22);
  payments.logger.emit({
    timestamp: startMs + 25,
    severityNumber: failing ? SeverityNumber.ERROR : SeverityNumber.INFO,
    severityText: failing ? "ERROR" : "INFO",
    body: failing ? `${logWord} card declined` : `${logWord} paid order ${order}`,
    attributes: { "order.number": order },
    context: payments.below(served),
  });
  if (failing) {
    const error = new TypeError("card declined by issuer");
    error.stack = `TypeError: ${error.message}\n    at charge (issuer.js:7:3)`;
    served.recordException(error, startMs + 26);
    served.setStatus({ code: SpanStatusCode.ERROR, message: "card declined by issuer" });
  }
  served.end(endMs - 8);
  call.end(endMs - 5);
  root.end(endMs);
  return root.spanContext().traceId;
}

/** Sends a shop's orders, one second apart from `atMs` on. Resolves when all three signals were acknowledged. */
export async function sendShop(transport: Transport, atMs: number, to: Destination = theProduct()): Promise<Shop> {
  const mark = randomBytes(3).toString("hex");
  const [web, payments] = [`web-${mark}`, `payments-${mark}`].map((name) => createSender(name, transport, to));
  if (!web || !payments) throw new Error("two senders were made");
  const logWord = `ledger${mark}`;
  const orders = Array.from({ length: ORDER_COUNT }, (_, order) => order);
  const counter = web.meter.createCounter("shop.orders", { unit: "{order}" });
  const amounts = payments.meter.createHistogram("shop.payment.duration", { unit: "s" });
  const traceIds = orders.map((order) => {
    counter.add(1, { "order.vip": isFailing(order) });
    amounts.record(0.04 + order / 100);
    return placeOrder(web, payments, order, atMs + order * 1000, logWord);
  });
  await Promise.all([web.flush(), payments.flush()]);
  const failedTraceIds = traceIds.filter((_, order) => isFailing(order));
  return {
    web: web.service,
    payments: payments.service,
    traceIds,
    failedTraceIds,
    logWord,
    clock: `at=${instant(atMs + 60_000)}&window=5m`,
  };
}
