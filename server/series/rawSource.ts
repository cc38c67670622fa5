/**
 * The metrics that were sent, as a source for PromQL: names and labels are matched in memory, samples of the series that match are
 * read from the store.
 */
import { AggregationTemporality } from "../model/metric.ts";
import type { TimeWindow } from "../model/time.ts";
import { type Labels, METRIC_NAME } from "../promql/labels.ts";
import { compileMatchers } from "../promql/matchLabels.ts";
import type { SelectedSeries, SeriesSelection, SourceSeries } from "../promql/seriesSource.ts";
import type { SeriesReader, SeriesSamples } from "../store/seriesReader.ts";
import { runningTotals, totalsSince } from "./deltaTotals.ts";
import { type IndexedSeries, labelsNamed, type MetricIndex } from "./metricIndex.ts";
import { exactName, type NamedSeries, namesMatched } from "./namedSeries.ts";
import { inUnits } from "./prometheusPoints.ts";
import { isOfHead, type RawMetric, rawNames, rawNamesExactly } from "./rawMetrics.ts";
import { mergeAlike, toldSeries } from "./rawSamples.ts";

export interface RawReads {
  readonly reader: SeriesReader;
  readonly index: MetricIndex;
  readonly tenant: number;
  readonly maxSamples: number;
  readonly signal: AbortSignal | null;
}

/** A series that matches, under one of its names. */
export interface Match {
  readonly named: NamedSeries<RawMetric>;
  readonly series: IndexedSeries;
  /** With the name; without `le` and `quantile`, which the samples bring. */
  readonly labels: Labels;
}

/** Labels that only samples can tell. */
const FROM_SAMPLES: ReadonlySet<string> = new Set(["le", "quantile"]);

export async function matchRaw(index: MetricIndex, matchers: SeriesSelection["matchers"]): Promise<Match[]> {
  const heads = await index.listHeads();
  const exact = exactName(matchers);
  const candidates = exact === null ? rawNames(heads) : rawNamesExactly(heads, exact);
  const named = namesMatched(candidates, matchers);
  const others = matchers.filter(({ name }) => name !== METRIC_NAME && !FROM_SAMPLES.has(name));
  const accepts = compileMatchers(others);
  const matches: Match[] = [];
  // A metric that is described in two ways has two heads, and its series fit both.
  const met = new Map<string, Set<number>>();
  for (const one of named) {
    const { head, spelling, type, unit } = one.metric;
    const own: [string, string][] = others.some(({ name }) => name === "__type__" || name === "__unit__")
      ? [
          ["__type__", type],
          ["__unit__", unit],
        ]
      : [];
    const seen = met.get(one.name) ?? new Set();
    met.set(one.name, seen);
    for (const series of await index.listSeries(head.name, spelling)) {
      if (!isOfHead(head, series) || seen.has(series.id)) continue;
      seen.add(series.id);
      const labels = labelsNamed(series, one.name);
      const whole = own.length > 0 ? labels.with(own) : labels;
      if (accepts(whole)) matches.push({ named: one, series, labels: whole });
    }
  }
  return matches;
}

/** Those of the matches that have samples in the window, as far as the store can tell without reading them. */
export async function matchPresent(
  { reader, index, tenant, signal }: Omit<RawReads, "maxSamples">,
  matchers: SeriesSelection["matchers"],
  window: TimeWindow,
): Promise<Match[]> {
  const matches = await matchRaw(index, matchers);
  const ids = [...new Set(matches.map(({ series }) => series.id))];
  const present = await reader.listPresent({ tenant, ids, window, ...(signal ? { signal } : {}) });
  return matches.filter(({ series }) => present.has(series.id));
}

export async function selectRaw(reads: RawReads, selection: SeriesSelection): Promise<SelectedSeries> {
  const matches = await matchRaw(reads.index, selection.matchers);
  if (matches.length === 0) return { series: [], infos: [] };
  const samples = await readSamples(reads, matches, { startMs: selection.startMs, endMs: selection.endMs });
  const refused = new Set<string>();
  const found: SourceSeries[] = [];
  for (const { named, series, labels } of matches) {
    const own = samples.get(series.id);
    if (own === undefined) continue;
    const told = toldSeries(labels, own, named.facet);
    for (const reason of told.refused) refused.add(`PromQL info: a histogram of ${named.name} is left out: ${reason}`);
    found.push(...told.series);
  }
  const bounds = selection.matchers.filter(({ name }) => FROM_SAMPLES.has(name));
  const accepts = bounds.length > 0 ? compileMatchers(bounds) : () => true;
  const series = mergeAlike(found.filter((one) => one.timesMs.length > 0 && accepts(one.labels)));
  return { series, infos: [...refused] };
}

function isDelta({ temporality }: IndexedSeries): boolean {
  return temporality === AggregationTemporality.DELTA;
}

/** Samples by series, deltas as running totals. */
async function readSamples(
  { reader, tenant, maxSamples, signal }: RawReads,
  matches: readonly Match[],
  window: TimeWindow,
): Promise<Map<number, SeriesSamples>> {
  const all = new Map(matches.flatMap(({ series }) => (series.points.samples ? [[series.id, series] as const] : [])));
  const idsOf = (wanted: boolean) => [...all.values()].filter((one) => isDelta(one) === wanted).map(({ id }) => id);
  const readFrom = async (ids: readonly number[], startMs: number) => {
    if (ids.length === 0) return [];
    const query = { tenant, ids, window: { ...window, startMs }, maxSamples };
    return reader.readSeries(signal === null ? query : { ...query, signal });
  };
  const [cumulative, deltas] = await Promise.all([
    readFrom(idsOf(false), window.startMs),
    readFrom(idsOf(true), totalsSince(window.startMs)),
  ]);
  const read = [...cumulative, ...deltas.map(runningTotals)];
  return new Map(read.map((one) => [one.id, inUnits(one, all.get(one.id)?.points)]));
}
