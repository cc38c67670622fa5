/** decodeMetrics: the decisions that are its own. What it shares with traces is tested there. */
import { describe, expect, it } from "vitest";
import type { Metric, NumberDataPoint } from "../model/metric.ts";
import { decodeMetrics } from "./decodeMetrics.ts";
import { readMetrics } from "./readMetrics.ts";
import { transcodeJson } from "./transcodeJson.ts";
import { writeMetrics } from "./writeMetrics.ts";

const NOW = 1_800_000_000_000_000_000n;
const OPTIONS = {
  acceptFromUnixNano: NOW - 1000n,
  acceptToUnixNano: NOW + 1000n,
  maxAttributes: 2,
  maxStringBytes: 10,
  maxDepth: 2,
};
const RESOURCE = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const SCOPE = { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const POINT: NumberDataPoint = {
  attributes: [{ key: "a", value: { type: "bool", value: true } }],
  startTimeUnixNano: 0n,
  timeUnixNano: NOW,
  flags: 0,
  value: { type: "int", value: -2n },
  exemplars: [],
};
const HEAD = { name: "m", description: "", unit: "s", metadata: [] };
const metrics = (...list: Metric[]) =>
  writeMetrics([{ resource: RESOURCE, scopeMetrics: [{ scope: SCOPE, metrics: list }] }]);
function decodedMetrics(bytes: Uint8Array) {
  const decoded = decodeMetrics(bytes, OPTIONS);
  if (!decoded.ok) throw new Error(decoded.message);
  return { ...decoded, codes: decoded.issues.map(({ code, count, path }) => `${code} x ${count} @ ${path}`) };
}

describe("decodeMetrics", () => {
  it("says which points it refused and keeps the others", () => {
    const dataPoints = [
      POINT,
      { ...POINT, timeUnixNano: 0n },
      { ...POINT, value: { type: "double", value: 0.5 } as const },
    ];
    const sum: Metric = { ...HEAD, kind: "sum", isMonotonic: true, aggregationTemporality: 2, dataPoints };
    const { columns, codes } = decodedMetrics(metrics(sum));
    expect(codes).toEqual(["too_old x 1 @ resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[1]"]);
    expect(columns.metrics).toMatchObject([{ name: "m", kind: 7, temporality: 2, isMonotonic: true, scope: 0 }]);
    expect([...columns.valueType.slice(0, 2)]).toEqual([2, 1]);
    expect([columns.intHi[0], columns.intLo[0], columns.value[1]]).toEqual([0xffffffff, 0xfffffffe, 0.5]);
    expect([...columns.firstAttributeRun.slice(0, 3)]).toEqual([0, 1, 2]);
  });

  it("warns of a metric without data and is silent about one without points", () => {
    const { columns, issues, codes } = decodedMetrics(
      metrics({ ...HEAD, kind: "empty" }, { ...HEAD, kind: "gauge", dataPoints: [] }),
    );
    expect(codes).toEqual(["empty_metric x 1 @ resourceMetrics[0].scopeMetrics[0].metrics[0]"]);
    expect([issues[0]?.rejected, columns.count, columns.metrics.length]).toEqual([false, 0, 0]);
  });

  it("takes the last kind when a metric has several, as the reader does", () => {
    const json =
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"timeUnixNano":"1800000000000000000"}]},"sum":{"dataPoints":[{"timeUnixNano":"1800000000000000000","asDouble":1}]},"name":"late"}]}]}]}';
    const transcoded = transcodeJson("metrics", new TextEncoder().encode(json));
    if (!transcoded.ok) throw new Error(transcoded.message);
    const { columns } = decodedMetrics(transcoded.bytes);
    expect([columns.count, columns.valueType[0], columns.metrics[0]?.kind, columns.metrics[0]?.name]).toEqual([
      1,
      1,
      7,
      "late",
    ]);
    expect(readMetrics(transcoded.bytes)[0]?.scopeMetrics[0]?.metrics).toMatchObject([
      { kind: "sum", dataPoints: [{}] },
    ]);
  });

  it("refuses all points of a metric whose metadata nests too deep", () => {
    let value: Metric["metadata"][number]["value"] = { type: "empty" };
    for (let i = 0; i < 3; i++) value = { type: "map", value: [{ key: "k", value }] };
    const deep: Metric = { ...HEAD, metadata: [{ key: "d", value }], kind: "gauge", dataPoints: [POINT, POINT] };
    const { columns, codes } = decodedMetrics(metrics(deep, { ...HEAD, kind: "gauge", dataPoints: [POINT] }));
    expect(codes).toEqual(["nested_too_deep x 2 @ resourceMetrics[0].scopeMetrics[0].metrics[0]"]);
    expect([columns.count, columns.metrics.length, columns.metric[0], columns.firstAttributeRun[1]]).toEqual([
      1, 1, 0, 1,
    ]);
  });

  it("clips attributes of points, exemplars and metadata", () => {
    const three = ["a", "b", "c"].map((key) => ({ key, value: { type: "empty" } as const }));
    const exemplar = { filteredAttributes: three, timeUnixNano: NOW, value: null, traceId: null, spanId: null };
    const gauge: Metric = {
      ...HEAD,
      metadata: three,
      kind: "gauge",
      dataPoints: [{ ...POINT, attributes: three, exemplars: [exemplar] }],
    };
    const { columns, codes } = decodedMetrics(metrics(gauge));
    expect(codes).toEqual([
      "attributes_clipped x 2 @ resourceMetrics[0].scopeMetrics[0].metrics[0].gauge.dataPoints[0]",
    ]);
    expect(readMetrics(columns.bytes)[0]?.scopeMetrics[0]?.metrics[0]).toMatchObject({
      metadata: { length: 2 },
      dataPoints: [{ attributes: { length: 2 }, exemplars: [{ filteredAttributes: { length: 2 } }] }],
    });
  });
});
