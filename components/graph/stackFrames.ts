/**
 * Boxes without calls between them: in rows; frames of places above and beside each other, so that all are seen as large as can be, with
 * folded boxes beneath. Pixels of the scene at zoom 1.
 */
import type { Item } from "./arrange.ts";
import type { Sized } from "./layered.ts";
import { boundsOf, type Rect } from "./scene.ts";

/** Room for lines between two frames. */
const BETWEEN = 28;
/** So many folded boxes are given the whole width, so that lines reach each from both sides. */
const FEW_FOLDED = 4;
const FEW_WIDTH = 640;
/** Boxes in rows are packed to about this shape. */
export const ASPECT = 1.7;

export const areaOf = (boxes: readonly Sized[]) => boxes.reduce((all, { w, h }) => all + (w + 24) * (h + 24), 0);

/** Left to right, then on: rows as wide as given. */
export function rows(boxes: readonly Sized[], width: number, gap: number): Map<string, Rect> {
  const placed = new Map<string, Rect>();
  let [x, y, height] = [0, 0, 0];
  for (const { id, w, h } of boxes) {
    if (x > 0 && x + w > width + 1) [x, y, height] = [0, y + height + gap, 0];
    placed.set(id, { x, y, w, h });
    x += w + gap;
    height = Math.max(height, h);
  }
  return placed;
}

const MOST_SEARCHED = 60;

/**
 * Puts boxes beneath the first columns of what stands, as far as they fit above its foot and within the column; answers those that find
 * no place there.
 */
export function fillCorners(boxes: readonly Sized[], standing: Map<string, Rect>, gap: number): Sized[] {
  const foot = boundsOf(standing.values());
  if (!foot || standing.size > MOST_SEARCHED) return [...boxes];
  const bottom = foot.y + foot.h;
  return boxes.filter(({ id, w, h }) => {
    const others = [...standing.values()];
    const starts = [...new Set(others.map(({ x }) => x))].sort((a, b) => a - b);
    for (const x of starts) {
      const above = others.filter((other) => other.x < x + w + gap && x < other.x + other.w + gap);
      const y = Math.max(...above.map((other) => other.y + other.h)) + gap;
      if (y + h > bottom + 0.5 || x + w > foot.x + foot.w) continue;
      standing.set(id, { x, y: bottom - h, w, h });
      return false;
    }
    return true;
  });
}

/** Frames above and beside each other as they are seen largest; folded boxes beneath: as wide as the frames when few, else in rows. */
export function stack(groups: readonly Item[], besideWidth: number): Map<string, Rect> {
  const frames = groups.filter(({ isFrame }) => isFrame);
  const folded = groups.filter(({ isFrame }) => !isFrame);
  const sorted = frames.length > 3 ? [...frames].sort((a, b) => b.h - a.h) : frames;
  let best = stackWithin(sorted, folded, Math.max(...frames.map(({ w }) => w), 0));
  for (let columns = 2; columns <= Math.min(frames.length, MOST_COLUMNS); columns++) {
    const widest = [...frames].sort((a, b) => b.w - a.w).slice(0, columns);
    const tried = stackWithin(sorted, folded, sum(widest.map(({ w }) => w + BETWEEN)));
    const before = scaleOf(best, besideWidth);
    if (scaleOf(tried, besideWidth) > before * (before < SMALL ? 1 : CLEARLY)) best = tried;
  }
  return best;
}
const MOST_COLUMNS = 12;
/** Above each other places are compared best: another shape has to be seen clearly larger. */
const CLEARLY = 1.08;
/** Smaller than this names have hardly room: whatever is seen larger is better. */
const SMALL = 0.6;
const SIGHT = { w: 1_150, h: 620 };

function scaleOf(placed: ReadonlyMap<string, Rect>, besideWidth: number): number {
  const bounds = boundsOf(placed.values());
  return bounds ? Math.min(SIGHT.w / (bounds.w + besideWidth), SIGHT.h / bounds.h) : 0;
}
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function stackWithin(frames: readonly Item[], folded: readonly Item[], width: number): Map<string, Rect> {
  const packed = rows(frames, width, BETWEEN);
  const bottom = boundsOf(packed.values());
  const top = bottom ? bottom.h + BETWEEN : 0;
  const wide = Math.max(bottom?.w ?? 0, FEW_WIDTH);
  const isFew = folded.length <= FEW_FOLDED;
  const sized = isFew ? folded.map((item) => ({ ...item, w: wide, h: item.heightAt?.(wide) ?? item.h })) : folded;
  for (const [id, rect] of rows(sized, isFew ? wide : Math.max(wide, Math.sqrt(ASPECT * areaOf(folded))), BETWEEN))
    packed.set(id, { ...rect, y: rect.y + top });
  return packed;
}
