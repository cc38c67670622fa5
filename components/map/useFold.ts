"use client";
/** Which groups a person opened and shut, in the address, and what a second click on something does. */
import { useCallback, useMemo } from "react";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import type { Choice } from "../graph/SystemMap.tsx";
import type { MapFold } from "../graph/useMapPlan.ts";
import { useGo } from "../shell/useGo.ts";
import type { MapState } from "./useMapState.ts";

export function useFold({ open: opened, shut, out, show, change }: MapState) {
  const goTo = useGo();
  const folded = useMemo<Omit<MapFold, "groupBy">>(
    () => ({
      want: show === "trouble" ? "trouble" : "all",
      opened: new Set(opened),
      shut: new Set(shut),
      out: new Set(out),
      everything: show === "unfolded",
    }),
    [opened, shut, out, show],
  );
  const set = useCallback(
    (group: string, isOpen: boolean) => {
      const without = (list: readonly string[]) => list.filter((id) => id !== group);
      void change(
        isOpen
          ? { open: [...without(opened), group], shut: without(shut) }
          : { open: without(opened), shut: [...without(shut), group], pick: null },
      );
    },
    [opened, shut, change],
  );
  return {
    folded,
    shut: (group: string) => set(group, false),
    open: (choice: Choice, graph: MapGraph) => {
      if (choice.kind === "group") set(choice.id, !opened.includes(choice.id));
      if (choice.kind !== "node") return;
      const service = graph.nodes.find(({ id }) => id === choice.id)?.service;
      if (service) goTo(`/services/${encodeURIComponent(service)}`);
      else void change({ pick: choice });
    },
  };
}
