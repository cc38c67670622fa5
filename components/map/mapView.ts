/** The part of the graph that is looked at: all of it, one node's neighbourhood, or the way between two nodes. Pure. */
import { GROUP_KEYS, type GroupKey, groupKeysOf, groupValue } from "../../server/analysis/graph/grouping.ts";
import { CLIENTS, type GraphNode, type GraphThing, type MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { neighbourhood, type Path, shortestPath, strongestPath } from "../../server/analysis/graph/paths.ts";
import { nodeFor } from "../graph/joinedNodes.ts";

/** Services are told apart by region where one groups by a place, as one does by default where there are several regions. */
export function isToldApart(asked: readonly GroupKey[] | null, regions: number): boolean {
  return asked === null ? regions > 1 : asked.some((key) => key === "region" || key === "zone");
}
/** What one can group by: what nodes say of themselves, and the places that services are only told apart by once asked for. */
export function groupChoices(graph: MapGraph, regions: number): GroupKey[] {
  const own = groupKeysOf(graph);
  return regions > 0 ? [...new Set(["region", "zone", ...own])] : own;
}

export interface LookedAt {
  readonly focus: string;
  readonly up: number;
  readonly down: number;
  readonly from: string;
  readonly to: string;
  readonly by: "fewest" | "strongest";
}
export interface SeenGraph {
  readonly graph: MapGraph;
  /** Of a way that was asked for: null when there is none, undefined when none was asked for. */
  readonly path: Path | null | undefined;
}

export function seenGraph(graph: MapGraph, looked: LookedAt): SeenGraph {
  const { up, down, by } = looked;
  // A link may name a peer that is drawn as the service that it is.
  const drawn = (id: string) => nodeFor(graph, id)?.id ?? id;
  const [focus, from, to] = [drawn(looked.focus), drawn(looked.from), drawn(looked.to)];
  if (from !== "" && to !== "") {
    const path = (by === "fewest" ? shortestPath : strongestPath)(graph.edges, from, to);
    if (!path) return { graph, path };
    const edges = new Set(path.edges);
    const nodes = new Set(path.nodes);
    return {
      graph: {
        nodes: graph.nodes.filter(({ id }) => nodes.has(id)),
        edges: graph.edges.filter(({ id }) => edges.has(id)),
      },
      path,
    };
  }
  if (focus === "" || !graph.nodes.some(({ id }) => id === focus)) return { graph, path: undefined };
  const near = neighbourhood(graph.edges, focus, up, down);
  return {
    graph: {
      nodes: graph.nodes.filter(({ id }) => near.has(id)),
      edges: graph.edges.filter((edge) => near.has(edge.from) && near.has(edge.to)),
    },
    path: undefined,
  };
}

/** What the address asks to group by: null where it asks for nothing or only for what nothing here has. `none` is no grouping. */
export function groupAsked(keys: readonly string[] | null, things: readonly GraphThing[]): GroupKey[] | null {
  if (keys === null) return null;
  const isSaid = (key: string) =>
    things.some(({ kind, properties }) =>
      key === "region" ? kind === "placement" : properties[key] !== undefined || properties[`${key}s`] !== undefined,
    );
  const known = keys.filter(
    (key) => (key.startsWith("resource.") || GROUP_KEYS.some((own) => own === key)) && isSaid(key),
  );
  return known.length > 0 || keys.includes("none") ? known : null;
}

/** As asked, as far as any node says something about it; else what suits. */
export function groupingFor(graph: MapGraph, asked: readonly GroupKey[] | null, regions: number): GroupKey[] {
  const useful = asked?.filter((key) => graph.nodes.some((node) => groupValue(node, key) !== null)) ?? null;
  return useful === null || (useful.length === 0 && asked?.length !== 0) ? suitableGrouping(graph, regions) : useful;
}

/** By region where there are several, else by the first attribute that tells services apart and yet brings some together. */
export function suitableGrouping(graph: MapGraph, regions: number): GroupKey[] {
  if (regions > 1) return ["region"];
  const services = graph.nodes.filter(({ kind }) => kind === "service");
  const key = groupKeysOf(graph).find((one) => {
    if (one.startsWith("resource.") || one === "region" || one === "environment") return false;
    const values = new Set(services.map(({ properties }) => JSON.stringify(properties[one] ?? properties[`${one}s`])));
    return values.size > 1 && values.size * 2 <= services.length;
  });
  return key ? [key] : [];
}

/** Nodes whose name holds the text, most requests first. */
export function findNodes({ nodes }: MapGraph, text: string, most = 8): GraphNode[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  return nodes
    .filter(({ id, name }) => id !== CLIENTS && name.toLowerCase().includes(wanted))
    .sort((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0))
    .slice(0, most);
}
