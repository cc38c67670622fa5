/**
 * Blast radius of a node: who depends on it, directly and through others, and which share of their requests it can take with it.
 *
 * Without looking at single traces, of a service m that answers `rate` requests a second and calls k `calls` times a second, at most
 * min(1, calls / rate) of its requests reach k; callees are taken as independent: the share of m's requests that reach the node is
 * 1 - Π (1 - reach(m, k) · share(k)). Rings are followed until nothing changes; shares only grow and never pass 1, so that ends.
 */
import { CLIENTS, type MapGraph } from "./mapGraph.ts";

export interface Dependent {
  readonly id: string;
  /** 0..1: of its requests those that pass through the node. */
  readonly share: number;
  /** Calls between it and the node: 1 calls the node itself. */
  readonly hops: number;
}
export interface BlastRadius {
  /** Greatest share first; the node itself and clients are not among them. */
  readonly dependents: readonly Dependent[];
  /** Of what enters the system the share that passes through the node; null when nothing enters. */
  readonly entryShare: number | null;
}

const SETTLED = 1e-6;
const MOST_ROUNDS = 100;

export function blastRadius(graph: Pick<MapGraph, "nodes" | "edges">, target: string): BlastRadius {
  const hops = hopsTo(graph, target);
  const reached = new Set(hops.keys());
  const calls = graph.edges.filter(({ from, to }) => reached.has(from) && reached.has(to) && from !== target);
  const rates = answeredRates(graph);
  const share = new Map<string, number>([[target, 1]]);
  for (let round = 0, moved = true; moved && round < MOST_ROUNDS; round++) {
    const spared = new Map<string, number>();
    for (const { from, to, requestsPerSecond } of calls) {
      const through = reachOf(requestsPerSecond, rates.get(from)) * (share.get(to) ?? 0);
      spared.set(from, (spared.get(from) ?? 1) * (1 - through));
    }
    moved = false;
    for (const [id, rest] of spared) {
      if (1 - rest - (share.get(id) ?? 0) > SETTLED) moved = true;
      share.set(id, 1 - rest);
    }
  }
  const dependents = [...hops]
    .filter(([id]) => id !== target && id !== CLIENTS)
    .map(([id, far]) => ({ id, share: share.get(id) ?? 0, hops: far }))
    .sort((a, b) => b.share - a.share || a.hops - b.hops || (a.id < b.id ? -1 : 1));
  return { dependents, entryShare: entryShare(graph, share) };
}

/** What is not known is taken as the worst: every request may pass. */
function reachOf(calls: number | null, rate: number | undefined): number {
  if (calls === null || rate === undefined || rate === 0) return calls === 0 ? 0 : 1;
  return Math.min(1, calls / rate);
}

/** How much each node answers: its own rate, or what is called of it where that is not known. */
function answeredRates({ nodes, edges }: Pick<MapGraph, "nodes" | "edges">): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  for (const { to, requestsPerSecond } of edges) rates.set(to, (rates.get(to) ?? 0) + (requestsPerSecond ?? 0));
  for (const { id, requestsPerSecond } of nodes) if (requestsPerSecond !== null) rates.set(id, requestsPerSecond);
  return rates;
}

function hopsTo({ edges }: Pick<MapGraph, "edges">, target: string): Map<string, number> {
  const callers = new Map<string, string[]>();
  for (const { from, to } of edges) callers.set(to, [...(callers.get(to) ?? []), from]);
  const hops = new Map([[target, 0]]);
  const queue = [target];
  for (let i = 0; i < queue.length; i++) {
    const at = queue[i] ?? "";
    for (const caller of callers.get(at) ?? []) {
      if (hops.has(caller)) continue;
      hops.set(caller, (hops.get(at) ?? 0) + 1);
      queue.push(caller);
    }
  }
  return hops;
}

function entryShare({ edges }: Pick<MapGraph, "edges">, share: ReadonlyMap<string, number>): number | null {
  let all = 0;
  let through = 0;
  for (const { from, to, requestsPerSecond } of edges) {
    if (from !== CLIENTS || requestsPerSecond === null) continue;
    all += requestsPerSecond;
    through += requestsPerSecond * (share.get(to) ?? 0);
  }
  return all > 0 ? through / all : null;
}
