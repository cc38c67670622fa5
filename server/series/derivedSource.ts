/**
 * The series that are counted from spans and logs, as a source for PromQL.
 * Reads the window's increments on the tier that fits the question, and what was counted since the midnight before it.
 */
import { Pace } from "../promql/evaluatePace.ts";
import { METRIC_NAME } from "../promql/labels.ts";
import { compileMatchers } from "../promql/matchLabels.ts";
import type { SelectedSeries, SeriesSelection, SourceSeries } from "../promql/seriesSource.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { fallsOnSteps, midnightBefore, readSince, wishedStep } from "./derivedGrid.ts";
import { DERIVED_NAMES, type DerivedMetric, type DerivedOf } from "./derivedMetrics.ts";
import { type DerivedRows, MOST_STEPS, type RowsQuery, readDerivedRows } from "./derivedRows.ts";
import { derivedSeries } from "./derivedSamples.ts";
import { type NamedSeries, namesMatched } from "./namedSeries.ts";

export interface DerivedReads {
  readonly reader: TelemetryReader;
  readonly tenant: number;
  readonly maxNumbers: number;
  readonly signal?: AbortSignal | null;
}

export async function selectDerived(reads: DerivedReads, selection: SeriesSelection): Promise<SelectedSeries> {
  const named = namesMatched(DERIVED_NAMES, selection.matchers);
  const answers = await Promise.all(
    (["operations", "edges", "logs"] as const).map((of) => {
      const wanted = named.filter(({ metric }) => metric.of === of);
      return wanted.length === 0 ? null : selectOf(reads, selection, of, wanted);
    }),
  );
  const found = answers.filter((answer) => answer !== null);
  return {
    series: found.flatMap(({ series }) => series),
    infos: found.flatMap(({ infos }) => infos),
    tierMs: found.find(({ series }) => series.length > 0)?.tierMs,
  };
}

async function selectOf(
  reads: DerivedReads,
  selection: SeriesSelection,
  of: DerivedOf,
  wanted: readonly NamedSeries<DerivedMetric>[],
): Promise<SelectedSeries> {
  const others = selection.matchers.filter(({ name }) => name !== METRIC_NAME && name !== "le");
  const bounds = selection.matchers.filter(({ name }) => name === "le");
  const query: RowsQuery = {
    ...reads,
    of,
    window: { startMs: readSince(selection, MOST_STEPS), endMs: selection.endMs },
    stepMs: wishedStep(selection),
    service: others.find(({ name, operator }) => name === "service_name" && operator === "=")?.value || null,
    withDurations: wanted.some(({ metric }) => metric.type === "histogram"),
    accepts: compileMatchers(others),
  };
  const { grid, rows } = await readDerivedRows(query);
  const before = await readBefore(query, grid.startMs);
  const samples = { grid, rows, before, endMs: selection.endMs };
  const isBound = bounds.length > 0 ? compileMatchers(bounds) : null;
  const pace = new Pace(reads.signal ?? null);
  const made: SourceSeries[] = [];
  for (const one of wanted) made.push(...(await derivedSeries(one, samples, pace)));
  const series = made.filter(({ labels }) => isBound?.(labels) ?? true);
  const isCoarse =
    selection.rangeMs > 0 && selection.rangeMs < 2 * grid.stepMs && !fallsOnSteps(selection, grid.stepMs);
  return { series, infos: isCoarse && series.length > 0 ? [coarseInfo(grid.stepMs)] : [], tierMs: grid.stepMs };
}

/** What was counted from the midnight before the grid to its start. */
async function readBefore(query: RowsQuery, startMs: number): Promise<DerivedRows["rows"]> {
  const window = { startMs: midnightBefore(startMs), endMs: startMs };
  if (window.startMs === window.endMs) return new Map();
  const { rows } = await readDerivedRows({ ...query, window, stepMs: window.endMs - window.startMs });
  return rows;
}

function coarseInfo(stepMs: number): string {
  const seconds = stepMs / 1000;
  const step = seconds < 60 ? `${seconds}s` : seconds < 3600 ? `${seconds / 60}m` : `${seconds / 3600}h`;
  return `PromQL info: the range is shorter than two steps of the samples that are kept for this time (one each ${step}); a longer range gives a steadier rate`;
}
