"use client";
/** The queries as they stand in the editors: what was run, and what is typed since. Another address (Back, a link, history) replaces them. */
import { useEffect, useRef, useState } from "react";
import type { ExploreQuery } from "./useExploreState.ts";

export interface Draft extends ExploreQuery {
  /** Stays while the query is edited and others come and go. */
  readonly id: number;
}

const EMPTY: ExploreQuery = { expr: "", legend: "", off: false };

export const sameQueries = (a: readonly ExploreQuery[], b: readonly ExploreQuery[]) =>
  a.length === b.length &&
  a.every(({ expr, legend, off }, i) => expr === b[i]?.expr && legend === b[i]?.legend && off === b[i]?.off);

export function useDrafts(run: readonly ExploreQuery[]) {
  const nextId = useRef(0);
  const numbered = (queries: readonly ExploreQuery[]): Draft[] =>
    (queries.length > 0 ? queries : [EMPTY]).map((query) => ({ ...query, id: nextId.current++ }));
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => numbered(run));
  const known = useRef(run);
  useEffect(() => {
    if (sameQueries(known.current, run)) return;
    known.current = run;
    setDrafts((before) => {
      if (sameQueries(run, before)) return before;
      // Editors stay in place where they can: the caret does too.
      return (run.length > 0 ? run : [EMPTY]).map((query, i) => ({ ...query, id: before[i]?.id ?? nextId.current++ }));
    });
  }, [run]);
  return {
    drafts,
    isChanged: !sameQueries(
      run,
      drafts.filter(({ expr }) => expr.trim() !== ""),
    ),
    edit: (id: number, change: Partial<ExploreQuery>) => {
      const next = drafts.map((draft) => (draft.id === id ? { ...draft, ...change } : draft));
      setDrafts(next);
      return next;
    },
    add: (query: ExploreQuery = EMPTY) => setDrafts([...drafts, { ...query, id: nextId.current++ }]),
    remove: (id: number) => {
      const next = drafts.filter((draft) => draft.id !== id);
      setDrafts(next.length > 0 ? next : numbered([]));
      return next;
    },
    /** Takes them for those that were run, so that the address they make does not replace them. */
    settle: (queries: readonly ExploreQuery[]) => {
      known.current = queries;
    },
  };
}
export type Drafts = ReturnType<typeof useDrafts>;
