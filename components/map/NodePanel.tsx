"use client";
/** A node of the map: what is true of it and why, its numbers and charts, traces, logs, events, who depends on it, and the ways on. */
import { useMemo } from "react";
import { blastRadius } from "../../server/analysis/graph/blastRadius.ts";
import { CLIENTS, type GraphNode, type MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import type { ThingId } from "../../server/model/state.ts";
import { Status } from "../charts/Status.tsx";
import type { Requests } from "../dashboards/signalQueries.ts";
import { formatCountOf, formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { rateUnit, STATUS_OF } from "../graph/mapWords.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { Charts, Figures, MapPanel, NodeTitle, Part, Sentence } from "./MapPanel.tsx";
import { nodeSentence } from "./nodeWords.ts";
import { Happenings, LatestLogs, LatestTraces } from "./PanelParts.tsx";
import { PlacedCharts } from "./PlacedCharts.tsx";
import { answeredBy, callsBetween, panelsOf } from "./panelQueries.ts";
import { sameThings } from "./sameThings.ts";
import type { MapState } from "./useMapState.ts";

interface NodePanelProps {
  readonly node: GraphNode;
  /** All of it: who depends on it lies also outside of what is looked at. */
  readonly graph: MapGraph;
  readonly state: MapState;
}

export function NodePanel({ node, graph, state }: NodePanelProps) {
  const { change } = state;
  const close = () => void change({ pick: null });
  const isClients = node.id === CLIENTS;
  const panels = useMemo(() => panelsOf(requestsOf(node), rateUnit(node.peerType)), [node]);
  const first = (node.errorRatio ?? 0) >= 0.005 ? "mapFailing" : node.health === "degraded" ? "mapDuration" : "mapRate";
  return (
    <MapPanel
      label={node.name}
      status={isClients ? null : STATUS_OF[node.health]}
      title={<NodeTitle node={node} />}
      close={close}
      foot={<NodeWays node={node} state={state} />}
    >
      {isClients ? (
        <p className="px-(--pad) text-14 text-ink-2">Whoever calls from outside and sends no telemetry.</p>
      ) : (
        <Sentence text={nodeSentence(node)} health={node.health} />
      )}
      {node.service === OVERFLOW && (
        <p className="px-(--pad) pt-1 text-12 text-ink-2">
          Not one service: those whose names are longer than 1,024 bytes, or came after 32,000 others, are counted
          together under this name. Their traces and logs keep their own.
        </p>
      )}
      <Figures numbers={node} type={node.peerType} />
      {!isClients && <Blast node={node} graph={graph} state={state} />}
      {!isClients && <SameThing node={node} graph={graph} state={state} />}
      {node.kind === "placement" && !node.also ? (
        <PlacedCharts
          key={node.id}
          id={node.id as ThingId}
          where={`in ${shownText(node.region ?? "")}`}
          noun={rateUnit(null)}
          first={first}
        />
      ) : (
        <Charts key={node.id} panels={panels} first={first} />
      )}
      {!isClients && <Happenings node={node} />}
      {node.service && <LatestTraces service={node.service} />}
      {node.service && <LatestLogs service={node.service} />}
    </MapPanel>
  );
}

/** What its charts count: a service's own requests, or what its callers saw of a peer. */
function requestsOf({ id, kind, name, service, peerType, also }: GraphNode): Requests {
  if (id === CLIENTS) return callsBetween("user", null, null);
  const called = also?.find((one) => one.kind === "peer");
  if (called && peerType !== null) return callsBetween(null, called.names[1] ?? name, peerType);
  return service && kind !== "peer" ? answeredBy(service) : callsBetween(null, name, peerType);
}

/** server/ingest/deriveNames.ts */
const OVERFLOW = "otel_metric_overflow";
const MOST_SAME = 8;

/** Where one thing is known in several ways: from which regions it reports itself, or which other box may be the same. */
function SameThing({ node, graph, state }: NodePanelProps) {
  const { words, others } = sameThings(node, graph);
  if (others.length === 0) return null;
  return (
    <Part title={node.also ? "Regions" : "The same?"} sub={node.also && formatCountOf(others.length, "region")}>
      {words && <p className="px-(--pad) pb-1 text-12 text-ink-2">{words}</p>}
      {others.slice(0, MOST_SAME).map(({ id, name, region, health, reason }) => (
        <button
          key={id}
          type="button"
          disabled={node.also !== undefined}
          className="flex min-h-6 w-full items-baseline gap-2 px-(--pad) py-0.5 text-left text-12 enabled:hover:bg-raised"
          onClick={() => void state.change({ pick: { kind: "node", id } })}
        >
          <Status kind={STATUS_OF[health]} size={9} />
          <span className="flex-none">{shownText(node.also ? (region ?? "") : name)}</span>
          <span className="min-w-0 text-ink-3">
            {node.also ? (reason ?? "") : region ? `in ${shownText(region)}` : ""}
          </span>
        </button>
      ))}
    </Part>
  );
}

/** "4 services depend on it, 38 % of requests pass through." */
function Blast({ node, graph, state }: NodePanelProps) {
  const { dependents, entryShare } = useMemo(() => blastRadius(graph, node.id), [graph, node.id]);
  const byId = useMemo(() => new Map(graph.nodes.map((one) => [one.id, one])), [graph]);
  if (dependents.length === 0) return <p className="px-(--pad) py-2.5 text-12 text-ink-2">Nobody depends on it.</p>;
  const through = entryShare === null ? "" : `, ${formatRatio(entryShare)} of all requests pass through`;
  return (
    <Part title="Blast radius">
      <p className="px-(--pad) pb-1 text-ink-2">
        {formatCountOf(dependents.length, "service")} {dependents.length === 1 ? "depends" : "depend"} on it{through}.
      </p>
      {dependents.slice(0, 4).map(({ id, share, hops }) => (
        <button
          key={id}
          type="button"
          className="flex h-6 w-full items-center gap-2 px-(--pad) text-left text-12 hover:bg-raised"
          title={`At most this share of its requests reaches ${node.name}, ${formatCountOf(hops, "call")} away`}
          onClick={() => void state.change({ pick: { kind: "node", id } })}
        >
          <span className="min-w-0 flex-1 truncate">
            {shownText(byId.get(id)?.name ?? id)}
            {byId.get(id)?.region && <span className="text-ink-3"> in {shownText(byId.get(id)?.region ?? "")}</span>}
          </span>
          <span className="num text-ink-3">{formatRatio(share)} of its requests</span>
        </button>
      ))}
    </Part>
  );
}

function NodeWays({ node, state }: Pick<NodePanelProps, "node" | "state">) {
  const { change, from } = state;
  const of = node.service ? `service=${encodeURIComponent(node.service)}` : "";
  const failing = (node.errorRatio ?? 0) > 0;
  return (
    <>
      {node.service && (
        <>
          <ClockLink className="btn btn-primary" href={`/services/${encodeURIComponent(node.service)}`}>
            Open
          </ClockLink>
          {/* What others call and only sends metrics has no spans of its own. */}
          {node.peerType === null && (
            <ClockLink className="btn" href={`/traces?${of}${failing ? "&status=error" : ""}`}>
              {failing ? "Failing traces" : "Traces"}
            </ClockLink>
          )}
          <ClockLink className="btn" href={`/logs?${of}`}>
            Logs
          </ClockLink>
        </>
      )}
      <button
        type="button"
        className="btn"
        onClick={() => void change({ focus: node.id, from: null, to: null, view: "map" })}
      >
        Isolate
      </button>
      {from && from !== node.id ? (
        <button type="button" className="btn" onClick={() => void change({ to: node.id, focus: null })}>
          Way to here
        </button>
      ) : (
        <button type="button" className="btn" onClick={() => void change({ from: node.id, to: null })}>
          Way from here
        </button>
      )}
    </>
  );
}
