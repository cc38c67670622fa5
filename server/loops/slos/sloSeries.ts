/**
 * SLOs as series, for whoever asks by PromQL (Grafana, rules): each minute what is left of each budget, how fast it burns in each of its
 * windows, and what is promised. What is unknown has no sample.
 * Errors: the store's. A minute has an identity, so that writing it again stores nothing.
 */
import { burnPairs, promDuration } from "../../analysis/slo/burnPairs.ts";
import { budgetAt, burnRateAt } from "../../analysis/slo/errorBudget.ts";
import { Labels, METRIC_NAME } from "../../promql/labels.ts";
import type { TelemetryWriter } from "../../store/telemetryStore.ts";
import { type RecordedSample, recordedRequest } from "../recordedPoints.ts";
import type { SloEntry } from "./sloEntry.ts";

const REMAINING = "chronoscope_slo_budget_remaining_ratio";
const BURN_RATE = "chronoscope_slo_burn_rate";
const OBJECTIVE = "chronoscope_slo_objective_ratio";

export async function writeSloSeries(
  writer: Pick<TelemetryWriter, "append">,
  tenant: number,
  entries: readonly SloEntry[],
  atMs: number,
): Promise<void> {
  const samples = entries.flatMap((entry) => (entry.slo.isEnabled && entry.cursor ? samplesOf(entry, atMs) : []));
  if (samples.length === 0) return;
  const request = recordedRequest(samples, ["slos", String(atMs)]);
  await writer.append({ tenant, slot: 0, requests: [request], increments: new Uint8Array(0) });
}

function samplesOf({ slo, sums }: SloEntry, atMs: number): RecordedSample[] {
  const sample = (name: string, value: number | null, more: readonly (readonly [string, string])[] = []) => {
    if (value === null) return [];
    const labels = Labels.of([[METRIC_NAME, name], ["slo", slo.name], ["service_name", slo.service], ...more]);
    return [{ labels, value, timeMs: atMs }];
  };
  return [
    ...sample(OBJECTIVE, slo.objective),
    ...sample(REMAINING, budgetAt(slo, sums, atMs).remaining),
    ...burnPairs(slo).flatMap(({ longMs }) =>
      sample(BURN_RATE, burnRateAt(slo, sums, atMs, longMs), [["window", promDuration(longMs)]]),
    ),
  ];
}
