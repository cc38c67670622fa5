/**
 * How boxes look: a hollow outline and grey numbers while all is well, filled and coloured in trouble; a service is a stripe, a status
 * a shape. Zoomed out, what could not be read is left away: first the second lines, then all words, then the shapes.
 */
import type { StatusKind } from "../charts/Status.tsx";
import type { Pen } from "./pen.ts";
import type { Box, Rect, Tone } from "./scene.ts";

/** Value of a colour given as `var(--name)`. */
export type Colors = (color: string) => string;

export interface PaintOptions {
  readonly colors: Colors;
  readonly zoom: number;
  readonly selected: string | null;
  readonly hovered: string | null;
}

const NOTES_FROM_ZOOM = 0.42;
const WORDS_FROM_ZOOM = 0.3;
const SHAPES_FROM_ZOOM = 0.16;
const MOST_GROWN = 1.2;
/** Nearer than this everything is drawn to scale. */
const NEAR_ZOOM = 0.5;
const RADIUS = 6;

const INK: Readonly<Record<Tone, string>> = {
  quiet: "var(--text-3)",
  warn: "var(--warn)",
  fail: "var(--fail)",
  accent: "var(--accent)",
};
const EDGE: Readonly<Record<Tone, string>> = {
  quiet: "var(--line-strong)",
  warn: "var(--warn-fill)",
  fail: "var(--fail-fill)",
  accent: "var(--accent)",
};
const FILL: Readonly<Record<Tone, string>> = {
  quiet: "var(--surface)",
  warn: "var(--warn-tint)",
  fail: "var(--fail-tint)",
  accent: "var(--surface)",
};
const STATUS_COLORS: Readonly<Record<StatusKind, string>> = {
  ok: "var(--ok-fill)",
  warn: "var(--warn-fill)",
  fail: "var(--fail-fill)",
  unknown: "var(--unknown)",
};
export const frameColors = (tone: Tone) => ({ fill: "var(--surface)", edge: EDGE[tone] });

export function paintBox(pen: Pen, box: Box, rect: Rect, options: PaintOptions): void {
  pen.alpha(box.alpha);
  if (box.kind === "frame") paintFrame(pen, box, rect, options);
  else if (box.kind === "folded") paintFolded(pen, box, rect, options);
  else paintNode(pen, box, rect, options);
  if (box.badge !== null && options.zoom > WORDS_FROM_ZOOM) paintBadge(pen, box.badge, rect, options.colors);
  pen.alpha(1);
}

function paintOutline(pen: Pen, box: Box, rect: Rect, { colors, zoom, selected, hovered }: PaintOptions): void {
  const outset = { x: rect.x - 4, y: rect.y - 4, w: rect.w + 8, h: rect.h + 8 };
  if (selected === box.id)
    pen.rect(outset, RADIUS + 3, { stroke: colors("var(--accent)"), width: Math.max(2, 1.5 / zoom) });
  const own = box.edge ?? EDGE[box.tone];
  const stroke = hovered === box.id && box.tone === "quiet" && !box.edge ? "var(--line-control)" : own;
  const dash = box.alpha < 1 ? { dash: [4, 3] } : {};
  pen.rect(rect, RADIUS, {
    fill: colors(FILL[box.tone]),
    stroke: colors(stroke),
    width: box.edge ? 2 : box.tone === "quiet" ? 1 : 1.5,
    ...dash,
  });
}

function paintNode(pen: Pen, box: Box, rect: Rect, options: PaintOptions): void {
  const { colors, zoom } = options;
  if (zoom < SHAPES_FROM_ZOOM) {
    pen.rect(rect, 0, { fill: colors(box.tone === "quiet" ? "var(--line-control)" : EDGE[box.tone]) });
    return;
  }
  paintOutline(pen, box, rect, options);
  const middle = rect.y + rect.h / 2;
  const hasNote = box.note !== "" && zoom >= NOTES_FROM_ZOOM;
  // Further away words grow as far as the box has room for them.
  const grown = Math.min(MOST_GROWN, Math.max(1, 1 / zoom));
  const line = hasNote ? middle - 8 * grown : middle;
  let x = rect.x + (box.stripe ? 7 : 14);
  if (box.stripe) {
    pen.rect({ x, y: rect.y + 7, w: 3, h: rect.h - 14 }, 1.5, { fill: colors(box.stripe) });
    x += 10;
  }
  const noteX = x;
  if (box.status) {
    paintStatus(pen, box.status, x + 6, line, 6, colors);
    x += 18;
  }
  if (zoom < WORDS_FROM_ZOOM) return;
  const most = rect.x + rect.w - 8 - x;
  pen.text(x, line, box.title, { size: 12.5 * grown, weight: 500, color: colors("var(--text-1)"), most });
  if (!hasNote) return;
  const style = {
    size: 12 * Math.min(grown, 1.1),
    weight: 400,
    color: colors(INK[box.tone]),
    most: rect.x + rect.w - 8 - noteX,
  };
  pen.text(noteX, middle + 9 * grown, box.note, style);
  if (box.pinned) pen.circle(rect.x + rect.w - 7, rect.y + 7, 2, { fill: colors("var(--accent)") });
}

function paintFrame(pen: Pen, box: Box, rect: Rect, { colors, zoom, selected }: PaintOptions): void {
  if (selected === box.id) pen.rect(rect, RADIUS, { stroke: colors("var(--accent)"), width: 2 });
  // Far out a title keeps the size one can read, and stands above its frame, which has no room for it.
  const size = zoom >= NEAR_ZOOM ? 13 : (13 * NEAR_ZOOM) / zoom;
  const isNear = size <= 26;
  if (isNear) paintTitle(pen, box, { ...rect, y: rect.y + 23 }, colors, size, zoom >= NOTES_FROM_ZOOM);
  else if (rect.w > size * 4)
    paintTitle(pen, box, { ...rect, x: rect.x - 15, w: rect.w + 30, y: rect.y - size * 0.8 }, colors, size, false);
}

function paintTitle(pen: Pen, box: Box, at: Rect, colors: Colors, size: number, withAside: boolean): void {
  let x = at.x + 15;
  if (box.status) {
    paintStatus(pen, box.status, x + size / 2, at.y, size / 2, colors);
    x += size + 8;
  }
  const right = at.x + at.w - 15;
  const room = right - x;
  const style = { size, weight: 600, color: colors("var(--text-1)"), most: withAside && box.aside ? room * 0.6 : room };
  const used = pen.text(x, at.y, box.title, style);
  if (!withAside || !box.aside) return;
  const quiet = { size: Math.min(size, 15) - 0.5, weight: 400, color: colors("var(--text-2)"), most: room - used - 12 };
  pen.text(right, at.y, box.aside, { ...quiet, anchor: "end" });
}

const CHIP = { w: 37, h: 20, gap: 5 };
/** How many chips fit beside each other in a folded box of this width. */
export const chipsPerRow = (width: number) => Math.max(1, Math.floor((width - 30 + CHIP.gap) / (CHIP.w + CHIP.gap)));
export const CHIP_ROW_PX = CHIP.h + CHIP.gap;

function paintFolded(pen: Pen, box: Box, rect: Rect, options: PaintOptions): void {
  const { colors, zoom } = options;
  paintOutline(pen, box, rect, options);
  if (zoom < SHAPES_FROM_ZOOM) return;
  const twoLines = box.chips.length === 0;
  const head = { ...rect, y: rect.y + (twoLines ? 20 : 22) };
  if (zoom >= WORDS_FROM_ZOOM) paintTitle(pen, box, head, colors, 13, !twoLines && zoom >= NOTES_FROM_ZOOM);
  else if (box.status) paintStatus(pen, box.status, rect.x + 21, head.y, 7, colors);
  if (twoLines && zoom >= NOTES_FROM_ZOOM) {
    const style = { size: 12, weight: 400, color: colors(INK[box.tone]), most: rect.w - 30 };
    pen.text(rect.x + 15, rect.y + 39, [box.aside, box.note].filter((text) => text !== "").join(" · "), style);
    return;
  }
  const perRow = chipsPerRow(rect.w);
  const shown = box.chips.slice(0, perRow * Math.max(1, Math.floor((rect.h - 60) / CHIP_ROW_PX)));
  const more = box.more + box.chips.length - shown.length;
  shown.forEach((chip, i) => {
    const x = rect.x + 15 + (i % perRow) * (CHIP.w + CHIP.gap);
    const y = rect.y + 40 + Math.floor(i / perRow) * CHIP_ROW_PX;
    const trouble = chip.status === "fail" || chip.status === "warn";
    const edge = trouble ? STATUS_COLORS[chip.status] : "var(--line)";
    pen.rect({ x, y, w: CHIP.w, h: CHIP.h }, 4, { fill: colors("var(--canvas)"), stroke: colors(edge) });
    pen.rect({ x: x + 6, y: y + 4, w: 3, h: CHIP.h - 8 }, 1.5, { fill: colors(chip.color) });
    paintStatus(pen, chip.status, x + 23, y + CHIP.h / 2, 5, colors);
  });
  if (twoLines || zoom < NOTES_FROM_ZOOM) return;
  const foot = rect.y + rect.h - 16;
  const style = { size: 12, weight: 400, color: colors("var(--text-3)") };
  if (more > 0) pen.text(rect.x + 15, foot, `and ${more} more`, style);
  pen.text(rect.x + rect.w - 15, foot, box.note, { ...style, anchor: "end" });
}

function paintBadge(pen: Pen, badge: string, rect: Rect, colors: Colors): void {
  const width = 13 + badge.length * 6.5;
  const at = { x: rect.x + rect.w - width + 9, y: rect.y - 9, w: width, h: 17 };
  pen.rect(at, 8.5, { fill: colors("var(--raised)"), stroke: colors("var(--line-control)") });
  const style = { size: 11, weight: 600, color: colors("var(--text-1)"), anchor: "middle" } as const;
  pen.text(at.x + width / 2, at.y + 9, badge, style);
}

/** Hollow circle, triangle, square, dashed circle, as in ../charts/Status.tsx; `half` is half their size. */
export function paintStatus(pen: Pen, kind: StatusKind, x: number, y: number, half: number, colors: Colors): void {
  const color = colors(STATUS_COLORS[kind]);
  const unit = half / 6;
  if (kind === "ok") pen.circle(x, y, 4.25 * unit, { stroke: color, width: 1.6 * unit });
  else if (kind === "unknown")
    pen.circle(x, y, 4.4 * unit, { stroke: color, width: 1.5 * unit, dash: [2.1 * unit, 1.36 * unit] });
  else if (kind === "fail") {
    const side = 9.6 * unit;
    pen.rect({ x: x - side / 2, y: y - side / 2, w: side, h: side }, unit, { fill: color });
  } else {
    const points = [
      [x, y - 4.8 * unit],
      [x + 5.4 * unit, y + 4.8 * unit],
      [x - 5.4 * unit, y + 4.8 * unit],
    ] as const;
    pen.polygon(points, { fill: color });
  }
}
