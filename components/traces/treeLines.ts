/**
 * The lines that lead from a row to its parent, and past it to later rows of its ancestors. Indentation narrows with depth so that
 * deep traces keep room for names; where it narrows, lines end. Drawn on the canvas: an element a row is dear while scrolling.
 */
import { NO_ROW } from "../../server/analysis/traceTree.ts";
import type { TraceModel } from "./traceModel.ts";
import { ROW_PX } from "./waterfallRows.ts";

const FIRST_PX = 22;
const STEP_PX = 15;
const DEEP_STEP_PX = 2;
const NARROW_BELOW_PX = 240;

interface Steps {
  readonly stepPx: number;
  readonly levels: number;
}
const stepsIn = (width: number): Steps =>
  width < NARROW_BELOW_PX ? { stepPx: 7, levels: 7 } : { stepPx: STEP_PX, levels: 10 };

/** Where a row's content begins, in pixels. */
export function indentOf(depth: number, width: number): number {
  const { stepPx, levels } = stepsIn(width);
  const first = width < NARROW_BELOW_PX ? 14 : FIRST_PX;
  return first + Math.min(depth, levels) * stepPx + Math.min(Math.max(depth - levels, 0), 24) * DEEP_STEP_PX;
}

/** Adds the lines of one row, whose top is at `top`, to the context's path. */
export function traceTreeLines(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  row: number,
  top: number,
  width: number,
): void {
  const depth = model.depth[row] ?? 0;
  const { stepPx, levels } = stepsIn(width);
  if (depth === 0 || depth > levels) return;
  const lineX = (level: number) => indentOf(level, width) - stepPx * 0.7;
  const middle = top + ROW_PX / 2;
  context.moveTo(lineX(depth), top);
  context.lineTo(lineX(depth), middle);
  context.lineTo(indentOf(depth, width) - 3, middle);
  for (let at = row; at !== NO_ROW && (model.depth[at] ?? 0) > 0; at = model.parent[at] ?? NO_ROW) {
    const above = model.parent[at] ?? NO_ROW;
    const hasLaterSibling = (model.subtreeEnd[at] ?? 0) < (model.subtreeEnd[above] ?? 0);
    if (!hasLaterSibling) continue;
    const x = lineX(model.depth[at] ?? 0);
    context.moveTo(x, at === row ? middle : top);
    context.lineTo(x, top + ROW_PX);
  }
}
