/** Edges of the service graph -> the callers and callees of one service, each summed over the window; rates as of every call. */
import { callSummary } from "../analysis/callSummary.ts";
import type { CallSeries, EdgeSeries } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Derived } from "../store/derivedReader.ts";
import { rateStretch } from "./callQueries.ts";

/** A database bears its own name, which may well be that of the service that owns it: its callers are none of the service's. */
const isDatabase = ({ type }: EdgeSeries) => type === "database";

/**
 * As the caller sees it where `service` calls, as the answering side sees it where it is called. `before` is the window before, by
 * which edges are new or not.
 */
export function callEdges(
  answer: Derived<EdgeSeries>,
  before: Derived<EdgeSeries>,
  service: string,
  window: TimeWindow,
) {
  const earlier = new Map(before.series.map((edge) => [edgeKey(edge), asCalls(edge, "client")]));
  const summary = (series: CallSeries, past: CallSeries | undefined) =>
    callSummary(series, answer, rateStretch({ series, grid: answer }, past, window));
  const side = (edges: readonly EdgeSeries[], other: "client" | "server") =>
    edges
      .map((edge) => ({
        service: edge[other],
        type: edge.type,
        ...summary(asCalls(edge, other), earlier.get(edgeKey(edge))),
      }))
      .filter(({ calls }) => calls > 0)
      .sort((a, b) => b.calls - a.calls);
  return {
    callers: side(
      answer.series.filter((edge) => edge.server === service && !isDatabase(edge)),
      "client",
    ),
    callees: side(
      answer.series.filter((edge) => edge.client === service),
      "server",
    ),
  };
}

const edgeKey = ({ client, server, type }: EdgeSeries) => `${type} ${client} ${server}`;

/** Durations as the side that we look from measured them; the other's where it measured none (a database sends no spans). */
function asCalls(edge: EdgeSeries, other: "client" | "server"): CallSeries {
  const clientSide = other === "server";
  const clientSaw = edge.clientDuration.some(({ zero, count }) => zero > 0 || count.length > 0);
  const serverSaw = edge.serverDuration.some(({ zero, count }) => zero > 0 || count.length > 0);
  const client = clientSide ? clientSaw || !serverSaw : !serverSaw;
  return {
    calls: edge.calls,
    errors: edge.errors,
    durationSumSeconds: client ? edge.clientSumSeconds : edge.serverSumSeconds,
    duration: client ? edge.clientDuration : edge.serverDuration,
  };
}
