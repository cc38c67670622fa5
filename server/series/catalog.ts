/**
 * What there is to ask for: label sets and metrics, for lists, completion and the metadata end points.
 * All as it was in the window: sent series to the grain of what is stored together. Bounds and quantiles are those of the window's last ten minutes, or of all of it when they had none.
 */
import type { TimeWindow } from "../model/time.ts";
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { type Labels, METRIC_NAME } from "../promql/labels.ts";
import { compileMatchers } from "../promql/matchLabels.ts";
import type { SeriesSelection } from "../promql/seriesSource.ts";
import { DERIVED_METRICS, DERIVED_NAMES } from "./derivedMetrics.ts";
import { readDerivedRows } from "./derivedRows.ts";
import { namesMatched } from "./namedSeries.ts";
import type { MetricType } from "./prometheusNames.ts";
import { isOfHead, rawNames } from "./rawMetrics.ts";
import { matchPresent, selectRaw } from "./rawSource.ts";
import { targetInfoLabels } from "./seriesLabels.ts";
import type { StoreSourceOptions } from "./storeSource.ts";
import { asksTargetInfo, TARGET_INFO } from "./targetInfo.ts";

const RECENT_MS = 600_000;

/** Label sets that match, each once. */
export async function listLabelSets(
  options: StoreSourceOptions,
  matchers: readonly LabelMatcher[],
  window: TimeWindow,
): Promise<Labels[]> {
  const parts = await Promise.all([
    listRaw(options, matchers, window),
    listDerived(options, matchers, window),
    asksTargetInfo(matchers) ? listTargets(options, matchers, window) : [],
  ]);
  return [...new Map(parts.flat().map((labels) => [labels.key, labels])).values()];
}

function selectionOf(matchers: readonly LabelMatcher[], { startMs, endMs }: TimeWindow): SeriesSelection {
  return { matchers, startMs, endMs, stepMs: 0, rangeMs: 0, around: "" };
}

/** From the resources alone: as samples they would be one for every few minutes of the window. */
async function listTargets(
  { reader, tenant }: StoreSourceOptions,
  matchers: readonly LabelMatcher[],
  { startMs, endMs }: TimeWindow,
): Promise<Labels[]> {
  const accepts = compileMatchers(matchers);
  const seen = await reader.readResources({ tenant, window: { startMs, endMs: endMs + 1 } });
  const labels = seen.map(({ resource }) => targetInfoLabels(resource));
  return labels.filter((one) => one !== null).filter(accepts);
}

async function listRaw(
  options: StoreSourceOptions,
  matchers: readonly LabelMatcher[],
  { startMs, endMs }: TimeWindow,
): Promise<Labels[]> {
  const matches = await matchPresent(options, matchers, { startMs, endMs });
  const told = matches.filter(({ named }) => named.facet === "bucket" || named.facet === "quantile");
  const read = async (fromMs: number) =>
    (await selectRaw(options, selectionOf(matchers, { startMs: fromMs, endMs }))).series;
  const recent = told.length > 0 ? await read(Math.max(startMs, endMs - RECENT_MS)) : [];
  const series = told.length > 0 && recent.length === 0 ? await read(startMs - 1) : recent;
  const untold = matches.filter(({ named }) => named.facet !== "bucket" && named.facet !== "quantile");
  return [...untold, ...series].map(({ labels }) => labels);
}

async function listDerived(
  { reader, tenant, maxSamples }: StoreSourceOptions,
  matchers: readonly LabelMatcher[],
  window: TimeWindow,
): Promise<Labels[]> {
  const named = namesMatched(DERIVED_NAMES, matchers);
  const accepts = compileMatchers(matchers.filter(({ name }) => name !== "le"));
  const listed = (["operations", "edges", "logs"] as const).map(async (of) => {
    const wanted = named.filter(({ metric }) => metric.of === of);
    if (wanted.length === 0) return [];
    const stepMs = window.endMs - window.startMs;
    const query = { reader, tenant, of, window, stepMs, service: null, withDurations: false, maxNumbers: maxSamples };
    const { rows } = await readDerivedRows({ ...query, accepts: () => true });
    return wanted.flatMap(({ name }) =>
      [...rows.values()].map(({ labels }) => labels.with([[METRIC_NAME, name]])).filter(accepts),
    );
  });
  return (await Promise.all(listed)).flat();
}

/** Names of metrics with a series in the window. */
export async function listNamesWithin(options: StoreSourceOptions, window: TimeWindow): Promise<string[]> {
  const { reader, index, tenant, signal } = options;
  const named = await Promise.all(
    rawNames(await index.listHeads()).map(async ({ name, metric: { head, spelling } }) => {
      const series = await index.listSeries(head.name, spelling);
      return { name, ids: series.filter((one) => isOfHead(head, one)).map(({ id }) => id) };
    }),
  );
  const ids = [...new Set(named.flatMap((one) => one.ids))];
  const present = await reader.listPresent({ tenant, ids, window, ...(signal ? { signal } : {}) });
  const sent = named.filter((one) => one.ids.some((id) => present.has(id))).map(({ name }) => name);
  const made = await listLabelSets(options, [{ name: METRIC_NAME, operator: "=~", value: MADE_NAMES }], window);
  return [...new Set([...sent, ...made.map((labels) => labels.get(METRIC_NAME))])].sort();
}

/** Names of series that are made here, not sent. */
export const MADE_NAMES = [...DERIVED_NAMES.map(({ name }) => name), TARGET_INFO].join("|");

/** Every metric name, without reading series. */
export async function listMetricNames(options: StoreSourceOptions): Promise<string[]> {
  const heads = await options.index.listHeads();
  return [...new Set([...rawNames(heads), ...DERIVED_NAMES].map(({ name }) => name))].sort();
}

/** How many series each derived metric has in the window, native and classic histograms as one. */
export async function countDerived(
  options: StoreSourceOptions,
  window: TimeWindow,
): Promise<ReadonlyMap<string, number>> {
  const names = DERIVED_METRICS.map(({ name }) => name).join("|");
  const sets = await listDerived(options, [{ name: METRIC_NAME, operator: "=~", value: names }], window);
  const counts = new Map<string, number>();
  for (const labels of sets) {
    const name = labels.get(METRIC_NAME);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

export interface MetricFamily {
  /** In Prometheus's spelling, without the classic suffixes. */
  readonly name: string;
  /** As it was sent; the same as `name` for derived metrics. */
  readonly sentName: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
  /** Null for derived metrics: they are counted only when they are read. */
  readonly seriesCount: number | null;
}

/** Every metric with its type, unit and description; one entry for each way it is described. */
export async function listFamilies(options: StoreSourceOptions): Promise<MetricFamily[]> {
  const heads = await options.index.listHeads();
  const sent = rawNames(heads).flatMap(({ name, facet, metric: { head, type, unit } }) => {
    const isBase = facet === "value" || facet === "native" || facet === "quantile";
    const { name: sentName, description, seriesCount } = head;
    return isBase ? [{ name, sentName, type, help: description, unit, seriesCount }] : [];
  });
  const derived = DERIVED_METRICS.map(({ name, type, help, unit }) => ({
    name,
    sentName: name,
    type,
    help,
    unit,
    seriesCount: null,
  }));
  return [...sent, ...derived].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
