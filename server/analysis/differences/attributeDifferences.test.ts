/** What differs between bad and good requests: worked examples, then the properties that make the ranking one to rely on. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeDifferences } from "./attributeDifferences.ts";
import { cutsOf } from "./cutNumbers.ts";
import { leastGap, strictness, wilson } from "./proportions.ts";
import type { RequestValue, SampledRequest } from "./request.ts";

let made = 0;
function request(values: Readonly<Record<string, RequestValue>>): SampledRequest {
  const id = String(++made).padStart(32, "0");
  const list = Object.entries(values).map(([key, value]) => [key, [value]] as const);
  return { traceId: id, spanId: id.slice(16), startMs: made * 10, durationMs: 5, values: new Map(list) };
}
/** Steady numbers 0..1 by a seed (mulberry32). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
/** Requests that differ in nothing: a dozen attributes by chance, an id, a number. */
function plain(next: () => number): Record<string, RequestValue> {
  const values: Record<string, RequestValue> = {};
  for (let key = 0; key < 12; key++) values[`attribute.${key}`] = `value ${Math.floor(next() ** 2 * (key + 2))}`;
  return { ...values, "order.id": `o-${++made}`, "order.number": made, "cart.lines": 1 + Math.floor(next() * 12) };
}
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const keysOf = (list: readonly { readonly key: string }[]) => list.map(({ key }) => key);

describe("the gap that chance leaves", () => {
  it("agrees with Newcombe's published intervals (method 10: 56/70 against 48/80, 9/10 against 3/10)", () => {
    expect(leastGap(56, 70, 48, 80, 1.959964)).toBeCloseTo(0.0524, 4);
    expect(leastGap(9, 10, 3, 10, 1.959964)).toBeCloseTo(0.1705, 4);
    const { low, high } = wilson(0, 10, 1.959964);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.2775, 4);
  });

  it("asks for more, the more is tested", () => {
    expect(strictness(1, 0.05)).toBeGreaterThan(1.96);
    expect(strictness(1_000, 0.05)).toBeGreaterThan(strictness(10, 0.05));
  });
});

describe("a number's cut", () => {
  it("is a round number between the two", () => {
    const slow = times(40, (i) => 131.7 + i * 3.3);
    const fast = times(40, (i) => 1.37 + i * 0.9);
    expect(cutsOf(slow, fast, 40, 40)).toContainEqual({ side: "above", at: 100 });
    expect(cutsOf([8, 9, 12, 8, 10], [1, 2, 3, 5, 7], 5, 5)).toContainEqual({ side: "above", at: 8 });
  });

  it("has few digits where no round number separates them", () => {
    expect(cutsOf([1.62109, 1.7, 1.8], [1.5783, 1.2, 1.1], 3, 3)).toContainEqual({ side: "above", at: 1.6 });
  });

  it("is none where all are equal", () => {
    expect(cutsOf([5, 5], [5], 2, 1)).toEqual([]);
  });
});

describe("attribute differences", () => {
  const bad = times(60, (i) =>
    request({
      "payments.version": "2.14.1",
      "payments.pod.name": i % 2 ? "payments-1" : "payments-2",
      "cloud.region": "eu-west",
      "cloud.zone": i % 2 ? "eu-west-a" : "eu-west-b",
      "payments.build": "b214",
      "db.pool.wait": 120 + i,
      route: "/pay",
      "order.id": `o-${i}`,
    }),
  );
  const good = times(120, (i) =>
    request({
      "payments.version": i % 12 ? "2.13.4" : "2.14.1",
      "payments.pod.name": i % 12 ? "payments-9" : "payments-1",
      "cloud.region": i % 3 ? "us-east" : "eu-west",
      "cloud.zone": i % 3 ? "us-east-a" : i % 2 ? "eu-west-a" : "eu-west-b",
      "payments.build": i % 12 ? "b213" : "b214",
      "db.pool.wait": (i % 50) + 0.5,
      route: "/pay",
      "order.id": `g-${i}`,
      "orders.version": "5.1.0",
    }),
  );
  const found = attributeDifferences(bad, good);

  it("ranks what separates most first, and says each key once", () => {
    const rows = found.differences.map(({ key, test, badRatio, goodRatio }) => [key, test, badRatio, goodRatio]);
    expect(rows[0]).toEqual(["db.pool.wait", { kind: "over", number: 100 }, 1, 0]);
    expect(rows[1]?.slice(0, 3)).toEqual(["payments.version", { kind: "is", text: "2.14.1", type: "string" }, 1]);
    expect(rows[1]?.[3]).toBeCloseTo(1 / 12);
    expect(rows[2]?.[0]).toBe("cloud.region");
    expect(new Set(keysOf(found.differences)).size).toBe(found.differences.length);
  });

  it("merges what the very same requests have, and marks what lies within or around another", () => {
    const version = found.differences.find(({ key }) => key === "payments.version");
    expect(version?.same.map(({ key }) => key)).toEqual(["payments.build"]);
    const relation = (key: string) => found.differences.find((one) => one.key === key)?.relation;
    expect(relation("cloud.region")).toEqual({ kind: "wider", of: "payments.version" });
    expect(relation("payments.pod.name")).toEqual({ kind: "narrower", of: "payments.version" });
  });

  it("lets the plainest of the same values stand for all", () => {
    const region = (name: string) => ({ "cart.cloud.region": name, "cloud.region": name });
    const { differences } = attributeDifferences(
      times(50, () => request(region("eu-west"))),
      times(50, (i) => request({ ...region("us-east"), ...(i === 7 && { "cloud.region": "eu-west" }) })),
    );
    expect(differences.map(({ key, same }) => [key, keysOf(same)])).toEqual([["cloud.region", ["cart.cloud.region"]]]);
  });

  it("leaves ids out, counts what does not differ, and tells apart what bad requests lack", () => {
    expect(keysOf(found.differences)).not.toContain("order.id");
    expect(found.alikeCount).toBe(1);
    expect(keysOf(found.lacking)).toContain("orders.version");
    expect(keysOf(found.differences)).not.toContain("orders.version");
  });

  it("gives a bad request that has it, and the nearest good one without", () => {
    const version = found.differences.find(({ key }) => key === "payments.version");
    expect(version?.badExample?.traceId).toBe(bad.at(-1)?.traceId);
    expect(version?.goodExample?.traceId).toBe(good[1]?.traceId);
  });

  it("says nothing of too few, and survives none", () => {
    const few = attributeDifferences([request({ a: "x" })], [request({ a: "y" }), request({ a: "y" })]);
    expect(few.differences).toEqual([]);
    expect(attributeDifferences([], good)).toMatchObject({ badCount: 0, differences: [], lacking: [] });
  });

  it("cuts no numbers that count up", () => {
    const late = times(50, (i) => request({ "order.id": 5_000 + i, "server.port": 9_000 + i }));
    const early = times(50, (i) => request({ "order.id": i, "server.port": i }));
    expect(attributeDifferences(late, early).differences).toEqual([]);
  });
});

describe("properties", () => {
  const seeds = fc.integer({ min: 1, max: 1e9 });

  it("exchanged samples exchange the two lists", () => {
    const value = fc.oneof(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 20 }));
    const one = fc.dictionary(fc.constantFrom("k", "l", "m", "n"), value).map(request);
    const sample = fc.array(one, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sample, sample, (bad, good) => {
        const [there, back] = [attributeDifferences(bad, good), attributeDifferences(good, bad)];
        const shape = (list: typeof there.differences) =>
          list.map(({ key, test, leastGap: gap, bad: b, good: g }) => ({ key, test, gap, counts: [b, g].sort() }));
        expect(shape(back.lacking)).toEqual(shape(there.differences));
        expect(shape(back.differences)).toEqual(shape(there.lacking));
      }),
      { numRuns: 200 },
    );
  });

  it("order of the samples has no influence", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const next = chances(seed);
        const bad = times(40, () => request({ ...plain(next), planted: next() < 0.9 ? "yes" : "no" }));
        const good = times(40, () => request({ ...plain(next), planted: next() < 0.1 ? "yes" : "no" }));
        const shuffled = (list: SampledRequest[]) => [...list].sort((a, b) => (a.traceId > b.traceId ? -1 : 1));
        expect(attributeDifferences(shuffled(bad), shuffled(good))).toEqual(attributeDifferences(bad, good));
      }),
      { numRuns: 40 },
    );
  });

  it("ranks nothing where nothing differs, but for once in a hundred samples", () => {
    let wrong = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const next = chances(seed);
      const sample = (count: number) => times(count, () => request(plain(next)));
      const { differences, lacking } = attributeDifferences(sample(30 + (seed % 200)), sample(60 + (seed % 150)));
      if (differences.length + lacking.length > 0) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(6);
  });

  it("finds a planted difference first, with noise and 5 % of each sample in the wrong one", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 40, max: 200 }), fc.boolean(), (seed, count, isNumber) => {
        const next = chances(seed);
        const planted = (isBad: boolean): RequestValue =>
          isNumber ? (isBad ? 100 : 1) * (1 + next()) : isBad ? "yes" : `no ${Math.floor(next() * 3)}`;
        const sample = (isBad: boolean) =>
          times(count, () => request({ ...plain(next), planted: planted(next() < 0.05 ? !isBad : isBad) }));
        const { differences } = attributeDifferences(sample(true), sample(false));
        expect(differences[0]?.key).toBe("planted");
        expect(differences[0]?.badRatio).toBeGreaterThan(0.8);
        expect(differences[0]?.goodRatio).toBeLessThan(0.2);
      }),
      { numRuns: 60 },
    );
  });
});
