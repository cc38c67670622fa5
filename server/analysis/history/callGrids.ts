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

const callsOf = (thing: ThingId, part: ThingCalls["part"], { calls, errors, duration }: CallSeries): ThingCalls => ({
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
export function placedEdgeCalls(series: readonly PlacedEdgeCalls[]): ThingCalls[] {
  return series.map((one) => {
    const thing = thingId("placedEdge", one.client, one.clientRegion, one.server, one.serverRegion, one.type);
    return callsOf(thing, "entry", one);
  });
}

/**
 * Edges as their callers see them (as the callee does where no caller reports), and the peers that they lead to. Whoever sends spans of
 * its own is no peer, also where a call never reached it.
 */
export function edgeCalls(edges: readonly EdgeSeries[], services: ReadonlySet<string>): ThingCalls[] {
  const calls: ThingCalls[] = [];
  const peers = new Map<ThingId, EdgeSeries[]>();
  for (const whole of edges) {
    const edge = { ...whole, client: cutName(whole.client), server: cutName(whole.server) };
    const thing = thingId("edge", edge.client, edge.server, edge.type);
    calls.push({ thing, part: "entry", calls: edge.calls, errors: edge.errors, duration: edgeDurations(edge) });
    if (!isToPeer(edge) || services.has(edge.server)) continue;
    const peer = thingId("peer", edge.type, edge.server);
    const into = peers.get(peer);
    if (into) into.push(edge);
    else peers.set(peer, [edge]);
  }
  for (const [peer, into] of peers) calls.push(summed(peer, into));
  return calls;
}

/** Who calls from outside: of such an edge it is the client that is virtual, and the server a service. */
const OUTSIDE = "user";
const isToPeer = ({ type, client }: EdgeSeries) =>
  type === "database" || (type === "virtual_node" && client !== OUTSIDE);
const isEmpty = ({ zero, index }: DurationHistogram) => zero === 0 && index.length === 0;

function edgeDurations({ clientDuration, serverDuration }: EdgeSeries): readonly DurationHistogram[] {
  return clientDuration.map((client, i) => (isEmpty(client) ? (serverDuration[i] ?? client) : client));
}

function summed(thing: ThingId, edges: readonly EdgeSeries[]): ThingCalls {
  const [first, ...more] = edges.map((edge) => ({ ...edge, duration: edgeDurations(edge) }));
  if (first === undefined) return { thing, part: "entry", calls: [], errors: [], duration: [] };
  const sum = (of: "calls" | "errors") =>
    first[of].map((value, i) => more.reduce((total, edge) => total + (edge[of][i] ?? 0), value));
  const duration = first.duration.map((histogram, i) =>
    joined([histogram, ...more.map((edge) => edge.duration[i] ?? histogram)]),
  );
  return { thing, part: "entry", calls: sum("calls"), errors: sum("errors"), duration };
}

const joined = (histograms: readonly DurationHistogram[]) => {
  const some = histograms.filter((histogram) => !isEmpty(histogram));
  return mergeHistograms(some.length > 0 ? some : histograms.slice(0, 1));
};
