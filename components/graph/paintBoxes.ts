/**
 * How boxes look: a hollow outline and grey numbers while all is well, filled and coloured in trouble; a service is a stripe, a status
 * a shape. Zoomed out, words keep a size that one can read as long as the box has room: the second lines make way for the names, then
 * what could not be read is left away, first words, then shapes.
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

const NOTES_FROM_ZOOM = 0.66;
/** Asides of groups have more room. */
const ASIDES_FROM_ZOOM = 0.42;
const WORDS_FROM_ZOOM = 0.3;
/** Of boxes: further away they have no room for a name. */
const NAMES_FROM_ZOOM = 0.36;
const SHAPES_FROM_ZOOM = 0.16;
const RADIUS = 6;
/** A box lower than this has one line. */
const LOW_BELOW = 34;
/** Pixels of the screen: what names, and what else is said, should not fall below; a long name may before it is cut. */
const READABLE = { name: 11, note: 10, long: 9 };
/** The size of words in the scene: as wished, larger when further away, as far as there is room. */
const sized = (wish: number, readable: number, zoom: number, most: number) =>
  Math.min(most, Math.max(wish, readable / zoom));

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
  if (box.badge !== null && options.zoom > WORDS_FROM_ZOOM) paintBadge(pen, box.badge, rect, options);
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
  const isLow = rect.h < LOW_BELOW;
  const hasNote = box.note !== "" && zoom >= NOTES_FROM_ZOOM;
  const size = sized(12.5, READABLE.name, zoom, isLow ? 20 : hasNote ? 15 : 26);
  const grown = size / 12.5;
  const line = hasNote && !isLow ? middle - 8 * grown : middle;
  let x = rect.x + (box.stripe ? 7 : 14);
  if (box.stripe) {
    pen.rect({ x, y: rect.y + 7, w: 3, h: rect.h - 14 }, 1.5, { fill: colors(box.stripe) });
    x += 10;
  }
  const noteX = x;
  if (box.status) {
    const half = 6 * Math.min(grown, 1.4);
    paintStatus(pen, box.status, x + half, line, half, colors);
    x += 2 * half + 6;
  }
  if (zoom < NAMES_FROM_ZOOM) return;
  const most = rect.x + rect.w - 8 - x;
  const least = Math.min(size, READABLE.long / zoom);
  const used = pen.text(x, line, box.title, { size, least, weight: 500, color: colors("var(--text-1)"), most });
  const style = { size: sized(12, READABLE.note, zoom, 13.5), weight: 400, color: colors(INK[box.tone]) };
  if (hasNote && isLow) {
    // One line has room for the numbers, or for the last of them, when the name is short or one looks from near.
    const fits = [box.note, box.note.split(" · ").at(-1) ?? ""].find((t) => most - used > t.length * style.size * 0.6);
    if (fits) pen.text(rect.x + rect.w - 8, middle, fits, { ...style, anchor: "end" });
  }
  if (hasNote && !isLow) pen.text(noteX, middle + 9 * grown, box.note, { ...style, most: rect.x + rect.w - 8 - noteX });
  if (box.pinned) pen.circle(rect.x + rect.w - 7, rect.y + 7, 2, { fill: colors("var(--accent)") });
}

/** Where a box has no room for a name that one can read, that of a node in trouble stands beneath it, above whatever else is there. */
export function paintNameBeneath(pen: Pen, { kind, title, tone }: Box, rect: Rect, options: PaintOptions): void {
  const { colors, zoom } = options;
  if (kind !== "node" || tone === "quiet" || zoom >= NAMES_FROM_ZOOM || zoom < SHAPES_FROM_ZOOM) return;
  const size = READABLE.note / zoom;
  const style = { size, weight: 500, color: colors(INK[tone]), most: rect.w + 50 };
  pen.text(rect.x, rect.y + rect.h + size * 0.65, title, style);
}

function paintFrame(pen: Pen, box: Box, rect: Rect, { colors, zoom, selected }: PaintOptions): void {
  if (selected === box.id) pen.rect(rect, RADIUS, { stroke: colors("var(--accent)"), width: 2 });
  // Far out a title stands above its frame, which has no room for it.
  const size = Math.max(13, READABLE.name / zoom);
  const at = { ...rect, y: rect.y + 23 };
  if (size <= 26) paintTitle(pen, box, at, colors, size, zoom >= ASIDES_FROM_ZOOM ? zoom : null);
  else if (rect.w > size * 4)
    paintTitle(pen, box, { ...rect, x: rect.x - 15, w: rect.w + 30, y: rect.y - size * 0.8 }, colors, size, null);
}

/** `asideZoom`: how near one looks, for the size of what stands at the right; null leaves it away. */
function paintTitle(pen: Pen, box: Box, at: Rect, colors: Colors, size: number, asideZoom: number | null): void {
  let x = at.x + 15;
  if (box.status) {
    paintStatus(pen, box.status, x + size / 2, at.y, size / 2, colors);
    x += size + 8;
  }
  const right = at.x + at.w - 15;
  const room = right - x;
  const withAside = asideZoom !== null && box.aside !== "";
  const style = { size, weight: 600, color: colors("var(--text-1)"), most: withAside ? room * 0.6 : room };
  const used = pen.text(x, at.y, box.title, style);
  if (!withAside) return;
  const quiet = { size: sized(12.5, READABLE.note, asideZoom, 22), weight: 400, color: colors("var(--text-2)") };
  const most = room - used - 12;
  pen.text(right, at.y, box.aside, { ...quiet, most, least: READABLE.long / asideZoom, anchor: "end" });
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
  const hasLine = twoLines && zoom >= NOTES_FROM_ZOOM;
  const head = { ...rect, y: rect.y + (twoLines ? (hasLine ? 20 : rect.h / 2) : 22) };
  const size = sized(13, READABLE.name, zoom, twoLines ? (hasLine ? 16 : 26) : 19);
  const asideZoom = !twoLines && zoom >= ASIDES_FROM_ZOOM ? zoom : null;
  if (zoom >= WORDS_FROM_ZOOM) paintTitle(pen, box, head, colors, size, asideZoom);
  else if (box.status) paintStatus(pen, box.status, rect.x + 21, head.y, 7, colors);
  if (hasLine) {
    const style = { size: sized(12, READABLE.note, zoom, 14), weight: 400, color: colors(INK[box.tone]) };
    const words = [box.aside, box.note].filter((text) => text !== "").join(" · ");
    pen.text(rect.x + 15, rect.y + 40, words, { ...style, most: rect.w - 30 });
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
  const style = { size: sized(12, READABLE.note, zoom, 14), weight: 400, color: colors("var(--text-3)") };
  if (more > 0) pen.text(rect.x + 15, foot, `and ${more} more`, style);
  pen.text(rect.x + rect.w - 15, foot, box.note, { ...style, anchor: "end" });
}

function paintBadge(pen: Pen, badge: string, rect: Rect, { colors, zoom }: PaintOptions): void {
  const size = sized(11, READABLE.long, zoom, 18);
  const [width, height] = [size * (1.2 + badge.length * 0.6), size * 1.55];
  const at = { x: rect.x + rect.w - width + 9, y: rect.y - height / 2, w: width, h: height };
  pen.rect(at, height / 2, { fill: colors("var(--raised)"), stroke: colors("var(--line-control)") });
  const style = { size, weight: 600, color: colors("var(--text-1)"), anchor: "middle" } as const;
  pen.text(at.x + width / 2, rect.y, badge, style);
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
