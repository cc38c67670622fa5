/** Names of series: a query's legend with its labels filled in, or the labels themselves; no two of a panel alike. */
import { shownText } from "../format/shownText.ts";

export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly legend: string;
  readonly ref: string;
}

/** "GET /cart" of `{{span_name}}`; `{job="a"}` without a legend. */
export function legendName({ labels, legend, ref }: Labelled): string {
  if (legend === "") return labelsText(labels) || ref;
  const filled = legend.replace(/\{\{\s*([^}\s]+)\s*\}\}/g, (_, name: string) => shownText(labels[name] ?? "")).trim();
  return filled || labelsText(labels) || legend.replace(/\{\{\s*([^}\s]+)\s*\}\}/g, "no $1");
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length > 0 ? `${name}{${pairs.join(", ")}}` : name;
}

/** Names in the order given; those that would be alike tell their labels too, then their query. */
export function legendNames(series: readonly Labelled[]): string[] {
  const short = series.map(legendName);
  const long = apart(short, (i) => labelsText(series[i]?.labels ?? {}));
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
