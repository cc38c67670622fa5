"use client";
/** The keys of a trace's page. Arrows walk the tree as in any tree; the rest is in the help sheet. */
import { NO_ROW } from "../../server/analysis/traceTree.ts";
import { useGo } from "../shell/useGo.ts";
import { useKeys } from "../state/keys.tsx";
import { lastSearch } from "./lastSearch.ts";
import { endNano, type TraceModel } from "./traceModel.ts";
import type { TraceState } from "./useTraceState.ts";
import type { Waterfall } from "./useWaterfall.ts";
import { hasChildren, visibleIndex } from "./waterfallRows.ts";

export const TRACE_SEARCH_ID = "trace-search";
/** Room left and right of a span that is zoomed to, as a share of its length. */
const ZOOM_MARGIN = 0.04;

export function useTraceKeys(model: TraceModel, state: TraceState, waterfall: Waterfall): void {
  const { selected } = state;
  const go = useGo();
  const isWaterfall = state.tab === "waterfall";
  const hasRows = isWaterfall || state.tab === "replay";
  const move = (by: number) => {
    const index = visibleIndex(waterfall.visible, selected) + by;
    const row = waterfall.visible[Math.max(0, Math.min(index, waterfall.visible.length - 1))];
    if (row !== undefined) state.select(row);
  };
  useKeys(
    [
      { keys: "ArrowDown", does: "Next span", run: () => move(1) },
      { keys: "ArrowUp", does: "Previous span", run: () => move(-1) },
      { keys: "j", does: "", run: () => move(1) },
      { keys: "k", does: "", run: () => move(-1) },
      { keys: "PageDown", does: "", run: () => move(20) },
      { keys: "PageUp", does: "", run: () => move(-20) },
      { keys: "Home", does: "First span", run: () => move(Number.NEGATIVE_INFINITY) },
      { keys: "End", does: "Last span", run: () => move(Number.POSITIVE_INFINITY) },
    ],
    hasRows,
  );
  useKeys(
    [
      { keys: "ArrowRight", does: "Unfold, then first child", run: () => goIn(model, waterfall, selected) },
      { keys: "ArrowLeft", does: "Fold, then parent", run: () => goOut(model, waterfall, selected) },
    ],
    isWaterfall,
  );
  useKeys([
    {
      keys: "Enter",
      does: "Open the span",
      run: (event) => {
        if (event.target instanceof HTMLElement && event.target.closest("a,button,input,[role=option]")) return false;
        state.select(selected, "span");
      },
    },
    { keys: "f", does: "Look closer at the span", run: () => zoomToSpan(model, state) },
    {
      keys: "/",
      does: "Search in this trace",
      opensField: true,
      run: () => document.getElementById(TRACE_SEARCH_ID)?.focus(),
    },
    { keys: "n", does: "Next match", run: () => waterfall.step(1) },
    { keys: "p", does: "Previous match", run: () => waterfall.step(-1) },
    { keys: "Escape", does: "Close, then whole trace, then the list", run: () => stepBack(state) || go(lastSearch()) },
  ]);
}

function goIn(model: TraceModel, waterfall: Waterfall, row: number): void {
  if (waterfall.collapsed.has(row)) waterfall.toggle(row);
  else if (hasChildren(model, row)) waterfall.reveal(row + 1);
}

function goOut(model: TraceModel, waterfall: Waterfall, row: number): void {
  const above = model.parent[row] ?? NO_ROW;
  if (hasChildren(model, row) && !waterfall.collapsed.has(row)) waterfall.toggle(row);
  else if (above !== NO_ROW) waterfall.reveal(above);
}

function zoomToSpan(model: TraceModel, state: TraceState): void {
  const length = Math.max(model.durationNano[state.selected] ?? 0, 1);
  const from = model.offsetNano[state.selected] ?? 0;
  state.setZoom([from - ZOOM_MARGIN * length - 1, endNano(model, state.selected) + ZOOM_MARGIN * length + 1]);
}

/** Escape undoes one thing at a time: typing, panel, zoom, search. False when there is nothing left to undo here. */
function stepBack(state: TraceState): boolean {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement && field.id === TRACE_SEARCH_ID) field.blur();
  else if (state.panel) state.setPanel(null);
  else if (state.isZoomed) state.setZoom(null);
  else if (state.find) state.setFind("");
  else return false;
  return true;
}
