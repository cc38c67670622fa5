/**
 * What Prometheus said of its metrics: remote write 1.0 sends type, help and unit in requests of their own, a minute apart.
 * Remembered per family, a bounded number of them; asked for by series name, of which the family's may be the beginning.
 * After a restart it begins with what the store knows.
 */
import { textOf } from "../model/attributes.ts";
import { PROMETHEUS_SCOPE, PROMETHEUS_TYPE } from "../model/semconv.ts";
import { type PrometheusMetadata, UNKNOWN_METADATA } from "../otlp/prometheusWriter.ts";
import type { MetricHead } from "../store/seriesReader.ts";

const MOST_FAMILIES = 50_000;
/** A series' name is its family's and one of these. */
const SUFFIX = /_(?:bucket|sum|count|total|created|info)$/;

export class PrometheusMetadataMemory {
  private readonly families = new Map<string, PrometheusMetadata>();

  readonly onMetadata = (family: string, metadata: PrometheusMetadata): void => {
    this.families.delete(family);
    this.families.set(family, metadata);
    if (this.families.size <= MOST_FAMILIES) return;
    const [oldest] = this.families.keys();
    if (oldest !== undefined) this.families.delete(oldest);
  };

  readonly metadataOf = (name: string): PrometheusMetadata | null =>
    this.families.get(name) ?? this.families.get(name.replace(SUFFIX, "")) ?? null;

  /** Metrics as the store knows them; what was learnt meanwhile stays. */
  begin(heads: readonly MetricHead[]): void {
    for (const { scopeName, name, metadata, description: help, unit } of heads) {
      if (scopeName !== PROMETHEUS_SCOPE || this.families.has(name)) continue;
      const type = textOf(metadata, PROMETHEUS_TYPE) ?? UNKNOWN_METADATA.type;
      if (type !== UNKNOWN_METADATA.type || help !== "") this.onMetadata(name, { type, help, unit });
    }
  }
}
