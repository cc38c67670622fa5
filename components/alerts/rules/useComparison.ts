"use client";
/** The side of a rule's query that is looked at, without its limit; null while it is not known, "" where the text is no query. */
import { useEffect, useState } from "react";

const loadComparison = () => import("../../../server/promql/comparison.ts");

export function useComparison(query: string | null): string | null {
  const [left, setLeft] = useState<{ readonly of: string; readonly text: string } | null>(null);
  useEffect(() => {
    if (query === null) return;
    let wanted = true;
    const keep = (text: string) => wanted && setLeft({ of: query, text });
    loadComparison()
      .then(({ comparisonOf }) => keep(comparisonOf(query).query))
      .catch(() => keep(""));
    return () => {
      wanted = false;
    };
  }, [query]);
  return left?.of === query ? left.text : null;
}
