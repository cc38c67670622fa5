/** What is true of a node, in one sentence: its reason when it has one; no data is never called healthy. */
import type { GraphNode } from "../../server/analysis/graph/mapGraph.ts";
import { formatCountOf } from "../format/formatNumbers.ts";

const PEER_WORDS: Readonly<Record<string, string>> = {
  database: "A database",
  messaging_system: "A queue",
  virtual_node: "Something outside",
};

export function nodeSentence(node: GraphNode): string {
  if (!node.present) return "It does not exist at this instant; it does within the stretch of the time bar.";
  if (node.reason) return node.reason;
  const what = peerWords(node);
  if (node.health === "unknown") return `${what}No data at this instant, so nothing can be said of its health.`;
  return `${what}Healthy: nothing about it is unlike its usual.`;
}

function peerWords({ kind, peerType, properties, also }: GraphNode): string {
  if (peerType === null) return "";
  const what = PEER_WORDS[peerType] ?? "A peer";
  if (also ?? properties.service !== undefined) return `${what} that reports itself${regionWords(also)}. `;
  if (kind !== "peer") return "";
  return properties.resembles === undefined ? `${what} that sends no telemetry of its own. ` : `${what}. `;
}

function regionWords(also: GraphNode["also"]): string {
  const regions = also?.filter(({ kind }) => kind === "placement").length ?? 0;
  return regions === 0 ? "" : ` from ${formatCountOf(regions, "region")}`;
}
