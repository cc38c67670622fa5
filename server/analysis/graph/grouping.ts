/**
 * Nodes in groups, nested by one or two attributes: region, zone, namespace, team, tier, environment, or any attribute of the resource
 * (`resource.KEY`). Peers have no attributes: one that only the members of a single group call stands in that group, every other one
 * outside; a lot of those are a group of their own. Clients are in no group. Where nobody has a value there is no group at all.
 */
import type { PropertyValue } from "../../model/state.ts";
import { CLIENTS, type GraphNode, type MapGraph } from "./mapGraph.ts";

export const GROUP_KEYS = ["region", "zone", "namespace", "team", "tier", "environment"] as const;
/** One of GROUP_KEYS, or `resource.KEY`. */
export type GroupKey = string;

export interface Group {
  /** The keys and names from the outermost group to this one; unique. */
  readonly id: string;
  readonly key: GroupKey;
  /** "" for those that have no value. */
  readonly name: string;
  readonly groups: readonly Group[];
  /** Ids of nodes that stand directly in it. */
  readonly nodes: readonly string[];
}
export interface Grouping {
  /** Groups that stand in no other. */
  readonly groups: readonly Group[];
  /** Nodes that stand in none. */
  readonly nodes: readonly string[];
}

export function groupNodes(graph: MapGraph, keys: readonly GroupKey[]): Grouping {
  const useful = keys.filter((key) => graph.nodes.some((node) => groupValue(node, key) !== null));
  const pathOf = new Map<string, readonly string[]>();
  for (const node of graph.nodes) {
    if (node.kind === "service" || node.kind === "placement")
      pathOf.set(
        node.id,
        useful.map((key) => groupValue(node, key) ?? ""),
      );
  }
  for (const node of graph.nodes) {
    const path = node.kind === "peer" ? pathOfCallers(graph, node.id, pathOf) : null;
    if (path) pathOf.set(node.id, path);
  }
  const all = gather(
    graph.nodes.map(({ id }) => id),
    useful,
    pathOf,
    "",
  );
  return useful.length === 0 ? all : withOutside(all);
}

export const OUTSIDE = "outside";
const MANY_OUTSIDE = 6;

function withOutside({ groups, nodes }: Grouping): Grouping {
  const outside = nodes.filter((id) => id !== CLIENTS);
  if (outside.length <= MANY_OUTSIDE) return { groups, nodes };
  const group: Group = { id: `${OUTSIDE}=`, key: OUTSIDE, name: "", groups: [], nodes: outside };
  return { groups: [...groups, group], nodes: nodes.filter((id) => id === CLIENTS) };
}

/** What a node says about an attribute; null when it says nothing. Several values are one group of their own. */
export function groupValue({ kind, region, properties }: GraphNode, key: GroupKey): string | null {
  if (key === "region" && kind === "placement") return region;
  const value = properties[key] ?? properties[`${key}s`];
  // Nearly every service spreads over zones, each over others: told apart they would be as many groups as there are mixtures.
  if (key === "zone" && Array.isArray(value) && value.length > 1)
    return region ? `${region}, several zones` : "several zones";
  return value === undefined ? null : textOf(value);
}

function textOf(value: PropertyValue): string | null {
  if (!Array.isArray(value)) return value === "" ? null : String(value);
  return value.length === 0 ? null : value.join(", ");
}

function pathOfCallers(graph: MapGraph, id: string, pathOf: ReadonlyMap<string, readonly string[]>) {
  const paths = graph.edges.filter(({ to }) => to === id).map(({ from }) => pathOf.get(from));
  const first = paths[0];
  return first && paths.every((path) => path?.join("\n") === first.join("\n")) ? first : null;
}

function gather(
  ids: readonly string[],
  keys: readonly GroupKey[],
  pathOf: ReadonlyMap<string, readonly string[]>,
  within: string,
  depth = 0,
): Grouping {
  const key = keys[depth];
  if (key === undefined) return { groups: [], nodes: ids };
  const members = new Map<string, string[]>();
  const outside: string[] = [];
  for (const id of ids) {
    const name = pathOf.get(id)?.[depth];
    if (name === undefined) outside.push(id);
    else members.set(name, [...(members.get(name) ?? []), id]);
  }
  const groups = [...members].map(([name, inside]): Group => {
    const id = `${within}${key}=${encodeURIComponent(name)}`;
    return { id, key, name, ...gather(inside, keys, pathOf, `${id}/`, depth + 1) };
  });
  return { groups: groups.sort((a, b) => compareNames(a.name, b.name)), nodes: outside };
}

/** Those without a name come last. */
const compareNames = (a: string, b: string) =>
  a === "" || b === "" ? (a === b ? 0 : a === "" ? 1 : -1) : a < b ? -1 : 1;

export function membersOf(group: Grouping): string[] {
  return [...group.nodes, ...group.groups.flatMap(membersOf)];
}

/** Every attribute that at least two services differ in or half of them name: what one can group by. */
export function groupKeysOf(graph: MapGraph): GroupKey[] {
  const services = graph.nodes.filter(({ kind }) => kind === "service" || kind === "placement");
  const named = new Set(services.flatMap(({ properties }) => Object.keys(properties)));
  const own = [...named].filter((key) => key.startsWith("resource.")).sort();
  return [...GROUP_KEYS, ...own].filter((key) => {
    const values = services.map((node) => groupValue(node, key)).filter((value) => value !== null);
    return values.length > 0 && new Set(values).size < Math.max(2, services.length);
  });
}
