"use client";
/** A group of the map: how many of it are in trouble, and its members, the worst first. */
import type { GraphNode } from "../../server/analysis/graph/mapGraph.ts";
import type { Health } from "../../server/model/state.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatRate } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { groupWordsBeside, rateUnit, STATUS_OF, tally, troubleNumber, worstOf } from "../graph/mapWords.ts";
import { MapPanel } from "./MapPanel.tsx";
import type { MapState } from "./useMapState.ts";

interface GroupPanelProps {
  readonly title: string;
  readonly members: readonly GraphNode[];
  /** Those that only send metrics: nobody judges them. */
  readonly callless: ReadonlySet<string>;
  readonly state: MapState;
  readonly fold: () => void;
}
const numbersOf = (node: GraphNode) =>
  [formatRate(node.requestsPerSecond, rateUnit(node.peerType)), troubleNumber(node)].filter(Boolean).join(" · ");
const ORDER: Readonly<Record<Health, number>> = { failed: 0, degraded: 1, unknown: 2, healthy: 3 };
const MOST = 200;

export function GroupPanel({ title, members, callless, state, fold }: GroupPanelProps) {
  const here = members.filter(({ present }) => present);
  const judged = here.filter(({ id }) => !callless.has(id));
  const counts = tally(judged.map(({ health }) => health));
  const noun = here.every(({ kind }) => kind === "peer") ? "peer" : "service";
  const sorted = [...members].sort(
    (a, b) => ORDER[a.health] - ORDER[b.health] || (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0),
  );
  return (
    <MapPanel
      label={title}
      status={STATUS_OF[worstOf(counts)]}
      title={<span className="truncate">{shownText(title)}</span>}
      close={() => void state.change({ pick: null })}
      foot={
        <button type="button" className="btn" onClick={fold}>
          Fold
        </button>
      }
    >
      <p className="px-(--pad) pb-2 text-14 text-ink-2">
        {groupWordsBeside(counts, here.length - judged.length, noun)}.
      </p>
      <ul className="border-line border-t">
        {sorted.slice(0, MOST).map((node) => (
          <li key={node.id}>
            <button
              type="button"
              className="flex h-7 w-full items-center gap-2 px-(--pad) text-left text-12 hover:bg-raised"
              onClick={() => void state.change({ pick: { kind: "node", id: node.id } })}
            >
              <Status kind={STATUS_OF[node.health]} size={9} />
              <span className="min-w-0 flex-1">
                {node.service ? <ServiceName service={node.service} /> : shownText(node.name)}
              </span>
              <span className="num text-ink-3">{callless.has(node.id) ? "no calls of its own" : numbersOf(node)}</span>
            </button>
          </li>
        ))}
      </ul>
      {sorted.length > MOST && (
        <p className="px-(--pad) py-2 text-12 text-ink-3">and {sorted.length - MOST} more; all are in the list.</p>
      )}
    </MapPanel>
  );
}
