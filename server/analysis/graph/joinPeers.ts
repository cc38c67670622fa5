/**
 * A peer that certainly is a service of its own (its property `service`, see ./peerIdentity.ts) is one node with it: calls lead to that
 * service, or to its placement where it has a single one. Where it runs in several regions the caller's spans do not say which was
 * called: the peer stays a node of its own then, and only words tie them.
 *
 * Numbers: a service that counts requests itself knows best; else what its callers saw, added up. The worst health counts.
 */
import { type Health, type ThingId, thingId } from "../../model/state.ts";
import type { GraphNode, GraphThing, Numbers } from "./mapGraph.ts";

/** Peer -> the node it is part of. */
export function joinedPeers(things: Iterable<GraphThing>, placed: boolean): Map<ThingId, ThingId> {
  const wanted: { peer: ThingId; service: string }[] = [];
  const services = new Set<string>();
  const placements = new Map<string, ThingId[]>();
  for (const { id, kind, names, properties } of things) {
    const [name = ""] = names;
    if (kind === "service") services.add(name);
    else if (kind === "placement" && placed) placements.set(name, [...(placements.get(name) ?? []), id]);
    else if (kind === "peer" && typeof properties.service === "string")
      wanted.push({ peer: id, service: properties.service });
  }
  const joined = new Map<ThingId, ThingId>();
  for (const { peer, service } of wanted) {
    const [only, ...more] = placements.get(service) ?? [];
    if (only && more.length === 0) joined.set(peer, only);
    else if (!only && services.has(service)) joined.set(peer, thingId("service", service));
  }
  return joined;
}

const BADNESS: Readonly<Record<Health, number>> = { unknown: 0, healthy: 1, degraded: 2, failed: 3 };

export function joinNumbers(own: Numbers, called: Numbers): Numbers {
  const health = BADNESS[called.health] > BADNESS[own.health] ? called.health : own.health;
  const saturation = most(own.saturation, called.saturation);
  if (called.requestsPerSecond === null) return { ...own, health, saturation };
  if (own.requestsPerSecond === null) return { ...called, health, saturation };
  return { ...own, health, saturation };
}

export function joinPeer(node: GraphNode, { id, names, reason, ...peer }: GraphThing, present: boolean): GraphNode {
  const [type = ""] = names;
  const isWorse = BADNESS[peer.health] > BADNESS[node.health];
  return {
    ...node,
    ...joinNumbers(node, peer),
    reason: (isWorse ? reason : node.reason) ?? node.reason ?? reason,
    present: node.present || present,
    // A service that counts requests itself says them in its own unit.
    peerType: node.requestsPerSecond === null ? type : node.peerType,
    calledAs: [...(node.calledAs ?? []), id],
  };
}

const most = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));
