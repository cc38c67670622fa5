"use client";
/** What the map shows and how: grouping, trouble or all, what sizes and colours tell, search, picture or list, files to take along. */
import { ChevronDown, Download, Filter, LayoutGrid, List, Palette } from "lucide-react";
import type { RefObject } from "react";
import type { GroupKey } from "../../server/analysis/graph/grouping.ts";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { SIGNAL_WORDS, SIGNALS, type Signal } from "../graph/mapWords.ts";
import type { GraphHandle } from "../graph/SystemMap.tsx";
import { Choices, MapMenu } from "./MapMenu.tsx";
import { MapSearch } from "./MapSearch.tsx";
import type { MapState } from "./useMapState.ts";

interface MapToolbarProps {
  readonly state: MapState;
  /** Search covers all of it, also what is not looked at. */
  readonly graph: MapGraph;
  readonly groupBy: readonly GroupKey[];
  readonly groupKeys: readonly GroupKey[];
  readonly isList: boolean;
  readonly handle: RefObject<GraphHandle | null>;
  readonly go: (id: string) => void;
}

const SHOWS = [
  ["trouble", "Trouble and its neighbours"],
  ["all", "As much as fits"],
  ["unfolded", "Everything unfolded"],
] as const;
const plainKey = (key: GroupKey) => key.replace(/^resource\./, "");
const NOTHING = "none";

export function MapToolbar({ state, graph, groupBy, groupKeys, isList, handle, go }: MapToolbarProps) {
  const { change } = state;
  return (
    <div className="flex flex-wrap items-center gap-2 px-(--pad) py-2.5">
      {!isList && (
        <>
          <GroupMenu groupBy={groupBy} groupKeys={groupKeys} state={state} />
          <MapMenu
            label="What is shown"
            trigger={
              <>
                <Filter size={13} strokeWidth={1.6} aria-hidden="true" />
                {SHOWS.find(([value]) => value === state.show)?.[1]}
              </>
            }
          >
            <Choices
              title="Show"
              values={SHOWS}
              chosen={state.show}
              choose={(show) => void change({ show, open: null, shut: null })}
            />
          </MapMenu>
          <LookMenu state={state} />
        </>
      )}
      <MapSearch graph={graph} text={state.q} change={(q) => void change({ q: q || null })} go={go} />
      <span className="ml-auto flex items-center gap-2 phone:ml-0">
        {!isList && (
          <MapMenu label="Take along as a file" trigger={<Download size={14} strokeWidth={1.6} aria-hidden="true" />}>
            <button type="button" className="menu-item w-full" onClick={() => handle.current?.save("map", "png")}>
              Picture (PNG)
            </button>
            <button type="button" className="menu-item w-full" onClick={() => handle.current?.save("map", "svg")}>
              Drawing (SVG)
            </button>
          </MapMenu>
        )}
        <fieldset className="seg h-7" aria-label="Picture or list">
          <button type="button" aria-pressed={!isList} onClick={() => void change({ view: "map" })}>
            <LayoutGrid size={13} strokeWidth={1.6} aria-hidden="true" className="mr-1.5 inline" />
            Map
          </button>
          <button type="button" aria-pressed={isList} onClick={() => void change({ view: "list" })}>
            <List size={13} strokeWidth={1.6} aria-hidden="true" className="mr-1.5 inline" />
            List
          </button>
        </fieldset>
      </span>
    </div>
  );
}

function GroupMenu({ groupBy, groupKeys, state }: Pick<MapToolbarProps, "groupBy" | "groupKeys" | "state">) {
  const [outer = NOTHING, inner = NOTHING] = groupBy;
  const set = (keys: readonly string[]) =>
    void state.change({ group: keys.length > 0 ? [...keys] : [NOTHING], open: null, shut: null });
  const named = groupKeys.map((key) => [key as string, plainKey(key)] as const);
  return (
    <MapMenu
      label="Group by"
      trigger={
        <>
          <span>
            Group by <b className="font-semibold">{groupBy.map(plainKey).join(", ") || "nothing"}</b>
          </span>
          <ChevronDown size={13} strokeWidth={1.6} aria-hidden="true" />
        </>
      }
    >
      <div className="flex">
        <Choices
          title="Group by"
          values={[...named, [NOTHING, "nothing"]]}
          chosen={outer}
          choose={(key) => set(key === NOTHING ? [] : [key, ...(inner === key || inner === NOTHING ? [] : [inner])])}
        />
        {outer !== NOTHING && (
          <Choices
            title="and within by"
            values={[...named.filter(([key]) => key !== outer), [NOTHING, "nothing"]]}
            chosen={inner}
            choose={(key) => set(key === NOTHING ? [outer] : [outer, key])}
          />
        )}
      </div>
    </MapMenu>
  );
}

function LookMenu({ state }: { state: MapState }) {
  const signals = SIGNALS.map((signal) => [signal as string, SIGNAL_WORDS[signal]] as const);
  const asSignal = (value: string): Signal | null => SIGNALS.find((signal) => signal === value) ?? null;
  return (
    <MapMenu
      label="What size, width and colour tell"
      trigger={
        <>
          <Palette size={13} strokeWidth={1.6} aria-hidden="true" />
          {state.color ? `Colour: ${SIGNAL_WORDS[state.color]}` : "Health"}
        </>
      }
    >
      <div className="flex max-w-[90vw] flex-wrap">
        <Choices
          title="Colour"
          values={[["health", "health"], ...signals]}
          chosen={state.color ?? "health"}
          choose={(value) => void state.change({ color: asSignal(value) })}
        />
        <Choices
          title="Size of boxes"
          values={[["same", "all the same"], ...signals]}
          chosen={state.size ?? "same"}
          choose={(value) => void state.change({ size: asSignal(value) })}
        />
        <Choices
          title="Width of lines"
          values={signals.filter(([signal]) => signal !== "criticality" && signal !== "saturation")}
          chosen={state.width}
          choose={(value) => void state.change({ width: asSignal(value) })}
        />
      </div>
    </MapMenu>
  );
}
