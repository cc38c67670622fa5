/**
 * The course of a line between two boxes: out at the right, in at the left, as a soft S. Where the other box stands in the same column
 * or further left, or another box stands in the way, the line takes the way around that meets fewest. Two control points of quadratic
 * pieces that meet halfway between them, which is how cytoscape draws them.
 */
import type { Rect } from "./scene.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Route {
  readonly start: Point;
  readonly end: Point;
  /** At least one. */
  readonly bends: readonly Point[];
}

const TURN_PX = 40;
/** Half of the gap between two rows, and room enough to turn beside a column. */
const GAP_PX = 21;
const NARROW_GAP_PX = 11;
const SAMPLES = 40;

/** `others`: boxes that the line should not run behind; those it joins do not count. */
export function routeLine(from: Rect, to: Rect, others: readonly Rect[] = []): Route {
  const ways = waysBetween(from, to);
  const [first] = ways;
  if (!first) return beneath(from, to);
  const inTheWay = others.filter((rect) => !inside(from, rect) && !inside(to, rect));
  let best = first;
  let fewest = Number.POSITIVE_INFINITY;
  for (const way of ways) {
    const met = hits(way, inTheWay);
    if (met < fewest) [best, fewest] = [way, met];
    if (met === 0) break;
  }
  return best;
}

/** Further than this an S is a sweep that nobody follows. */
const NEAR_PX = 130;

/** The soft S to a neighbour at the right, when nothing is in its way; a straight line may be longer. */
export function softLine(from: Rect, to: Rect, others: readonly Rect[]): Route | null {
  const gap = to.x - from.x - from.w;
  const isLevel = Math.abs(from.y + from.h / 2 - to.y - to.h / 2) < 1;
  if (gap < 12 || (gap > NEAR_PX && !isLevel)) return null;
  const inTheWay = others.filter((rect) => !inside(from, rect) && !inside(to, rect));
  return (
    waysBetween(from, to)
      .slice(0, 3)
      .find((way) => hits(way, inTheWay) === 0) ?? null
  );
}

const CORNER_PX = 13;

/** A way of straight stretches, at right angles, as a route: its corners are rounded as far as the stretches beside them are long. */
export function rounded(points: readonly Point[]): Route {
  const [start, end] = [points[0] ?? { x: 0, y: 0 }, points.at(-1) ?? { x: 0, y: 0 }];
  const corners = points.slice(1, -1);
  const bends = corners.flatMap((corner, i) => {
    const [before, after] = [points[i] ?? start, points[i + 2] ?? end];
    const radius = Math.min(CORNER_PX, span(before, corner) / 4, span(corner, after) / 4);
    return [toward(corner, before, 2 * radius), corner, toward(corner, after, 2 * radius)];
  });
  return { start, end, bends: bends.length > 0 ? bends : [half(start, end)] };
}
const span = (a: Point, b: Point) => Math.hypot(b.x - a.x, b.y - a.y);
function toward(from: Point, to: Point, by: number): Point {
  const share = by / (span(from, to) || 1);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function waysBetween(from: Rect, to: Rect): Route[] {
  const gap = to.x - from.x - from.w;
  const sameColumn = Math.abs(from.x + from.w / 2 - to.x - to.w / 2) < Math.min(from.w, to.w) / 2;
  const forward = gap >= 12 ? [soft(from, to, 0.5), soft(from, to, 18 / gap), soft(from, to, 1 - 18 / gap)] : [];
  const gaps = [GAP_PX, NARROW_GAP_PX].flatMap((half) => [
    ...[from.y + from.h + half, from.y - half],
    ...[to.y + to.h + half, to.y - half],
  ]);
  const along = sameColumn ? [aside(from, to)] : gaps.map((y) => alongGap(from, to, y));
  return [...forward, ...(gap >= 12 ? along : [...along.slice(0, 1), beneath(from, to), above(from, to), ...along])];
}

/** Out at the right, into the gap between two rows, along it, and in at the left. */
function alongGap(from: Rect, to: Rect, y: number): Route {
  const start = { x: from.x + from.w, y: from.y + from.h / 2 };
  const end = { x: to.x, y: to.y + to.h / 2 };
  const [out, back] = [start.x + GAP_PX, end.x - GAP_PX];
  const bends = [
    { x: out, y: start.y },
    { x: out, y },
    { x: back, y },
    { x: back, y: end.y },
  ];
  return { start, end, bends };
}

/** Out at the right, in at the left; `at` says where between them it changes its height. */
function soft(from: Rect, to: Rect, at: number): Route {
  const start = { x: from.x + from.w, y: from.y + from.h / 2 };
  const end = { x: to.x, y: to.y + to.h / 2 };
  const x = start.x + (end.x - start.x) * Math.min(0.9, Math.max(0.1, at));
  return {
    start,
    end,
    bends: [
      { x, y: start.y },
      { x, y: end.y },
    ],
  };
}

/** In one column: out and in at the right. */
function aside(from: Rect, to: Rect): Route {
  const start = { x: from.x + from.w, y: from.y + from.h / 2 + 6 };
  const end = { x: to.x + to.w, y: to.y + to.h / 2 - 6 };
  const x = Math.max(start.x, end.x) + GAP_PX;
  return {
    start,
    end,
    bends: [
      { x, y: start.y },
      { x, y: end.y },
    ],
  };
}

function beneath(from: Rect, to: Rect): Route {
  const y = Math.max(from.y + from.h, to.y + to.h) + TURN_PX;
  return vertical(from, to, y, 1);
}
function above(from: Rect, to: Rect): Route {
  return vertical(from, to, Math.min(from.y, to.y) - TURN_PX, 0);
}
function vertical(from: Rect, to: Rect, y: number, side: 0 | 1): Route {
  const start = { x: from.x + from.w / 2, y: from.y + side * from.h };
  const end = { x: to.x + to.w / 2, y: to.y + side * to.h };
  return {
    start,
    end,
    bends: [
      { x: start.x, y },
      { x: end.x, y },
    ],
  };
}

function hits(route: Route, rects: readonly Rect[]): number {
  let count = 0;
  for (let i = 1; i < SAMPLES; i++) {
    const { x, y } = pointAt(route, i / SAMPLES);
    if (rects.some((r) => x > r.x - 4 && x < r.x + r.w + 4 && y > r.y - 4 && y < r.y + r.h + 4)) count++;
  }
  return count;
}

const inside = (rect: Rect, other: Rect) =>
  rect.x >= other.x &&
  rect.y >= other.y &&
  rect.x + rect.w <= other.x + other.w &&
  rect.y + rect.h <= other.y + other.h;

/** The quadratic pieces of a route: each from a point, by a bend, to the next. */
export function piecesOf({ start, end, bends }: Route): readonly (readonly [Point, Point, Point])[] {
  const joints = bends.slice(1).map((bend, i) => half(bends[i] ?? bend, bend));
  return bends.map((bend, i) => [joints[i - 1] ?? start, bend, joints[i] ?? end]);
}
const half = (a: Point, b: Point) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** A point of the line; 0 its start, 1 its end. */
export function pointAt(route: Route, at: number): Point {
  const pieces = piecesOf(route);
  const index = Math.min(pieces.length - 1, Math.floor(at * pieces.length));
  const [a, bend, b] = pieces[index] ?? [route.start, route.start, route.end];
  const t = at * pieces.length - index;
  const part = (from: number, by: number, to: number) => (1 - t) ** 2 * from + 2 * t * (1 - t) * by + t * t * to;
  return { x: part(a.x, bend.x, b.x), y: part(a.y, bend.y, b.y) };
}
/** A bend as cytoscape wants it: how far along the straight line from start to end (0..1), and how far beside it, to its right. */
export function relativeTo({ start, end }: Pick<Route, "start" | "end">, bend: Point) {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const length = Math.hypot(dx, dy) || 1;
  const [px, py] = [bend.x - start.x, bend.y - start.y];
  return { weight: (px * dx + py * dy) / (length * length), distance: (px * -dy + py * dx) / length };
}
