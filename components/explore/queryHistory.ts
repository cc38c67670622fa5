/**
 * Queries that were asked in this browser, newest first, and those that were starred. They stay in the browser (./useQueryHistory.ts).
 * Shape: an entry is all queries of one run; the same queries asked again move to the front and keep their star.
 */

export interface AskedQuery {
  readonly expr: string;
  readonly legend: string;
}

export interface HistoryEntry {
  readonly queries: readonly AskedQuery[];
  /** When it was last asked, Unix ms. */
  readonly atMs: number;
  readonly starred: boolean;
}

/** Entries without a star that are kept. */
const MOST_KEPT = 200;

export const keyOf = ({ queries }: Pick<HistoryEntry, "queries">) => queries.map(({ expr }) => expr).join("\n");

export function remember(
  history: readonly HistoryEntry[],
  queries: readonly AskedQuery[],
  atMs: number,
): HistoryEntry[] {
  const told = queries.filter(({ expr }) => expr.trim() !== "");
  if (told.length === 0) return [...history];
  const key = keyOf({ queries: told });
  const before = history.find((entry) => keyOf(entry) === key);
  const rest = history.filter((entry) => entry !== before);
  const all = [{ queries: told, atMs, starred: before?.starred ?? false }, ...rest];
  let plain = 0;
  return all.filter(({ starred }) => starred || plain++ < MOST_KEPT);
}

export function toggleStar(history: readonly HistoryEntry[], key: string): HistoryEntry[] {
  return history.map((entry) => (keyOf(entry) === key ? { ...entry, starred: !entry.starred } : entry));
}

/** Entries that have every word, in any of their queries or legends. */
export function findEntries(history: readonly HistoryEntry[], text: string, onlyStarred: boolean): HistoryEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return history.filter((entry) => {
    const told = entry.queries
      .map(({ expr, legend }) => `${expr} ${legend}`)
      .join(" ")
      .toLowerCase();
    return (!onlyStarred || entry.starred) && words.every((word) => told.includes(word));
  });
}

/** Single queries, newest first, each once: what Alt-Up goes back through. */
export function singleQueries(history: readonly HistoryEntry[]): string[] {
  return [...new Set(history.flatMap(({ queries }) => queries.map(({ expr }) => expr)))];
}

/** What a browser kept; anything unreadable is nothing. */
export function readHistory(text: string | null): HistoryEntry[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(kept: unknown): kept is HistoryEntry {
  const { queries, atMs, starred } = (kept ?? {}) as Partial<HistoryEntry>;
  const isQuery = (query: unknown) =>
    typeof (query as AskedQuery | null)?.expr === "string" && typeof (query as AskedQuery).legend === "string";
  return typeof atMs === "number" && typeof starred === "boolean" && Array.isArray(queries) && queries.every(isQuery);
}
