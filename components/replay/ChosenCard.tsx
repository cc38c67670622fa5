"use client";
/** What is chosen on the map, in few words: how it is and why, its numbers at the playhead, the ways on. */
import { X } from "lucide-react";
import { useMemo } from "react";
import type { GraphNode, MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { Status } from "../charts/Status.tsx";
import { shownText } from "../format/shownText.ts";
import { joinedNumbersAt, nodeFor } from "../graph/joinedNodes.ts";
import { HEALTH_WORDS, STATUS_OF } from "../graph/mapWords.ts";
import type { NumbersAt } from "../graph/prepareMap.ts";
import { Figures, NodeTitle, Sentence } from "../map/MapPanel.tsx";
import type { MapState } from "../map/useMapState.ts";
import { ClockLink } from "../shell/ClockLink.tsx";

interface ChosenCardProps {
  readonly map: MapState;
  readonly graph: MapGraph;
  readonly numbersAt: NumbersAt | null;
}

export function ChosenCard({ map, graph, ...props }: ChosenCardProps) {
  const { pick, change } = map;
  const numbersAt = useMemo(() => joinedNumbersAt(graph, props.numbersAt), [graph, props.numbersAt]);
  const node = pick?.kind === "node" ? nodeFor(graph, pick.id) : undefined;
  if (!pick || (pick.kind === "node" && !node)) return null;
  const nameOf = (id: string) => shownText(graph.nodes.find((one) => one.id === id)?.name ?? "several");
  return (
    <section aria-label="What is chosen" className="flex-none border-line border-b pt-2.5">
      <div className="flex items-center gap-[9px] px-(--pad) pb-1">
        {node && <Status kind={STATUS_OF[(numbersAt?.(node.id) ?? node).health]} size={13} />}
        <h2 className="flex min-w-0 flex-1 items-center gap-2 text-14">
          {node ? (
            <NodeTitle node={node} />
          ) : pick.kind === "edge" ? (
            `Calls from ${nameOf(pick.from)} to ${nameOf(pick.to)}`
          ) : (
            "A group"
          )}
        </h2>
        <button
          type="button"
          className="icon-btn"
          aria-label="Choose nothing"
          title="Choose nothing (Esc)"
          onClick={() => void change({ pick: null })}
        >
          <X size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
      </div>
      {node && <NodeFacts node={node} numbersAt={numbersAt} />}
      {pick.kind === "edge" && <EdgeFacts graph={graph} from={pick.from} to={pick.to} numbersAt={numbersAt} />}
    </section>
  );
}

function NodeFacts({ node, numbersAt }: { node: GraphNode; numbersAt: NumbersAt | null }) {
  const moving = numbersAt?.(node.id) ?? null;
  const numbers = numbersAt ? (moving ?? { ...node, health: "unknown" as const }) : node;
  const reason = moving ? null : node.reason;
  const words = reason
    ? `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`
    : `It is ${HEALTH_WORDS[numbers.health]}`;
  return (
    <>
      <Sentence text={`${words.replace(/\.$/, "")}.`.replace("It is fails", "It fails")} health={numbers.health} />
      <Figures numbers={numbers} type={node.peerType} />
      {node.service && (
        <p className="flex gap-4 px-(--pad) py-1.5 text-12">
          <ClockLink className="link" href={`/services/${encodeURIComponent(node.service)}`}>
            Service
          </ClockLink>
          <ClockLink className="link" href={`/traces?service=${encodeURIComponent(node.service)}`}>
            Traces
          </ClockLink>
          <ClockLink className="link" href={`/logs?service=${encodeURIComponent(node.service)}`}>
            Logs
          </ClockLink>
        </p>
      )}
    </>
  );
}

function EdgeFacts({
  graph,
  from,
  to,
  numbersAt,
}: Pick<ChosenCardProps, "graph" | "numbersAt"> & { from: string; to: string }) {
  const edge = graph.edges.find((one) => one.from === from && one.to === to);
  if (!edge) return <p className="px-(--pad) pb-2 text-ink-2">Calls between groups: unfold them to see each.</p>;
  return <Figures numbers={numbersAt?.(edge.id) ?? edge} type={edge.type} />;
}
