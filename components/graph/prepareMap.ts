/**
 * The graph, folded, as boxes and lines. What stands (items with their sizes, and who calls whom) is decided when the map settles;
 * how it looks (status, numbers, widths) is told anew for every instant under the playhead.
 */
import { calllessOf } from "../../server/analysis/graph/callless.ts";
import type { FoldedBox, Folding } from "../../server/analysis/graph/folding.ts";
import { type Group, type Grouping, membersOf, OUTSIDE } from "../../server/analysis/graph/grouping.ts";
import {
  CLIENTS,
  type GraphEdge,
  type GraphNode,
  type MapGraph,
  type Numbers,
} from "../../server/analysis/graph/mapGraph.ts";
import type { Item } from "./arrange.ts";
import type { Flow } from "./layered.ts";
import { type Signal, signalValue } from "./mapWords.ts";
import { CHIP_ROW_PX, chipsPerRow } from "./paintBoxes.ts";

export interface Signals {
  readonly size: Signal | null;
  readonly width: Signal;
  /** null: by health. */
  readonly color: Signal | null;
}
/** Numbers of a thing at the instant under the playhead; null for what never has any, and for everything in a gap. */
export type NumbersAt = (thing: string) => Numbers | null;

/** Calls between two boxes, together. */
export interface Bundle {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly edges: readonly GraphEdge[];
}
export interface MapFrame {
  readonly group: Group;
  readonly parent: string | null;
  readonly members: readonly string[];
}
/** What stands on the map. */
export interface MapPlan {
  readonly items: readonly Item[];
  readonly flows: readonly Flow[];
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly frames: ReadonlyMap<string, MapFrame>;
  readonly folded: ReadonlyMap<string, FoldedBox>;
  readonly bundles: readonly Bundle[];
  /** Nodes that only send metrics (server/analysis/graph/callless.ts). */
  readonly callless: ReadonlySet<string>;
  /** Chips of a folded box are drawn when there are few such boxes. */
  readonly hasChips: boolean;
}

const NODE = { w: 146, h: 42 };
/** Many boxes are low, with their name alone, and so wide that the name can be read from as far away as one sees all of them. */
const LOW = { h: 30, beside: 54, letter: 10.6, steps: [140, 162, 192, 224, 250] } as const;
const LOW_FROM = 36;
/** Where hundreds are drawn nobody reads them one by one. */
const LOW_TO = 160;
const FOLDED_WIDTH = 308;
const COMPACT = { w: 178, h: 58 };
const FEW_FOLDED = 8;
const MOST_CHIP_ROWS = 3;
const FRAME_WIDTH = 300;
const OUTSIDE_WIDTH = 216;
const SCALES = [0.85, 1, 1.2, 1.42] as const;

export const bundleId = (from: string, to: string) => `${from}>${to}`;

export function planMap(
  graph: MapGraph,
  grouping: Grouping,
  folding: Folding,
  size: Signal | null,
  ranks: ReadonlyMap<string, number>,
): MapPlan {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const hasChips = folding.folded.size <= FEW_FOLDED;
  const frames = framesOf(grouping, folding);
  const scaleOf = size === null ? () => 1 : scaleBy(graph, size, ranks);
  const isLow = folding.boxes >= LOW_FROM && folding.boxes <= LOW_TO;
  const items: Item[] = [];
  const walk = (level: Grouping, parent: string | null) => {
    const isGrouped = grouping.groups.length > 0 && parent === null;
    for (const id of level.nodes)
      if (folding.boxOf.get(id) === id)
        items.push(nodeItem(nodes, id, { parent, isGrouped, isLow, scale: scaleOf(id) }));
    for (const group of level.groups) {
      if (frames.has(group.id)) {
        items.push({
          id: group.id,
          parent,
          w: group.key === OUTSIDE ? OUTSIDE_WIDTH : FRAME_WIDTH,
          h: 0,
          isFrame: true,
          ...sideOf(group),
        });
        walk(group, group.id);
        for (const id of standingOut(group, folding))
          items.push(nodeItem(nodes, id, { parent: group.id, isGrouped: false, isLow, scale: scaleOf(id) }));
      }
      const box = folding.folded.get(group.id) ?? folding.folded.get(`rest:${group.id}`);
      if (box)
        items.push({ ...foldedItem(box, box.rest ? group.id : parent, hasChips), ...(box.rest ? {} : sideOf(group)) });
    }
  };
  walk(grouping, null);
  const bundles = bundle(graph, folding);
  const flows = flowsOf(bundles);
  return {
    items: once(items),
    flows,
    nodes,
    frames,
    folded: folding.folded,
    bundles,
    callless: calllessOf(graph),
    hasChips,
  };
}

const sideOf = ({ key }: Group) => (key === OUTSIDE ? { side: "outside" as const } : {});

/** Members of groups within an open group that is open in part, drawn in its frame. */
function standingOut(group: Group, { boxOf }: Folding): string[] {
  const direct = new Set(group.nodes);
  return membersOf(group).filter((id) => boxOf.get(id) === id && !direct.has(id));
}

function once(items: readonly Item[]): Item[] {
  const byId = new Map<string, Item>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}

function framesOf(grouping: Grouping, folding: Folding): Map<string, MapFrame> {
  const frames = new Map<string, MapFrame>();
  const walk = (groups: readonly Group[], parent: string | null) => {
    for (const group of groups) {
      if (!folding.open.has(group.id)) continue;
      frames.set(group.id, { group, parent, members: membersOf(group) });
      walk(group.groups, group.id);
    }
  };
  walk(grouping.groups, null);
  return frames;
}

interface Standing {
  readonly parent: string | null;
  readonly isGrouped: boolean;
  readonly isLow: boolean;
  readonly scale: number;
}
function nodeItem(
  nodes: ReadonlyMap<string, GraphNode>,
  id: string,
  { parent, isGrouped, isLow, scale }: Standing,
): Item {
  const isEntry = id === CLIENTS;
  const side = isGrouped ? (isEntry ? ("entry" as const) : ("outside" as const)) : undefined;
  const width = isEntry ? 96 : isLow ? lowWidth(nodes.get(id)) : widthOf(nodes.get(id));
  const h = Math.round((isLow ? LOW.h : NODE.h) * scale);
  const item = { id, parent, w: Math.round(width * scale), h, isFrame: false };
  return side && nodes.get(id)?.kind !== "service" ? { ...item, side } : item;
}

/** Long names get more room, in a few steps, so that columns stay even. */
function widthOf(node: GraphNode | undefined): number {
  const letters = node?.name.length ?? 0;
  return NODE.w + (letters > 19 ? 70 : letters > 14 ? 58 : letters > 12 ? 42 : letters > 9 ? 14 : 0);
}
function lowWidth(node: GraphNode | undefined): number {
  const needed = LOW.beside + (node?.name.length ?? 0) * LOW.letter;
  return LOW.steps.find((width) => width >= needed) ?? LOW.steps[4];
}

function foldedItem({ id, members }: FoldedBox, parent: string | null, hasChips: boolean): Item {
  if (!hasChips) return { id, parent, ...COMPACT, isFrame: false };
  const heightAt = (width: number) => {
    const rows = Math.min(MOST_CHIP_ROWS, Math.ceil(members.length / chipsPerRow(width)));
    return 40 + rows * CHIP_ROW_PX + 28;
  };
  return { id, parent, w: FOLDED_WIDTH, h: heightAt(FOLDED_WIDTH), isFrame: false, heightAt };
}
/** As many as a wide box has room for. */
export const mostChips = 72;

function bundle({ edges }: MapGraph, { boxOf }: Folding): Bundle[] {
  const bundles = new Map<string, { id: string; from: string; to: string; edges: GraphEdge[] }>();
  for (const edge of edges) {
    const [from, to] = [boxOf.get(edge.from), boxOf.get(edge.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const id = bundleId(from, to);
    const known = bundles.get(id);
    if (known) known.edges.push(edge);
    else bundles.set(id, { id, from, to, edges: [edge] });
  }
  return [...bundles.values()];
}

/** What fails runs straight: a call in trouble weighs more than any other. */
function flowsOf(bundles: readonly Bundle[]): Flow[] {
  const rates = bundles.map(({ edges }) => sum(edges.map(({ requestsPerSecond }) => requestsPerSecond ?? 0)));
  const most = Math.max(...rates, 1e-9);
  const isBad = ({ edges }: Bundle) => edges.some(({ health }) => health === "failed" || health === "degraded");
  return bundles.map((one, i) => ({
    from: one.from,
    to: one.to,
    weight: (rates[i] ?? 0) + (isBad(one) ? 2 * most : 0),
  }));
}

/** Four sizes by where a value lies among all of them, so that one giant does not make dwarfs of the rest. */
function scaleBy({ nodes }: MapGraph, size: Signal, ranks: ReadonlyMap<string, number>): (id: string) => number {
  const valueFor = new Map(nodes.map((node) => [node.id, signalValue(size, node, ranks.get(node.id)) ?? 0]));
  const sorted = [...valueFor.values()].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const steps = [at(0.25), at(0.6), at(0.88)];
  return (id) => SCALES[steps.filter((step) => (valueFor.get(id) ?? 0) > step).length] ?? 1;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
