"use client";
/** Which rows are folded away, which match the search, and the ways to change both. */
import { useCallback, useMemo, useState } from "react";
import { serviceOf, type TraceModel } from "./traceModel.ts";
import type { TraceState } from "./useTraceState.ts";
import { collapsible, hasChildren, matchingRows, revealing, visibleIndex, visibleRows } from "./waterfallRows.ts";

const NONE: ReadonlySet<number> = new Set();

export interface Waterfall {
  readonly visible: Uint32Array;
  /** Where each segment of the critical path stands among the visible rows. */
  readonly pathIndex: Int32Array;
  readonly collapsed: ReadonlySet<number>;
  /** Rows that match the search, ascending. */
  readonly matches: readonly number[];
  readonly matchSet: ReadonlySet<number>;
  /** Position of the row in hand among the matches, from 1; 0 when it is none of them. */
  readonly matchNumber: number;
  toggle(row: number): void;
  fold(which: "all" | "none" | "below"): void;
  foldService(service: string): void;
  /** Goes to a row, unfolding what hides it. */
  reveal(row: number): void;
  /** Goes to the next (1) or previous (-1) match. */
  step(by: 1 | -1): void;
}

export function useWaterfall(model: TraceModel, state: TraceState): Waterfall {
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(NONE);
  const { find, selected, select } = state;
  const visible = useMemo(() => visibleRows(model, collapsed), [model, collapsed]);
  const pathIndex = useMemo(
    () => Int32Array.from(model.path, ({ row }) => visibleIndex(visible, row)),
    [model, visible],
  );
  const matches = useMemo(() => matchingRows(model, find), [model, find]);
  const matchSet = useMemo(() => new Set(matches), [matches]);
  const toggle = useCallback((row: number) => {
    setCollapsed((before) => {
      const after = new Set(before);
      if (!after.delete(row)) after.add(row);
      return after;
    });
  }, []);
  const reveal = useCallback(
    (row: number) => {
      setCollapsed((before) => revealing(model, before, row));
      select(row);
    },
    [model, select],
  );
  return {
    visible,
    pathIndex,
    collapsed,
    matches,
    matchSet,
    matchNumber: matchSet.has(selected) ? matches.indexOf(selected) + 1 : 0,
    toggle,
    fold: (which) => {
      if (which === "none") setCollapsed(NONE);
      else if (which === "all") setCollapsed(collapsible(model, () => true));
      else if (hasChildren(model, selected)) toggle(selected);
    },
    foldService: (service) =>
      setCollapsed((before) => new Set([...before, ...collapsible(model, (row) => serviceOf(model, row) === service)])),
    reveal,
    step: (by) => {
      const next = by > 0 ? matches.find((row) => row > selected) : matches.findLast((row) => row < selected);
      const row = next ?? (by > 0 ? matches[0] : matches.at(-1));
      if (row !== undefined) reveal(row);
    },
  };
}
