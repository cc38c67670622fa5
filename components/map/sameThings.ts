/**
 * Nodes of the map that stand for the same thing as another, but are not drawn as one: a peer whose service runs in several regions, or
 * one that only looks like a service (server/analysis/graph/peerIdentity.ts).
 */
import type { GraphNode, MapGraph } from "../../server/analysis/graph/mapGraph.ts";

export interface SameThings {
  readonly nodes: readonly GraphNode[];
  readonly isCertain: boolean;
  readonly words: string;
}

export function sameThings(node: GraphNode, { nodes }: MapGraph): SameThings {
  const { service, resembles } = node.properties;
  const isPeer = node.kind === "peer";
  const ofService = (name: unknown) => nodes.filter((one) => one.kind !== "peer" && one.service === name);
  if (isPeer && service !== undefined) {
    const words = "It reports itself as this service. Calls do not say which region of it they reached.";
    return { nodes: ofService(service), isCertain: true, words };
  }
  if (isPeer && resembles !== undefined) {
    const words =
      "This service has its name, or one like it. Whether it is the same cannot be told from what they send.";
    return { nodes: ofService(resembles), isCertain: false, words };
  }
  const peers = isPeer || node.service === null ? [] : nodes.filter(({ kind }) => kind === "peer");
  const called = peers.filter(({ properties }) => properties.service === node.service);
  if (called.length > 0) {
    const words = "Calls to it are counted here. They do not say which region of it they reached.";
    return { nodes: called, isCertain: true, words };
  }
  const alike = peers.filter(({ properties }) => properties.resembles === node.service);
  const words = "What is called here has its name, or one like it. Whether it is the same cannot be told.";
  return { nodes: alike, isCertain: false, words };
}
