/** Answers at one instant -> rows of a table. Values are exact: rounding is for charts. */
import type { Answers } from "../trpc/client.tsx";

export interface InstantRow {
  readonly key: string;
  readonly ref: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Null of what is no finite number: it sorts last. */
  readonly value: number | null;
  readonly text: string;
}

export function prepareInstant({ answers }: Pick<Answers["metrics"]["instant"], "answers">): InstantRow[] {
  return answers.flatMap(({ ref, series }) =>
    series.map(({ labels, values, histogram }, i) => {
      const value = values[0] ?? null;
      return {
        key: `${ref} ${i}`,
        ref,
        labels,
        value: typeof value === "number" ? value : null,
        text: histogram ?? (value === null ? "" : String(value)),
      };
    }),
  );
}

/** Labels that the rows have, those that tell rows apart before those that all share, the metric's name first. */
export function labelColumns(rows: readonly Pick<InstantRow, "labels">[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const { labels } of rows) {
    for (const [name, value] of Object.entries(labels)) values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  const isTelling = (name: string) => (values.get(name)?.size ?? 0) > 1 || rows.some(({ labels }) => !(name in labels));
  const rank = (name: string) => (name === "__name__" ? 0 : isTelling(name) ? 1 : 2);
  return [...values.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
