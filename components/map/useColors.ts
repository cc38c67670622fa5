"use client";
/** Colours of the services on the map: all of them apart where they are few, else those that call each other. */
import { useMemo } from "react";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { serviceSlot, slotsApart } from "../charts/palette.ts";

/** As many as there are colours. */
const FEW = 12;
/** Beyond it nobody tells colours apart, and keeping neighbours apart takes long. */
const MOST_EDGES = 600;

export function useColors({ nodes, edges }: MapGraph) {
  const key = useMemo(() => JSON.stringify(groupsOf({ nodes, edges })), [nodes, edges]);
  return useMemo(() => {
    const groups = JSON.parse(key) as string[][];
    const slots = slotsApart(groups);
    return { groups, colorOf: (service: string) => `var(--svc-${slots.get(service) ?? serviceSlot(service)})` };
  }, [key]);
}

function groupsOf({ nodes, edges }: MapGraph): string[][] {
  const nameOf = new Map(nodes.map((node) => [node.id, node.service ?? node.name]));
  const names = [...new Set(nodes.flatMap(({ service }) => service ?? []))].sort();
  const whole = names.length <= FEW ? [names] : [];
  if (edges.length > MOST_EDGES) return whole;
  const pairs = edges.map(({ from, to }) => [nameOf.get(from) ?? "", nameOf.get(to) ?? ""].filter((name) => name));
  return [...whole, ...pairs];
}
