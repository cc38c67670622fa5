/**
 * Layers as a grid: boxes of a layer stand on rows of one pitch, a box on its caller's row where that is free, and the strongest way
 * through all layers (what fails, else what carries most) on one straight row in the middle.
 */
import type { Flow, Sized, Spacing } from "./layered.ts";
import type { Rect } from "./scene.ts";

/** Boxes taller than this are no single nodes: their layers are left as they are. */
const TALLEST = 64;
const MOST_BOXES = 60;

/** Keeps layers (x) and, where nothing speaks against it, their order; null when the boxes are not alike. */
export function onRows(
  placed: ReadonlyMap<string, Rect>,
  boxes: readonly Sized[],
  flows: readonly Flow[],
  spacing: Spacing,
): Map<string, Rect> | null {
  if (boxes.length > MOST_BOXES || boxes.some(({ h }) => h > TALLEST)) return null;
  const layers = layersOf(placed);
  const layerOf = new Map(layers.flatMap((layer, i) => layer.map((id) => [id, i] as const)));
  const spine = spineOf(flows, layerOf);
  const row = new Map<string, number>();
  for (const layer of layers) placeLayer(layer, spine, flows, row);
  const pitch = Math.max(...boxes.map(({ h }) => h)) + spacing.row;
  return new Map([...placed].map(([id, rect]) => [id, { ...rect, y: (row.get(id) ?? 0) * pitch - rect.h / 2 }]));
}

function layersOf(placed: ReadonlyMap<string, Rect>): string[][] {
  const layers = new Map<number, [string, number][]>();
  for (const [id, { x, y, w }] of placed) {
    const key = Math.round(x + w / 2);
    layers.set(key, [...(layers.get(key) ?? []), [id, y]]);
  }
  return [...layers]
    .sort(([a], [b]) => a - b)
    .map(([, layer]) => layer.sort(([, a], [, b]) => a - b).map(([id]) => id));
}

/** From where most begins, always along the strongest call to the right. */
function spineOf(flows: readonly Flow[], layerOf: ReadonlyMap<string, number>): Set<string> {
  const rightward = flows.filter(({ from, to }) => (layerOf.get(from) ?? 0) < (layerOf.get(to) ?? 0));
  const strongest = (of: readonly Flow[]) =>
    of.reduce<Flow | null>((a, b) => (a && a.weight >= b.weight ? a : b), null);
  const first = Math.min(...rightward.map(({ from }) => layerOf.get(from) ?? 0));
  let at = strongest(rightward.filter(({ from }) => layerOf.get(from) === first))?.from;
  const spine = new Set<string>();
  while (at !== undefined && !spine.has(at)) {
    spine.add(at);
    const from = at;
    at = strongest(rightward.filter((flow) => flow.from === from))?.to;
  }
  return spine;
}

function placeLayer(
  layer: readonly string[],
  spine: ReadonlySet<string>,
  flows: readonly Flow[],
  row: Map<string, number>,
) {
  const wish = new Map(layer.map((id) => [id, wishedRow(id, flows, row)]));
  const middle = layer.find((id) => spine.has(id));
  if (middle !== undefined) row.set(middle, 0);
  const others = layer.filter((id) => id !== middle).sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
  const isAbove = (id: string) => (wish.get(id) ?? 0) < -0.25;
  const isBelow = (id: string) => (wish.get(id) ?? 0) > 0.25;
  const above = others.filter(isAbove);
  const below = others.filter(isBelow);
  for (const id of others.filter((one) => !isAbove(one) && !isBelow(one))) {
    if (above.length <= below.length) above.push(id);
    else below.unshift(id);
  }
  let free = middle === undefined ? 0 : -1;
  for (const id of above.reverse()) {
    const at = Math.min(free, Math.round(wish.get(id) ?? 0));
    row.set(id, at);
    free = at - 1;
  }
  free = middle === undefined && above.length === 0 ? 0 : 1;
  for (const id of below) {
    const at = Math.max(free, Math.round(wish.get(id) ?? 0));
    row.set(id, at);
    free = at + 1;
  }
}

/** Beside those that call it, as far as they stand. */
function wishedRow(id: string, flows: readonly Flow[], row: ReadonlyMap<string, number>): number {
  const rows = flows.flatMap(({ from, to }) => (to === id ? (row.get(from) ?? []) : []));
  return rows.length === 0 ? 0 : rows.reduce((a, b) => a + b, 0) / rows.length;
}
