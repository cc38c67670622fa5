/**
 * What recording rules found -> OTLP points, in the scope of series whose names and labels are Prometheus's own. A series that was
 * there at the evaluation before and is not any more gets a stale marker: a point with the flag "no recorded value".
 */
import { createHash } from "node:crypto";
import type { Attributes } from "../model/attributes.ts";
import { type Metric, NO_RECORDED_VALUE, type NumberDataPoint } from "../model/metric.ts";
import { PROMETHEUS_SCOPE } from "../model/semconv.ts";
import { unixNano } from "../model/time.ts";
import { decodeMetrics } from "../otlp/decodeMetrics.ts";
import { writeMetrics } from "../otlp/writeMetrics.ts";
import { type Labels, METRIC_NAME } from "../promql/labels.ts";
import type { IncomingRequest } from "../store/telemetryStore.ts";

/** One sample; a null value is a stale marker. */
export interface RecordedSample {
  readonly labels: Labels;
  readonly value: number | null;
  readonly timeMs: number;
}

const NO_LIMITS = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 2n ** 64n - 1n,
  maxAttributes: 1_000_000,
  maxStringBytes: 1 << 30,
  maxDepth: 64,
};
const RESOURCE = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const SCOPE = { name: PROMETHEUS_SCOPE, version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

/** `identity` tells this write from every other: a second write of the same identity stores nothing. */
export function recordedRequest(samples: readonly RecordedSample[], identity: readonly string[]): IncomingRequest {
  const byName = new Map<string, NumberDataPoint[]>();
  for (const sample of samples) {
    const points = byName.get(sample.labels.metricName) ?? [];
    byName.set(sample.labels.metricName, points);
    points.push(pointOf(sample));
  }
  const metrics = [...byName].map(([name, dataPoints]): Metric => {
    return { name, description: "", unit: "", metadata: [], kind: "gauge", dataPoints };
  });
  const bytes = writeMetrics([{ resource: RESOURCE, scopeMetrics: [{ scope: SCOPE, metrics }] }]);
  const decoded = decodeMetrics(bytes, NO_LIMITS);
  if (!decoded.ok) throw new Error(`Recorded samples could not be written as OTLP: ${decoded.message}`);
  const hash = createHash("sha256")
    .update(JSON.stringify(["recording rule", ...identity]))
    .digest();
  return { hash, columns: decoded.columns };
}

function pointOf({ labels, value, timeMs }: RecordedSample): NumberDataPoint {
  return {
    attributes: attributesOf(labels),
    startTimeUnixNano: 0n,
    timeUnixNano: unixNano(timeMs),
    flags: value === null ? NO_RECORDED_VALUE : 0,
    value: value === null ? null : { type: "double", value },
    exemplars: [],
  };
}

function attributesOf(labels: Labels): Attributes {
  const all = [...labels.entries()].filter(([name]) => name !== METRIC_NAME);
  return all.map(([key, value]) => ({ key, value: { type: "string", value } }));
}
