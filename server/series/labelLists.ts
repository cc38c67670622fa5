/**
 * Which labels there are, and which values one has: of every series, or of those that one of several sets of matchers lets through.
 * Samples are read only where a label stands in them (`le`, `quantile`); otherwise the index of series answers.
 */
import type { TimeWindow } from "../model/time.ts";
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { type Labels, METRIC_NAME } from "../promql/labels.ts";
import { listLabelSets, listNamesWithin, MADE_NAMES } from "./catalog.ts";
import { matchPresent } from "./rawSource.ts";
import type { StoreSourceOptions } from "./storeSource.ts";

const ANY: LabelMatcher = { name: METRIC_NAME, operator: "!=", value: "" };
/** Labels that only samples can tell, and the names of the series that have them. */
const IN_SAMPLES: Readonly<Record<string, "bucket" | "quantile">> = { le: "bucket", quantile: "quantile" };

export interface LabelsAsked {
  /** Empty: every series. */
  readonly matcherSets: readonly (readonly LabelMatcher[])[];
  readonly window: TimeWindow;
}

/** Names of labels, sorted. */
export async function listLabelNames(options: StoreSourceOptions, asked: LabelsAsked): Promise<string[]> {
  const names = new Set<string>();
  for (const matchers of setsOf(asked)) {
    const { labels, facets } = await labelsOf(options, matchers, asked.window);
    for (const one of labels) for (let i = 0; i < one.flat.length; i += 2) names.add(one.flat[i] ?? "");
    for (const [name, facet] of Object.entries(IN_SAMPLES)) if (facets.has(facet)) names.add(name);
  }
  return [...names].sort();
}

/** Values of one label, sorted. */
export async function listLabelValues(
  options: StoreSourceOptions,
  name: string,
  asked: LabelsAsked,
): Promise<string[]> {
  if (name === METRIC_NAME && asked.matcherSets.length === 0) return listNamesWithin(options, asked.window);
  const values = new Set<string>();
  const has: LabelMatcher = { name, operator: "!=", value: "" };
  for (const matchers of setsOf(asked)) {
    const { labels } = await labelsOf(options, [...matchers, has], asked.window);
    for (const one of labels) values.add(one.get(name));
  }
  return [...values].sort();
}

const setsOf = ({ matcherSets }: LabelsAsked) => (matcherSets.length > 0 ? matcherSets : [[ANY]]);

/** Label sets that match, and the sides of metrics that they are. */
async function labelsOf(
  options: StoreSourceOptions,
  matchers: readonly LabelMatcher[],
  window: TimeWindow,
): Promise<{ labels: readonly Labels[]; facets: ReadonlySet<string> }> {
  if (matchers.some(({ name }) => Object.hasOwn(IN_SAMPLES, name))) {
    return { labels: await listLabelSets(options, matchers, window), facets: new Set() };
  }
  const raw = await matchPresent(options, matchers, window);
  const ours: LabelMatcher = { name: METRIC_NAME, operator: "=~", value: MADE_NAMES };
  const made = await listLabelSets(options, [...matchers, ours], window);
  return {
    labels: [...raw.map(({ labels }) => labels), ...made],
    facets: new Set(raw.map(({ named }) => named.facet)),
  };
}
