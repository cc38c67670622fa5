/** Edges of the service graph -> the callers and callees of one service, each summed over the window and judged by the stretch of now, as every call is. */
import type { CallSeries, EdgeSeries } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Derived } from "../store/derivedReader.ts";
import { judgeCalls, NOTHING } from "./callQueries.ts";

/** A database bears its own name, which may well be that of the service that owns it: its callers are none of the service's. */
const isDatabase = ({ type }: EdgeSeries) => type === "database";

export interface SeenEdges {
  readonly now: Derived<EdgeSeries>;
  /** Of the window before: what is usual, and whether an edge is new. */
  readonly before: Derived<EdgeSeries>;
  /** Of the stretch of now, by which calls are judged. */
  readonly latest: Derived<EdgeSeries>;
  readonly lengthMs?: number | undefined;
}

/** As the caller sees it where `service` calls, as the answering side sees it where it is called. */
export function callEdges({ now, before, latest, lengthMs }: SeenEdges, service: string, window: TimeWindow) {
  const [earlier, lately] = [before, latest].map(
    ({ series }) => new Map(series.map((edge) => [edgeKey(edge), edge] as const)),
  );
  const judge = (edge: EdgeSeries, other: "client" | "server") => {
    const past = earlier?.get(edgeKey(edge));
    const late = lately?.get(edgeKey(edge));
    return judgeCalls(
      { series: asCalls(edge, other), grid: now },
      past && { series: asCalls(past, other), grid: before },
      { series: late ? asCalls(late, other) : NOTHING, grid: latest },
      window,
      { lengthMs },
    );
  };
  const side = (edges: readonly EdgeSeries[], other: "client" | "server") =>
    edges
      .map((edge) => ({ service: edge[other], type: edge.type, ...judge(edge, other) }))
      .filter(({ calls }) => calls > 0)
      .sort((a, b) => b.calls - a.calls);
  return {
    callers: side(
      now.series.filter((edge) => edge.server === service && !isDatabase(edge)),
      "client",
    ),
    callees: side(
      now.series.filter((edge) => edge.client === service),
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
