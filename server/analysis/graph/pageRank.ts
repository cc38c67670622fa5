/**
 * PageRank of a weighted directed graph: how much of all that moves through the system ends up at each node, so that what many
 * important callers rest on ranks high. Page, Brin, Motwani, Winograd, "The PageRank Citation Ranking" (1999); the mass of dangling
 * nodes (nobody called) is spread over all, so ranks sum to 1 (Langville and Meyer, "Deeper Inside PageRank", 2004, §3).
 */
export interface WeightedEdge {
  readonly from: string;
  readonly to: string;
  /** Not negative; calls per second. An edge without weight counts as a very weak one. */
  readonly weight: number;
}

export interface RankOptions {
  readonly damping?: number;
  /** Stops when ranks together change by less. */
  readonly tolerance?: number;
  readonly mostRounds?: number;
}

/** So that an edge whose rate is not known still binds, without weighing against known ones. */
const FAINT = 1e-6;

/** Ends that are not among `nodes` are left out. Empty for no nodes. */
export function pageRank(
  nodes: readonly string[],
  edges: readonly WeightedEdge[],
  { damping = 0.85, tolerance = 1e-10, mostRounds = 200 }: RankOptions = {},
): Map<string, number> {
  const count = nodes.length;
  const indexOf = new Map(nodes.map((id, i) => [id, i]));
  const links = edges.flatMap(({ from, to, weight }) => {
    const [a, b] = [indexOf.get(from), indexOf.get(to)];
    return a === undefined || b === undefined ? [] : [{ a, b, weight: Math.max(weight, 0) + FAINT }];
  });
  const leaving = new Float64Array(count);
  for (const { a, weight } of links) leaving[a] = (leaving[a] ?? 0) + weight;
  let rank = new Float64Array(count).fill(1 / count);
  for (let round = 0; round < mostRounds; round++) {
    let dangling = 0;
    for (let i = 0; i < count; i++) if (leaving[i] === 0) dangling += rank[i] ?? 0;
    const next = new Float64Array(count).fill((1 - damping + damping * dangling) / count);
    for (const { a, b, weight } of links)
      next[b] = (next[b] ?? 0) + (damping * (rank[a] ?? 0) * weight) / (leaving[a] ?? 1);
    let change = 0;
    for (let i = 0; i < count; i++) change += Math.abs((next[i] ?? 0) - (rank[i] ?? 0));
    rank = next;
    if (change < tolerance) break;
  }
  return new Map(nodes.map((id, i) => [id, rank[i] ?? 0]));
}
