/**
 * The graph that the map draws: services (or their placements in regions), what they call, who calls them. Nodes and edges come from the
 * things of the state at an instant, together with those that the window's union names: these are there too, but not `present`.
 *
 * A node's id is its thing's; callers from outside are the one node `CLIENTS`. Ratios 0..1, rates per second, durations in seconds.
 */
import { type Health, type PropertyValue, type ThingId, type ThingKind, thingId, thingOf } from "../../model/state.ts";
import { joinedThings, joinThing } from "./joinPeers.ts";

export const CLIENTS = "clients";
/** How edges name callers from outside. */
const USER = "user";

export interface Numbers {
  readonly health: Health;
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
  readonly p95Seconds: number | null;
  readonly saturation: number | null;
}
/** What a thing of the state brings to the graph. */
export interface GraphThing extends Numbers {
  readonly id: ThingId;
  readonly kind: ThingKind;
  readonly names: readonly string[];
  readonly reason: string | null;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

export interface GraphNode extends Numbers {
  readonly id: string;
  readonly kind: "service" | "placement" | "peer" | "clients";
  readonly name: string;
  /** Whose colour it has; null for peers and clients. */
  readonly service: string | null;
  /** Of a placement. */
  readonly region: string | null;
  /** Of a peer: database, messaging_system, virtual_node. */
  readonly peerType: string | null;
  readonly reason: string | null;
  readonly properties: Readonly<Record<string, PropertyValue>>;
  /** It exists at the instant; false when only the window's union knows it. */
  readonly present: boolean;
  /** Other things that it stands for (./joinPeers.ts): the peer that it is called as, or the regions that a peer reports itself from. */
  readonly also?: readonly GraphThing[];
}
export interface GraphEdge extends Numbers {
  readonly id: ThingId;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly reason: string | null;
  readonly present: boolean;
}
export interface MapGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphInput {
  /** What exists at the instant. */
  readonly things: readonly GraphThing[];
  /** What exists at any instant of the window. */
  readonly union?: Iterable<string>;
  /** What is known of things that do not exist at the instant: their properties when last seen. */
  readonly remembered?: ReadonlyMap<string, GraphThing>;
  /** Services told apart by region: placements and placed edges instead of services and edges. */
  readonly placed: boolean;
}

export const NO_NUMBERS: Numbers = {
  health: "unknown",
  requestsPerSecond: null,
  errorRatio: null,
  p95Seconds: null,
  saturation: null,
};

/** Nodes by kind and name, edges by their ends: the same input in any order gives the same graph. */
export function mapGraph(input: GraphInput): MapGraph {
  const known = thingsOf(input);
  const nodes = new Map<string, GraphNode>();
  const add = (id: string, make: () => GraphNode) => {
    if (!nodes.has(id)) nodes.set(id, make());
  };
  const joined = joinedThings(
    [...known.values()].map(({ thing }) => thing),
    input.placed,
    tiedPlacements(known),
  );
  const placedServices = new Set<string>();
  for (const { thing } of known.values()) if (thing.kind === "placement") placedServices.add(thing.names[0] ?? "");
  for (const { thing, present } of known.values()) {
    if (!isNode(thing.kind, input.placed)) continue;
    if (input.placed && thing.kind === "service" && placedServices.has(thing.names[0] ?? "")) continue;
    if (isEntry(thing, known) || joined.has(thing.id)) continue;
    add(thing.id, () => nodeOf(thing, present, known));
  }
  const edges: GraphEdge[] = [];
  for (const { thing, present } of known.values()) {
    if (!isDrawnEdge(thing, input.placed, placedServices)) continue;
    const ends = endsOf(thing, known, joined);
    for (const end of [ends.from, ends.to]) add(end, () => bareNode(end, known));
    edges.push({ ...numbersOf(thing), id: thing.id, ...ends, reason: thing.reason, present });
  }
  for (const [id, into] of joined) {
    const node = nodes.get(into);
    const other = known.get(id);
    if (node && other) nodes.set(into, joinThing(node, other.thing, other.present));
  }
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return {
    // What is not there at the instant and calls nobody has nothing to say.
    nodes: [...nodes.values()].filter((node) => node.present || tied.has(node.id)).sort((a, b) => compare(a.id, b.id)),
    edges: edges.sort((a, b) => compare(a.id, b.id)),
  };
}

/** Told apart by region, calls between two that name none are those of the edge itself. */
function isDrawnEdge({ kind, names }: GraphThing, placed: boolean, placedServices: ReadonlySet<string>): boolean {
  if (!placed || kind !== "edge") return kind === (placed ? "placedEdge" : "edge");
  const [client = "", server = ""] = names;
  return !placedServices.has(client) && !placedServices.has(server);
}

/** Those that a placed call begins or ends at. */
function tiedPlacements(known: ReadonlyMap<string, Known>): Set<string> {
  const tied = new Set<string>();
  for (const { thing } of known.values()) {
    if (thing.kind !== "placedEdge") continue;
    const [client = "", clientRegion = "", server = "", serverRegion = ""] = thing.names;
    tied.add(serviceNode(client, clientRegion)).add(serviceNode(server, serverRegion));
  }
  return tied;
}

interface Known {
  readonly thing: GraphThing;
  readonly present: boolean;
}

function thingsOf({ things, union = [], remembered }: GraphInput): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const thing of things) known.set(thing.id, { thing, present: true });
  for (const id of union) {
    if (known.has(id)) continue;
    const thing = remembered?.get(id);
    known.set(id, { thing: thing ? { ...thing, ...NO_NUMBERS, reason: null } : blank(id as ThingId), present: false });
  }
  return known;
}

const blank = (id: ThingId): GraphThing => ({ id, ...thingOf(id), ...NO_NUMBERS, reason: null, properties: {} });

const isNode = (kind: ThingKind, placed: boolean) =>
  kind === "service" || kind === "peer" || (placed && kind === "placement");

/** The service that callers from outside reach is named as the peer of their calls; it is no peer beside itself. */
const isEntry = ({ kind, names }: GraphThing, known: ReadonlyMap<string, Known>) =>
  kind === "peer" && names[0] === "virtual_node" && known.has(thingId("service", names[1] ?? ""));

function nodeOf(thing: GraphThing, present: boolean, known: ReadonlyMap<string, Known>): GraphNode {
  const [first = "", second = ""] = thing.names;
  const common = { ...numbersOf(thing), id: thing.id, reason: thing.reason, properties: thing.properties, present };
  if (thing.kind === "peer")
    return { ...common, kind: "peer", name: second, service: null, region: null, peerType: first };
  if (thing.kind === "placement") {
    const whole = known.get(thingId("service", first))?.thing.properties ?? {};
    const properties = { ...whole, ...thing.properties };
    return { ...common, kind: "placement", name: first, service: first, region: second, peerType: null, properties };
  }
  return { ...common, kind: "service", name: first, service: first, region: null, peerType: null };
}

/** An end that no thing of its own stands for, as callers from outside. */
function bareNode(id: string, known: ReadonlyMap<string, Known>): GraphNode {
  if (id !== CLIENTS) {
    const found = known.get(id);
    return found ? nodeOf(found.thing, found.present, known) : nodeOf(blank(id as ThingId), false, known);
  }
  const none = { ...NO_NUMBERS, reason: null, properties: {}, present: true };
  return { ...none, id, kind: "clients", name: "Clients", service: null, region: null, peerType: null };
}

function endsOf(thing: GraphThing, known: ReadonlyMap<string, Known>, joined: ReadonlyMap<ThingId, ThingId>) {
  const [client = "", a = "", b = "", c = "", d = ""] = thing.names;
  const [clientRegion, server, serverRegion, type] = thing.kind === "placedEdge" ? [a, b, c, d] : ["", a, "", b];
  if (client === USER) return { from: CLIENTS, to: serviceNode(server, serverRegion), type: "" };
  const called = calledNode(server, serverRegion, type, known);
  return { from: serviceNode(client, clientRegion), to: joined.get(called) ?? called, type };
}

const serviceNode = (service: string, region: string) =>
  region === "" ? thingId("service", service) : thingId("placement", service, region);

/** A call of a typed edge reaches a peer; a message may be taken by a service that is known by that name. */
function calledNode(server: string, region: string, type: string, known: ReadonlyMap<string, Known>): ThingId {
  if (type === "") return serviceNode(server, region);
  const peer = thingId("peer", type, server);
  const service = serviceNode(server, region);
  return type === "messaging_system" && !known.has(peer) && known.has(service) ? service : peer;
}

export function numbersOf({ health, requestsPerSecond, errorRatio, p95Seconds, saturation }: Numbers): Numbers {
  return { health, requestsPerSecond, errorRatio, p95Seconds, saturation };
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
