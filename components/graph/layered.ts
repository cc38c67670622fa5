/**
 * The only file that imports dagre: boxes in layers from left to right (Sugiyama's method; Gansner et al., "A Technique for Drawing
 * Directed Graphs", 1993), so that calls run to the right. It takes longer the more calls it weighs: of a large graph it sees each
 * box's strongest caller alone, and layers too tall for a screen are wrapped into columns beside each other.
 */
import { Graph, layout } from "@dagrejs/dagre";
import { onRows } from "./rows.ts";
import type { Rect } from "./scene.ts";

export interface Sized {
  readonly id: string;
  readonly w: number;
  readonly h: number;
}
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** The greater the straighter. */
  readonly weight: number;
}
export interface Spacing {
  readonly layer: number;
  readonly row: number;
}

const MANY_FLOWS = 160;
/** A layer of more rows than this, and than the layout is wide, is wrapped. */
const TALL_ROWS = 12;

/** Upper left corner at 0, 0. Flows between boxes that are not given are left out. */
export function layered(boxes: readonly Sized[], flows: readonly Flow[], spacing: Spacing): Map<string, Rect> {
  const known = new Map(boxes.map((box) => [box.id, box]));
  const real = flows.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const used = real.length > MANY_FLOWS ? strongestCallers(real) : real;
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: spacing.row, ranksep: spacing.layer, edgesep: 8 });
  for (const { id, w, h } of boxes) graph.setNode(id, { width: w, height: h });
  const most = Math.max(...used.map(({ weight }) => weight), 1e-9);
  for (const { from, to, weight } of used) graph.setEdge(from, to, { weight: 1 + Math.round((4 * weight) / most) });
  layout(graph);
  const placed = new Map<string, Rect>();
  for (const { id, w, h } of boxes) {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    placed.set(id, { x: x - w / 2, y: y - h / 2, w, h });
  }
  return toOrigin(onRows(placed, boxes, real, spacing) ?? wrapTall(placed, spacing));
}

function strongestCallers(flows: readonly Flow[]): Flow[] {
  const best = new Map<string, Flow>();
  for (const flow of flows) if (flow.weight > (best.get(flow.to)?.weight ?? -1)) best.set(flow.to, flow);
  return [...best.values()];
}

/** Layers of many rows become several columns; rows keep their order. */
function wrapTall(placed: ReadonlyMap<string, Rect>, spacing: Spacing): ReadonlyMap<string, Rect> {
  const layers = new Map<number, [string, Rect][]>();
  for (const [id, rect] of placed) {
    const key = Math.round(rect.x + rect.w / 2);
    layers.set(key, [...(layers.get(key) ?? []), [id, rect]]);
  }
  const tallest = Math.max(...[...layers.values()].map((layer) => layer.length));
  const rows = Math.max(TALL_ROWS, Math.ceil(Math.sqrt(placed.size * 1.4)));
  if (tallest <= rows) return placed;
  const wrapped = new Map<string, Rect>();
  let x = 0;
  for (const [, layer] of [...layers].sort(([a], [b]) => a - b)) {
    layer.sort(([, a], [, b]) => a.y - b.y);
    const columns = Math.ceil(layer.length / rows);
    const each = Math.ceil(layer.length / columns);
    const width = Math.max(...layer.map(([, { w }]) => w));
    const height = Math.max(...layer.map(([, { h }]) => h)) + spacing.row;
    layer.forEach(([id, rect], i) => {
      const column = Math.floor(i / each);
      const offset = ((rows - Math.min(each, layer.length - column * each)) * height) / 2;
      wrapped.set(id, { ...rect, x: x + column * (width + spacing.row), y: offset + (i % each) * height });
    });
    x += columns * (width + spacing.row) - spacing.row + spacing.layer;
  }
  return wrapped;
}

function toOrigin(placed: ReadonlyMap<string, Rect>): Map<string, Rect> {
  const left = Math.min(...[...placed.values()].map(({ x }) => x));
  const top = Math.min(...[...placed.values()].map(({ y }) => y));
  return new Map([...placed].map(([id, rect]) => [id, { ...rect, x: rect.x - left, y: rect.y - top }]));
}
