/**
 * Where everything stands: open groups as frames around their boxes, laid out one by one from the inside out, so that what happens in
 * one group moves nothing in another. Groups that call each other stand in layers; groups that do not (regions) stand above each
 * other, folded ones in rows beneath, callers from outside at the left and what is called outside at the right.
 *
 * Boxes that stood in the same frame before keep their places in it (`memory`); new ones take the next free row of their layer.
 */
import { type Flow, layered, type Sized } from "./layered.ts";
import { boundsOf, type Rect } from "./scene.ts";
import { ASPECT, areaOf, fillCorners, rows, stack } from "./stackFrames.ts";

export interface Item extends Sized {
  readonly parent: string | null;
  /** A frame has the size of its content; `w` is the least it needs for its title. */
  readonly isFrame: boolean;
  readonly side?: "entry" | "outside";
  /** Of a folded group, which can be given more width: how high it is then. */
  readonly heightAt?: (width: number) => number;
}
/** Places in each frame ("" is the outermost), relative to its content's corner. */
export type Memory = Map<string, Map<string, Rect>>;

const SPACING = { layer: 54, row: 42 };
/** The more boxes, the closer their rows: all of them are to be read at once. */
function spacingFor(boxes: readonly Sized[]) {
  if (boxes.length > DENSE_FROM) return DENSE;
  if (boxes.every(({ h }) => h < LOW.height)) return LOW;
  return { ...SPACING, row: boxes.length > 18 ? 22 : boxes.length > 12 ? 30 : SPACING.row };
}
/** Where hundreds of boxes are drawn nobody reads them one by one. */
const DENSE = { layer: 60, row: 14 };
const DENSE_FROM = 80;
/** Low boxes have their name alone. */
const LOW = { layer: 74, row: 18, height: 34 };
const FRAME = { left: 22, right: 24, top: 52, bottom: 20 };
/** Room for the lines of those beside. */
const SIDE = { entry: 48, outside: 76 } as const;
const BESIDE_GAP = 20;
/** Callers at the left and what is called outside at the right take no more. */
const MOST_BESIDE = 420;
const OUTSIDE_DROP = 84;
/** Two boxes that call nobody stand beside each other at least. */
const LEAST_ROW = 330;

/** `isStacked`: groups are places (regions, zones) and stand above each other, also when they call each other now and then. */
export function arrange(
  items: readonly Item[],
  flows: readonly Flow[],
  memory: Memory,
  isStacked = false,
): Map<string, Rect> {
  const children = new Map<string, Item[]>();
  for (const item of items) children.set(item.parent ?? "", [...(children.get(item.parent ?? "") ?? []), item]);
  const parentOf = new Map(items.map(({ id, parent }) => [id, parent]));
  const placed = new Map<string, Rect>();
  // What is outside stands in one column: lines come from the left alone.
  const outside = new Set(items.flatMap(({ id, side }) => (side === "outside" ? [id] : [])));
  const inside = (frame: string): Map<string, Rect> => {
    const own = (children.get(frame) ?? []).map((item) => (item.isFrame ? sizedFrame(item, inside(item.id)) : item));
    const isColumn = outside.has(frame);
    const lifted = isColumn ? [] : lift(flows, frame, parentOf);
    const rects =
      frame === "" ? outermost(own, lifted, memory, isStacked) : content(own, lifted, recall(memory, frame), isColumn);
    contents.set(frame, rects);
    return rects;
  };
  const contents = new Map<string, Map<string, Rect>>();
  inside("");
  const put = (frame: string, dx: number, dy: number) => {
    for (const [id, rect] of contents.get(frame) ?? []) {
      const at = { ...rect, x: rect.x + dx, y: rect.y + dy };
      placed.set(id, at);
      if (contents.has(id)) put(id, at.x + FRAME.left, at.y + FRAME.top);
    }
  };
  put("", 0, 0);
  if (isStack(children.get("") ?? [], lift(flows, "", parentOf), isStacked)) standBeside(items, flows, placed);
  return placed;
}

function sizedFrame(item: Item, rects: ReadonlyMap<string, Rect>): Item {
  const { x = 0, y = 0, w = 0, h = 0 } = boundsOf(rects.values()) ?? {};
  const width = Math.max(item.w, x + w + FRAME.left + FRAME.right);
  return { ...item, w: width, h: y + h + FRAME.top + FRAME.bottom };
}

/** Flows between the boxes that stand directly in a frame, whatever deeper box they begin or end at. */
function lift(flows: readonly Flow[], frame: string, parentOf: ReadonlyMap<string, string | null>): Flow[] {
  const upTo = (id: string): string | null => {
    for (let at: string | null = id; at !== null; at = parentOf.get(at) ?? null)
      if ((parentOf.get(at) ?? "") === frame) return at;
    return null;
  };
  const sums = new Map<string, Flow>();
  for (const flow of flows) {
    const [from, to] = [upTo(flow.from), upTo(flow.to)];
    if (from === null || to === null || from === to) continue;
    const key = `${from}\n${to}`;
    sums.set(key, { from, to, weight: flow.weight + (sums.get(key)?.weight ?? 0) });
  }
  return [...sums.values()];
}

function recall(memory: Memory, frame: string): Map<string, Rect> {
  const known = memory.get(frame) ?? new Map<string, Rect>();
  memory.set(frame, known);
  return known;
}

/** The boxes of one frame in layers; those that call nobody here and are called by nobody stand in free corners, else in rows beneath. */
function content(own: readonly Item[], flows: readonly Flow[], kept: Map<string, Rect>, isColumn = false) {
  if (own.length === 0) return new Map<string, Rect>();
  const spacing = spacingFor(own);
  const tied = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const bound = own.filter(({ id }) => tied.has(id));
  const loose = own.filter(({ id }) => !tied.has(id));
  const fresh = bound.length > 0 ? layered(bound, flows, spacing) : new Map<string, Rect>();
  const below = boundsOf(fresh.values());
  const beneath = fillCorners(loose, fresh, spacing.row);
  const width = isColumn ? 0 : Math.max(below?.w ?? 0, LEAST_ROW, Math.sqrt(ASPECT * areaOf(beneath)));
  const top = below ? below.h + spacing.row : 0;
  for (const [id, rect] of rows(beneath, width, spacing.row / 2 + 4)) fresh.set(id, { ...rect, y: rect.y + top });
  const settled = settle(own, fresh, kept);
  kept.clear();
  for (const [id, rect] of settled) kept.set(id, rect);
  return settled;
}

/** Boxes that were here keep their places; when most are new, or sizes changed, the fresh layout counts. */
function settle(own: readonly Item[], fresh: ReadonlyMap<string, Rect>, kept: ReadonlyMap<string, Rect>) {
  const stays = own.filter(({ id, w, h }) => kept.get(id)?.w === w && kept.get(id)?.h === h);
  if (stays.length * 2 < own.length || stays.length === 0) return new Map(fresh);
  const settled = new Map(stays.map(({ id }) => [id, kept.get(id) as Rect]));
  for (const { id } of own) {
    if (settled.has(id)) continue;
    const wish = fresh.get(id);
    if (wish) settled.set(id, freeRow(wish, settled));
  }
  return settled;
}

function freeRow(wish: Rect, taken: ReadonlyMap<string, Rect>): Rect {
  const others = [...taken.values()];
  const column = others.find(({ x, w }) => Math.abs(x - wish.x) < w / 2)?.x ?? wish.x;
  let rect = { ...wish, x: column };
  for (let again = true; again; ) {
    const hit = others.find((other) => overlaps(rect, other, 10));
    again = hit !== undefined;
    if (hit) rect = { ...rect, y: hit.y + hit.h + SPACING.row };
  }
  return rect;
}

const overlaps = (a: Rect, b: Rect, gap: number) =>
  a.x < b.x + b.w + gap && b.x < a.x + a.w + gap && a.y < b.y + b.h + gap && b.y < a.y + a.h + gap;

/** The outermost level. */
function outermost(own: readonly Item[], flows: readonly Flow[], memory: Memory, isStacked: boolean) {
  if (!isStack(own, flows, isStacked)) return content(own, flows, recall(memory, ""));
  const beside = own.reduce((all, { side, w }) => all + (side === undefined ? 0 : w + SIDE[side]), 0);
  return besideStack(
    own,
    stack(
      own.filter(({ side }) => side === undefined),
      Math.min(beside, MOST_BESIDE),
    ),
  );
}

/** Several groups that are places, or none of which calls another. */
function isStack(own: readonly Item[], flows: readonly Flow[], isStacked: boolean): boolean {
  const groups = new Set(own.filter(({ side }) => side === undefined).map(({ id }) => id));
  const isApart = !flows.some(({ from, to }) => groups.has(from) && groups.has(to));
  return groups.size > 1 && (isStacked || (isApart && groups.size < own.length));
}

/** Left and right of the stack; how high they stand is decided when everything else stands. */
function besideStack(own: readonly Item[], middle: Map<string, Rect>): Map<string, Rect> {
  const bounds = boundsOf(middle.values()) ?? { x: 0, y: 0, w: 0, h: 0 };
  for (const { id, w, h, side } of own) {
    if (side === "entry") middle.set(id, { x: bounds.x - SIDE.entry - w, y: bounds.y, w, h });
    if (side === "outside") middle.set(id, { x: bounds.x + bounds.w + SIDE.outside, y: bounds.y, w, h });
  }
  return middle;
}

/** Callers and what is called outside stand as high as what they are tied to most; what is outside, a row lower: its line runs free. */
function standBeside(items: readonly Item[], flows: readonly Flow[], placed: Map<string, Rect>): void {
  for (const side of ["entry", "outside"] as const) {
    const wished = items
      .filter((item) => item.side === side && placed.has(item.id))
      .map((item) => ({
        item,
        y: tiedAt(item.id, flows, placed) - item.h / 2 + (side === "outside" ? OUTSIDE_DROP : 0),
      }))
      .sort((a, b) => a.y - b.y);
    let free = Number.NEGATIVE_INFINITY;
    for (const { item, y } of wished) {
      const rect = placed.get(item.id);
      const at = Math.max(y, free);
      if (rect) shift(item.id, at - rect.y, items, placed);
      free = at + item.h + BESIDE_GAP;
    }
    liftColumn(wished, items, placed);
  }
}

/** A column that reaches deeper than the stack beside it goes up, as far as that one reaches: below it there is nothing to see. */
function liftColumn(
  column: readonly { readonly item: Item }[],
  items: readonly Item[],
  placed: Map<string, Rect>,
): void {
  const inColumn = column.flatMap(({ item }) => placed.get(item.id) ?? []);
  const beside = items.filter(({ parent, side }) => parent === null && side === undefined);
  const [own, stacked] = [boundsOf(inColumn), boundsOf(beside.flatMap(({ id }) => placed.get(id) ?? []))];
  if (!own || !stacked) return;
  const up = Math.min(own.y + own.h - stacked.y - stacked.h, own.y - stacked.y);
  if (up > 0) for (const { item } of column) shift(item.id, -up, items, placed);
}

/** Moves a box, and with a frame everything in it. */
function shift(id: string, dy: number, items: readonly Item[], placed: Map<string, Rect>): void {
  const rect = placed.get(id);
  if (rect) placed.set(id, { ...rect, y: rect.y + dy });
  for (const item of items) if (item.parent === id) shift(item.id, dy, items, placed);
}

function tiedAt(id: string, flows: readonly Flow[], placed: ReadonlyMap<string, Rect>): number {
  let best: Flow | null = null;
  for (const flow of flows) if ((flow.from === id || flow.to === id) && flow.weight > (best?.weight ?? -1)) best = flow;
  const other = best && placed.get(best.from === id ? best.to : best.from);
  return other ? other.y + other.h / 2 : 0;
}
