"use client";
/**
 * Walking over the map by the arrow keys while it has the focus: left and right along calls, up and down to what stands there. The
 * frame's arrows (through events) count everywhere else.
 */
import { useKeys } from "../state/keys.tsx";
import type { MapPlan } from "./prepareMap.ts";
import { centreOf, type Rect } from "./scene.ts";

type Direction = "left" | "right" | "up" | "down";

interface Walk {
  readonly plan: MapPlan;
  readonly places: ReadonlyMap<string, Rect>;
  /** The box one stands on; null: none yet. */
  readonly at: string | null;
  readonly go: (id: string) => void;
  readonly open: (id: string) => void;
  /** Whether the map has the focus: asked with each press, so that the first one after it came counts. */
  readonly hasFocus: () => boolean;
}

export function useGraphKeys({ plan, places, at, go, open, hasFocus }: Walk): void {
  const walk = (direction: Direction) => () => {
    if (!hasFocus()) return false;
    const next = at === null ? firstBox(plan, places) : nextBox(plan, places, at, direction);
    if (next) go(next);
    return true;
  };
  useKeys([
    { keys: "ArrowRight", does: "On the map: whom it calls", run: walk("right") },
    { keys: "ArrowLeft", does: "On the map: who calls it", run: walk("left") },
    { keys: "ArrowDown", does: "On the map: the one below", run: walk("down") },
    { keys: "ArrowUp", does: "On the map: the one above", run: walk("up") },
    { keys: "Enter", does: "On the map: open", run: () => (at === null || !hasFocus() ? false : open(at)) },
  ]);
}

function firstBox({ items }: MapPlan, places: ReadonlyMap<string, Rect>): string | null {
  const boxes = items.filter(({ isFrame }) => !isFrame);
  const x = (id: string) => places.get(id)?.x ?? 0;
  return boxes.reduce<string | null>((best, { id }) => (best === null || x(id) < x(best) ? id : best), null);
}

function nextBox(plan: MapPlan, places: ReadonlyMap<string, Rect>, at: string, direction: Direction): string | null {
  const tied = new Set(plan.bundles.flatMap(({ from, to }) => (from === at ? [to] : to === at ? [from] : [])));
  const all = plan.items.flatMap(({ id, isFrame }) => {
    const rect = places.get(id);
    return isFrame || !rect || id === at ? [] : [[id, centreOf(rect)] as const];
  });
  const here = places.get(at);
  if (!here) return null;
  const isAlong = direction === "left" || direction === "right";
  const along = isAlong
    ? neighbourTo(
        centreOf(here),
        all.filter(([id]) => tied.has(id)),
        direction,
      )
    : null;
  return along ?? neighbourTo(centreOf(here), all, direction);
}

interface Place {
  readonly x: number;
  readonly y: number;
}
/** The nearest in a direction; what lies beside the way counts more. Null when nothing lies there. */
export function neighbourTo(
  from: Place,
  others: readonly (readonly [string, Place])[],
  direction: Direction,
): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, at] of others) {
    const [dx, dy] = [at.x - from.x, at.y - from.y];
    const ahead = { right: dx, left: -dx, down: dy, up: -dy }[direction];
    const beside = direction === "right" || direction === "left" ? Math.abs(dy) : Math.abs(dx);
    const far = ahead + 2 * beside;
    if (ahead >= 1 && beside < 3 * ahead && far < least) [best, least] = [id, far];
  }
  return best;
}
