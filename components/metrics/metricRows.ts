/** Metrics as rows of a list: one row a name, found by words, under the prefix that they share or the most series first. */
import type { Answers } from "../trpc/client.tsx";

export type MetricFamily = Answers["metrics"]["families"]["families"][number];

export interface MetricRow {
  readonly name: string;
  /** As OTLP has them; one, unless several senders' names come to the same. */
  readonly sentNames: readonly string[];
  readonly type: MetricFamily["type"];
  readonly unit: string;
  readonly help: string;
  /** Null while it is not known. */
  readonly series: number | null;
  /** Counted here from spans and logs. */
  readonly derived: boolean;
}

export interface MetricGroup {
  readonly prefix: string;
  readonly rows: readonly MetricRow[];
}

/** `derivedCounts` by name; derived metrics have no count of their own. */
export function metricRows(
  families: readonly MetricFamily[],
  derivedCounts: Readonly<Record<string, number>> | undefined,
): MetricRow[] {
  const byName = new Map<string, MetricRow>();
  for (const family of families) {
    const derived = family.seriesCount === null;
    const count = family.seriesCount ?? (derivedCounts ? (derivedCounts[family.name] ?? 0) : null);
    const known = byName.get(family.name);
    byName.set(family.name, {
      name: family.name,
      sentNames: [...new Set([...(known?.sentNames ?? []), family.sentName])],
      type: known?.type ?? family.type,
      unit: known?.unit || family.unit,
      help: known?.help || family.help,
      series: known === undefined || known.series === null || count === null ? count : known.series + count,
      derived,
    });
  }
  return [...byName.values()];
}

export type TypeFilter = MetricRow["type"] | null;

/** Rows that have every word in their name (either spelling), description or unit; those with the words in the name first. */
export function findMetrics(rows: readonly MetricRow[], text: string, type: TypeFilter): MetricRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = rows.flatMap((row) => {
    if (type !== null && row.type !== type) return [];
    const names = [row.name, ...row.sentNames].join(" ").toLowerCase();
    if (words.every((word) => names.includes(word))) return [{ row, rank: 0 }];
    const all = `${names} ${row.help.toLowerCase()} ${row.unit.toLowerCase()}`;
    return words.every((word) => all.includes(word)) ? [{ row, rank: 1 }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ row }) => row);
}

export function mostSeriesFirst(rows: readonly MetricRow[]): MetricRow[] {
  return [...rows].sort((a, b) => (b.series ?? -1) - (a.series ?? -1) || (a.name < b.name ? -1 : 1));
}

/** By the first word of the name; a prefix of one metric alone stands among the others. */
export function groupByPrefix(rows: readonly MetricRow[]): MetricGroup[] {
  const byPrefix = new Map<string, MetricRow[]>();
  for (const row of rows) {
    const prefix = prefixOf(row.name);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), row]);
  }
  const groups = [...byPrefix].map(([prefix, of]) => ({ prefix, rows: of }));
  const many = groups.filter((group) => group.rows.length > 1);
  const alone = groups.filter((group) => group.rows.length === 1).flatMap((group) => group.rows);
  const sorted = many.sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  return alone.length > 0 ? [...sorted, { prefix: "", rows: alone }] : sorted;
}

const prefixOf = (name: string) => /^_*[^_.:]+/.exec(name)?.[0] ?? name;
