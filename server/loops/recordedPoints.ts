/**
 * What recording rules found -> OTLP points, in the scope of series whose names and labels are Prometheus's own. A series that was
 * there at the evaluation before and is not any more gets a stale marker: a point with the flag "no recorded value".
 */
import { createHash } from "node:crypto";
import type { Attributes } from "../model/attributes.ts";
import { AggregationTemporality, type Metric, NO_RECORDED_VALUE, type NumberDataPoint } from "../model/metric.ts";
import { PROMETHEUS_COUNT_EXPONENT, PROMETHEUS_SCOPE } from "../model/semconv.ts";
import { unixNano } from "../model/time.ts";
import { decodeMetrics } from "../otlp/decodeMetrics.ts";
import { COUNT_EXPONENT } from "../otlp/prometheusWriter.ts";
import { writeMetrics } from "../otlp/writeMetrics.ts";
import type { FloatHistogram } from "../promql/floatHistogram.ts";
import { type Labels, METRIC_NAME } from "../promql/labels.ts";
import type { IncomingRequest } from "../store/telemetryStore.ts";
import { explicitPoint, exponentialPoint, isExplicit, isScaled } from "./recordedHistogram.ts";

/** One sample; a null value is a stale marker. */
export interface RecordedSample {
  readonly labels: Labels;
  readonly value: number | FloatHistogram | null;
  readonly timeMs: number;
}

const NO_LIMITS = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 2n ** 64n - 1n,
  maxAttributes: 1_000_000,
  maxStringBytes: 1 << 30,
  maxDepth: 64,
};
const SCALED: Attributes = [{ key: PROMETHEUS_COUNT_EXPONENT, value: { type: "int", value: BigInt(COUNT_EXPONENT) } }];
const RESOURCE = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const SCOPE = { name: PROMETHEUS_SCOPE, version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

/** `identity` tells this write from every other: a second write of the same identity stores nothing. */
export function recordedRequest(samples: readonly RecordedSample[], identity: readonly string[]): IncomingRequest {
  const byMetric = new Map<string, RecordedSample[]>();
  for (const sample of samples) {
    const key = JSON.stringify([formOf(sample), sample.labels.metricName]);
    const alike = byMetric.get(key);
    if (alike) alike.push(sample);
    else byMetric.set(key, [sample]);
  }
  const metrics = [...byMetric.values()].flatMap((alike) => metricOf(alike) ?? []);
  const bytes = writeMetrics([{ resource: RESOURCE, scopeMetrics: [{ scope: SCOPE, metrics }] }]);
  const decoded = decodeMetrics(bytes, NO_LIMITS);
  if (!decoded.ok) throw new Error(`Recorded samples could not be written as OTLP: ${decoded.message}`);
  const hash = createHash("sha256")
    .update(JSON.stringify(["recording rule", ...identity]))
    .digest();
  return { hash, columns: decoded.columns };
}

/** What stands in one Metric together. */
function formOf({ value }: RecordedSample): string {
  if (value === null || typeof value === "number") return "number";
  return `${isExplicit(value) ? "explicit" : "exponential"} ${isScaled(value)}`;
}

function metricOf(alike: readonly RecordedSample[]): Metric | null {
  const [first] = alike;
  if (!first) return null;
  const head = { name: first.labels.metricName, description: "", unit: "" };
  const { value } = first;
  if (value === null || typeof value === "number") {
    return { ...head, metadata: [], kind: "gauge", dataPoints: alike.map(numberPoint) };
  }
  const metadata = isScaled(value) ? SCALED : [];
  const histograms = alike.flatMap((one) =>
    one.value !== null && typeof one.value === "object" ? [{ common: commonOf(one), histogram: one.value }] : [],
  );
  const aggregationTemporality = AggregationTemporality.CUMULATIVE;
  if (isExplicit(value)) {
    const dataPoints = histograms.map(({ common, histogram }) => explicitPoint(common, histogram));
    return { ...head, metadata, kind: "histogram", aggregationTemporality, dataPoints };
  }
  const dataPoints = histograms.map(({ common, histogram }) => exponentialPoint(common, histogram));
  return { ...head, metadata, kind: "exponentialHistogram", aggregationTemporality, dataPoints };
}

function commonOf({ labels, value, timeMs }: RecordedSample) {
  return {
    attributes: attributesOf(labels),
    startTimeUnixNano: 0n,
    timeUnixNano: unixNano(timeMs),
    flags: value === null ? NO_RECORDED_VALUE : 0,
  };
}

function numberPoint(sample: RecordedSample): NumberDataPoint {
  const { value } = sample;
  return { ...commonOf(sample), value: typeof value === "number" ? { type: "double", value } : null, exemplars: [] };
}

function attributesOf(labels: Labels): Attributes {
  const all = [...labels.entries()].filter(([name]) => name !== METRIC_NAME);
  return all.map(([key, value]) => ({ key, value: { type: "string", value } }));
}
