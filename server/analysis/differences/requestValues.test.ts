/** A request of a trace as flat attributes, the span to look at in it, and what differs as a sentence. */
import { describe, expect, it } from "vitest";
import { SpanKind, StatusCode } from "../../model/span.ts";
import { attributesOf, NOON_MS, resourceOf, spanIdOf, spanOf } from "../../testing/builders.ts";
import { failingRow, slowestRow } from "../failingRow.ts";
import { rowOfSpan, wholeTrace } from "../wholeTrace.ts";
import type { AttributeDifferences, Difference } from "./attributeDifferences.ts";
import { differenceSentence, valueWords } from "./differenceSentence.ts";
import { requestValues } from "./requestValues.ts";

const ERROR = { code: StatusCode.ERROR, message: "no e-mail" };
interface Part {
  readonly service: string;
  readonly name: string;
  readonly parent?: number;
  readonly at: number;
  readonly ms: number;
  readonly failed?: boolean;
  readonly attributes?: Readonly<Record<string, string | number | bigint | boolean>>;
}

/** Spans 1, 2, 3 ... of one trace, as given. */
function traceOf(...parts: readonly Part[]) {
  return wholeTrace(
    parts.map(({ service, name, parent, at, ms, failed, attributes = {} }, i) => ({
      resource: resourceOf(service, { "service.version": `${service} 1`, "cloud.region": "eu-west" }).attributes,
      span: spanOf({
        ...{ spanId: spanIdOf(i + 1), parentSpanId: parent ? spanIdOf(parent) : null, name },
        ...{ startMs: NOON_MS + at, durationMs: ms, kind: SpanKind.SERVER },
        ...{ attributes: attributesOf(attributes), ...(failed && { status: ERROR }) },
      }),
    })),
  );
}

/** gateway -> checkout -> payments (fails at its database), then checkout asks mailer to tell of it. */
const failed = traceOf(
  { service: "gateway", name: "POST /checkout", at: 0, ms: 100, failed: true, attributes: { "client.kind": "app" } },
  { service: "checkout", name: "place", parent: 1, at: 5, ms: 80, failed: true, attributes: { "cart.items": 3n } },
  { service: "checkout", name: "price", parent: 2, at: 6, ms: 4, failed: true, attributes: { "error.type": "cache" } },
  { service: "payments", name: "charge", parent: 2, at: 20, ms: 40, failed: true, attributes: { method: "card" } },
  { service: "payments", name: "select", parent: 4, at: 25, ms: 30, failed: true, attributes: { vip: true } },
  { service: "mailer", name: "apologise", parent: 2, at: 70, ms: 5 },
);
const spanAt = (row: number | null) => failed.spans[failed.tree.span[row ?? -1] ?? -1]?.span.name;

describe("the row to look at", () => {
  it("is the first failure below which nothing failed and which went up to the request", () => {
    expect(spanAt(failingRow(failed.columns, failed.tree, 0))).toBe("price");
    const handled = traceOf(
      { service: "checkout", name: "place", at: 0, ms: 100, failed: true },
      { service: "cart", name: "lock", parent: 1, at: 1, ms: 20 },
      { service: "cart", name: "try", parent: 2, at: 2, ms: 3, failed: true },
      { service: "payments", name: "charge", parent: 1, at: 30, ms: 40, failed: true },
    );
    const row = failingRow(handled.columns, handled.tree, 0) ?? -1;
    expect(handled.spans[handled.tree.span[row] ?? -1]?.span.name).toBe("charge");
  });

  it("looks below the request only, and finds none where nothing failed", () => {
    expect(spanAt(failingRow(failed.columns, failed.tree, rowOfSpan(failed, 3)))).toBe("select");
    expect(failingRow(failed.columns, failed.tree, rowOfSpan(failed, 5))).toBeNull();
  });

  it("is of a slow request the span with most of the critical path", () => {
    expect(spanAt(slowestRow(failed.columns, failed.tree, rowOfSpan(failed, 3)))).toBe("select");
  });
});

describe("values of a request", () => {
  const values = requestValues(failed, rowOfSpan(failed, 1), rowOfSpan(failed, 3));

  it("have its own attributes bare and those around and below with their service", () => {
    expect(values.get("cart.items")).toEqual([3]);
    expect(values.get("service.version")).toEqual(["checkout 1"]);
    expect(values.get("operation")).toEqual(["place"]);
    expect(values.get("gateway.client.kind")).toEqual(["app"]);
    expect(values.get("payments.version")).toEqual(["payments 1"]);
    expect(values.get("payments.operation")).toEqual(["select"]);
    expect(values.get("payments.vip")).toEqual(["true"]);
    expect(values.get("checkout.price.duration")).toEqual([4]);
    expect(values.has("payments.charge.duration")).toBe(false);
  });

  it("leave out how it failed, and what began after it had failed", () => {
    expect([...values.keys()].filter((key) => /error|mailer/.test(key))).toEqual([]);
    expect(requestValues(failed, rowOfSpan(failed, 1), null).get("mailer.operation")).toEqual(["apologise"]);
  });
});

describe("the sentence", () => {
  const row = (key: string, text: string, badRatio: number, goodRatio: number): Difference => ({
    ...{
      key,
      test: { kind: "is", text, type: "string" },
      bad: badRatio * 100,
      good: goodRatio * 100,
      badRatio,
      goodRatio,
    },
    ...{ leastGap: 0.5, same: [], relation: null, badExample: null, goodExample: null },
  });
  const of = (...differences: Difference[]): AttributeDifferences => ({
    ...{ badCount: 100, goodCount: 100, differences, lacking: [], alikeCount: 0 },
  });

  it("says what every bad request has and few good ones", () => {
    const version = row("payments.version", "2.14.1", 1, 0.08);
    const region = row("cloud.region", "eu-west", 1, 0.33);
    const method = row("payment.method", "saved_card", 1, 0.39);
    expect(differenceSentence(of(version, region, row("user.kind", "returning", 0.97, 0.62)))).toBe(
      "Every bad request goes through payments 2.14.1 in eu-west.",
    );
    expect(differenceSentence(of(version, method, region))).toBe(
      "Every bad request goes through payments 2.14.1, with payment.method saved_card, in eu-west.",
    );
    expect(differenceSentence(of(row("payment.method", "saved_card", 0.93, 0.1)))).toBe(
      "Nearly every bad request has payment.method saved_card.",
    );
  });

  it("finds the verb that fits", () => {
    expect(differenceSentence(of(row("cloud.region", "ap-south", 1, 0)))).toBe(
      "Every bad request is served in ap-south.",
    );
    expect(differenceSentence(of(row("operation", "POST /pay", 1, 0)))).toBe("Every bad request goes to POST /pay.");
    const slow = { ...row("db.select cards.duration", "", 0.7, 0.1), test: { kind: "over", number: 100 } as const };
    expect(differenceSentence(of({ ...slow, badRatio: 1, bad: 100 }))).toBe(
      "Every bad request spends over 100 ms in select cards of db.",
    );
    expect(differenceSentence(of(slow))).toBe(
      "70 % of bad requests spend over 100 ms in select cards of db, and 10 % of good ones.",
    );
  });

  it("gives the numbers of what most of them have", () => {
    expect(differenceSentence(of(row("payments.version", "2.14.1", 0.78, 0.08)))).toBe(
      "78 % of bad requests go through payments 2.14.1, and 8 % of good ones.",
    );
  });

  it("says nothing where nothing is in most of them and few good ones", () => {
    expect(differenceSentence(of(row("payments.version", "2.14.1", 0.45, 0.08)))).toBeNull();
    expect(differenceSentence(of())).toBeNull();
    expect(differenceSentence(of(row("cloud.region", "eu-west", 1, 0.62)))).toBeNull();
  });

  it("writes numbers as people say them", () => {
    expect(valueWords({ key: "cart.lines", test: { kind: "atLeast", number: 8 } })).toBe("8 or more");
    expect(valueWords({ key: "cart.lines", test: { kind: "below", number: 8 } })).toBe("7 or less");
    expect(valueWords({ key: "db.pool.wait_ms", test: { kind: "over", number: 100 } })).toBe("over 100 ms");
    expect(valueWords({ key: "db.select.duration", test: { kind: "over", number: 1500 } })).toBe("over 1.5 s");
    expect(valueWords({ key: "a.duration", test: { kind: "is", text: "1000", type: "number" } })).toBe("1 s");
    expect(valueWords({ key: "bytes", test: { kind: "upTo", number: 12_500.5 } })).toBe("under 12,500.5");
  });
});
