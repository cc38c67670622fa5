/** Remote-write requests, encoded by protobufjs from Prometheus's own field numbers -> OTLP, as our readers see it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Metric } from "../model/metric.ts";
import {
  type SentHistogram,
  type SentSeries,
  staleNan,
  writeRequest,
  writeRequestTwo,
} from "../testing/remoteWriteMessages.ts";
import { NO_LIMITS } from "./decoded.ts";
import { decodeMetrics } from "./decodeMetrics.ts";
import type { PrometheusMetadata } from "./prometheusWriter.ts";
import { readMetrics } from "./readMetrics.ts";
import { type RemoteWriteVersion, transcodeRemoteWrite } from "./remoteWriteRequest.ts";

const T = 1_700_000_000_000;
const UP = [
  ["__name__", "up"],
  ["instance", "a:1"],
  ["job", "shop"],
] as const;
const TRACE = "0af7651916cd43dd8448eb211c80319c";

function transcode(bytes: Uint8Array, version: RemoteWriteVersion, known: Record<string, PrometheusMetadata> = {}) {
  const families: Record<string, PrometheusMetadata> = { ...known };
  const done = transcodeRemoteWrite(bytes, {
    version,
    metadataOf: (name) => families[name] ?? null,
    onMetadata: (family, metadata) => {
      families[family] = metadata;
    },
  });
  if (!done.ok) throw new Error(done.message);
  expect(decodeMetrics(done.bytes, NO_LIMITS)).toMatchObject({ ok: true, issues: [] });
  const [group] = readMetrics(done.bytes);
  const scope = group?.scopeMetrics[0];
  return { metrics: scope?.metrics ?? [], scope: scope?.scope.name, issues: done.issues, families };
}

function pointsOf(metric: Metric | undefined) {
  return metric && metric.kind !== "empty" ? metric.dataPoints : [];
}
const both = (series: readonly SentSeries[]) =>
  [
    [1, transcode(writeRequest(series), 1)],
    [2, transcode(writeRequestTwo(series), 2)],
  ] as const;

function histogramOf(sent: SentHistogram) {
  const [one, two] = both([{ labels: UP, histograms: [sent] }]);
  expect(one[1].metrics).toEqual(two[1].metrics);
  const [metric] = two[1].metrics;
  return { metric, point: pointsOf(metric)[0], issues: two[1].issues };
}

describe("remote write", () => {
  it("keeps names, labels, values and instants as they came, in both versions", () => {
    for (const [version, { metrics, scope }] of both([{ labels: UP, samples: [{ value: 1.5, timestamp: T }] }])) {
      expect(scope).toBe("chronoscope.prometheus");
      expect(metrics).toMatchObject([{ name: "up", kind: "gauge", unit: "" }]);
      const [point] = pointsOf(metrics[0]);
      expect(point, `version ${version}`).toMatchObject({
        attributes: [
          { key: "instance", value: { type: "string", value: "a:1" } },
          { key: "job", value: { type: "string", value: "shop" } },
        ],
        timeUnixNano: BigInt(T) * 1_000_000n,
        startTimeUnixNano: 0n,
        flags: 0,
        value: { type: "double", value: 1.5 },
      });
    }
  });

  it("takes type, help, unit and start times from 2.0", () => {
    const { metrics } = transcode(
      writeRequestTwo([
        {
          labels: [["__name__", "bytes_total"]],
          samples: [{ value: 7, timestamp: T, startTimestamp: T - 5 }],
          metadata: { type: 1, help: "Sent.", unit: "bytes" },
        },
      ]),
      2,
    );
    expect(metrics).toMatchObject([
      {
        kind: "sum",
        isMonotonic: true,
        aggregationTemporality: 2,
        description: "Sent.",
        unit: "bytes",
        metadata: [{ key: "prometheus.type", value: { type: "string", value: "counter" } }],
        dataPoints: [{ startTimeUnixNano: BigInt(T - 5) * 1_000_000n }],
      },
    ]);
  });

  it("learns metadata from 1.0 and uses what is known", () => {
    const family = { type: 1, metricFamilyName: "hits_total", help: "Hits.", unit: "" };
    const series = { labels: [["__name__", "hits_total"]], samples: [{ value: 1, timestamp: T }] } as const;
    const { metrics, families } = transcode(writeRequest([series], [family]), 1);
    expect(families).toEqual({ hits_total: { type: "counter", help: "Hits.", unit: "" } });
    expect(metrics).toMatchObject([{ kind: "sum", description: "Hits." }]);
  });

  it("knows the stale marker from other NaNs", () => {
    const samples = [
      { value: Number.NaN, timestamp: T },
      { value: staleNan(), timestamp: T + 1 },
    ];
    for (const [, { metrics }] of both([{ labels: UP, samples }])) {
      expect(pointsOf(metrics[0])).toMatchObject([
        { flags: 0, value: { type: "double", value: Number.NaN } },
        { flags: 1, value: null },
      ]);
    }
  });

  it("hangs exemplars on the last sample, or on a point of their own", () => {
    const exemplar = { labels: [["trace_id", TRACE] as const, ["user", "7"] as const], value: 3, timestamp: T - 2 };
    const sent = [
      { labels: UP, samples: [{ value: 1, timestamp: T }], exemplars: [exemplar] },
      { labels: [["__name__", "alone"] as const], exemplars: [exemplar] },
    ];
    for (const [, { metrics }] of both(sent)) {
      const kept = {
        traceId: TRACE,
        spanId: null,
        value: { type: "double", value: 3 },
        timeUnixNano: BigInt(T - 2) * 1_000_000n,
        filteredAttributes: [{ key: "user", value: { type: "string", value: "7" } }],
      };
      expect(metrics[0]).toMatchObject({ dataPoints: [{ exemplars: [kept], value: { value: 1 } }] });
      expect(metrics[1]).toMatchObject({
        metadata: [{ key: "prometheus.type" }, { key: "chronoscope.prometheus.exemplars" }],
        dataPoints: [{ exemplars: [kept], value: null }],
      });
    }
  });

  it.each([
    [
      [
        ["b", "1"],
        ["__name__", "up"],
      ],
      "labels are not sorted by name",
    ],
    [
      [
        ["__name__", "up"],
        ["b", "1"],
        ["b", "2"],
      ],
      "the label b comes twice",
    ],
    [[["job", "x"]], "a series has no __name__"],
    [
      [
        ["", "x"],
        ["__name__", "up"],
      ],
      "a label has no name",
    ],
  ] as const)("refuses a series with labels %j, and keeps its neighbours", (labels, message) => {
    const samples = [{ value: 1, timestamp: T }];
    for (const [, { metrics, issues }] of both([
      { labels, samples },
      { labels: UP, samples },
    ])) {
      expect(metrics.map(({ name }) => name)).toEqual(["up"]);
      expect(issues).toMatchObject([{ code: "invalid_labels", count: 1, rejected: true, path: "timeseries[0]" }]);
      expect(issues[0]?.message).toContain(message);
    }
  });

  it("leaves out labels without a value, as Prometheus does", () => {
    const labels = [["__name__", "up"] as const, ["empty", ""] as const, ["job", "x"] as const];
    for (const [, { metrics }] of both([{ labels, samples: [{ value: 1, timestamp: T }] }])) {
      expect(pointsOf(metrics[0])[0]?.attributes.map(({ key }) => key)).toEqual(["job"]);
    }
  });

  it("answers malformed bytes and unknown symbols with where they are", () => {
    const options = { metadataOf: () => null, onMetadata: () => undefined };
    const cut = writeRequest([{ labels: UP, samples: [{ value: 1, timestamp: T }] }]).subarray(0, 20);
    expect(transcodeRemoteWrite(cut, { ...options, version: 1 })).toMatchObject({
      ok: false,
      message: expect.stringContaining("Byte"),
    });
    const outside = new Uint8Array([0x22, 0, 0x2a, 4, 0x0a, 2, 7, 0]);
    expect(transcodeRemoteWrite(outside, { ...options, version: 2 })).toMatchObject({
      ok: false,
      message: expect.stringContaining("symbol 7"),
    });
  });

  it("never throws, whatever the bytes", () => {
    const options = { metadataOf: () => null, onMetadata: () => undefined };
    const whole = writeRequestTwo([
      { labels: UP, samples: [{ value: 1, timestamp: T }], histograms: [{ ...NATIVE, timestamp: T }] },
    ]);
    const damaged = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = whole.slice();
      bytes[at] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), fc.constantFrom(1, 2), (bytes, version) => {
        const done = transcodeRemoteWrite(bytes, { ...options, version: version as RemoteWriteVersion });
        if (done.ok) expect(decodeMetrics(done.bytes, NO_LIMITS).ok).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Buckets (0.5,1] 1, (1,2] 3, (4,8] 2; negative [-1,-0.5) 1; 2 about zero. */
const NATIVE = {
  countInt: 9,
  sum: 18.4,
  schema: 0,
  zeroThreshold: 0.001,
  zeroCountInt: 2,
  positiveSpans: [
    { offset: 0, length: 2 },
    { offset: 1, length: 1 },
  ],
  positiveDeltas: [1, 2, -1],
  negativeSpans: [{ offset: 0, length: 1 }],
  negativeDeltas: [1],
};

describe("native histograms of remote write", () => {
  it("become exponential ones, a bucket lower since OTLP counts from lower bounds", () => {
    const { metric, point } = histogramOf({ ...NATIVE, timestamp: T });
    expect(metric).toMatchObject({ kind: "exponentialHistogram", aggregationTemporality: 2 });
    expect(point).toMatchObject({
      count: 9n,
      sum: 18.4,
      scale: 0,
      zeroCount: 2n,
      zeroThreshold: 0.001,
      positive: { offset: -1, bucketCounts: [1n, 3n, 0n, 2n] },
      negative: { offset: -1, bucketCounts: [1n] },
      timeUnixNano: BigInt(T) * 1_000_000n,
    });
  });

  it("with float counts that are whole are kept as they are", () => {
    const { metric, point } = histogramOf({
      countFloat: 5,
      zeroCountFloat: 1,
      positiveSpans: [{ offset: 3, length: 2 }],
      positiveCounts: [3, 1],
      timestamp: T,
    });
    expect(metric?.metadata.map(({ key }) => key)).toEqual(["prometheus.type"]);
    expect(point).toMatchObject({ count: 5n, zeroCount: 1n, positive: { offset: 2, bucketCounts: [3n, 1n] } });
  });

  it("with parts of an observation are counted in units of 2^-32, and say so", () => {
    const { metric, point } = histogramOf({
      countFloat: 0.75,
      positiveSpans: [{ offset: 0, length: 2 }],
      positiveCounts: [0.5, 0.25],
      timestamp: T,
    });
    expect(metric?.metadata).toContainEqual({
      key: "chronoscope.prometheus.count_exponent",
      value: { type: "int", value: -32n },
    });
    expect(point).toMatchObject({ count: 3n << 30n, positive: { offset: -1, bucketCounts: [1n << 31n, 1n << 30n] } });
  });

  it("with custom bounds become explicit ones", () => {
    const { metric, point } = histogramOf({
      countInt: 6,
      sum: 3,
      schema: -53,
      customValues: [0.1, 1, 10],
      positiveSpans: [
        { offset: 1, length: 1 },
        { offset: 1, length: 1 },
      ],
      positiveDeltas: [2, 2],
      timestamp: T,
    });
    expect(metric).toMatchObject({ kind: "histogram" });
    expect(point).toMatchObject({ count: 6n, explicitBounds: [0.1, 1, 10], bucketCounts: [0n, 2n, 0n, 4n] });
  });

  it("that are stale markers have no value", () => {
    const { point } = histogramOf({ ...NATIVE, sum: staleNan(), timestamp: T });
    expect(point).toMatchObject({ flags: 1, sum: null, count: 0n });
  });

  it.each([
    [{ schema: 9 }, "schema 9"],
    [{ positiveDeltas: [1, 2] }, "hold 3 buckets, but 2 came"],
    [{ positiveDeltas: [1, -2, 8] }, "counts less than nothing"],
    [{ countInt: 8 }, "its count says 8"],
    [
      {
        positiveSpans: [
          { offset: 0, length: 2 },
          { offset: 2_000_000, length: 1 },
        ],
      },
      "spreads over",
    ],
    [{ positiveSpans: [{ offset: 0, length: 4_000_000_000 }] }, "hold 4000000000 buckets"],
    [{ schema: -53, customValues: [1, 1, 2] }, "do not ascend"],
    [{ schema: -53, customValues: [1] }, "beyond its bounds"],
  ])("that contradict themselves are refused: %j", (wrong, message) => {
    const { metric, issues } = histogramOf({ ...NATIVE, ...wrong, timestamp: T });
    expect(metric).toBeUndefined();
    expect(issues).toMatchObject([{ code: "invalid_histogram", count: 1, rejected: true }]);
    expect(issues[0]?.message).toContain(message);
  });
});
