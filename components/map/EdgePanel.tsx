"use client";
/** Calls between two boxes of the map: each edge in words and numbers, its chart, and the spans behind it. */
import { useMemo } from "react";
import type { GraphEdge, GraphNode, MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { thingOf } from "../../server/model/state.ts";
import { Status } from "../charts/Status.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatCountOf, formatRate, formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { rateUnit, STATUS_OF, tally, worstOf } from "../graph/mapWords.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { EdgeTraces } from "./EdgeTraces.tsx";
import { Charts, Figures, MapPanel, Part, Sentence } from "./MapPanel.tsx";
import { PlacedCharts } from "./PlacedCharts.tsx";
import { callsBetween, panelsOf } from "./panelQueries.ts";
import type { MapState } from "./useMapState.ts";

interface EdgePanelProps {
  readonly edges: readonly GraphEdge[];
  readonly graph: MapGraph;
  readonly title: string;
  readonly state: MapState;
}

export function EdgePanel({ edges, graph, title, state }: EdgePanelProps) {
  const byId = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node])), [graph]);
  const health = worstOf(tally(edges.map((edge) => edge.health)));
  const close = () => void state.change({ pick: null });
  const [only] = edges;
  return (
    <MapPanel
      label={title}
      status={STATUS_OF[health]}
      title={<span className="truncate">{shownText(title)}</span>}
      close={close}
    >
      {edges.length === 1 && only ? (
        <OneEdge edge={only} from={byId.get(only.from)} to={byId.get(only.to)} />
      ) : (
        <Part title="Calls" sub={formatCountOf(edges.length, "edge")}>
          {[...edges]
            .sort((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0))
            .slice(0, 60)
            .map((edge) => (
              <button
                key={edge.id}
                type="button"
                className="flex h-7 w-full items-center gap-2 px-(--pad) text-left text-12 hover:bg-raised"
                onClick={() => void state.change({ pick: { kind: "edge", from: edge.from, to: edge.to } })}
              >
                <Status kind={STATUS_OF[edge.health]} size={9} />
                <span className="min-w-0 flex-1 truncate">
                  {shownText(byId.get(edge.from)?.name ?? edge.from)} to {shownText(byId.get(edge.to)?.name ?? edge.to)}
                </span>
                <span className="num text-ink-3">{formatRate(edge.requestsPerSecond)}</span>
              </button>
            ))}
        </Part>
      )}
    </MapPanel>
  );
}

function OneEdge({ edge, from, to }: { edge: GraphEdge; from: GraphNode | undefined; to: GraphNode | undefined }) {
  const { client, server } = endNames(edge);
  const noun = rateUnit(edge.type);
  const panels = useMemo(
    () => panelsOf(callsBetween(client, server, edge.type), noun),
    [client, server, edge.type, noun],
  );
  const first = edge.health === "failed" ? "mapFailing" : "mapRate";
  const callee = to?.service ?? from?.service;
  return (
    <>
      <Sentence text={edge.reason ?? edgeSentence(edge)} health={edge.health} />
      <Figures numbers={edge} type={edge.type} />
      {thingOf(edge.id).kind === "placedEdge" ? (
        <PlacedCharts key={edge.id} id={edge.id} where={placeWords(edge)} noun={noun} first={first} />
      ) : (
        <Charts key={edge.id} panels={panels} first={first} />
      )}
      <EdgeTraces key={`${client} ${server}`} client={client} server={server} instead={callee} />
      {callee && (
        <div className="px-(--pad) pb-3">
          <ClockLink
            className="link"
            href={`/traces?service=${encodeURIComponent(callee)}${(edge.errorRatio ?? 0) > 0 ? "&status=error" : ""}`}
          >
            Its spans
          </ClockLink>
        </div>
      )}
    </>
  );
}

/** As its calls are counted: the called one by the name that its callers give it. */
function endNames({ id }: GraphEdge): { client: string; server: string } {
  const { kind, names } = thingOf(id);
  return { client: names[0] ?? "", server: names[kind === "placedEdge" ? 2 : 1] ?? "" };
}

/** The regions of the calls; what is called outside names none. */
function placeWords({ id }: GraphEdge): string {
  const { names } = thingOf(id);
  const [from, to] = [names[1] ?? "", names[3] ?? ""].map(shownText);
  if (from === to && from !== "") return `within ${from}`;
  return [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(" ");
}

function edgeSentence({ present, requestsPerSecond, errorRatio, p95Seconds }: GraphEdge): string {
  if (!present) return "Nobody calls this way at this instant.";
  if (requestsPerSecond === null) return "No data at this instant.";
  const failing = errorRatio === null ? "" : `, ${formatRatio(errorRatio)} of them fail`;
  return `${formatRate(requestsPerSecond)}${failing}; 95 of 100 take at most ${formatSeconds(p95Seconds)}.`;
}
