"use client";
/** The side panel for what is chosen, whatever it is; nothing when it is not there any more. */
import { useMemo } from "react";
import { calllessOf, foldCallless } from "../../server/analysis/graph/callless.ts";
import { type Group, type GroupKey, groupNodes, membersOf } from "../../server/analysis/graph/grouping.ts";
import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { nodeFor } from "../graph/joinedNodes.ts";
import { groupTitle } from "../graph/mapWords.ts";
import { EdgePanel } from "./EdgePanel.tsx";
import { GroupPanel } from "./GroupPanel.tsx";
import { NodePanel } from "./NodePanel.tsx";
import type { MapState } from "./useMapState.ts";

interface MapChosenProps {
  readonly state: MapState;
  readonly graph: MapGraph;
  readonly groupBy: readonly GroupKey[];
  readonly fold: (group: string) => void;
}

export function MapChosen({ state, graph, groupBy, fold }: MapChosenProps) {
  const { pick } = state;
  const callless = useMemo(() => calllessOf(graph), [graph]);
  const groups = useMemo(
    () => allGroups(foldCallless(groupNodes(graph, groupBy), callless).groups),
    [graph, groupBy, callless],
  );
  if (!pick) return null;
  if (pick.kind === "node") {
    const node = nodeFor(graph, pick.id);
    return node ? <NodePanel key={node.id} {...{ node, graph, state }} /> : null;
  }
  const membersFor = (id: string) => {
    const group = groups.get(id.replace(/^rest:/, ""));
    return group ? membersOf(group) : [id];
  };
  if (pick.kind === "group") {
    const group = groups.get(pick.id);
    if (!group) return null;
    const members = new Set(membersOf(group));
    const title = groupTitle(group);
    const nodes = graph.nodes.filter(({ id }) => members.has(id));
    return <GroupPanel title={title} members={nodes} callless={callless} state={state} fold={() => fold(group.id)} />;
  }
  const [callers, called] = [new Set(membersFor(pick.from)), new Set(membersFor(pick.to))];
  const edges = graph.edges.filter(({ from, to }) => callers.has(from) && called.has(to));
  if (edges.length === 0) return null;
  const nameOf = (id: string) => {
    const group = groups.get(id.replace(/^rest:/, ""));
    return group ? groupTitle(group) : (graph.nodes.find((node) => node.id === id)?.name ?? id);
  };
  return <EdgePanel {...{ edges, graph, state }} title={`${nameOf(pick.from)} to ${nameOf(pick.to)}`} />;
}

function allGroups(groups: readonly Group[], into = new Map<string, Group>()): ReadonlyMap<string, Group> {
  for (const group of groups) {
    into.set(group.id, group);
    allGroups(group.groups, into);
  }
  return into;
}
