/**
 * A sparse grid of lanes between boxes, and the cheapest way over it (A*; Hart, Nilsson, Raphael, 1968): lines run at right angles, never
 * behind a box or a title, seldom along another line, and gladly along one that leads to the same place, so that calls of one kind
 * become one trunk. Pixels of the scene. The work is bounded: beyond `BUDGET` steps every further way is null.
 */
import { Heap } from "./heap.ts";
import type { Point } from "./routeLine.ts";
import type { Rect } from "./scene.ts";

export interface LanePort {
  /** On the box's edge. */
  readonly at: Point;
  /** The lane's crossing before it: both have one coordinate in common. */
  readonly lane: Point;
  /** Worth so many pixels less than the best one. */
  readonly cost: number;
}
interface Ground {
  /** Nothing runs behind these. */
  readonly obstacles: readonly Rect[];
  /** Outermost frames: lines that have nothing to do there rather go around. */
  readonly frames: readonly Rect[];
  readonly ports: readonly LanePort[];
}

/** How near a line may come to a box it does not join. */
const CLEARANCE = 6;
const SIDES = [13, 20, 27, 34] as const;
const ROWS = [8, 15, 22] as const;
const FRAME_SIDES = [9, 16] as const;
/** Lanes nearer to each other look like one. */
const LEAST_APART = 5;
const BUDGET = 500_000;
/** What a pixel costs: beside a line to elsewhere, along one to the same place, through a frame of others, on a frame's edge. */
const ALONG = { other: 5, same: 0.35, foreign: 2.5, edge: 4 } as const;
/** Of the straight distance that is left: less than a way along a trunk costs is never believed. */
const HOPE = 0.6;
const BEND = 22;
const CROSSING = 9;
const NOBODY = 0;
const SEVERAL = -1;

export class Lanes {
  private readonly xs: readonly number[];
  private readonly ys: readonly number[];
  /** By crossing: the way to the next one at the right, and to the one below. 1: blocked; 2: along a frame's edge. */
  private readonly walls: readonly [Uint8Array, Uint8Array];
  /** Where each leads that runs there: a number for each target. */
  private readonly used: readonly [Int16Array, Int16Array];
  private readonly frameAt: Int16Array;
  /** Of the search that runs, by state (a crossing and the axis by which it was reached): the cost so far, where from, which search. */
  private readonly costs: Float64Array;
  private readonly before: Int32Array;
  private readonly search: Int32Array;
  private searches = 0;
  private readonly targets = new Map<string, number>();
  private left = BUDGET;

  constructor({ obstacles, frames, ports }: Ground) {
    const about = (low: "x" | "y", size: "w" | "h", offsets: readonly number[]) => [
      ...obstacles.flatMap((r) => offsets.flatMap((by) => [r[low] - by, r[low] + r[size] + by])),
      ...frames.flatMap((r) => FRAME_SIDES.flatMap((by) => [r[low] - by, r[low] + r[size] + by])),
    ];
    this.xs = apart(
      ports.map(({ lane }) => lane.x),
      about("x", "w", SIDES),
    );
    this.ys = apart(
      ports.map(({ lane }) => lane.y),
      about("y", "h", ROWS),
    );
    const count = this.xs.length * this.ys.length;
    this.walls = [new Uint8Array(count), new Uint8Array(count)];
    this.used = [new Int16Array(count), new Int16Array(count)];
    this.frameAt = new Int16Array(count);
    this.costs = new Float64Array(2 * count);
    [this.before, this.search] = [new Int32Array(2 * count), new Int32Array(2 * count)];
    for (const [i, frame] of frames.entries()) this.enclose(frame, i + 1);
    for (const rect of obstacles) this.wall(rect);
  }

  /** From the first port over crossings to the best of `ends`; null where there is none. Who runs to `target` later joins it. */
  way(start: LanePort, ends: readonly LanePort[], target: string): Point[] | null {
    const owner = this.targets.get(target) ?? this.targets.size + 1;
    this.targets.set(target, owner);
    const first = this.crossing(start.lane);
    const goals = new Map(ends.flatMap((port) => [[this.crossing(port.lane), port] as const]));
    goals.delete(-1);
    const found = first < 0 || goals.size === 0 ? null : this.find(first, goals, owner);
    if (!found) return null;
    this.take(found.crossings, owner);
    return straightened([start.at, ...found.crossings.map((one) => this.pointOf(one)), found.port.at]);
  }

  private find(first: number, goals: ReadonlyMap<number, LanePort>, owner: number) {
    const open = new Heap();
    const targets = [...goals.values()].map(({ lane }) => lane);
    const homes = new Set([this.frameAt[first], ...[...goals.keys()].map((one) => this.frameAt[one])]);
    this.searches++;
    this.reach(first * 2, 0, -1, open, targets);
    for (let state = open.pop(); state !== null && this.left-- > 0; state = open.pop()) {
      if (state < 0) return this.traced(~state, goals);
      const [at, axis] = [state >> 1, state & 1];
      const so = this.costs[state] ?? 0;
      const port = goals.get(at);
      if (port) open.push(~state, so + port.cost + ((port.at.y === port.lane.y ? 0 : 1) === axis ? 0 : BEND));
      for (const [next, by] of this.neighbours(at)) {
        const step = this.stepCost(at, next, by, owner, homes);
        if (step !== null) this.reach(next * 2 + by, so + step + (by === axis ? 0 : BEND), state, open, targets);
      }
    }
    return null;
  }

  private reach(state: number, cost: number, from: number, open: Heap, targets: readonly Point[]): void {
    if (this.search[state] === this.searches && (this.costs[state] ?? 0) <= cost) return;
    this.search[state] = this.searches;
    this.costs[state] = cost;
    this.before[state] = from;
    const { x, y } = this.pointOf(state >> 1);
    let rest = Number.POSITIVE_INFINITY;
    for (const lane of targets) rest = Math.min(rest, Math.abs(lane.x - x) + Math.abs(lane.y - y));
    open.push(state, cost + HOPE * rest);
  }

  private traced(state: number, goals: ReadonlyMap<number, LanePort>) {
    const port = goals.get(state >> 1);
    const crossings: number[] = [];
    for (let at = state; at >= 0; at = this.before[at] ?? -1) crossings.unshift(at >> 1);
    return port ? { port, crossings } : null;
  }

  /** The crossings beside one, each with the axis of the way there: 0 across, 1 down or up. */
  private neighbours(at: number): (readonly [number, 0 | 1])[] {
    const width = this.xs.length;
    const [column, last] = [at % width, width * this.ys.length];
    const found: (readonly [number, 0 | 1])[] = [];
    if (column + 1 < width) found.push([at + 1, 0]);
    if (column > 0) found.push([at - 1, 0]);
    if (at + width < last) found.push([at + width, 1]);
    if (at >= width) found.push([at - width, 1]);
    return found;
  }

  private stepCost(at: number, next: number, axis: 0 | 1, owner: number, homes: ReadonlySet<number | undefined>) {
    const way = Math.min(at, next);
    const wall = this.walls[axis][way] ?? 0;
    if (wall === 1) return null;
    const [a, b] = [this.pointOf(at), this.pointOf(next)];
    const there = this.used[axis][way] ?? NOBODY;
    const across = this.used[axis === 0 ? 1 : 0][next] ?? NOBODY;
    const frame = this.frameAt[next] ?? 0;
    const price =
      (there === NOBODY ? 1 : there === owner ? ALONG.same : ALONG.other) *
      (frame !== 0 && !homes.has(frame) ? ALONG.foreign : 1) *
      (wall === 2 ? ALONG.edge : 1);
    return price * (Math.abs(a.x - b.x) + Math.abs(a.y - b.y)) + (across === NOBODY || across === owner ? 0 : CROSSING);
  }

  private take(crossings: readonly number[], owner: number): void {
    crossings.slice(1).forEach((next, i) => {
      const at = crossings[i] ?? next;
      const ways = this.used[Math.abs(next - at) === 1 ? 0 : 1];
      const way = Math.min(at, next);
      const there = ways[way] ?? NOBODY;
      ways[way] = there === NOBODY || there === owner ? owner : SEVERAL;
    });
  }

  private wall({ x, y, w, h }: Rect): void {
    const [x1, x2, y1, y2] = [x - CLEARANCE, x + w + CLEARANCE, y - CLEARANCE, y + h + CLEARANCE];
    this.mark(([a, b]) => a.x < x2 && b.x > x1 && a.y > y1 && a.y < y2, 0, [x1, x2, y1, y2], 1);
    this.mark(([a, b]) => a.y < y2 && b.y > y1 && a.x > x1 && a.x < x2, 1, [x1, x2, y1, y2], 1);
  }

  private enclose({ x, y, w, h }: Rect, number: number): void {
    const near = (value: number, edge: number) => Math.abs(value - edge) < 6;
    const around = [x - 7, x + w + 7, y - 7, y + h + 7] as const;
    this.mark(([a]) => near(a.y, y) || near(a.y, y + h), 0, around, 2);
    this.mark(([a]) => near(a.x, x) || near(a.x, x + w), 1, around, 2);
    this.each(around, (crossing, at) => {
      if (at.x > x && at.x < x + w && at.y > y && at.y < y + h) this.frameAt[crossing] = number;
    });
  }

  private mark(
    hits: (way: readonly [Point, Point]) => boolean,
    axis: 0 | 1,
    around: readonly [number, number, number, number],
    value: number,
  ): void {
    const walls = this.walls[axis];
    this.each(around, (crossing, at) => {
      const next = crossing + (axis === 0 ? 1 : this.xs.length);
      if (next < walls.length && hits([at, this.pointOf(next)])) walls[crossing] = value;
    });
  }

  /** Crossings within a stretch, and those one before it: ways begin there. */
  private each([x1, x2, y1, y2]: readonly [number, number, number, number], visit: (at: number, point: Point) => void) {
    const from = (values: readonly number[], low: number) => Math.max(0, atOrAfter(values, low) - 1);
    for (let row = from(this.ys, y1); (this.ys[row] ?? y2) < y2; row++)
      for (let column = from(this.xs, x1); (this.xs[column] ?? x2) < x2; column++)
        visit(row * this.xs.length + column, { x: this.xs[column] ?? 0, y: this.ys[row] ?? 0 });
  }

  private pointOf(crossing: number): Point {
    const width = this.xs.length;
    return { x: this.xs[crossing % width] ?? 0, y: this.ys[Math.floor(crossing / width)] ?? 0 };
  }

  private crossing({ x, y }: Point): number {
    const [column, row] = [atOrAfter(this.xs, x - 0.01), atOrAfter(this.ys, y - 0.01)];
    return Math.abs((this.xs[column] ?? 1e9) - x) > 0.1 || Math.abs((this.ys[row] ?? 1e9) - y) > 0.1
      ? -1
      : row * this.xs.length + column;
  }
}

/** Sorted; those that are needed, and of the others those that keep their distance. */
function apart(needed: readonly number[], wished: readonly number[]): number[] {
  const kept = [...new Set(needed)].sort((a, b) => a - b);
  const all = [...kept];
  for (const value of [...new Set(wished)].sort((a, b) => a - b)) {
    const at = atOrAfter(all, value);
    if (value - (all[at - 1] ?? -1e9) >= LEAST_APART && (all[at] ?? 1e9) - value >= LEAST_APART)
      all.splice(at, 0, value);
  }
  return all;
}

function atOrAfter(values: readonly number[], wanted: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if ((values[half] ?? 0) < wanted) low = half + 1;
    else high = half;
  }
  return low;
}

/** Without the points between two others on one straight stretch. */
function straightened(points: readonly Point[]): Point[] {
  return points.filter((point, i) => {
    const [a, b] = [points[i - 1], points[i + 1]];
    return !a || !b || !((a.x === point.x && point.x === b.x) || (a.y === point.y && point.y === b.y));
  });
}
