/**
 * A budget over time -> what is drawn: path, area, axes, the places of labels. Pure geometry, no colours.
 * Shape: points ascending in time; `left` is the part of the budget that is left (1: all, below 0: overspent), null where nothing is known:
 * a gap stays a gap. Units: Unix milliseconds in, pixels out.
 */
import { timeTicks } from "../charts/axis.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatBudget } from "./sloWords.ts";

export interface BudgetPoint {
  readonly atMs: number;
  readonly left: number | null;
}

/** Something that spent a part of the budget, in two lines. */
export interface BudgetLabel {
  readonly atMs: number;
  readonly title: string;
  readonly note: string;
  /** How much it matters: of labels that collide the greater stays. */
  readonly weight: number;
}

export interface BudgetInput {
  readonly points: readonly BudgetPoint[];
  readonly startMs: number;
  readonly endMs: number;
  readonly zone: string;
  readonly width: number;
  readonly height: number;
  readonly labels?: readonly BudgetLabel[];
  /** The axis reaches 100 % whatever is left. */
  readonly whole?: boolean;
}

export interface PlacedLabel extends BudgetLabel {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end";
}

export interface BudgetPicture {
  readonly line: string;
  readonly area: string;
  readonly yTicks: readonly { readonly y: number; readonly text: string; readonly isZero: boolean }[];
  readonly xTicks: readonly { readonly x: number; readonly text: string }[];
  readonly labels: readonly PlacedLabel[];
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly x: (atMs: number) => number;
  readonly y: (left: number) => number;
}

const MARGIN = { left: 58, right: 20, top: 12, bottom: 26 } as const;
const STEPS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000];
const MOST_INTERVALS = 5;
const PX_PER_TICK = 78;
/** Of 11 px, on the average. */
const CHAR_PX = 6.3;

/** From at most nothing to at least everything that was seen, in round parts. */
export function budgetTicks(lowest: number, highest: number): number[] {
  const least = Math.min(0, lowest);
  const most = Math.max(0.01, highest);
  const intervals = (step: number) => Math.ceil(most / step - 1e-9) + Math.ceil(-least / step - 1e-9);
  const step = STEPS.find((candidate) => intervals(candidate) <= MOST_INTERVALS) ?? most - least;
  const first = -Math.ceil(-least / step - 1e-9);
  const ticks = Array.from({ length: intervals(step) + 1 }, (_, i) => Number(((first + i) * step).toPrecision(10)));
  // There is no more than all of it: an axis of many times the budget ends at what was seen.
  return step > 1 ? ticks.filter((tick) => tick <= most) : ticks;
}

export function budgetPicture(input: BudgetInput): BudgetPicture {
  const { points, startMs, endMs, width, height, zone, labels = [], whole = false } = input;
  const known = points.flatMap(({ left }) => (left === null ? [] : [left]));
  const ticks = budgetTicks(Math.min(...known, 0), Math.max(...known, whole ? 1 : 0.01));
  const low = ticks[0] ?? 0;
  const high = Math.max(ticks.at(-1) ?? 1, ...known, whole ? 1 : 0.01);
  const longest = Math.max(...ticks.map((tick) => formatBudget(tick).length));
  const plot = {
    left: Math.max(MARGIN.left, Math.ceil(longest * CHAR_PX) + 16),
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const x = (atMs: number) => plot.left + ((atMs - startMs) / (endMs - startMs)) * (plot.right - plot.left);
  const y = (left: number) => plot.bottom - ((left - low) / (high - low)) * (plot.bottom - plot.top);
  const wide = Math.max(2, Math.floor((plot.right - plot.left) / PX_PER_TICK));
  return {
    ...paths(points, x, y),
    yTicks: ticks.map((tick) => ({ y: y(tick), text: formatBudget(tick), isZero: tick === 0 })),
    xTicks: timeTicks(startMs, endMs, zone, wide)
      .map(({ timeMs, style }) => ({ x: x(timeMs), text: tickText(timeMs, zone, style) }))
      .filter(({ x: at }) => at - 18 >= plot.left - 24 && at + 18 <= width),
    labels: placeLabels(labels, points, { x, y, plot }),
    plot,
    x,
    y,
  };
}

/** "23 Oct": the weekday of an axis of days helps nobody. */
function tickText(timeMs: number, zone: string, style: "clock" | "minute" | "day"): string {
  const text = formatInstant(timeMs, zone, style);
  return style === "day" ? text.replace(/^\w+ /, "") : text;
}

type Place = (value: number) => number;

function paths(points: readonly BudgetPoint[], x: Place, y: Place): Pick<BudgetPicture, "line" | "area"> {
  let line = "";
  let area = "";
  let run: string[] = [];
  const floor = y(0).toFixed(1);
  const close = () => {
    const [first, last] = [run[0], run.at(-1)];
    if (first !== undefined && last !== undefined) {
      line += `M${run.join("L")}`;
      area += `M${first.split(" ")[0]} ${floor}L${run.join("L")}L${last.split(" ")[0]} ${floor}Z`;
    }
    run = [];
  };
  for (const { atMs, left } of points) {
    if (left === null) close();
    else run.push(`${x(atMs).toFixed(1)} ${y(left).toFixed(1)}`);
  }
  close();
  return { line, area };
}

const LABEL_PX = 30;
/** Further above its instant nobody sees what it speaks of. */
const FURTHEST_PX = 70;
const GAP_PX = 6;
/** What is left stands in so much at the right end. */
const END_WORD_PX = 60;

interface Geometry {
  readonly x: Place;
  readonly y: Place;
  readonly plot: BudgetPicture["plot"];
}

/**
 * The greatest first, right of their instant and above the line there, or left of it where there is no room, or below the line where it
 * runs too near the top; none over another.
 */
function placeLabels(
  labels: readonly BudgetLabel[],
  points: readonly BudgetPoint[],
  { x, y, plot }: Geometry,
): PlacedLabel[] {
  const taken: { from: number; to: number; top: number }[] = [];
  const placed: PlacedLabel[] = [];
  for (const label of [...labels].sort((a, b) => b.weight - a.weight)) {
    const at = x(label.atMs);
    const width = Math.max(label.title.length, label.note.length) * CHAR_PX;
    const right = { anchor: "start" as const, from: at + 5, to: at + 5 + width };
    const left = { anchor: "end" as const, from: at - 5 - width, to: at - 5 };
    const lineY = y(leftAt(points, label.atMs) ?? 0);
    const beside = (topOf: typeof topAbove) =>
      [right, left].map((side) => ({ ...side, top: topOf(points, side.from, side.to, { x, y, plot }) }));
    const above = beside(topAbove);
    const places = above.every(({ top }) => top < plot.top - 4) ? beside(topBelow) : above;
    const fit = places.find(
      ({ from, to, top }) =>
        from >= plot.left + 2 &&
        to <= plot.right &&
        top >= plot.top - 4 &&
        top + LABEL_PX <= plot.bottom &&
        lineY - (top + LABEL_PX) <= FURTHEST_PX &&
        top - lineY <= FURTHEST_PX &&
        !taken.some(
          (box) => box.from < to + GAP_PX && from < box.to + GAP_PX && Math.abs(box.top - top) < LABEL_PX + 2,
        ),
    );
    if (!fit) continue;
    const { from, to, top, anchor } = fit;
    taken.push({ from, to, top });
    placed.push({ ...label, anchor, x: anchor === "start" ? from : to, y: top + 11 });
  }
  return placed;
}

/** Where a label of two lines must begin to stand above the line over its whole width. */
function topAbove(points: readonly BudgetPoint[], from: number, to: number, geometry: Geometry): number {
  return Math.min(geometry.plot.bottom, ...linePlaces(points, from, to, geometry)) - LABEL_PX - 4;
}

/** The same below it; below the word at the line's end, too, which stands under the last point. */
function topBelow(points: readonly BudgetPoint[], from: number, to: number, geometry: Geometry): number {
  const isNearEnd = to > geometry.plot.right - END_WORD_PX;
  return Math.max(geometry.plot.top, ...linePlaces(points, from, to, geometry)) + (isNearEnd ? 24 : 6);
}

function linePlaces(points: readonly BudgetPoint[], from: number, to: number, { x, y }: Geometry): number[] {
  return points.flatMap(({ atMs, left }) => (left !== null && x(atMs) >= from && x(atMs) <= to ? [y(left)] : []));
}

/** What was left at an instant: the last known point before it within the line's own distance, null in a gap. */
export function leftAt(points: readonly BudgetPoint[], atMs: number): number | null {
  const after = points.findIndex((point) => point.atMs > atMs);
  const before = points[(after === -1 ? points.length : after) - 1];
  return before?.left ?? null;
}
