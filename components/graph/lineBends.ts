/** The course of a line (./routeLine.ts) in the words of cytoscape's style: ends beside the centres, bends beside the straight line. */
import { type Route, relativeTo } from "./routeLine.ts";
import { centreOf, type Line, type Rect } from "./scene.ts";

export function bendStyle(from: Rect, to: Rect, { start, end, bends }: Route) {
  const [a, b] = [centreOf(from), centreOf(to)];
  const relative = bends.map((point) => relativeTo({ start: a, end: b }, point));
  return {
    "source-endpoint": `${start.x - a.x}px ${start.y - a.y}px`,
    "target-endpoint": `${end.x - b.x}px ${end.y - b.y}px`,
    "control-point-distances": relative.map(({ distance }) => distance),
    "control-point-weights": relative.map(({ weight }) => weight),
  };
}

/** Whether a line looks otherwise than before. */
export function differs(a: Line, b: Line): boolean {
  return (
    a.width !== b.width || a.tone !== b.tone || a.dashed !== b.dashed || a.label !== b.label || a.alpha !== b.alpha
  );
}

/** A view in which all rectangles lie, not nearer than `most`; null where there is nothing to look at. */
export function viewOfAll(rects: readonly Rect[], width: number, height: number, most: number, padding: number) {
  const left = Math.min(...rects.map(({ x }) => x));
  const top = Math.min(...rects.map(({ y }) => y));
  const w = Math.max(...rects.map((rect) => rect.x + rect.w)) - left;
  const h = Math.max(...rects.map((rect) => rect.y + rect.h)) - top;
  if (!Number.isFinite(w) || width === 0) return null;
  const zoom = Math.min(most, (width - 2 * padding) / w, (height - 2 * padding) / h);
  const pan = {
    x: (width - w * zoom) / 2 - left * zoom,
    y: Math.max(padding, (height - h * zoom) / 3) - top * zoom,
  };
  return { zoom, pan };
}
