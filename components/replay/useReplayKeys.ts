"use client";
/** Keys of the replay: pins at the playhead, lists by number, Escape back. Playing and steps are the time bar's on every page. */
import type { MapState } from "../map/useMapState.ts";
import type { PinName } from "../playback/pins.ts";
import { useKeys } from "../state/keys.tsx";
import type { ReplayState, Tab } from "./useReplayState.ts";

interface ReplayKeys {
  readonly state: ReplayState;
  readonly map: MapState;
  readonly setHere: (name: PinName) => void;
}

export function useReplayKeys({ state, map, setHere }: ReplayKeys): void {
  const open = (tab: Tab) => () => void state.change({ tab });
  useKeys([
    { keys: "a", does: "Pin A at the playhead", run: () => setHere("a") },
    { keys: "b", does: "Pin B at the playhead", run: () => setHere("b") },
    { keys: "1", does: "Differences", run: open("differences") },
    { keys: "2", does: "Events", run: open("events") },
    { keys: "3", does: "State", run: open("state") },
    { keys: "4", does: "Requests under way", run: open("flight") },
    {
      keys: "Escape",
      does: "Choose nothing",
      run: () => (map.pick ? void map.change({ pick: null }) : false),
    },
  ]);
}
