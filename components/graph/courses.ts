/**
 * The courses of all lines of a scene, and where their words stand. Neighbours are joined by a soft S (./routeLine.ts); whatever has
 * further to go takes lanes between the boxes (./lanes.ts), what fails first, then the nearer, so that the long ones do the dodging.
 */
import { type LanePort, Lanes } from "./lanes.ts";
import { type Point, type Route, rounded, routeLine, softLine } from "./routeLine.ts";
import { type Box, centreOf, type Line, type Rect, type Scene, type Tone } from "./scene.ts";

/** Before a box a line turns where this lane is. */
const STUB = 13;
/** A wide box is also reached from above and below, at so many places. */
const WIDE = 250;
const WIDE_PORTS = 3;
const INSET = 24;
const ASIDE_COST = { right: 60, vertical: 30 } as const;
/** Among more boxes nobody follows a line by eye, and lanes cost too much. */
const MOST_BOXES = 160;
const FIRST: Readonly<Record<Tone, number>> = { fail: 0, warn: 1, accent: 2, quiet: 3 };

interface Wanted {
  readonly line: Line;
  readonly from: Rect;
  readonly to: Rect;
}

/** By the id of the line. */
export function coursesOf({ boxes, lines, places }: Scene): Map<string, Route> {
  const obstacles = [...standing(boxes, places), ...titlesOf(boxes, places)];
  const parents = new Map(boxes.map(({ id, parent }) => [id, parent]));
  const found = new Map<string, Route>();
  const far: Wanted[] = [];
  for (const line of lines) {
    const [from, to] = [places.get(line.from), places.get(line.to)];
    if (!from || !to) continue;
    const near = isBeside(parents, line) && !isSteep(from, to) ? softLine(from, to, obstacles) : null;
    if (near) found.set(line.id, near);
    else far.push({ line, from, to });
  }
  const frames = boxes.flatMap(({ id, kind, parent }) =>
    kind === "frame" && parent === null ? (places.get(id) ?? []) : [],
  );
  const downward = far.map(({ from }) => from.x + from.w + STUB);
  const ends = new Map(far.flatMap(({ from, to }) => [from, to]).map((rect) => [rect, portsOf(rect, downward)]));
  const ports = [...ends.values()].flat();
  const lanes = boxes.length > MOST_BOXES || far.length === 0 ? null : new Lanes({ obstacles, frames, ports });
  for (const { line, from, to } of inOrder(far)) {
    const [start, goals] = [ends.get(from)?.[0], ends.get(to)?.slice(1)];
    const way = start && goals && lanes?.way(start, goals, line.to);
    found.set(line.id, way ? rounded(way) : routeLine(from, to, obstacles));
  }
  return found;
}

/** Between frames that stand above each other an S would run over both. */
function isBeside(parents: ReadonlyMap<string, string | null>, { from, to }: Line): boolean {
  const [a, b] = [parents.get(from) ?? null, parents.get(to) ?? null];
  return a === b || a === null || b === null;
}

/** Folded groups above each other all call the same few beside them: steep curves would become a knot. */
const STEEP_PX = 120;
const isSteep = (from: Rect, to: Rect) => from.w >= WIDE && Math.abs(centreOf(from).y - centreOf(to).y) > STEEP_PX;

const standing = (boxes: readonly Box[], places: Scene["places"]) =>
  boxes.flatMap(({ id, kind }) => (kind === "frame" ? [] : (places.get(id) ?? [])));

function inOrder(wanted: readonly Wanted[]): Wanted[] {
  const far = ({ from, to }: Wanted) => {
    const [a, b] = [centreOf(from), centreOf(to)];
    return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
  };
  return [...wanted].sort((a, b) => FIRST[a.line.tone] - FIRST[b.line.tone] || far(a) - far(b));
}

const LETTER = { title: 10.5, aside: 8.5 } as const;
const TITLE = { top: 9, height: 28, inset: 12, status: 28 } as const;

/** About where the words at the head of frames stand. */
export function titlesOf(boxes: readonly Box[], places: Scene["places"]): Rect[] {
  return boxes.flatMap(({ id, kind, title, aside }) => {
    const frame = kind === "frame" ? places.get(id) : undefined;
    if (!frame) return [];
    const most = frame.w - 2 * TITLE.inset;
    const at = { y: frame.y + TITLE.top, h: TITLE.height };
    const left = Math.min(most, TITLE.status + title.length * LETTER.title);
    const right = Math.min(most - left, aside.length * LETTER.aside);
    return [
      { ...at, x: frame.x + TITLE.inset, w: left },
      { ...at, x: frame.x + frame.w - TITLE.inset - right, w: right },
    ];
  });
}

/** Out at the right (the first); in at the left, else at the right or, where a box is wide, from above or below, in line with where lines go down. */
function portsOf(rect: Rect, downward: readonly number[]): [LanePort, ...LanePort[]] {
  const { x, y, w, h } = rect;
  const middle = y + h / 2;
  const beside = (edge: number, by: number, cost: number): LanePort => ({
    at: { x: edge, y: middle },
    lane: { x: edge + by, y: middle },
    cost,
  });
  const upright = (px: number, edge: number, by: number): LanePort => ({
    at: { x: px, y: edge },
    lane: { x: px, y: edge + by },
    cost: ASIDE_COST.vertical,
  });
  const even = Array.from({ length: WIDE_PORTS }, (_, i) => x + (w * (i + 1)) / (WIDE_PORTS + 1));
  const places = w < WIDE ? [] : [...even, ...downward.filter((px) => px > x + INSET && px < x + w - INSET)];
  const right = beside(x + w, STUB, 0);
  return [
    right,
    beside(x, -STUB, 0),
    { ...right, cost: ASIDE_COST.right },
    ...places.flatMap((px) => [upright(px, y, -9), upright(px, y + h, 9)]),
  ];
}

/** As large as they are when one looks from so far that all is in sight. */
const LABEL = { letter: 9.2, pad: 8, height: 21 } as const;
const STEPS = 24;

/** Where the words of lines stand: on their line, near its middle, off boxes and each other and, if there is such a place, off other lines. */
export function labelSpots({ boxes, lines, places }: Scene, courses: ReadonlyMap<string, Route>): Map<string, Point> {
  const taken = [...standing(boxes, places), ...titlesOf(boxes, places)];
  const ways = new Map([...courses].map(([id, route]) => [id, pointsOf(route)] as const));
  const spots = new Map<string, Point>();
  const told = lines.filter(({ label }) => label !== "").sort((a, b) => FIRST[a.tone] - FIRST[b.tone]);
  for (const { id, label } of told) {
    const own = ways.get(id);
    if (!own) continue;
    const [w, h] = [label.length * LABEL.letter + LABEL.pad, LABEL.height];
    const around = ({ x, y }: Point): Rect => ({ x: x - w / 2, y: y - h / 2, w, h });
    const free = fromMiddle(own).filter((point) => !taken.some((rect) => overlaps(around(point), rect)));
    const others = [...ways].filter(([other]) => other !== id).map(([, points]) => points);
    const met = (point: Point) => others.filter((points) => meets(points, around(point))).length;
    const spot = least(free, met) ?? own[Math.floor(own.length / 2)];
    if (!spot) continue;
    spots.set(id, spot);
    taken.push(around(spot));
  }
  return spots;
}

function pointsOf(route: Route): Point[] {
  const { start, end, bends } = route;
  const corners = [start, ...bends, end];
  const lengths = corners.slice(1).map((point, i) => distance(corners[i] ?? point, point));
  const whole = lengths.reduce((a, b) => a + b, 0);
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    let left = (whole * i) / STEPS;
    const piece = lengths.findIndex((length) => {
      if (left <= length) return true;
      left -= length;
      return false;
    });
    const [a, b] = [corners[piece] ?? end, corners[piece + 1] ?? end];
    const share = left / (lengths[piece] || 1);
    return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
  });
}
const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

const fromMiddle = (points: readonly Point[]) =>
  points
    .map((point, i) => ({ point, off: Math.abs(i - STEPS / 2) }))
    .sort((a, b) => a.off - b.off)
    .map(({ point }) => point);

/** The first one with the least of something; looks no further once there is none of it. */
function least(points: readonly Point[], of: (point: Point) => number): Point | undefined {
  let [best, fewest]: [Point | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const point of points) {
    const here = of(point);
    if (here < fewest) [best, fewest] = [point, here];
    if (here === 0) break;
  }
  return best;
}

const overlaps = (a: Rect, b: Rect) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Whether a row of points passes through; about, as far as they lie from each other. */
function meets(points: readonly Point[], { x, y, w, h }: Rect): boolean {
  return points.some((b, i) => {
    const a = points[i - 1] ?? b;
    const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
    const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
    return left < x + w && right > x && top < y + h && bottom > y;
  });
}
