"use client";
/** Toolbar, picture or list, side panel and legend of one state; how the parts of the map's address bear on each other. */
import { lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { pageRank } from "../../server/analysis/graph/pageRank.ts";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import { ServiceColors } from "../charts/ServiceColors.tsx";
import { nodeFor } from "../graph/joinedNodes.ts";
import { type GraphHandle, SystemMap } from "../graph/SystemMap.tsx";
import { usePhone } from "../shell/usePhone.ts";
import { MapControls } from "./MapControls.tsx";
import { MapLegend } from "./MapLegend.tsx";
import { GapNote, LookNote } from "./MapNotes.tsx";
import { MapTable } from "./MapTable.tsx";
import { MapToolbar } from "./MapToolbar.tsx";
import { groupAsked, groupChoices, groupingFor, isToldApart, seenGraph } from "./mapView.ts";
import { useColors } from "./useColors.ts";
import { useFold } from "./useFold.ts";
import { useMapGraph, useNumbersAt } from "./useMapData.ts";
import { useMapKeys } from "./useMapKeys.ts";
import { useMapState } from "./useMapState.ts";

/** The panel brings charts along; nobody waits for those to see the map. */
const MapChosen = lazy(() => import("./MapChosen.tsx").then((module) => ({ default: module.MapChosen })));

interface MapContentProps {
  readonly answer: StateAnswer;
  readonly regions: number;
}

export function MapContent({ answer, regions }: MapContentProps) {
  const state = useMapState();
  const { change, pick, focus, up, down, from, to, by, size, width, color } = state;
  const isPhone = usePhone();
  const isList = state.view === null ? isPhone : state.view === "list";
  const asked = useMemo(() => groupAsked(state.group, answer.things), [state.group, answer]);
  const isPlaced = isToldApart(asked, regions);
  const graph = useMapGraph(answer, isPlaced);
  const groupBy = useMemo(() => groupingFor(graph, asked, regions), [asked, graph, regions]);
  const groupKeys = useMemo(() => groupChoices(graph, regions), [graph, regions]);
  const seen = useMemo(
    () => seenGraph(graph, { focus, up, down, from, to, by }),
    [graph, focus, up, down, from, to, by],
  );
  const ranks = useMemo(
    () =>
      pageRank(
        graph.nodes.map(({ id }) => id),
        graph.edges.map((edge) => ({ from: edge.from, to: edge.to, weight: edge.requestsPerSecond ?? 0 })),
      ),
    [graph],
  );
  const numbersAt = useNumbersAt(answer);
  const { groups, colorOf } = useColors(graph);
  const fold = useFold(state);
  const pins = useMemo(() => new Map(state.pins.map(({ id, x, y }) => [id, { x, y }])), [state.pins]);
  const signals = useMemo(() => ({ size, width, color }), [size, width, color]);
  const handle = useRef<GraphHandle | null>(null);
  const go = (id: string) => {
    const inSight = seen.graph.nodes.some((node) => node.id === id);
    const whole = inSight ? {} : { focus: null, from: null, to: null };
    void change({ pick: { kind: "node", id }, out: [id], ...whole });
    handle.current?.lookAtBox(id);
  };
  useMapKeys({ state, graph, handle });
  useEffect(() => {
    if (isList) handle.current = null;
  }, [isList]);
  return (
    <ServiceColors groups={groups}>
      <div className="relative flex h-full min-h-0">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <h1 className="sr-only">Map</h1>
          <MapToolbar {...{ state, graph, groupBy, groupKeys, isList, handle, go }} />
          <GapNote answer={answer} />
          <LookNote state={state} graph={graph} path={seen.path} />
          {isList ? (
            <MapTable graph={seen.graph} ranks={ranks} search={state.q} />
          ) : (
            <>
              <div className="relative min-h-0 flex-1">
                <SystemMap
                  {...{ graph: seen.graph, numbersAt, signals, ranks, colorOf, pins, groupBy, handle, ...fold.folded }}
                  chosen={pick?.kind === "node" ? { ...pick, id: nodeFor(graph, pick.id)?.id ?? pick.id } : pick}
                  fitKey={[groupBy.join(), state.show, focus, up, down, from, to, by].join("\n")}
                  label="Map of the system"
                  choose={(choice) => void change({ pick: choice })}
                  open={(choice) => fold.open(choice, graph)}
                  pin={(id, at) => void change({ pins: [...state.pins.filter((one) => one.id !== id), { id, ...at }] })}
                >
                  {(folding) => <MapControls folding={folding} handle={handle} state={state} />}
                </SystemMap>
              </div>
              <MapLegend color={color} />
            </>
          )}
        </div>
        {pick && (
          <Suspense>
            <MapChosen state={state} graph={graph} groupBy={groupBy} fold={fold.shut} />
          </Suspense>
        )}
      </div>
    </ServiceColors>
  );
}
