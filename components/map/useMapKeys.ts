"use client";
/** Keys of the map's page; arrows and Enter belong to the picture itself (components/graph/useGraphKeys.ts). */
import type { RefObject } from "react";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import type { GraphHandle } from "../graph/SystemMap.tsx";
import { useKeys } from "../state/keys.tsx";
import type { MapState } from "./useMapState.ts";

interface MapKeys {
  readonly state: MapState;
  readonly graph: MapGraph;
  readonly handle: RefObject<GraphHandle | null>;
}

export function useMapKeys({ state, graph, handle }: MapKeys): void {
  const { pick, change } = state;
  const node = pick?.kind === "node" ? graph.nodes.find(({ id }) => id === pick.id) : undefined;
  useKeys([
    { keys: "+", does: "Nearer", run: () => handle.current?.zoomBy(1.35) },
    { keys: "=", does: "", run: () => handle.current?.zoomBy(1.35) },
    { keys: "-", does: "Further", run: () => handle.current?.zoomBy(1 / 1.35) },
    { keys: "0", does: "All of it", run: () => handle.current?.fit() },
    {
      keys: "i",
      does: "Isolate what is chosen",
      run: () => (node ? void change({ focus: node.id, from: null, to: null }) : false),
    },
    {
      keys: "v",
      does: "Picture or list",
      run: () => void change({ view: state.view === "list" ? "map" : "list" }),
    },
    { keys: "Escape", does: "Close, then whole map", run: () => stepBack(state) },
  ]);
}

/** Escape undoes one thing at a time: the panel, the part looked at, the search. False when nothing is left to undo. */
function stepBack({ pick, focus, from, q, change }: MapState): boolean {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement) field.blur();
  else if (pick) void change({ pick: null });
  else if (focus !== "" || from !== "") void change({ focus: null, from: null, to: null });
  else if (q !== "") void change({ q: null });
  else return false;
  return true;
}
