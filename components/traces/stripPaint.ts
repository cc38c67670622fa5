/**
 * Draws the whole trace in a strip: time across, depth down, one colour per service, a failed span with a red foot. With more levels
 * than fit, levels grow thin; bars that share a pixel are drawn once, so that 100,000 spans cost what fits on the screen.
 */
import { StatusCode } from "../../server/model/span.ts";
import type { TimeScale } from "./timeScale.ts";
import { endNano, isMissing, type TraceModel } from "./traceModel.ts";
import type { Tokens } from "./useTokens.ts";

export const STRIP_PX = 92;
const TOP_PX = 12;
const LEVEL_PX = 14;
const ROOM_PX = STRIP_PX - 2 * TOP_PX + 4;

/** Height of one level. */
export function levelPx(deepest: number): number {
  return Math.min(LEVEL_PX, ROOM_PX / (deepest + 1));
}

/** Height of a trace beside another. */
export const LANE_PX = 40;

export function paintStrip(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  scale: TimeScale,
  tokens: Tokens,
): void {
  paintLevels(context, model, scale, tokens, { height: levelPx(model.deepest), top: TOP_PX });
}

/** The same, thinner. */
export function paintLane(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  scale: TimeScale,
  tokens: Tokens,
): void {
  const height = Math.min(8, (LANE_PX - 8) / (model.deepest + 1));
  paintLevels(context, model, scale, tokens, { height, top: 4 });
}

function paintLevels(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  scale: TimeScale,
  tokens: Tokens,
  { height, top }: { readonly height: number; readonly top: number },
): void {
  const gap = height > 4 ? 1 : 0;
  const drawnTo = new Float64Array(model.deepest + 1).fill(Number.NEGATIVE_INFINITY);
  const color = model.services.map((service) => tokens(`svc-${model.slots.get(service)}`));
  for (let row = 0; row < model.count; row++) {
    if (isMissing(model, row)) continue;
    const depth = model.depth[row] ?? 0;
    const x = scale.px(model.offsetNano[row] ?? 0);
    const width = Math.max(scale.px(endNano(model, row)) - x - gap, 1.2);
    const failed = model.statusCode[row] === StatusCode.ERROR;
    if (x + width <= (drawnTo[depth] ?? 0) + 0.5 && width < 2 && !failed) continue;
    drawnTo[depth] = Math.max(drawnTo[depth] ?? 0, x + width);
    const y = top + depth * height;
    context.globalAlpha = model.isOnPath[row] ? 0.9 : 0.4;
    context.fillStyle = color[model.service[row] ?? 0] ?? "";
    context.fillRect(x, y, width, height - gap);
    if (!failed) continue;
    context.globalAlpha = 1;
    context.fillStyle = tokens("fail-fill");
    const foot = Math.min(2.5, height / 3);
    context.fillRect(x, y + height - gap - foot, width, foot);
  }
  context.globalAlpha = 1;
}

/** The outline of one span in the strip. */
export function paintStripSelection(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  row: number,
  scale: TimeScale,
  tokens: Tokens,
): void {
  const height = levelPx(model.deepest);
  const x = scale.px(model.offsetNano[row] ?? 0);
  const width = Math.max(scale.px(endNano(model, row)) - x, 2);
  context.strokeStyle = tokens("text-1");
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(x - 1.5, TOP_PX + (model.depth[row] ?? 0) * height - 2, width + 2, Math.max(height + 3, 6), 3);
  context.stroke();
}

/** The row under a point of the strip, the last drawn on top; null where there is none. */
export function stripRowAt(model: TraceModel, scale: TimeScale, x: number, y: number): number | null {
  const depth = Math.floor((y - TOP_PX) / levelPx(model.deepest));
  const nano = scale.nano(x);
  const slack = Math.max(0, scale.nano(x + 2) - nano);
  for (let row = model.count - 1; row >= 0; row--) {
    if (model.depth[row] !== depth || isMissing(model, row)) continue;
    if ((model.offsetNano[row] ?? 0) - slack <= nano && nano <= endNano(model, row) + slack) return row;
  }
  return null;
}
