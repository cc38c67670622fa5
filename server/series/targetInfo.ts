/**
 * `target_info`: one series for each resource that sent something, with the attributes that are no labels of its metrics.
 * A sample each two and a half minutes while it sent, half of the usual lookback, so that a join finds one.
 * Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility", resource attributes.
 */
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { METRIC_NAME } from "../promql/labels.ts";
import { compileMatchers } from "../promql/matchLabels.ts";
import type { SelectedSeries, SeriesSelection, SourceSeries } from "../promql/seriesSource.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { mergeAlike } from "./rawSamples.ts";
import { targetInfoLabels } from "./seriesLabels.ts";

export const TARGET_INFO = "target_info";
const EACH_MS = 150_000;

export function asksTargetInfo(matchers: readonly LabelMatcher[]): boolean {
  const onName = matchers.filter(({ name }) => name === METRIC_NAME);
  return onName.length === 0 || onName.some(({ operator, value }) => operator !== "=" || value === TARGET_INFO);
}

export async function selectTargetInfo(
  reader: TelemetryReader,
  tenant: number,
  { matchers, startMs, endMs }: SeriesSelection,
): Promise<SelectedSeries> {
  const accepts = compileMatchers(matchers);
  const seen = await reader.readResources({ tenant, window: { startMs, endMs: endMs + 1 } });
  const series = seen.flatMap(({ resource, firstSeenMs, lastSeenMs }): SourceSeries[] => {
    const labels = targetInfoLabels(resource);
    if (labels === null || !accepts(labels)) return [];
    const timesMs = timesBetween(Math.max(firstSeenMs, startMs + 1), Math.min(lastSeenMs, endMs));
    const values = new Float64Array(timesMs.length).fill(1);
    return timesMs.length === 0 ? [] : [{ labels, timesMs, values, kinds: null, histograms: null, startTimesMs: null }];
  });
  return { series: mergeAlike(series), infos: [] };
}

function timesBetween(fromMs: number, toMs: number): Float64Array {
  if (toMs < fromMs) return new Float64Array(0);
  const count = Math.floor((toMs - fromMs) / EACH_MS) + 1;
  const times = Float64Array.from({ length: count }, (_, i) => fromMs + i * EACH_MS);
  return times[count - 1] === toMs ? times : Float64Array.from([...times, toMs]);
}
