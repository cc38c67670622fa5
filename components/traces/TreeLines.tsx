/**
 * The lines that lead from a row to its parent, and past it to later rows of its ancestors. Indentation narrows with depth so that
 * deep traces keep room for names; where it narrows, lines end.
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

export function TreeLines({ model, row, width }: { model: TraceModel; row: number; width: number }) {
  const depth = model.depth[row] ?? 0;
  const { stepPx, levels } = stepsIn(width);
  if (depth === 0 || depth > levels) return null;
  const lineX = (level: number) => indentOf(level, width) - stepPx * 0.7;
  let d = `M${lineX(depth)} 0V${ROW_PX / 2}H${indentOf(depth, width) - 3}`;
  for (let at = row; at !== NO_ROW && (model.depth[at] ?? 0) > 0; at = model.parent[at] ?? NO_ROW) {
    const above = model.parent[at] ?? NO_ROW;
    const hasLaterSibling = (model.subtreeEnd[at] ?? 0) < (model.subtreeEnd[above] ?? 0);
    if (!hasLaterSibling) continue;
    d += at === row ? `M${lineX(depth)} ${ROW_PX / 2}V${ROW_PX}` : `M${lineX(model.depth[at] ?? 0)} 0V${ROW_PX}`;
  }
  return (
    <svg
      aria-hidden="true"
      width={indentOf(depth, width)}
      height={ROW_PX}
      className="pointer-events-none absolute top-0 left-0"
      fill="none"
      stroke="var(--line-strong)"
    >
      <path d={d} />
    </svg>
  );
}
