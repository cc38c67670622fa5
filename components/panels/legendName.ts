/** Names of series: a query's legend with its labels filled in, or the labels themselves; no two of a panel alike. */
import { shownText } from "../format/shownText.ts";

export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly legend: string;
  readonly ref: string;
}

/** `{{label}}`, or `{{one|other}}`: the first of them that tells all lines of the query apart, else the last. */
const FIELD = /\{\{\s*([^}\s]+)\s*\}\}/g;

/** "GET /cart" of `{{span_name}}`; `{job="a"}` without a legend. */
export function legendName({ labels, legend, ref }: Labelled): string {
  if (legend === "") return labelsText(labels) || ref;
  const filled = legend
    .replace(FIELD, (_, name: string) => shownText(labels[name] ?? ""))
    .replace(/ +/g, " ")
    .trim();
  return filled || labelsText(labels) || legend.replace(FIELD, "no $1");
}

/** A UUID, in which only the whole tells anything and the end tells it apart. */
const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{4}([0-9a-f]{8})\b/gi;
export const shortened = (name: string): string => name.replace(UUID, "…$1");

/** Every query's alternatives decided, for all of its lines alike. */
function chosenLegends(series: readonly Labelled[]): Labelled[] {
  const rowsOf = new Map<string, Labelled[]>();
  for (const one of series) rowsOf.set(one.ref, [...(rowsOf.get(one.ref) ?? []), one]);
  const tells = (rows: readonly Labelled[], label: string) => {
    const values = new Set(rows.map(({ labels }) => labels[label] ?? ""));
    return values.size === rows.length && !values.has("");
  };
  return series.map((one) => {
    const rows = rowsOf.get(one.ref) ?? [];
    const legend = one.legend.replace(FIELD, (field, names: string) => {
      const labels = names.split("|");
      return labels.length === 1 ? field : `{{${labels.find((label) => tells(rows, label)) ?? labels.at(-1)}}}`;
    });
    return { ...one, legend };
  });
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length > 0 ? `${name}{${pairs.join(", ")}}` : name;
}

export interface SeriesName {
  /** Unique among those given, ids shortened. */
  readonly name: string;
  /** With all alternatives, ids in full. */
  readonly whole: string;
}

/** Names in the order given; those that would be alike tell their labels too, then their query. */
export function seriesNames(series: readonly Labelled[]): SeriesName[] {
  const short = chosenLegends(series).map((one) => (one.legend === "" ? legendName(one) : shortened(legendName(one))));
  const whole = series.map((one) => legendName({ ...one, legend: withAll(one.legend) }));
  const full = unique(whole, series);
  return unique(short, series).map((name, i) => ({ name, whole: full[i] ?? name }));
}

/** Their names alone. */
export const legendNames = (series: readonly Labelled[]): string[] => seriesNames(series).map(({ name }) => name);

/** Every alternative, one after the other. */
const withAll = (legend: string) =>
  legend.replace(FIELD, (_, names: string) =>
    names
      .split("|")
      .map((label) => `{{${label}}}`)
      .join(" "),
  );

function unique(names: readonly string[], series: readonly Labelled[]): string[] {
  const long = apart(names, (i) => labelsText(series[i]?.labels ?? {}));
  const withQuery = apart(long, (i) => series[i]?.ref ?? "");
  return apart(withQuery, (i) => String(i + 1));
}

function apart(names: readonly string[], more: (i: number) => string): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, i) => {
    const rest = more(i);
    return (counts.get(name) ?? 0) > 1 && rest !== "" && rest !== name ? `${name} ${rest}` : name;
  });
}
