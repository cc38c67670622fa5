/**
 * A small system in two regions, told after the fact: in each, `front` calls `pay` every two seconds for a quarter of an hour; for four
 * minutes of it `pay` fails half of them in eu-west, and nowhere else. Names carry a random part.
 */
import { randomBytes } from "node:crypto";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { createSender, theProduct } from "./sdkSender.ts";

export interface TwoRegions {
  readonly front: string;
  readonly pay: string;
  readonly startMs: number;
  /** The stretch in which it fails. */
  readonly failsFromMs: number;
  readonly failsUntilMs: number;
  readonly endMs: number;
}

const MINUTE_MS = 60_000;
const EVERY_MS = 2_000;
const REGIONS = ["eu-west", "us-east"];

export async function sendTwoRegions(nowMs: number): Promise<TwoRegions> {
  const mark = randomBytes(3).toString("hex");
  const startMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - 20 * MINUTE_MS;
  const failsFromMs = startMs + 9 * MINUTE_MS;
  const sent = {
    ...{ front: `front-${mark}`, pay: `pay-${mark}`, startMs, failsFromMs },
    ...{ failsUntilMs: failsFromMs + 4 * MINUTE_MS, endMs: startMs + 16 * MINUTE_MS },
  };
  await Promise.all(REGIONS.map((region) => sendRegion(region, sent)));
  return sent;
}

async function sendRegion(region: string, sent: TwoRegions): Promise<void> {
  const more = { "cloud.region": region };
  const front = createSender(sent.front, "http/protobuf", theProduct(), more);
  const pay = createSender(sent.pay, "http/protobuf", theProduct(), more);
  for (let atMs = sent.startMs, n = 0; atMs < sent.endMs; atMs += EVERY_MS, n++) {
    const isFailing = region === "eu-west" && atMs >= sent.failsFromMs && atMs < sent.failsUntilMs && n % 2 === 0;
    const at = { startTime: atMs };
    const root = front.tracer.startSpan("POST /orders", { kind: SpanKind.SERVER, ...at }, ROOT_CONTEXT);
    const call = front.tracer.startSpan("pay", { kind: SpanKind.CLIENT, ...at }, front.below(root));
    const served = pay.tracer.startSpan("POST /pay", { kind: SpanKind.SERVER, ...at }, pay.below(call));
    if (isFailing) served.setStatus({ code: SpanStatusCode.ERROR, message: "the card network does not answer" });
    served.end(atMs + 40);
    call.end(atMs + 45);
    root.end(atMs + 50);
  }
  await Promise.all([front.flush(), pay.flush()]);
}
