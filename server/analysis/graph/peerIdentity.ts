/**
 * Which service a called peer is. A database that sends its own metrics is known twice: as the peer of the calls to it, by the name its
 * callers give it (`peer.service`, else `server.address`, else what it holds), and as the service that its own resource names.
 *
 * Certain: a peer that is no database and has a service's very name (`peer.service` is by convention the other side's `service.name`);
 * a database with the very name of a service whose resource says that it keeps data (`db.system.name`); a database called by the very
 * `host.name` that instances of one such service alone run on. What only looks alike is told as that: a service `orders` may keep its
 * rows in a schema `orders` that is another's.
 *
 * Shape: the state at an instant -> peers with what is known of them; peers that are like nobody are left out.
 */
import { type SystemState, type ThingId, type ThingState, thingOf } from "../../model/state.ts";

export interface PeerIdentity {
  readonly service: string;
  readonly isCertain: boolean;
}

/** What a resource that keeps data says of itself. */
const SYSTEMS = ["p.resource.db.system.name", "p.resource.db.system", "p.resource.messaging.system"];
const keepsData = (state: ThingState) => SYSTEMS.some((key) => state[key] !== undefined);

export function peerIdentities(state: SystemState): Map<ThingId, PeerIdentity> {
  const peers: ThingId[] = [];
  const services = new Map<string, ThingState>();
  for (const [id, thing] of state) {
    if (thing.present !== true) continue;
    if (id.startsWith("peer:")) peers.push(id);
    else if (id.startsWith("service:")) services.set(thingOf(id).names[0] ?? "", thing);
  }
  const found = new Map<ThingId, PeerIdentity>();
  const hosts = peers.length > 0 ? hostsOf(state, services) : new Map<string, string | null>();
  for (const peer of peers) {
    const [type = "", name = ""] = thingOf(peer).names;
    const identity = identityOf(type, name, services, hosts);
    if (identity) found.set(peer, identity);
  }
  return found;
}

function identityOf(
  type: string,
  name: string,
  services: ReadonlyMap<string, ThingState>,
  hosts: ReadonlyMap<string, string | null>,
): PeerIdentity | null {
  const same = services.get(name);
  if (same) return { service: name, isCertain: type !== "database" || keepsData(same) };
  if (type !== "database") return null;
  const onHost = hosts.get(name);
  if (onHost) return { service: onHost, isCertain: true };
  const label = name.split(".")[0] ?? "";
  const alike = label === name ? undefined : services.get(label);
  return alike && keepsData(alike) ? { service: label, isCertain: false } : null;
}

/** Hosts on which services that keep data run; null where there are several of them on one. */
function hostsOf(state: SystemState, services: ReadonlyMap<string, ThingState>): Map<string, string | null> {
  const hosts = new Map<string, string | null>();
  const stores = new Set([...services].flatMap(([name, thing]) => (keepsData(thing) ? [name] : [])));
  if (stores.size === 0) return hosts;
  for (const [id, thing] of state) {
    const host = thing["p.host"];
    if (!id.startsWith("instance:") || thing.present !== true || typeof host !== "string") continue;
    const [service = ""] = thingOf(id).names;
    if (!stores.has(service)) continue;
    const known = hosts.get(host);
    hosts.set(host, known === undefined || known === service ? service : null);
  }
  return hosts;
}
