/**
 * Ways through the graph: what lies within n calls of a node, up and down, and the way from one node to another: the one of fewest
 * calls, and the strongest one (whose weakest edge carries most: a widest path, by Dijkstra's algorithm with minimum and maximum).
 */
export interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly requestsPerSecond: number | null;
}

/** Nodes within `up` calls above (its callers) and `down` calls below the node, itself included. */
export function neighbourhood(edges: readonly Link[], node: string, up: number, down: number): Set<string> {
  const above = within(neighboursBy(edges, "to", "from"), node, up);
  const below = within(neighboursBy(edges, "from", "to"), node, down);
  return new Set([...above, ...below]);
}

function neighboursBy(edges: readonly Link[], key: "from" | "to", value: "from" | "to"): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const edge of edges) {
    const list = all.get(edge[key]);
    if (list) list.push(edge[value]);
    else all.set(edge[key], [edge[value]]);
  }
  return all;
}

function within(next: ReadonlyMap<string, readonly string[]>, start: string, depth: number): Set<string> {
  const found = new Set([start]);
  let edge = [start];
  for (let hop = 0; hop < depth && edge.length > 0; hop++) {
    edge = edge.flatMap((at) => next.get(at) ?? []).filter((id) => !found.has(id) && found.add(id));
  }
  return found;
}

export interface Path {
  readonly nodes: readonly string[];
  /** Ids of the edges between them, one fewer. */
  readonly edges: readonly string[];
}

/** Null where there is no way. A node's way to itself has no edges. */
export function shortestPath(edges: readonly Link[], from: string, to: string): Path | null {
  return bestPath(edges, from, to, () => 1);
}
export function strongestPath(edges: readonly Link[], from: string, to: string): Path | null {
  return bestPath(edges, from, to, ({ requestsPerSecond }) => requestsPerSecond ?? 0);
}

interface Reach {
  readonly width: number;
  readonly hops: number;
  readonly by: Link | null;
}

/** Widest way, of equally wide ones that of fewest calls. */
function bestPath(edges: readonly Link[], from: string, to: string, widthOf: (edge: Link) => number): Path | null {
  const leaving = new Map<string, Link[]>();
  for (const edge of edges) leaving.set(edge.from, [...(leaving.get(edge.from) ?? []), edge]);
  const best = new Map<string, Reach>([[from, { width: Number.POSITIVE_INFINITY, hops: 0, by: null }]]);
  const done = new Set<string>();
  for (;;) {
    const at = widestOpen(best, done);
    if (at === null) return null;
    if (at === to) return pathTo(best, to);
    done.add(at);
    const here = best.get(at) ?? { width: 0, hops: 0 };
    for (const edge of leaving.get(at) ?? []) {
      const reach = { width: Math.min(here.width, widthOf(edge)), hops: here.hops + 1, by: edge };
      const known = best.get(edge.to);
      if (!done.has(edge.to) && (!known || better(reach, known))) best.set(edge.to, reach);
    }
  }
}

const better = (a: Reach, b: Reach) => a.width > b.width || (a.width === b.width && a.hops < b.hops);

function widestOpen(best: ReadonlyMap<string, Reach>, done: ReadonlySet<string>): string | null {
  let found: string | null = null;
  let reach: Reach | null = null;
  for (const [id, candidate] of best) {
    if (done.has(id) || (reach !== null && !better(candidate, reach))) continue;
    found = id;
    reach = candidate;
  }
  return found;
}

function pathTo(best: ReadonlyMap<string, Reach>, to: string): Path {
  const nodes = [to];
  const edges: string[] = [];
  for (let by = best.get(to)?.by; by; by = best.get(by.from)?.by) {
    nodes.unshift(by.from);
    edges.unshift(by.id);
  }
  return { nodes, edges };
}
