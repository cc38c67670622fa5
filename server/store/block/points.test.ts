/**
 * Blocks of points: whatever OTLP can say comes out of a block equal to what went in, in any order, of any kind.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Metric } from "../../model/metric.ts";
import type { TimeWindow, UnixNano } from "../../model/time.ts";
import { readMetrics } from "../../otlp/readMetrics.ts";
import { metricsFrom, NOON_MS, pointColumns, pointOf } from "../../testing/builders.ts";
import { assembleMetrics } from "./assembleMetrics.ts";
import { sourceOf } from "./blockSlice.ts";
import type { FetchedBlock } from "./blockView.ts";
import { PointRuns, PointView } from "./decodePoints.ts";
import { encodePoints, encodeTable } from "./encodePoints.ts";
import { orderPoints } from "./pointTable.ts";
import { LAYOUTS, type RawBlock, readChunkPlaces, writeChunkPlaces } from "./rawBlock.ts";
import { SampleGather } from "./sampleGather.ts";
import type { SeriesDefinition } from "./seriesDefinition.ts";

const AT = BigInt(NOON_MS) * 1_000_000n;

/** A block as it is read, without a database between. */
function viewOf(raw: RawBlock): PointView {
  const chunks = raw.rest.map(({ bytes }) => bytes);
  const places = readChunkPlaces(writeChunkPlaces(raw.rest, chunks));
  const block: FetchedBlock = {
    blockId: 1,
    step: raw.step,
    count: raw.count,
    codec: 0,
    layout: LAYOUTS.metrics,
    hot: raw.hot,
    ids: raw.ids,
    places,
  };
  const view = new PointView(block);
  chunks.forEach((bytes, i) => {
    view.putChunk(i, bytes);
  });
  return view;
}

/** The points of one metric in a block, all of series `ids[point % ids.length]`. */
function blockOf(metric: Metric, ids: readonly number[]): RawBlock {
  const columns = pointColumns(metricsFrom("shop", [metric]));
  const record = Uint32Array.from({ length: columns.count }, (_, i) => i);
  const slice = {
    step: 1,
    sources: [sourceOf(columns)],
    source: new Uint32Array(columns.count),
    record,
    count: columns.count,
  };
  return encodePoints(slice, [Float64Array.from(record, (i) => ids[i % ids.length] ?? 0)]);
}

function definitionOf(metric: Metric): SeriesDefinition {
  const kinds = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11, empty: 0 };
  const none = new Uint8Array(0);
  return {
    resource: none,
    resourceSchemaUrl: "",
    scope: none,
    scopeSchemaUrl: "",
    head: none,
    kind: kinds[metric.kind],
    temporality: 2,
    isMonotonic: false,
    attributes: none,
  };
}

/** The points that a block gives back, in the order of its series and times. */
function pointsOf(raw: RawBlock, metric: Metric, ids: readonly number[]): unknown[] {
  const view = viewOf(raw);
  return ids.flatMap((id) => {
    const rows = Array.from({ length: view.count }, (_, row) => ({ view, row })).filter(
      ({ row }) => view.series(row) === id,
    );
    const bytes = assembleMetrics(rows, new Map([[id, definitionOf(metric)]]));
    const found = readMetrics(bytes)[0]?.scopeMetrics[0]?.metrics[0];
    return found && "dataPoints" in found ? [...found.dataPoints] : [];
  });
}

/** Every sample of these series in a block, one after the other. */
function samplesOf(raw: RawBlock, ids: readonly number[], window: TimeWindow) {
  const gather = new SampleGather(ids, window, 1e6);
  gather.add(new PointRuns({ ...raw, layout: LAYOUTS.metrics }), 1);
  return gather.finish().flatMap(({ id, timesMs, values, absent, distributions }) =>
    Array.from(timesMs, (timeMs, i) => ({
      id,
      timeMs,
      value: values[i],
      absent: absent?.[i] === 1,
      distribution: distributions?.[i] ?? null,
    })),
  );
}

const double = fc.oneof(
  fc.double(),
  fc.integer({ min: -5000, max: 5000 }).map((whole) => whole / 100),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1e15 + 0.3, 2 ** 53),
);
const int = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -1000n, max: 1000n }));
const value = fc.oneof(
  double.map((one) => ({ type: "double" as const, value: one })),
  int.map((one) => ({ type: "int" as const, value: one })),
  fc.constant(null),
);
const instant = fc.oneof(
  fc.integer({ min: 0, max: 200 }).map((step) => AT + BigInt(step) * 15_000_000_000n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const exemplar = fc.record({
  filteredAttributes: fc.constant([]),
  timeUnixNano: instant.map(asUnixNano),
  value: fc.constant({ type: "double" as const, value: 0.5 }),
  traceId: fc.constant(null),
  spanId: fc.constant(null),
});
const base = {
  attributes: fc.constant([]),
  startTimeUnixNano: instant.map(asUnixNano),
  timeUnixNano: instant.map(asUnixNano),
  flags: fc.constantFrom(0, 0, 0, 1, 4_294_967_295),
  exemplars: fc.array(exemplar, { maxLength: 2 }),
};
const counts = fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), {
  maxLength: 6,
});
const small = fc.array(fc.bigInt({ min: 0n, max: 300n }), { maxLength: 6 });
const optional = fc.option(double);
const buckets = fc.option(
  fc.record({ offset: fc.integer({ min: -2000, max: 2000 }), bucketCounts: fc.oneof(small, counts) }),
);
const number = fc.record({ ...base, value });
const explicit = fc.record({
  ...base,
  count: fc.bigInt({ min: 0n, max: 2n ** 52n }),
  sum: optional,
  min: optional,
  max: optional,
  bucketCounts: fc.oneof(small, counts),
  explicitBounds: fc.constantFrom([], [1, 2.5, 10], [0.1, -0, 1e300]),
});
const exponential = fc.record({
  ...base,
  count: fc.bigInt({ min: 0n, max: 2n ** 52n }),
  sum: optional,
  min: optional,
  max: optional,
  scale: fc.integer({ min: -10, max: 20 }),
  zeroCount: fc.bigInt({ min: 0n, max: 2n ** 55n }),
  zeroThreshold: fc.constantFrom(0, 1e-9),
  positive: buckets,
  negative: buckets,
});
const head = { name: "m", description: "", unit: "", metadata: [] };
const metrics: fc.Arbitrary<Metric> = fc.oneof(
  fc
    .array(number, { minLength: 1, maxLength: 40 })
    .map((dataPoints) => ({ ...head, kind: "gauge" as const, dataPoints })),
  fc
    .array(explicit, { minLength: 1, maxLength: 20 })
    .map((dataPoints) => ({ ...head, kind: "histogram" as const, aggregationTemporality: 2, dataPoints })),
  fc
    .array(exponential, { minLength: 1, maxLength: 20 })
    .map((dataPoints) => ({ ...head, kind: "exponentialHistogram" as const, aggregationTemporality: 2, dataPoints })),
);

function asUnixNano(nano: bigint) {
  return nano as UnixNano;
}

/** What a block shall hold: per series the points in order of time, repeats next to each other once. */
function expected(metric: Metric, ids: readonly number[]): unknown[] {
  const points: readonly { readonly timeUnixNano: bigint }[] = "dataPoints" in metric ? metric.dataPoints : [];
  const text = (point: unknown) =>
    JSON.stringify(point, (_, one) =>
      typeof one === "bigint" ? `${one}n` : Object.is(one, -0) ? "-0" : typeof one === "number" ? String(one) : one,
    );
  return ids.flatMap((_, nr) =>
    points
      .filter((__, i) => i % ids.length === nr)
      .map((point, i) => ({ point, i }))
      .sort((a, b) =>
        a.point.timeUnixNano < b.point.timeUnixNano ? -1 : a.point.timeUnixNano > b.point.timeUnixNano ? 1 : a.i - b.i,
      )
      .map(({ point }) => point)
      .filter((point, i, list) => i === 0 || text(list[i - 1]) !== text(point)),
  );
}

describe("a block of points", () => {
  it("gives every point back equal, in order of series and time", () => {
    fc.assert(
      fc.property(metrics, fc.constantFrom([7], [3, 4, 900_000]), (metric, ids) => {
        expect(pointsOf(blockOf(metric, ids), metric, ids)).toEqual(expected(metric, ids));
      }),
      { numRuns: 400 },
    );
  });

  it("gives the same after it was taken apart and packed again", () => {
    fc.assert(
      fc.property(metrics, (metric) => {
        const raw = blockOf(metric, [5, 6]);
        const table = viewOf(raw).toTable();
        const again = encodeTable(1, table, orderPoints(table), raw);
        expect(pointsOf(again, metric, [5, 6])).toEqual(pointsOf(raw, metric, [5, 6]));
        expect([again.tMin, again.tMax]).toEqual([raw.tMin, raw.tMax]);
      }),
    );
  });

  it("gives of some series in a window what it gives of all, passing over the rest", () => {
    const within = fc.tuple(fc.integer({ min: -1, max: 201 }), fc.integer({ min: -1, max: 201 }));
    fc.assert(
      fc.property(
        metrics,
        within,
        fc.constantFrom<number[]>([3], [4], [900_000], [3, 900_000]),
        (metric, steps, ids) => {
          const [startMs = 0, endMs = 0] = steps.map((step) => NOON_MS + step * 15_000).sort((a, b) => a - b);
          const raw = blockOf(metric, [3, 4, 900_000]);
          const all = samplesOf(raw, [3, 4, 900_000], {
            startMs: Number.NEGATIVE_INFINITY,
            endMs: Number.POSITIVE_INFINITY,
          });
          const wanted = all.filter(({ id, timeMs }) => ids.includes(id) && timeMs > startMs && timeMs <= endMs);
          expect(samplesOf(raw, ids, { startMs, endMs })).toEqual(wanted);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("packs a gauge of two decimals and a steady counter at regular times in a byte or two a point", () => {
    const dataPoints = Array.from({ length: 4000 }, (_, i) => ({
      ...pointOf({ timeMs: NOON_MS + Math.floor(i / 20) * 15_000 }),
      value: { type: "double" as const, value: Math.round(5000 + 40 * Math.sin(i)) / 100 },
    }));
    const raw = blockOf(
      { ...head, kind: "gauge", dataPoints },
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    expect((raw.hot.length + raw.ids.length) / raw.count).toBeLessThan(2.1);
  });
});
