/** The deriver against counting by hand over the same spans, whatever the flushes; its limits; commit and rollback. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellOf, cellTotal } from "../model/durationCells.ts";
import { decodeIncrements, type EdgeIncrement, type Increments, type OperationIncrement } from "../model/increments.ts";
import { createDeriver, type Deriver } from "./derive.ts";
import { MAX_NAMES_PER_SERVICE } from "./deriveNames.ts";
import { requestOf, SAMPLE_NOW_MS, type SampleSpan, startOf } from "./deriveSamples.ts";

const now = () => SAMPLE_NOW_MS;

function deriveAll(deriver: Deriver, flushes: readonly (readonly SampleSpan[])[]): Increments[] {
  return flushes.map((samples) => {
    const derivation = deriver.derive([requestOf(samples)]);
    derivation.commit();
    return decodeIncrements(derivation.increments);
  });
}

/** Sums by key, of operations: calls, nanoseconds, cells. */
function operationSums(parts: readonly OperationIncrement[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (key: string, value: number) => {
    sums[key] = (sums[key] ?? 0) + value;
  };
  for (const it of parts) {
    const key = [it.bucket, it.service, it.name, it.kind, it.status, it.overflow].join("|");
    add(`${key} sum`, it.sumNano);
    it.cells.index.forEach((cell, i) => {
      add(`${key} cell ${cell}`, it.cells.count[i] ?? 0);
    });
  }
  return sums;
}

function edgeSums(parts: readonly EdgeIncrement[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const it of parts) {
    const key = [it.bucket, it.client, it.server, it.type].join("|");
    const values = { calls: it.calls, errors: it.errors, client: it.clientSumNano, server: it.serverSumNano };
    for (const [name, value] of Object.entries(values)) {
      sums[`${key} ${name}`] = (sums[`${key} ${name}`] ?? 0) + value;
    }
  }
  return sums;
}

function countedByHand(samples: readonly SampleSpan[]): Record<string, number> {
  return operationSums(
    samples.map((sample) => ({
      bucket: Number((startOf(sample) + BigInt(sample.durationNano ?? 1_000_000)) / 10_000_000_000n),
      service: sample.service ?? "unknown_service",
      name: sample.name ?? "work",
      kind: sample.kind ?? 1,
      status: sample.status ?? 0,
      overflow: false,
      sumNano: sample.durationNano ?? 1_000_000,
      cells: { index: [cellOf(sample.durationNano ?? 1_000_000)], count: [1] },
    })),
  );
}

const sampleSpans = fc
  .array(
    fc.record({
      service: fc.constantFrom("cart", "shop", "käse", undefined),
      name: fc.constantFrom("GET /", "POST /pay", "", "ü"),
      kind: fc.integer({ min: 0, max: 5 }),
      status: fc.integer({ min: 0, max: 2 }),
      trace: fc.integer({ min: 1, max: 3 }),
      parent: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      start: fc.integer({ min: 0, max: 60_000_000_000 }),
      durationNano: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000_000_000 })),
    }),
    { maxLength: 60 },
  )
  .map((spans): SampleSpan[] => spans.map((span, i) => ({ ...span, id: i + 1 })));

describe("createDeriver", () => {
  it("counts every span once, as counting by hand does, however the stream is cut into flushes", () => {
    fc.assert(
      fc.property(sampleSpans, fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 10 }), (samples, cuts) => {
        const flushes: SampleSpan[][] = [];
        let rest = samples;
        for (const cut of cuts) {
          flushes.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        flushes.push(rest);
        const parts = deriveAll(createDeriver({ now }), flushes);
        expect(operationSums(parts.flatMap((part) => part.operations))).toEqual(countedByHand(samples));
        const whole = deriveAll(createDeriver({ now }), [samples]);
        expect(edgeSums(parts.flatMap((part) => part.edges))).toEqual(edgeSums(whole.flatMap((part) => part.edges)));
        const calls = parts.flatMap((part) => part.instances).reduce((sum, it) => sum + it.all.calls, 0);
        expect(calls).toBe(samples.length);
      }),
      { numRuns: 200 },
    );
  });

  it("buckets by the end of the span, to the nanosecond, and an end before the start by the start", () => {
    const end = 10_000_000_000 - (((SAMPLE_NOW_MS - 3_600_000) * 1e6) % 10_000_000_000);
    const [increments] = deriveAll(createDeriver({ now }), [
      [
        { id: 1, name: "before", start: end - 5, durationNano: 4 },
        { id: 2, name: "after", start: end - 5, durationNano: 5 },
        { id: 3, name: "backwards", start: end, durationNano: -1_000_000_000 },
      ],
    ]);
    const buckets = Object.fromEntries((increments?.operations ?? []).map((it) => [it.name, it.bucket]));
    expect(buckets.after).toBe((buckets.before ?? 0) + 1);
    expect(buckets.backwards).toBe(buckets.after);
    expect(increments?.operations.find((it) => it.name === "backwards")?.sumNano).toBe(0);
  });

  it("takes a span sent twice for a repeat, but not the two halves that share an id", () => {
    const deriver = createDeriver({ now });
    const span = { id: 7, service: "cart" };
    const first = deriver.derive([requestOf([span]), requestOf([span, { ...span, kind: 2 }])]);
    expect(first.repeats).toEqual([0, 1]);
    first.commit();
    const again = deriver.derive([requestOf([span])]);
    expect(again.repeats).toEqual([1]);
    expect(again.increments.length).toBe(0);
  });

  it("forgets a derivation that was rolled back: spans, halves and descriptions", () => {
    const deriver = createDeriver({ now });
    const client = { id: 1, service: "shop", kind: 3 };
    const server = { id: 2, parent: 1, service: "cart", kind: 2 };
    deriver.derive([requestOf([client])]).commit();
    const failed = deriver.derive([requestOf([server])]);
    failed.rollback();
    const retried = deriver.derive([requestOf([server])]);
    retried.commit();
    expect(retried.repeats).toEqual([0]);
    expect(retried.increments).toEqual(failed.increments);
    const increments = decodeIncrements(retried.increments);
    expect(increments.edges).toHaveLength(1);
    expect(increments.instances[0]?.description).not.toBeNull();
    deriver.derive([requestOf([{ id: 3, service: "cart" }])]).commit();
    const later = deriver.derive([requestOf([{ id: 4, service: "cart" }])]);
    expect(decodeIncrements(later.increments).instances[0]?.description).toBeNull();
  });

  it("is ready for the next derivation when one failed", () => {
    const deriver = createDeriver({ now });
    const request = requestOf([{ id: 1 }, { id: 2 }]);
    const broken = { ...request, traceIdAt: new Uint32Array([request.traceIdAt[0] ?? 0, 1e9]) };
    expect(() => deriver.derive([requestOf([{ id: 3 }]), broken])).toThrow();
    const again = deriver.derive([request, requestOf([{ id: 3 }])]);
    expect(again.repeats).toEqual([0, 0]);
  });

  it("refuses a second derivation while one is open", () => {
    const deriver = createDeriver({ now });
    deriver.derive([]);
    expect(() => deriver.derive([])).toThrow("neither committed nor rolled back");
  });

  it("keeps memory flat under a million random span names, and counts the rest of a service's names as overflow", () => {
    const deriver = createDeriver({ now, recentSpans: 1 << 12 });
    const flush = (from: number) => {
      const names = Array.from({ length: 5_000 }, (_, i) => ({
        id: from + i + 1,
        service: "cart",
        name: `n${from + i}`,
      }));
      return requestOf(names);
    };
    const named = new Set<string>();
    let counted = 0;
    let overflowed = 0;
    const requests = [flush(0), flush(5_000)];
    for (const request of requests) {
      const derivation = deriver.derive([request]);
      derivation.commit();
      for (const it of decodeIncrements(derivation.increments).operations) {
        counted += cellTotal(it.cells);
        if (it.overflow) overflowed += cellTotal(it.cells);
        else named.add(it.name);
      }
    }
    expect(named.size).toBe(MAX_NAMES_PER_SERVICE);
    expect(counted).toBe(10_000);
    expect(overflowed).toBe(10_000 - MAX_NAMES_PER_SERVICE);
    const request = flush(10_000);
    const heapOf = () => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = heapOf();
    for (let round = 0; round < 198; round++) {
      for (let i = 0; i < request.count; i++) {
        const at = request.nameAt[i] as number;
        const text = (round * 5_000 + i).toString(36).padStart(6, "0");
        for (let j = 0; j < 6; j++) request.bytes[at + j] = text.charCodeAt(j);
        request.bytes[(request.spanIdAt[i] as number) + 1] = round;
      }
      deriver.derive([request]).commit();
    }
    expect(heapOf() - before).toBeLessThan(40e6);
  });
});
