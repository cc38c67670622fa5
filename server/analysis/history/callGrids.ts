/**
 * What the history of health is told from: calls of things in buckets, all on one grid, and how series of the store become them.
 * Units: Unix milliseconds; counts; histograms of seconds (server/model/derived.ts).
 *
 * A service's requests are its SERVER and CONSUMER spans (part `entry`); only a service that has none is judged by all of its spans
 * (part `all`). Which of both counts is decided at each instant (healthHistory.ts), so that no answer's window decides it.
 */
import type { CallSeries, DurationHistogram, EdgeSeries } from "../../model/derived.ts";
import { type ThingId, thingId } from "../../model/state.ts";
import { mergeHistograms } from "../histogramQuantile.ts";

export interface ThingCalls {
  readonly thing: ThingId;
  readonly part: "entry" | "all";
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  readonly duration: readonly DurationHistogram[];
}
/** Bucket i is [startMs + i * stepMs, + stepMs). */
export interface CallGrid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly bucketCount: number;
  readonly series: readonly ThingCalls[];
}

export interface ServiceCalls extends CallSeries {
  readonly service: string;
  readonly part: "entry" | "all";
}
export interface PlacementCalls extends CallSeries {
  readonly service: string;
  readonly region: string;
  readonly entry: boolean;
}
export interface PlacedEdgeCalls extends CallSeries {
  readonly client: string;
  readonly clientRegion: string;
  readonly server: string;
  readonly serverRegion: string;
  readonly type: string;
}

/** A name as the store's keys have it, so that a service is one thing wherever it is named. */
const LONGEST_NAME = 800;
export const cutName = (name: string) => name.replaceAll("\0", "\uFFFD").slice(0, LONGEST_NAME);

const callsOf = (thing: ThingId, part: ThingCalls["part"], { calls, errors, duration }: Calls): ThingCalls => ({
  thing,
  part,
  calls,
  errors,
  duration,
});

export function serviceCalls(series: readonly ServiceCalls[]): ThingCalls[] {
  return series.map((one) => callsOf(thingId("service", cutName(one.service)), one.part, one));
}
export function placementCalls(series: readonly PlacementCalls[]): ThingCalls[] {
  return series.map((one) => callsOf(thingId("placement", one.service, one.region), one.entry ? "entry" : "all", one));
}
/**
 * Regions of services: `regions`. A call that no service answered names no region of the server: it counts where the service runs, in its
 * one region or in the caller's own; where nobody can say, the edge between the services alone tells it.
 */
export function placedEdgeCalls(
  series: readonly PlacedEdgeCalls[],
  services: ReadonlySet<string>,
  regions: ReadonlyMap<string, ReadonlySet<string>>,
): ThingCalls[] {
  const found = new Map<ThingId, Calls[]>();
  for (const one of series) {
    const { client, clientRegion, server, serverRegion, type } = one;
    const region = isUnanswered(one, services) ? regionCalled(clientRegion, regions.get(server)) : serverRegion;
    if (region === null) continue;
    add(found, thingId("placedEdge", client, clientRegion, server, region, typeOf(one, services, type)), one);
  }
  return [...found].map(([thing, calls]) => summed(thing, calls));
}

function regionCalled(callers: string, regions: ReadonlySet<string> = new Set()): string | null {
  if (regions.has(callers)) return callers;
  const [first = ""] = regions;
  return regions.size > 1 ? null : first;
}

/**
 * Edges as their callers see them (as the callee does where no caller reports), and the peers that they lead to. Whoever sends spans of
 * its own is no peer, and has one edge from each caller, also where a call never reached it.
 */
export function edgeCalls(edges: readonly EdgeSeries[], services: ReadonlySet<string>): ThingCalls[] {
  const found = new Map<ThingId, Calls[]>();
  const peers = new Map<ThingId, Calls[]>();
  for (const whole of edges) {
    const edge = { ...whole, client: cutName(whole.client), server: cutName(whole.server) };
    const calls = { calls: edge.calls, errors: edge.errors, duration: edgeDurations(edge) };
    add(found, thingId("edge", edge.client, edge.server, typeOf(edge, services, edge.type)), calls);
    if (isToPeer(edge) && !services.has(edge.server)) add(peers, thingId("peer", edge.type, edge.server), calls);
  }
  return [...found, ...peers].map(([thing, calls]) => summed(thing, calls));
}

type Calls = Pick<CallSeries, "calls" | "errors" | "duration">;
type Ends = Pick<PlacedEdgeCalls, "client" | "server" | "type">;

/** Who calls from outside: of such an edge it is the client that is virtual, and the server a service. */
const OUTSIDE = "user";
const isToPeer = ({ type, client }: Ends) => type === "database" || (type === "virtual_node" && client !== OUTSIDE);
const isUnanswered = ({ type, client, server }: Ends, services: ReadonlySet<string>) =>
  type === "virtual_node" && client !== OUTSIDE && services.has(server);
const typeOf = (ends: Ends, services: ReadonlySet<string>, type: string) => (isUnanswered(ends, services) ? "" : type);
const isEmpty = ({ zero, index }: DurationHistogram) => zero === 0 && index.length === 0;

function edgeDurations({ clientDuration, serverDuration }: EdgeSeries): readonly DurationHistogram[] {
  return clientDuration.map((client, i) => (isEmpty(client) ? (serverDuration[i] ?? client) : client));
}

function add(into: Map<ThingId, Calls[]>, thing: ThingId, calls: Calls): void {
  const own = into.get(thing);
  if (own) own.push(calls);
  else into.set(thing, [calls]);
}

function summed(thing: ThingId, [first, ...more]: readonly Calls[]): ThingCalls {
  if (first === undefined) return { thing, part: "entry", calls: [], errors: [], duration: [] };
  if (more.length === 0) return callsOf(thing, "entry", first);
  const sum = (of: "calls" | "errors") =>
    first[of].map((value, i) => more.reduce((total, one) => total + (one[of][i] ?? 0), value));
  const duration = first.duration.map((histogram, i) =>
    joined([histogram, ...more.map((one) => one.duration[i] ?? histogram)]),
  );
  return { thing, part: "entry", calls: sum("calls"), errors: sum("errors"), duration };
}

const joined = (histograms: readonly DurationHistogram[]) => {
  const some = histograms.filter((histogram) => !isEmpty(histogram));
  return mergeHistograms(some.length > 0 ? some : histograms.slice(0, 1));
};
