/**
 * The canvas above the graph on which boxes are painted: follows the view, leaves out what is out of sight, lets what comes and goes
 * fade. Who owns it says when to paint.
 */
import type { LineField } from "./lineField.ts";
import { type Colors, paintBox, paintNameBeneath } from "./paintBoxes.ts";
import { paintLabels } from "./paintLabels.ts";
import { canvasPen, forgetWidths } from "./pen.ts";
import type { Point } from "./routeLine.ts";
import type { Box, Line, Rect } from "./scene.ts";

const FADE_MS = 140;
/** After a pause the next step of a fading is not longer than this. */
const LONGEST_STEP_MS = 40;

export interface LayerView {
  readonly zoom: number;
  readonly pan: { readonly x: number; readonly y: number };
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly selected: string | null;
  readonly hovered: string | null;
  /** Lines that are painted here, beneath the boxes, where there are very many. */
  readonly field: LineField | null;
  readonly isMoving: boolean;
  /** Their words stand on `spots`, above lines and boxes. */
  readonly lines: readonly Line[];
  readonly spots: ReadonlyMap<string, Point>;
}

export class BoxLayer {
  private readonly canvas: HTMLCanvasElement;
  private readonly shownAlpha = new Map<string, number>();
  private paintedMs = 0;

  constructor(
    host: HTMLElement,
    private readonly colors: Colors,
  ) {
    this.canvas = document.createElement("canvas");
    this.canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%;pointer-events:none;z-index:4";
    host.append(this.canvas);
    // Widths measured before the typeface arrived are those of another.
    void document.fonts.ready.then(forgetWidths);
  }

  /** True while something still fades: paint again. */
  paint(boxes: readonly Box[], rectOf: (id: string) => Rect | undefined, view: LayerView): boolean {
    const context = this.canvas.getContext("2d");
    if (!context) return false;
    this.prepare(context, view);
    const pen = canvasPen(context);
    const { zoom, selected, hovered } = view;
    const options = { colors: this.colors, zoom, selected, hovered };
    const [left, top] = [-view.pan.x / zoom, -view.pan.y / zoom];
    const [right, bottom] = [left + view.width / zoom, top + view.height / zoom];
    view.field?.paint(context, this.colors, zoom, view.isMoving);
    const step = this.fadeStep();
    let isFading = false;
    for (const box of boxes) {
      const rect = rectOf(box.id);
      if (!rect) continue;
      const alpha = this.alphaOf(box, step);
      if (alpha !== box.alpha) isFading = true;
      if (rect.x > right || rect.x + rect.w < left || rect.y > bottom || rect.y + rect.h < top) continue;
      paintBox(pen, alpha === box.alpha ? box : { ...box, alpha }, rect, options);
    }
    for (const box of boxes) {
      const rect = box.tone === "quiet" ? undefined : rectOf(box.id);
      if (rect) paintNameBeneath(pen, box, rect, options);
    }
    paintLabels(pen, view.lines, view.spots, options);
    return isFading;
  }

  /** Boxes that are gone fade in again when they come back. */
  forget(here: ReadonlySet<string>): void {
    for (const id of this.shownAlpha.keys()) if (!here.has(id)) this.shownAlpha.delete(id);
  }

  private prepare(context: CanvasRenderingContext2D, { zoom, pan, width, height }: LayerView): void {
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w) this.canvas.width = w;
    if (this.canvas.height !== h) this.canvas.height = h;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, w, h);
    context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * pan.x, ratio * pan.y);
  }

  private fadeStep(): number {
    const now = performance.now();
    const step = Math.min(LONGEST_STEP_MS, now - this.paintedMs) / FADE_MS;
    this.paintedMs = now;
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : step;
  }

  private alphaOf({ id, alpha }: Box, step: number): number {
    const shown = this.shownAlpha.get(id) ?? 0;
    const next = shown < alpha ? Math.min(alpha, shown + step) : Math.max(alpha, shown - step);
    this.shownAlpha.set(id, next);
    return next;
  }
}
