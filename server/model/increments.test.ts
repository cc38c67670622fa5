/** Packed increments are read as they were written; cells agree with both histograms' definitions. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EXPLICIT_BOUNDS_SECONDS } from "./derived.ts";
import { CELL_COUNT, type Cells, cellBoundsNano, cellOf, durationHistogram, explicitCounts } from "./durationCells.ts";
import { decodeIncrements, encodeIncrements, NO_INCREMENTS } from "./increments.ts";
import { IncrementTotals } from "./incrementTotals.ts";

const count = fc.oneof(fc.nat(), fc.maxSafeNat());
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const cells = fc.uniqueArray(fc.nat({ max: CELL_COUNT - 1 }), { maxLength: 8 }).map(
  (index): Cells => ({
    index: index.sort((a, b) => a - b),
    count: index.map((cell) => cell * 3 + 1),
  }),
);
const bucket = fc.integer({ min: 0, max: 2 ** 31 });
const totals = fc.record({ calls: count, errors: count, sumNano: count });
const description = fc.record({
  instance: text,
  version: text,
  environment: text,
  region: text,
  zone: text,
  host: text,
  bytes: fc.uint8Array({ maxLength: 300 }),
});
const increments = fc.record({
  operations: fc.array(
    fc.record({
      bucket,
      service: text,
      name: text,
      kind: fc.nat({ max: 5 }),
      status: fc.nat({ max: 2 }),
      overflow: fc.boolean(),
      sumNano: count,
      cells,
    }),
  ),
  edges: fc.array(
    fc.record({
      bucket,
      client: text,
      server: text,
      type: fc.nat({ max: 3 }),
      calls: count,
      errors: count,
      clientSumNano: count,
      serverSumNano: count,
      clientCells: cells,
      serverCells: cells,
    }),
  ),
  logs: fc.array(fc.record({ bucket, service: text, severity: fc.nat({ max: 6 }), records: count })),
  instances: fc.array(
    fc.record({
      bucket,
      hash: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((value) => value.toString(16).padStart(16, "0")),
      service: text,
      entry: totals,
      all: totals,
      firstSeenMs: count,
      lastSeenMs: count,
      description: fc.option(description),
    }),
  ),
});
const withPlaced = fc.tuple(
  increments,
  fc.record({
    placements: fc.array(
      fc.record({ bucket, service: text, region: text, entry: fc.boolean(), errors: count, sumNano: count, cells }),
    ),
    placedEdges: fc.array(
      fc.record({
        bucket,
        client: text,
        clientRegion: text,
        server: text,
        serverRegion: text,
        type: fc.nat({ max: 3 }),
        errors: count,
        sumNano: count,
        cells,
      }),
    ),
    exceptions: fc.array(fc.record({ bucket, service: text, type: text, count })),
  }),
);
const anyIncrements = withPlaced.map(([first, placed]) => ({ ...first, ...placed }));

describe("packed increments", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(anyIncrements, (it) => {
        expect(decodeIncrements(encodeIncrements(it))).toEqual(it);
      }),
    );
  });

  it("of version 1 are read as they were written then, and written so where nothing is placed or thrown", () => {
    const [version, text, ...lists] = [1, [1, 2, 97, 98], [0], [0], [1, 20, 0, 6, 3], [0]];
    const bytes = new Uint8Array([version, text, ...lists].flat());
    const log = { bucket: 10, service: "ab", severity: 6, records: 3 };
    expect(decodeIncrements(bytes)).toEqual({ ...NO_INCREMENTS, logs: [log] });
    expect(encodeIncrements({ ...NO_INCREMENTS, logs: [log] })).toEqual(bytes);
    const exception = { bucket: 10, service: "ab", type: "E", count: 1 };
    expect(encodeIncrements({ ...NO_INCREMENTS, exceptions: [exception] })[0]).toBe(2);
  });

  it("are the same once summed, record by record, and add up when summed with themselves", () => {
    fc.assert(
      fc.property(anyIncrements, (it) => {
        const once = new IncrementTotals();
        once.add({ ...it, instances: [] });
        const twice = new IncrementTotals();
        twice.addTotals(once);
        twice.addTotals(once);
        const [single, double] = [once.increments(7), twice.increments(7)];
        const doubled = <T extends { errors: number; sumNano: number; cells: Cells }>(sums: readonly T[]) =>
          sums.map((sum) => ({
            ...sum,
            errors: sum.errors * 2,
            sumNano: sum.sumNano * 2,
            cells: { index: sum.cells.index, count: sum.cells.count.map((seen) => seen * 2) },
          }));
        expect(double.placements).toEqual(doubled(single.placements));
        expect(double.placedEdges).toEqual(doubled(single.placedEdges));
        expect(double.exceptions).toEqual(single.exceptions.map((sum) => ({ ...sum, count: sum.count * 2 })));
        const keys = new Set(
          it.placements.map(({ entry, service, region }) => JSON.stringify([entry, service, region])),
        );
        expect(single.placements).toHaveLength(keys.size);
      }),
    );
  });

  it("are no bytes when there is nothing to count", () => {
    expect(encodeIncrements(NO_INCREMENTS).length).toBe(0);
    expect(decodeIncrements(new Uint8Array(0))).toEqual(NO_INCREMENTS);
  });

  it("throw when truncated, at every byte, and on a version to come", () => {
    fc.assert(
      fc.property(anyIncrements, (it) => {
        const bytes = encodeIncrements(it);
        for (let length = 1; length < bytes.length; length++)
          expect(() => decodeIncrements(bytes.subarray(0, length))).toThrow("too early");
      }),
      { numRuns: 20 },
    );
    expect(() => decodeIncrements(new Uint8Array([3]))).toThrow("version 3");
  });

  it("keep sums beyond 2^53", () => {
    const operation = { bucket: 1, service: "a", name: "b", kind: 2, status: 0, overflow: false, sumNano: 2 ** 70 };
    const one = { ...NO_INCREMENTS, operations: [{ ...operation, cells: { index: [1], count: [2 ** 60] } }] };
    expect(decodeIncrements(encodeIncrements(one))).toEqual(one);
  });
});

describe("duration cells", () => {
  const duration = fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.nat({ max: 53 }).map((exponent) => 2 ** exponent),
    fc.constantFrom(...EXPLICIT_BOUNDS_SECONDS.flatMap((bound) => [bound * 1e9 - 1, bound * 1e9, bound * 1e9 + 1])),
    fc.constant(2 ** 64 - 1),
  );

  it("hold each duration between their bounds", () => {
    fc.assert(
      fc.property(duration, (nano) => {
        const { lower, upper } = cellBoundsNano(cellOf(nano));
        expect(nano <= upper).toBe(true);
        expect(nano === 0 ? lower === 0 : nano > lower).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("give the exponential bucket of scale 3 and the explicit bucket by definition", () => {
    fc.assert(
      fc.property(duration, (nano) => {
        const one = { index: [cellOf(nano)], count: [1] };
        const seconds = nano / 1e9;
        const { zero, index } = durationHistogram(one);
        expect(zero).toBe(nano === 0 ? 1 : 0);
        if (nano > 0) {
          const bucket = index[0] ?? 0;
          expect(seconds).toBeGreaterThan(2 ** (bucket / 8) * (1 - 1e-12));
          expect(seconds).toBeLessThanOrEqual(2 ** ((bucket + 1) / 8) * (1 + 1e-12));
        }
        const within = EXPLICIT_BOUNDS_SECONDS.findIndex((bound) => nano <= Math.round(bound * 1e9));
        expect(explicitCounts(one).indexOf(1)).toBe(within < 0 ? EXPLICIT_BOUNDS_SECONDS.length : within);
      }),
      { numRuns: 2_000 },
    );
  });
});
