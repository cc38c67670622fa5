/**
 * A peer that certainly is a service of its own (its property `service`, see ./peerIdentity.ts) is one node with it: calls lead to that
 * service, or to its placement where it has a single one. Where it runs in several regions the caller's spans do not say which was
 * called: the peer is the node then, with all the placements that no call names in it.
 *
 * Numbers: a node that counts requests itself knows best; else what the others saw. The worst health counts.
 */
import { type Health, type ThingId, thingId } from "../../model/state.ts";
import type { GraphNode, GraphThing, Numbers } from "./mapGraph.ts";

/** What stands in another thing's node -> that thing. `tied` names placements that calls begin or end at. */
export function joinedThings(
  things: Iterable<GraphThing>,
  placed: boolean,
  tied: ReadonlySet<string>,
): Map<ThingId, ThingId> {
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
    if (!only && services.has(service)) joined.set(peer, thingId("service", service));
    else if (only && more.length === 0) joined.set(peer, only);
    else if (only && ![only, ...more].some((id) => tied.has(id)))
      for (const id of [only, ...more]) if (!joined.has(id)) joined.set(id, peer);
  }
  return joined;
}

const BADNESS: Readonly<Record<Health, number>> = { unknown: 0, healthy: 1, degraded: 2, failed: 3 };

export function joinNumbers(own: Numbers, other: Numbers): Numbers {
  const health = BADNESS[other.health] > BADNESS[own.health] ? other.health : own.health;
  const saturation = most(own.saturation, other.saturation);
  // What only sends metrics may be known to have had no calls at all.
  const counted = own.requestsPerSecond || other.requestsPerSecond === null ? own : other;
  const { requestsPerSecond, errorRatio, p95Seconds } = counted;
  return { health, requestsPerSecond, errorRatio, p95Seconds, saturation };
}

export function joinThing(node: GraphNode, thing: GraphThing, present: boolean): GraphNode {
  const [first = ""] = thing.names;
  const isWorse = BADNESS[thing.health] > BADNESS[node.health];
  const isPeer = thing.kind === "peer";
  return {
    ...node,
    ...joinNumbers(node, thing),
    reason: (isWorse ? thing.reason : node.reason) ?? node.reason ?? thing.reason,
    present: node.present || present,
    service: node.service ?? first,
    // A service that counts requests itself says them in its own unit.
    peerType: isPeer && !node.requestsPerSecond ? first : node.peerType,
    also: [...(node.also ?? []), thing],
  };
}

const most = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));
