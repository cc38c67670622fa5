"use client";
/** The queries asked in this browser. The only file of Explore that touches local storage; without it the list lasts as long as the page. */
import { useCallback, useEffect, useState } from "react";
import { type AskedQuery, type HistoryEntry, readHistory, remember, toggleStar } from "./queryHistory.ts";

const KEY = "chronoscope-queries";

export interface QueryHistory {
  readonly history: readonly HistoryEntry[];
  readonly add: (queries: readonly AskedQuery[], atMs: number) => void;
  readonly star: (key: string) => void;
}

export function useQueryHistory(): QueryHistory {
  const [history, setHistory] = useState<readonly HistoryEntry[]>([]);
  useEffect(() => {
    setHistory(load());
    const changedElsewhere = (event: StorageEvent) => event.key === KEY && setHistory(load());
    window.addEventListener("storage", changedElsewhere);
    return () => window.removeEventListener("storage", changedElsewhere);
  }, []);
  /** From what is kept, not from what this page knows: another tab may have asked meanwhile. */
  const change = useCallback((next: (history: readonly HistoryEntry[]) => HistoryEntry[]) => {
    setHistory((known) => {
      const kept = load();
      const changed = next(kept.length > 0 ? kept : known);
      save(changed);
      return changed;
    });
  }, []);
  const add = useCallback<QueryHistory["add"]>(
    (queries, atMs) => change((kept) => remember(kept, queries, atMs)),
    [change],
  );
  const star = useCallback<QueryHistory["star"]>((key) => change((kept) => toggleStar(kept, key)), [change]);
  return { history, add, star };
}

function load(): HistoryEntry[] {
  try {
    return readHistory(window.localStorage.getItem(KEY));
  } catch {
    return [];
  }
}

function save(history: readonly HistoryEntry[]): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(history));
  } catch {
    // A full or forbidden storage takes nothing; the page goes on with what it has.
  }
}
