/**
 * Groups for a graph that names none and is too large to draw: its most important nodes stay themselves, and each of the others is put
 * beside the one it is tied to most. Grown like a maximum spanning forest (Prim) from all hubs at once: the strongest call between
 * what has a hub and what has none decides next. What no call ties to a hub is one group apart; one alone stays itself.
 */
import type { Group, Grouping } from "./grouping.ts";
import { CLIENTS, type MapGraph } from "./mapGraph.ts";

export const NEAR = "near";
export const APART = "apart";

interface Tie {
  readonly node: string;
  readonly hub: string;
  readonly weight: number;
}

export function clusterAround(graph: MapGraph, hubs: readonly string[]): Grouping {
  const hubOf = grow(tiesOf(graph), hubs);
  const members = new Map<string, string[]>();
  const chosen = new Set(hubs);
  for (const { id } of graph.nodes) {
    if (chosen.has(id) || id === CLIENTS) continue;
    const key = hubOf.get(id) ?? "";
    members.set(key, [...(members.get(key) ?? []), id]);
  }
  const nameOf = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const alone = new Set([...members.values()].flatMap((nodes) => (nodes.length === 1 ? nodes : [])));
  const several = [...members].filter(([, nodes]) => nodes.length > 1);
  const groups = several.map(([hub, nodes]): Group => {
    const key = hub === "" ? APART : NEAR;
    return { id: `${key}=${encodeURIComponent(hub)}`, key, name: nameOf.get(hub) ?? "", groups: [], nodes };
  });
  const nodes = graph.nodes.filter(({ id }) => chosen.has(id) || alone.has(id) || id === CLIENTS).map(({ id }) => id);
  return { groups: groups.sort((a, b) => (a.id < b.id ? -1 : 1)), nodes };
}

type Neighbours = ReadonlyMap<string, readonly { readonly other: string; readonly weight: number }[]>;

function tiesOf({ edges }: MapGraph): Neighbours {
  const ties = new Map<string, { other: string; weight: number }[]>();
  const add = (one: string, other: string, weight: number) => {
    const list = ties.get(one);
    if (list) list.push({ other, weight });
    else ties.set(one, [{ other, weight }]);
  };
  for (const { from, to, requestsPerSecond } of edges) {
    if (from === CLIENTS) continue;
    add(from, to, requestsPerSecond ?? 0);
    add(to, from, requestsPerSecond ?? 0);
  }
  return ties;
}

function grow(ties: Neighbours, hubs: readonly string[]): Map<string, string> {
  const hubOf = new Map<string, string>();
  const waiting: Tie[] = [];
  const join = (node: string, hub: string) => {
    hubOf.set(node, hub);
    for (const { other, weight } of ties.get(node) ?? [])
      if (!hubOf.has(other)) push(waiting, { node: other, hub, weight });
  };
  for (const hub of hubs) hubOf.set(hub, hub);
  for (const hub of hubs) join(hub, hub);
  for (let tie = pop(waiting); tie; tie = pop(waiting)) if (!hubOf.has(tie.node)) join(tie.node, tie.hub);
  return hubOf;
}

/** A binary heap, strongest tie on top. */
function push(heap: Tie[], tie: Tie): void {
  let at = heap.push(tie) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!swapIf(heap, above, at)) return;
    at = above;
  }
}

function pop(heap: Tie[]): Tie | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  heap[0] = last;
  for (let at = 0; ; ) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    const greater = (heap[right]?.weight ?? -1) > (heap[left]?.weight ?? -1) ? right : left;
    if (!swapIf(heap, at, greater)) return top;
    at = greater;
  }
}

function swapIf(heap: Tie[], above: number, below: number): boolean {
  const [a, b] = [heap[above], heap[below]];
  if (!a || !b || a.weight >= b.weight) return false;
  heap[above] = b;
  heap[below] = a;
  return true;
}
