/**
 * Services that only send metrics, as databases, brokers and collectors do: none calls another, none is called by name, nobody can tell
 * their health. That is how they are, and no gap in what arrives; they are folded before anything else. Pure.
 */
import type { Group, Grouping } from "./grouping.ts";
import type { GraphNode, MapGraph } from "./mapGraph.ts";

export const CALLLESS = "callless";

export function calllessOf({ nodes, edges }: MapGraph): Set<string> {
  const calling = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const isStill = ({ id, kind, present, health, requestsPerSecond }: GraphNode) =>
    present &&
    (kind === "service" || kind === "placement") &&
    health === "unknown" &&
    requestsPerSecond === null &&
    !calling.has(id);
  return new Set(nodes.flatMap((node) => (isStill(node) ? [node.id] : [])));
}

/** Fewer stand in a corner of their place and take less room than a group's frame. */
const LEAST_FOLDED = 4;

/** Several of them in one place as a group of their own there. */
export function foldCallless(grouping: Grouping, callless: ReadonlySet<string>, within = ""): Grouping {
  const groups = grouping.groups.map(
    (group): Group => ({ ...group, ...foldCallless(group, callless, `${group.id}/`) }),
  );
  const still = grouping.nodes.filter((id) => callless.has(id));
  if (still.length < LEAST_FOLDED || still.length === grouping.nodes.length + grouping.groups.length)
    return { groups, nodes: grouping.nodes };
  const own: Group = { id: `${within}${CALLLESS}=`, key: CALLLESS, name: "", groups: [], nodes: still };
  return { groups: [...groups, own], nodes: grouping.nodes.filter((id) => !callless.has(id)) };
}
