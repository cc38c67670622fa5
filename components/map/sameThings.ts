/**
 * What is known of one thing in several ways: the regions that a called database reports itself from, and nodes that may be the same but
 * are not drawn as one, since that would be a guess (server/analysis/graph/peerIdentity.ts).
 */
import type { GraphNode, MapGraph } from "../../server/analysis/graph/mapGraph.ts";

export interface SameThings {
  readonly words: string | null;
  readonly others: readonly Pick<GraphNode, "id" | "name" | "region" | "health" | "reason">[];
}

const ALIKE = "It has this name, or one like it. Whether both are the same cannot be told from what they send.";
const APART = "It is called by this name. Calls do not say which region of it they reached.";
const NOBODY: SameThings = { words: null, others: [] };

export function sameThings(node: GraphNode, { nodes }: MapGraph): SameThings {
  const regions = node.also?.filter(({ kind }) => kind === "placement") ?? [];
  if (regions.length > 0) {
    const others = regions.map(({ names, ...one }) => ({ ...one, name: names[0] ?? "", region: names[1] ?? null }));
    return { words: null, others };
  }
  const isPeer = node.kind === "peer";
  const tiedBy = (key: "service" | "resembles") => {
    if (isPeer) return nodes.filter((one) => one.kind !== "peer" && one.service === (node.properties[key] ?? ""));
    return nodes.filter(({ kind, properties }) => kind === "peer" && properties[key] === (node.service ?? ""));
  };
  const same = tiedBy("service").filter(({ id }) => id !== node.id);
  if (same.length > 0) return { words: APART, others: same };
  const alike = tiedBy("resembles");
  return alike.length > 0 ? { words: ALIKE, others: alike } : NOBODY;
}
