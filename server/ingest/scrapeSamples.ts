/**
 * One scrape's samples -> the OTLP request that is stored: labels of the target added, stale markers for series that are gone, and
 * what Prometheus tells of a scrape itself (`up`, `scrape_duration_seconds`, `scrape_samples_scraped`).
 * Source: prometheus/scrape (mutateSampleLabels, report samples, staleness).
 */
import type { Exposition, Label, ScrapedFamily, ScrapedSample } from "../exposition/exposition.ts";
import { familyOf } from "../exposition/exposition.ts";
import type { Attributes } from "../model/attributes.ts";
import { AggregationTemporality, type Metric, NO_RECORDED_VALUE, type NumberDataPoint } from "../model/metric.ts";
import { PROMETHEUS_SCOPE, PROMETHEUS_TYPE } from "../model/semconv.ts";
import { unixNano } from "../model/time.ts";
import { prometheusExemplar } from "../otlp/prometheusExemplar.ts";
import { type PrometheusMetadata, UNKNOWN_METADATA } from "../otlp/prometheusWriter.ts";
import { writeMetrics } from "../otlp/writeMetrics.ts";
import type { ScrapeTarget } from "./scrapeTargets.ts";

/** A series that a scrape brought: enough to say that it is gone. */
export interface ScrapedSeries {
  readonly name: string;
  readonly attributes: Attributes;
  readonly metadata: PrometheusMetadata;
}
/** By a key over name and labels. */
export type ScrapedSet = ReadonlyMap<string, ScrapedSeries>;

export interface ScrapeOutcome {
  readonly startedMs: number;
  readonly tookMs: number;
  /** Null: the scrape failed. */
  readonly page: Exposition | null;
}

const EXPORTED = "exported_";
const GAUGE: PrometheusMetadata = { type: "gauge", help: "", unit: "" };

/** The request, and the series that it has; `before` are those of the scrape before. */
export function scrapeRequest(
  target: ScrapeTarget,
  { startedMs, tookMs, page }: ScrapeOutcome,
  before: ScrapedSet,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly series: ScrapedSet } {
  const metrics = new MetricList();
  const series = new Map<string, ScrapedSeries>();
  const metadata = new Map<string, PrometheusMetadata>();
  for (const sample of page?.samples ?? []) {
    const labels = withTarget(sample.labels, target);
    const told = metadata.get(sample.name) ?? metadataOf(page?.families, sample.name);
    metadata.set(sample.name, told);
    const one = { name: sample.name, attributes: attributesOf(labels), metadata: told };
    const timeMs = target.honorTimestamps && sample.timeMs !== null ? sample.timeMs : startedMs;
    metrics.add(one, pointOf(sample, one.attributes, timeMs));
    // Who says the time of a sample says also when it ends.
    if (sample.timeMs === null || !target.honorTimestamps) series.set(keyOf(sample.name, labels), one);
  }
  for (const [key, gone] of before) if (!series.has(key)) metrics.add(gone, stalePoint(gone.attributes, startedMs));
  const own = attributesOf([...target.labels]);
  const report = {
    up: page ? 1 : 0,
    scrape_duration_seconds: tookMs / 1000,
    scrape_samples_scraped: page?.samples.length ?? 0,
  };
  for (const [name, value] of Object.entries(report)) {
    const sample = { name, labels: [], value, timeMs: null, startMs: null, exemplar: null };
    metrics.add({ name, attributes: own, metadata: GAUGE }, pointOf(sample, own, startedMs));
  }
  return { bytes: metrics.write(), series };
}

const keyOf = (name: string, labels: readonly Label[]) => JSON.stringify([name, labels]);

/** The sample's labels with the target's, sorted; of two with one name the sample's is renamed, unless labels are honored. */
export function withTarget(labels: readonly Label[], target: ScrapeTarget): Label[] {
  const all = new Map<string, string>();
  const moved: Label[] = [];
  for (const [name, value] of labels) {
    if (value === "") continue;
    if (!target.honorLabels && target.labels.has(name)) moved.push([name, value]);
    else all.set(name, value);
  }
  for (const [name, value] of target.labels) if (!all.has(name)) all.set(name, value);
  for (const [name, value] of moved) {
    let exported = `${EXPORTED}${name}`;
    while (all.has(exported)) exported = `${EXPORTED}${exported}`;
    all.set(exported, value);
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

const attributesOf = (labels: readonly Label[]): Attributes =>
  labels.map(([key, value]) => ({ key, value: { type: "string", value } }));

function metadataOf(families: ReadonlyMap<string, ScrapedFamily> | undefined, name: string): PrometheusMetadata {
  const family = families && familyOf(families, name);
  return family ? { type: family.type, help: family.help, unit: family.unit } : UNKNOWN_METADATA;
}

function pointOf({ value, startMs, exemplar }: ScrapedSample, attributes: Attributes, timeMs: number): NumberDataPoint {
  return {
    attributes,
    startTimeUnixNano: startMs !== null && startMs > 0 ? unixNano(startMs) : 0n,
    timeUnixNano: nanoOf(timeMs),
    flags: 0,
    value: { type: "double", value },
    exemplars: exemplar ? [prometheusExemplar(exemplar.labels, exemplar.value, nanoOf(exemplar.timeMs ?? timeMs))] : [],
  };
}

function stalePoint(attributes: Attributes, timeMs: number): NumberDataPoint {
  const nothing = { value: null, exemplars: [], startTimeUnixNano: 0n };
  return { ...nothing, attributes, timeUnixNano: nanoOf(timeMs), flags: NO_RECORDED_VALUE };
}

const LAST_NANO = 0xffffffffffffffffn;
/** A page may say any time; what lies outside is refused as such. */
function nanoOf(ms: number): bigint {
  const nano = unixNano(Math.max(0, ms)) || 1n;
  return nano > LAST_NANO ? LAST_NANO : nano;
}

/** Points by metric, in order of their first. */
class MetricList {
  private readonly metrics = new Map<string, { readonly of: ScrapedSeries; readonly points: NumberDataPoint[] }>();

  add(of: ScrapedSeries, point: NumberDataPoint): void {
    const key = JSON.stringify([of.name, of.metadata]);
    const known = this.metrics.get(key);
    if (known) known.points.push(point);
    else this.metrics.set(key, { of, points: [point] });
  }

  write(): Uint8Array<ArrayBuffer> {
    const metrics = [...this.metrics.values()].map(({ of, points }): Metric => {
      const { name, metadata } = of;
      const head = {
        name,
        description: metadata.help,
        unit: metadata.unit,
        metadata: [{ key: PROMETHEUS_TYPE, value: { type: "string", value: metadata.type } } as const],
        dataPoints: points,
      };
      return metadata.type === "counter"
        ? { ...head, kind: "sum", isMonotonic: true, aggregationTemporality: AggregationTemporality.CUMULATIVE }
        : { ...head, kind: "gauge" };
    });
    const nothing = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
    const scope = { ...nothing, name: PROMETHEUS_SCOPE, version: "" };
    return writeMetrics([{ resource: nothing, scopeMetrics: [{ scope, metrics }] }]);
  }
}
