"use client";
/** Beside the map: what is chosen, and one of the lists under the clock: differences of the pins, events, state, requests under way. */
import { useMemo } from "react";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import type { DiffAnswer, Difference, EventView } from "../../server/routers/stateAnswer.ts";
import { formatInstant } from "../format/formatInstant.ts";
import type { NumbersAt } from "../graph/prepareMap.ts";
import type { MapState } from "../map/useMapState.ts";
import type { PinName, Pins } from "../playback/pins.ts";
import { usePlaybackActions } from "../playback/playback.tsx";
import { standAt } from "../playback/useEventSteps.ts";
import type { Answer } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useZone } from "../state/usePreference.tsx";
import { ChosenCard } from "./ChosenCard.tsx";
import { DifferencesTab } from "./DifferencesTab.tsx";
import { differenceRows, nodeFor, toldDifferences } from "./differenceRows.ts";
import { EventsTab } from "./EventsTab.tsx";
import { InFlightTab } from "./InFlightTab.tsx";
import { PinsRow } from "./PinsRow.tsx";
import { ReplayTabs } from "./ReplayTabs.tsx";
import { StateTab } from "./StateTab.tsx";
import type { ReplayState, Tab } from "./useReplayState.ts";
import { useStepAToB } from "./useStepAToB.ts";

interface ReplayPanelProps {
  readonly state: ReplayState;
  readonly map: MapState;
  readonly pins: Pins;
  readonly graph: MapGraph;
  readonly placed: boolean;
  readonly numbersAt: NumbersAt | null;
  readonly diff: Answer<DiffAnswer>;
  readonly tab: Tab;
  readonly setHere: (name: PinName) => void;
}

/** A table needs more room than a list. */
const WIDTHS: Readonly<Partial<Record<Tab, string>>> = { state: "w-[min(60%,780px)]" };

export function ReplayPanel(props: ReplayPanelProps) {
  const { state, map, pins, graph, placed, numbersAt, diff, tab, setHere } = props;
  const { settle } = usePlaybackActions();
  const told = useMemo(
    () => diff.data && differenceRows(toldDifferences(diff.data.differences, placed), null).length,
    [diff.data, placed],
  );
  const select = (thing: Difference["thing"]) => {
    const node = nodeFor(thing, graph);
    const edge = graph.edges.find(({ id }) => id === thing);
    if (edge) void map.change({ pick: { kind: "edge", from: edge.from, to: edge.to } });
    else void map.change({ pick: node === null ? null : { kind: "node", id: node } });
  };
  const isPicked = (thing: Difference["thing"]) => {
    const { pick } = map;
    if (pick?.kind !== "edge") return pick?.id === thing;
    return graph.edges.some(({ id, from, to }) => id === thing && from === pick.from && to === pick.to);
  };
  const chooseEvent = (event: EventView) => {
    select(event.thing);
    standAt(event);
    settle(event.atMs);
  };
  const chooseDifference = ({ thing, atMs }: Difference) => {
    select(thing);
    if (atMs !== null) settle(atMs);
  };
  return (
    <aside
      aria-label="Lists under the clock"
      className={`flex ${WIDTHS[tab] ?? "w-[374px]"} min-h-0 flex-none flex-col overflow-hidden border-line border-l bg-surface max-[1000px]:w-[340px] phone:w-full phone:border-0 ${tab === "map" ? "" : "phone:flex-1"}`}
    >
      <ReplayTabs tab={tab} open={(next) => void state.change({ tab: next })} differences={told} />
      {tab !== "map" && <ChosenCard map={map} graph={graph} numbersAt={numbersAt} />}
      {tab === "differences" && (
        <>
          <PinsRow pins={pins} setHere={setHere} diff={diff.data} />
          {pins.a === null || pins.b === null ? (
            <NoPins />
          ) : (
            <DifferencesTab
              query={diff}
              state={state}
              placed={placed}
              isChosen={({ thing }) => isPicked(thing)}
              choose={chooseDifference}
            />
          )}
          <PinsFoot pins={pins} />
        </>
      )}
      {tab === "events" && <EventsTab state={state} isChosen={() => false} choose={chooseEvent} />}
      {tab === "state" && <StateTab state={state} numbersAt={numbersAt} nodeOf={({ id }) => nodeFor(id, graph)} />}
      {tab === "flight" && <InFlightTab />}
    </aside>
  );
}

function NoPins() {
  return (
    <div className="flex-1 px-(--pad) py-4 text-ink-2">
      <p>
        Two pins compare two instants: everything that appeared, vanished or changed between them, oldest first, and
        what changed first.
      </p>
      <p className="mt-2">
        Press <kbd className="kbd">a</kbd> where all was well and <kbd className="kbd">b</kbd> where it was not.
      </p>
    </div>
  );
}

function PinsFoot({ pins: { a, b } }: { pins: Pins }) {
  const zone = useZone();
  const step = useStepAToB(a, b);
  if (a === null || b === null) return null;
  const later = Math.max(a, b);
  return (
    <div className="mt-auto flex flex-none flex-wrap gap-2 border-line border-t px-(--pad) py-2.5">
      <button type="button" className="btn btn-primary" onClick={step}>
        Step from A to B
      </button>
      <ClockLink href="/traces" className="btn">
        Traces at {formatInstant(later, zone).slice(0, 5)}
      </ClockLink>
    </div>
  );
}
