"use client";
/**
 * What stands on the map and where, decided when the map settles and kept until something else stands there: while the playhead moves
 * only groups that get into trouble open. Places are remembered for each way of grouping.
 */
import { useMemo, useRef } from "react";
import { CALLLESS, calllessOf, foldCallless } from "../../server/analysis/graph/callless.ts";
import { clusterAround } from "../../server/analysis/graph/clusters.ts";
import { type Folding, foldGroups, MOST_BOXES } from "../../server/analysis/graph/folding.ts";
import { type Grouping, type GroupKey, groupNodes } from "../../server/analysis/graph/grouping.ts";
import { CLIENTS, type MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import type { Health } from "../../server/model/state.ts";
import { arrange, type Memory } from "./arrange.ts";
import type { Signal } from "./mapWords.ts";
import { type MapPlan, type NumbersAt, planMap } from "./prepareMap.ts";
import { boundsOf, type Rect } from "./scene.ts";

export interface MapFold {
  readonly groupBy: readonly GroupKey[];
  readonly want: "trouble" | "all";
  /** Groups that a person opened and shut. */
  readonly opened: ReadonlySet<string>;
  readonly shut: ReadonlySet<string>;
  /** Nodes that stand out of their groups as those in trouble do: what somebody looked for. */
  readonly out: ReadonlySet<string>;
  /** Every group is open. */
  readonly everything: boolean;
}
export interface PlannedMap {
  readonly plan: MapPlan;
  readonly folding: Folding;
  readonly places: ReadonlyMap<string, Rect>;
}

interface PlanInput extends MapFold {
  readonly graph: MapGraph;
  readonly numbersAt: NumbersAt | null;
  readonly size: Signal | null;
  readonly ranks: ReadonlyMap<string, number>;
  /** Upper left corners of boxes that a person moved. */
  readonly pins: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
}

const BADNESS: Readonly<Record<Health, number>> = { failed: 2, degraded: 1, healthy: 0, unknown: 0 };
/** Groups that are places stand above each other. */
const PLACES = new Set(["region", "zone", "environment"]);
/** As many of the most important stay themselves where a graph without groups is too large. */
const HUBS = Math.floor((MOST_BOXES - 2) / 2);

export function useMapPlan({ graph, numbersAt, size, ranks, pins, ...fold }: PlanInput): PlannedMap {
  const trouble = useTrouble(graph, numbersAt);
  const { groupBy, want, opened, shut, out, everything } = fold;
  const outstanding = useMemo(
    () => (out.size === 0 ? trouble : new Map([...[...out].map((id) => [id, 1] as const), ...trouble])),
    [trouble, out],
  );
  const grouping = useMemo(() => groupingOf(graph, groupBy, ranks, trouble), [graph, groupBy, ranks, trouble]);
  const folding = useMemo(
    () => foldGroups({ graph, grouping, trouble: outstanding, want, opened, shut, everything }),
    [graph, grouping, outstanding, want, opened, shut, everything],
  );
  const plan = useMemo(() => planMap(graph, grouping, folding, size, ranks), [graph, grouping, folding, size, ranks]);
  const memories = useRef(new Map<string, Memory>());
  const laidOut = useRef<{ key: string; places: Map<string, Rect> }>({ key: "", places: new Map() });
  const places = useMemo(() => {
    const key = `${groupBy.join()}\n${plan.items.map(({ id, w, h, parent }) => `${id} ${w} ${h} ${parent}`).join("\n")}`;
    if (laidOut.current.key !== key) {
      const memory = memories.current.get(groupBy.join()) ?? new Map();
      memories.current.set(groupBy.join(), memory);
      laidOut.current = { key, places: arrange(plan.items, plan.flows, memory, PLACES.has(groupBy[0] ?? "")) };
    }
    return laidOut.current.places;
  }, [plan, groupBy]);
  const pinned = useMemo(() => (pins.size === 0 ? places : withPins(plan, places, pins)), [plan, places, pins]);
  return { plan, folding, places: pinned };
}

function groupingOf(
  graph: MapGraph,
  groupBy: readonly GroupKey[],
  ranks: ReadonlyMap<string, number>,
  trouble: ReadonlyMap<string, number>,
): Grouping {
  const callless = calllessOf(graph);
  const named = foldCallless(groupNodes(graph, groupBy), callless);
  if (named.groups.some(({ key }) => key !== CALLLESS) || graph.nodes.length - callless.size <= MOST_BOXES)
    return named;
  const weight = (id: string) => (trouble.get(id) ?? 0) * 10 + (ranks.get(id) ?? 0);
  const candidates = graph.nodes.filter(({ id }) => id !== CLIENTS && !callless.has(id)).map(({ id }) => id);
  const hubs = candidates.sort((a, b) => weight(b) - weight(a)).slice(0, HUBS);
  const calling = { ...graph, nodes: graph.nodes.filter(({ id }) => !callless.has(id)) };
  const { groups, nodes } = clusterAround(calling, hubs);
  return foldCallless({ groups, nodes: [...nodes, ...callless] }, callless);
}

/** The same map as long as the same nodes are in the same trouble. While the playhead moves it only grows. */
function useTrouble(graph: MapGraph, numbersAt: NumbersAt | null): ReadonlyMap<string, number> {
  const held = useRef<ReadonlyMap<string, number>>(new Map());
  const found = new Map<string, number>(numbersAt ? held.current : []);
  for (const { id, present, health } of graph.nodes) {
    const bad = numbersAt ? BADNESS[numbersAt(id)?.health ?? "unknown"] : present ? BADNESS[health] : 0;
    if (bad > (found.get(id) ?? 0)) found.set(id, bad);
  }
  const same = found.size === held.current.size && [...found].every(([id, bad]) => held.current.get(id) === bad);
  if (!same) held.current = found;
  return held.current;
}

/** Pinned boxes where they were put; frames around what they hold. */
function withPins(plan: MapPlan, places: ReadonlyMap<string, Rect>, pins: PlanInput["pins"]): Map<string, Rect> {
  const placed = new Map(places);
  for (const [id, at] of pins) {
    const rect = placed.get(id);
    if (rect && !plan.frames.has(id)) placed.set(id, { ...rect, ...at });
  }
  for (const { id } of plan.items.filter(({ isFrame }) => isFrame).reverse()) {
    const inside = plan.items.flatMap(({ id: child, parent }) => (parent === id ? (placed.get(child) ?? []) : []));
    const own = places.get(id);
    const needed = boundsOf(inside.map(({ x, y, w, h }) => ({ x: x - 18, y: y - 50, w: w + 36, h: h + 68 })));
    const whole = own && needed ? boundsOf([own, needed]) : null;
    if (whole) placed.set(id, whole);
  }
  return placed;
}
