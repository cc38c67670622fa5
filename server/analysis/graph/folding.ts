/**
 * Which groups are drawn whole and which as one box, so that a first view has at most so many boxes and trouble is always in sight.
 *
 * Groups with trouble are opened first, the worst first, as long as there is room. One that has no room whole opens in part: its
 * members in trouble stand out, then their neighbours, then who calls and is called most, and the rest stays one box. Healthy groups are opened
 * when nothing is in trouble or everything is wanted, the smallest first (but not those that ./clusters.ts made up). What a person opened or shut stays so, whatever the room.
 */
import { CALLLESS } from "./callless.ts";
import { APART, NEAR } from "./clusters.ts";
import { type Group, type Grouping, membersOf } from "./grouping.ts";
import type { MapGraph } from "./mapGraph.ts";

export const MOST_BOXES = 35;

export interface FoldRequest {
  readonly graph: MapGraph;
  readonly grouping: Grouping;
  /** How bad each node in trouble is; 2 failed, 1 degraded. Nodes without trouble are left out. */
  readonly trouble: ReadonlyMap<string, number>;
  readonly want: "trouble" | "all";
  /** Ids of groups that a person opened and shut. */
  readonly opened?: ReadonlySet<string>;
  readonly shut?: ReadonlySet<string>;
  /** Opens every group. */
  readonly everything?: boolean;
  readonly mostBoxes?: number;
}
export interface FoldedBox {
  readonly id: string;
  readonly group: Group;
  readonly members: readonly string[];
  /** True when it is what remains of a group that is open in part. */
  readonly rest: boolean;
}
export interface Folding {
  /** The box that each node is drawn as: its own id, or that of the folded box it is in. */
  readonly boxOf: ReadonlyMap<string, string>;
  readonly open: ReadonlySet<string>;
  readonly folded: ReadonlyMap<string, FoldedBox>;
  /** Boxes drawn, and nodes folded away in some of them. */
  readonly boxes: number;
  readonly hidden: number;
}

/** Groups that are open in part, and who stands out in them. */
type Parts = Map<string, ReadonlySet<string>>;

export function foldGroups(request: FoldRequest): Folding {
  const { grouping, mostBoxes = MOST_BOXES, opened, shut, everything = false } = request;
  const open = new Set<string>();
  const parts: Parts = new Map();
  let boxes = grouping.nodes.length + grouping.groups.length;
  const waiting = [...grouping.groups];
  const openWhole = (group: Group) => {
    open.add(group.id);
    boxes += costOf(group);
    waiting.push(...group.groups);
  };
  const take = (wanted: (group: Group) => boolean) => {
    const at = waiting.findIndex(wanted);
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  // A group of one is no larger open than folded, and open one reads its name.
  const isOne = ({ id, nodes, groups }: Group) => nodes.length === 1 && groups.length === 0 && !shut?.has(id);
  const byHand = (group: Group) => everything || isOne(group) || (opened?.has(group.id) ?? false);
  const first = boxes;
  for (let group = take(byHand); group; group = take(byHand)) openWhole(group);
  // What a person opened takes no room from trouble.
  const room = mostBoxes + boxes - first;
  for (let group = nextToOpen(waiting, request); group; group = nextToOpen(waiting, request)) {
    waiting.splice(waiting.indexOf(group), 1);
    if (shut?.has(group.id)) continue;
    if (boxes + costOf(group) <= room) openWhole(group);
    else if (badness(group, request.trouble) > 0) {
      const out = standOut(group, request, room - boxes, waiting);
      if (out.size > 0) parts.set(group.id, out);
      boxes += out.size;
    }
  }
  return drawn(request, open, parts, boxes);
}

/** Boxes more than the one of the folded group. */
const costOf = (group: Group) => group.nodes.length + group.groups.length - 1;

function badness(group: Group, trouble: ReadonlyMap<string, number>): number {
  return membersOf(group).reduce((sum, id) => sum + (trouble.get(id) ?? 0), 0);
}

function nextToOpen(waiting: readonly Group[], { trouble, want }: FoldRequest): Group | undefined {
  const healthyToo = want === "all" || trouble.size === 0;
  let best: Group | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const group of waiting) {
    const bad = badness(group, trouble);
    const score = bad > 0 ? bad : -1 - costOf(group);
    const isMade = group.key === NEAR || group.key === APART || group.key === CALLLESS;
    if ((bad > 0 || (healthyToo && !isMade)) && score > bestScore) [best, bestScore] = [group, score];
  }
  return best;
}

/** Who stands out of a group that cannot be opened whole: those in trouble, their neighbours, then whoever calls and is called most. */
function standOut(group: Group, { graph, trouble }: FoldRequest, room: number, waiting: readonly Group[]): Set<string> {
  const members = new Set(membersOf(group));
  const bad = [...members].filter((id) => trouble.has(id));
  bad.sort((a, b) => (trouble.get(b) ?? 0) - (trouble.get(a) ?? 0));
  const out = new Set(bad.slice(0, Math.max(0, room)));
  const within = graph.edges
    .filter(({ from, to }) => members.has(from) && members.has(to))
    .sort((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0));
  const inTrouble = new Set(out);
  for (const { from, to } of within)
    if (inTrouble.has(from) !== inTrouble.has(to) && out.size < room) out.add(from).add(to);
  // Trouble of the groups to come needs room as well.
  const kept = waiting.reduce((sum, other) => sum + membersOf(other).filter((id) => trouble.has(id)).length, 0);
  for (const { from, to } of within) if (out.size < room - kept - 1) out.add(from).add(to);
  return out;
}

function drawn(request: FoldRequest, open: Set<string>, parts: Parts, boxes: number): Folding {
  const boxOf = new Map<string, string>();
  const folded = new Map<string, FoldedBox>();
  const fold = (group: Group, rest: boolean, members: readonly string[]) => {
    const id = rest ? `rest:${group.id}` : group.id;
    folded.set(id, { id, group, members, rest });
    for (const member of members) boxOf.set(member, id);
  };
  const walk = ({ nodes, groups }: Grouping) => {
    for (const id of nodes) boxOf.set(id, id);
    for (const group of groups) {
      const part = parts.get(group.id);
      if (open.has(group.id)) walk(group);
      else if (part) {
        for (const id of part) boxOf.set(id, id);
        const others = membersOf(group).filter((id) => !part.has(id));
        if (others.length > 0) fold(group, true, others);
      } else fold(group, false, membersOf(group));
    }
  };
  walk(request.grouping);
  for (const id of parts.keys()) open.add(id);
  const hidden = [...folded.values()].reduce((sum, { members }) => sum + members.length, 0);
  return { boxOf, open, folded, boxes, hidden };
}
