/** Nodes that several things are (server/analysis/graph/joinPeers.ts): their numbers under the playhead, and what changed about them. */
import { joinNumbers } from "../../server/analysis/graph/joinPeers.ts";
import type { GraphNode, MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import type { DiffMark } from "./mapLooks.ts";
import type { NumbersAt } from "./prepareMap.ts";

const joinedOf = ({ nodes }: MapGraph): ReadonlyMap<string, readonly string[]> =>
  new Map(nodes.flatMap((node) => (node.also ? [[node.id, node.also.map(({ id }) => id)] as const] : [])));

export function joinedNumbersAt(graph: MapGraph, numbersAt: NumbersAt | null): NumbersAt | null {
  const joined = joinedOf(graph);
  if (numbersAt === null || joined.size === 0) return numbersAt;
  return (id) => {
    const own = numbersAt(id);
    return (joined.get(id) ?? []).reduce((sum, other) => {
      const more = numbersAt(other);
      return sum && more ? joinNumbers(sum, more) : (sum ?? more);
    }, own);
  };
}

export function joinedMarks(
  graph: MapGraph,
  marks: ReadonlyMap<string, DiffMark> | null,
): ReadonlyMap<string, DiffMark> | null {
  if (marks === null) return null;
  const all = new Map(marks);
  for (const [id, others] of joinedOf(graph)) {
    for (const other of others) {
      const [own, mark] = [all.get(id), marks.get(other)];
      if (mark) all.set(id, own ? { change: "changed", count: own.count + mark.count } : mark);
    }
  }
  return all;
}

/** The node that a thing is drawn as, whichever of its ids is known. */
export const nodeFor = ({ nodes }: MapGraph, id: string): GraphNode | undefined =>
  nodes.find((node) => node.id === id) ?? nodes.find(({ also }) => also?.some((other) => other.id === id));
