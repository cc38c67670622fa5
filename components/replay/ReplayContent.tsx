"use client";
/** Map, lists and stop conditions of one state under the clock; how the parts of the replay's address bear on each other. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { pageRank } from "../../server/analysis/graph/pageRank.ts";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import { ServiceColors } from "../charts/ServiceColors.tsx";
import { type GraphHandle, SystemMap } from "../graph/SystemMap.tsx";
import { MapControls } from "../map/MapControls.tsx";
import { MapLegend } from "../map/MapLegend.tsx";
import { groupAsked, groupChoices, groupingFor, isToldApart } from "../map/mapView.ts";
import { useColors } from "../map/useColors.ts";
import { useFold } from "../map/useFold.ts";
import { useMapGraph, useNumbersAt } from "../map/useMapData.ts";
import { useMapState } from "../map/useMapState.ts";
import { type PinName, usePins } from "../playback/pins.ts";
import { usePhone } from "../shell/usePhone.ts";
import { useClock } from "../state/clock.tsx";
import { playheadNow } from "../state/playhead.ts";
import { useTRPC } from "../trpc/client.tsx";
import { diffMarks, toldDifferences } from "./differenceRows.ts";
import { ReplayBar } from "./ReplayBar.tsx";
import { GapLine, KnownNote, PinNote, StopNote } from "./ReplayNotes.tsx";
import { ReplayPanel } from "./ReplayPanel.tsx";
import { useKnown } from "./useReplayAnswer.ts";
import { useReplayKeys } from "./useReplayKeys.ts";
import { useReplayState } from "./useReplayState.ts";
import { useStops } from "./useStops.ts";

export function ReplayContent({ answer, regions }: { answer: StateAnswer; regions: number }) {
  const state = useReplayState();
  const map = useMapState();
  const pins = usePins();
  const { endMs } = useClock();
  const isPhone = usePhone();
  const asked = useMemo(() => groupAsked(map.group, answer.things), [map.group, answer]);
  const placed = isToldApart(asked, regions);
  const graph = useMapGraph(answer, placed);
  const groupBy = useMemo(() => groupingFor(graph, asked, regions), [asked, graph, regions]);
  const groupKeys = useMemo(() => groupChoices(graph, regions), [graph, regions]);
  const numbersAt = useNumbersAt(answer);
  const diff = useDiff(pins.a, pins.b, useKnown(state));
  const stops = useStops(state.until);
  const handle = useRef<GraphHandle | null>(null);
  const hasPins = pins.a !== null && pins.b !== null;
  const tab = state.tab ?? (hasPins ? "differences" : "events");
  const setHere = (name: PinName) => {
    pins.set(name, playheadNow().atMs ?? endMs);
    if (state.tab !== null && state.tab !== "differences") void state.change({ tab: "differences" });
  };
  useReplayKeys({ state, map, setHere });
  const marks = useMemo(
    () => (diff.data && hasPins ? diffMarks(toldDifferences(diff.data.differences, placed), graph) : null),
    [diff.data, hasPins, placed, graph],
  );
  const picture = <Picture {...{ graph, groupBy, map, marks, numbersAt, handle }} isGrey={answer.gap} />;
  const { groups } = useColors(graph);
  return (
    <ServiceColors groups={groups}>
      <div className="flex h-full min-h-0 flex-col" data-testid="replay">
        <h1 className="sr-only">Replay</h1>
        <ReplayBar state={state} map={map} groupBy={groupBy} groupKeys={groupKeys} />
        <StopNote outcome={stops.outcome} forget={stops.forget} />
        <PinNote />
        <KnownNote isThen={state.known === "then"} />
        <GapLine answer={answer} />
        <div className="flex min-h-0 flex-1 border-line border-t phone:flex-col">
          {!isPhone && <div className="flex min-h-0 min-w-0 flex-1 flex-col pt-2">{picture}</div>}
          <ReplayPanel
            {...{ state, map, pins, graph, placed, numbersAt, diff, setHere }}
            tab={!isPhone && tab === "map" ? "events" : tab}
          />
          {isPhone && tab === "map" && <div className="flex min-h-0 flex-[3] flex-col">{picture}</div>}
        </div>
      </div>
    </ServiceColors>
  );
}

function useDiff(a: number | null, b: number | null, known: { readonly asKnownAtMs?: number }) {
  const trpc = useTRPC();
  return useQuery(
    trpc.state.diff.queryOptions(
      { aMs: Math.round(a ?? 0), bMs: Math.round(b ?? 0), ...known },
      { enabled: a !== null && b !== null, placeholderData: keepPreviousData },
    ),
  );
}

type PictureProps = Pick<Parameters<typeof SystemMap>[0], "graph" | "groupBy" | "marks" | "numbersAt"> & {
  readonly map: ReturnType<typeof useMapState>;
  readonly handle: React.RefObject<GraphHandle | null>;
  /** The clock stands in a gap. */
  readonly isGrey: boolean;
};

function Picture({ graph, groupBy, map, marks, numbersAt, handle, isGrey }: PictureProps) {
  const { pick, size, width, color, change } = map;
  const { colorOf } = useColors(graph);
  const fold = useFold(map);
  const pinned = useMemo(() => new Map(map.pins.map(({ id, x, y }) => [id, { x, y }])), [map.pins]);
  const signals = useMemo(() => ({ size, width, color }), [size, width, color]);
  const ranks = useMemo(
    () =>
      pageRank(
        graph.nodes.map(({ id }) => id),
        graph.edges.map((edge) => ({ from: edge.from, to: edge.to, weight: edge.requestsPerSecond ?? 0 })),
      ),
    [graph],
  );
  return (
    <>
      <div className={`relative min-h-0 flex-1 ${isGrey ? "opacity-45 grayscale" : ""}`}>
        <SystemMap
          {...{ graph, numbersAt, signals, ranks, colorOf, groupBy, handle, marks, ...fold.folded }}
          pins={pinned}
          chosen={pick}
          fitKey={[groupBy.join(), map.show].join("\n")}
          label="Map of the system"
          choose={(choice) => void change({ pick: choice })}
          open={(choice) => fold.open(choice, graph)}
          pin={(id, at) => void change({ pins: [...map.pins.filter((one) => one.id !== id), { id, ...at }] })}
        >
          {(folding) => <MapControls folding={folding} handle={handle} state={map} />}
        </SystemMap>
      </div>
      <MapLegend color={color} hasMarks={marks !== undefined && marks !== null && marks.size > 0} />
    </>
  );
}
