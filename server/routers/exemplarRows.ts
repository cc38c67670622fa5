/** Exemplars as charts take them: one list of dots in order of time, each with the trace that it opens and its series' labels. */
import type { ExemplarSeries } from "../series/exemplars.ts";
import { labelsRecord } from "./metricsAnswer.ts";

const IDS: ReadonlySet<string> = new Set(["trace_id", "span_id"]);

export interface ExemplarRow {
  readonly timeMs: number;
  readonly value: number;
  /** Null when what was measured belongs to no trace. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly seriesLabels: Readonly<Record<string, string>>;
  /** What else the exemplar says. */
  readonly labels: Readonly<Record<string, string>>;
}

export function exemplarRows(found: readonly ExemplarSeries[]): ExemplarRow[] {
  const rows = found.flatMap(({ seriesLabels, exemplars }) => {
    const series = labelsRecord(seriesLabels);
    return exemplars.map(({ timeMs, value, labels }) => ({
      timeMs,
      value,
      traceId: labels.get("trace_id") || null,
      spanId: labels.get("span_id") || null,
      seriesLabels: series,
      labels: labelsRecord(labels.without(IDS)),
    }));
  });
  return rows.sort((a, b) => a.timeMs - b.timeMs);
}
