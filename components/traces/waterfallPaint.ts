/**
 * Draws what stands behind and beside the names in a waterfall: tree lines, grid, bars with their self time, event ticks, critical path, lengths.
 * Only rows in sight are looked at. A bar is pale where the span waited for its children and full where it worked itself; off the
 * critical path it stays pale. Lengths stand on a patch of the ground, so that they are legible on lines and bars.
 */
import { RowMark } from "../../server/analysis/traceTree.ts";
import { StatusCode } from "../../server/model/span.ts";
import { formatDuration } from "../format/formatDuration.ts";
import { eventRuns } from "./eventRuns.ts";
import { selfStretches } from "./selfStretches.ts";
import { type TimeScale, timeTicks } from "./timeScale.ts";
import { endNano, isHere, isMissing, serviceOf, shiftNano, type TraceModel } from "./traceModel.ts";
import { traceTreeLines } from "./treeLines.ts";
import type { Tokens } from "./useTokens.ts";
import { ROW_PX } from "./waterfallRows.ts";

export interface WaterfallPicture {
  readonly model: TraceModel;
  readonly visible: Uint32Array;
  readonly pathIndex: Int32Array;
  readonly first: number;
  readonly last: number;
  readonly scrollPx: number;
  readonly width: number;
  readonly height: number;
  readonly scale: TimeScale;
  readonly selected: number | null;
  /** Words inside a bar, as "61 % of the request". */
  readonly caption: { readonly row: number; readonly text: string } | null;
  readonly tokens: Tokens;
}

const BAR_PX = 13;
const PALE = 0.38;
/** Over the pale bar this makes a full one: 1 - (1 - 0.38) * (1 - 0.92) = 0.95. */
const OVER_PALE = 0.92;
const LABEL_GAP_PX = 8;

export function paintWaterfall(context: CanvasRenderingContext2D, picture: WaterfallPicture): void {
  const { scale, tokens, height, first, last, visible } = picture;
  paintTree(context, picture);
  context.save();
  context.beginPath();
  context.rect(scale.fromPx - 1, 0, picture.width - scale.fromPx + 1, height);
  context.clip();
  context.fillStyle = tokens("grid");
  for (const tick of timeTicks(scale)) context.fillRect(Math.round(scale.px(tick)), 0, 1, height);
  for (let index = first; index < last; index++)
    paintBar(context, picture, visible[index] ?? 0, rowTop(picture, index));
  paintPath(context, picture);
  for (let index = first; index < last; index++)
    paintLabel(context, picture, visible[index] ?? 0, rowTop(picture, index));
  context.restore();
}

function paintTree(context: CanvasRenderingContext2D, picture: WaterfallPicture): void {
  const { model, visible, first, last, scale, tokens } = picture;
  context.beginPath();
  for (let index = first; index < last; index++) {
    traceTreeLines(context, model, visible[index] ?? 0, rowTop(picture, index), scale.fromPx);
  }
  context.lineWidth = 1;
  context.strokeStyle = tokens("line-strong");
  context.stroke();
}

const rowTop = ({ scrollPx }: WaterfallPicture, index: number) => index * ROW_PX - scrollPx;

function barOf({ model, scale }: WaterfallPicture, row: number): { x: number; width: number } {
  const from = Math.max(scale.px(model.offsetNano[row] ?? 0), scale.fromPx - 20);
  const to = Math.min(scale.px(endNano(model, row)), scale.toPx + 400);
  return { x: from, width: Math.max(to - from, 2) };
}

function paintBar(context: CanvasRenderingContext2D, picture: WaterfallPicture, row: number, top: number): void {
  const { model, tokens, scale } = picture;
  const { x, width } = barOf(picture, row);
  const y = top + (ROW_PX - BAR_PX) / 2;
  if (x > picture.width || x + width < scale.fromPx - 2 || !isHere(model, row)) return;
  if (isMissing(model, row)) {
    context.strokeStyle = tokens("text-3");
    context.setLineDash([3, 3]);
    context.strokeRect(x + 0.5, y + 0.5, Math.max(width - 1, 1), BAR_PX - 1);
    context.setLineDash([]);
    return;
  }
  context.fillStyle = tokens(`svc-${model.slots.get(serviceOf(model, row))}`);
  context.globalAlpha = PALE;
  context.beginPath();
  context.roundRect(x, y, width, BAR_PX, 2);
  context.fill();
  if (!model.place && (model.isOnPath[row] || !isBelowRoot(model, row))) paintSelf(context, picture, row, y);
  context.globalAlpha = 1;
  paintEvents(context, picture, row, top);
}

/** Off the critical path means below the root and not on it; other roots have no path to be off. */
function isBelowRoot({ view, subtreeEnd }: TraceModel, row: number): boolean {
  return row >= view.rootRow && row < (subtreeEnd[view.rootRow] ?? 0);
}

function paintSelf(context: CanvasRenderingContext2D, picture: WaterfallPicture, row: number, y: number): void {
  const { scale, width: right } = picture;
  context.globalAlpha = OVER_PALE;
  context.beginPath();
  for (const [from, to] of selfStretches(picture.model, row)) {
    const x = Math.max(scale.px(from), scale.fromPx - 20);
    const end = Math.min(scale.px(to), right + 20);
    if (end > x) context.roundRect(x, y, Math.max(end - x, 1), BAR_PX, 2);
  }
  context.fill();
}

function paintEvents(context: CanvasRenderingContext2D, picture: WaterfallPicture, row: number, top: number): void {
  const { model, scale, tokens } = picture;
  const { events } = model.view;
  const shift = shiftNano(model, row);
  const plain: number[] = [];
  const exceptions: number[] = [];
  for (let at = model.firstEvent[row] ?? 0; at < (model.firstEvent[row + 1] ?? 0); at++) {
    const x = scale.px((events.offsetNano[at] ?? 0) + shift);
    if (x > scale.fromPx - 4 && x < picture.width + 4) (events.isException[at] ? exceptions : plain).push(x);
  }
  for (const { fromPx, toPx } of eventRuns(plain.sort((a, b) => a - b))) {
    const length = toPx - fromPx;
    // A run lies along the bar's upper edge, so that the bar and the words in it stay to be seen.
    const height = length > 0 ? 2.5 : ROW_PX - 12;
    const y = length > 0 ? top + 3 : top + 6;
    context.fillStyle = tokens("canvas");
    context.fillRect(fromPx - 2, y - 1, 4 + length, height + 2);
    context.fillStyle = tokens("text-1");
    context.fillRect(fromPx - 0.75, y, 1.5 + length, height);
  }
  for (const { fromPx, toPx } of eventRuns(exceptions.sort((a, b) => a - b))) {
    context.fillStyle = tokens("canvas");
    context.fillRect(fromPx - 4, top + 7, 8 + toPx - fromPx, 8);
    context.fillStyle = tokens("fail-fill");
    context.fillRect(fromPx - 3, top + 8, 6 + toPx - fromPx, 6);
  }
}

/** One continuous line: along the foot of each bar while it is waited for, straight up or down to the next. */
function paintPath(context: CanvasRenderingContext2D, picture: WaterfallPicture): void {
  const { model, pathIndex, scale, tokens, first, last } = picture;
  const foot = (index: number) => rowTop(picture, index) + ROW_PX / 2 + BAR_PX / 2;
  const across = new Path2D();
  const along = new Path2D();
  let before = -1;
  for (let at = 0; at < model.path.length; at++) {
    const { fromNano, toNano } = model.path[at] ?? { fromNano: 0, toNano: 0 };
    const index = pathIndex[at] ?? 0;
    const [x, end] = [scale.px(fromNano), scale.px(toNano)];
    if (before >= 0 && before !== index && x > scale.fromPx - 1 && x < picture.width) {
      if (Math.min(before, index) <= last && Math.max(before, index) >= first) {
        across.moveTo(x, foot(before));
        across.lineTo(x, foot(index));
      }
    }
    before = index;
    if (index < first || index >= last || end < scale.fromPx || x > picture.width) continue;
    along.moveTo(Math.max(x, scale.fromPx - 4), foot(index));
    along.lineTo(Math.min(Math.max(end, x + 1.5), picture.width + 4), foot(index));
  }
  context.strokeStyle = tokens("text-2");
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  context.stroke(across);
  context.globalAlpha = 1;
  context.strokeStyle = tokens("text-1");
  context.lineWidth = 2.25;
  context.stroke(along);
  context.lineWidth = 1;
}

function paintLabel(context: CanvasRenderingContext2D, picture: WaterfallPicture, row: number, top: number): void {
  const { model, tokens, scale, width: right, caption, selected } = picture;
  const { x, width } = barOf(picture, row);
  const failed = model.statusCode[row] === StatusCode.ERROR && !isMissing(model, row);
  const isCaptioned = caption?.row === row;
  const text = lengthText(model, row);
  if (!isHere(model, row)) return;
  const baseline = top + ROW_PX / 2 + 4;
  context.font = `${failed || isCaptioned ? 600 : 400} 11px ${tokens("font-text")}`;
  const textWidth = context.measureText(text).width;
  const fitsRight = x + width + LABEL_GAP_PX + textWidth <= right - 4;
  const at = fitsRight ? x + width + LABEL_GAP_PX : Math.max(x - LABEL_GAP_PX - textWidth, scale.fromPx + 4);
  if (x + width < scale.fromPx || x > right) return;
  context.fillStyle = tokens(row === selected ? "sel" : "canvas");
  context.fillRect(at - 3, top + 4, textWidth + 6, ROW_PX - 8);
  context.fillStyle = tokens(failed ? "fail" : "text-2");
  context.fillText(text, at, baseline);
  if (!isCaptioned) return;
  context.font = `600 10.5px ${tokens("font-text")}`;
  paintCaption(context, picture, row, baseline - 0.5);
}

/** Words in the widest full part of a bar that has room for them: on its pale parts they could not be read. */
function paintCaption(context: CanvasRenderingContext2D, picture: WaterfallPicture, row: number, y: number): void {
  const { model, scale, tokens, width: right, caption } = picture;
  if (!caption || model.place) return;
  const room = context.measureText(caption.text).width + 16;
  let [widest, at] = [room, Number.NaN];
  for (const [from, to] of selfStretches(model, row)) {
    const start = Math.max(scale.px(from), scale.fromPx);
    const length = Math.min(scale.px(to), right) - start;
    if (length >= widest) [widest, at] = [length, start];
  }
  if (Number.isNaN(at)) return;
  context.fillStyle = tokens("canvas");
  context.fillText(caption.text, at + 8, y);
}

/** A length in words; a placeholder has none of its own, a reversed span says so. */
export function lengthText(model: TraceModel, row: number): string {
  if (isMissing(model, row)) return "never arrived";
  const marks = model.marks[row] ?? 0;
  return marks & RowMark.REVERSED ? "ends before it starts" : formatDuration(model.durationNano[row] ?? 0);
}
