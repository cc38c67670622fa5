/** How the planned map looks at one instant: statuses, numbers, widths, words. Pure, and cheap enough for every frame. */
import {
  CLIENTS,
  type GraphEdge,
  type GraphNode,
  NO_NUMBERS,
  type Numbers,
} from "../../server/analysis/graph/mapGraph.ts";
import type { Health } from "../../server/model/state.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { linesOf } from "./lineLooks.ts";
import {
  groupTitle,
  groupWordsBeside,
  HEALTH_WORDS,
  NO_CALLS,
  NO_CALLS_OF_ONE,
  nodeNote,
  STATUS_OF,
  signalValue,
  TONE_OF,
  tally,
  tightRate,
  worstOf,
} from "./mapWords.ts";
import { type MapPlan, mostChips, type NumbersAt, type Signals } from "./prepareMap.ts";
import type { Box, Line } from "./scene.ts";

/** What changed about a thing between two instants. */
export interface DiffMark {
  readonly change: "appeared" | "vanished" | "changed";
  readonly count: number;
}
export interface LookOptions {
  /** While the playhead moves; null: the numbers of the graph itself. */
  readonly numbersAt: NumbersAt | null;
  readonly signals: Signals;
  readonly ranks: ReadonlyMap<string, number>;
  readonly colorOf: (service: string) => string;
  readonly pinned: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, DiffMark> | null;
}

const GONE_ALPHA = 0.28;
const HEAT = ["var(--seq-3)", "var(--seq-5)", "var(--seq-7)", "var(--seq-9)"] as const;

export interface Now extends Numbers {
  readonly here: boolean;
}
function nowOf(thing: GraphNode | GraphEdge, numbersAt: NumbersAt | null): Now {
  if (!numbersAt) return { ...thing, here: thing.present };
  const numbers = numbersAt(thing.id);
  // Of what never sends numbers only the settled instant knows whether it is there.
  if (!numbers) return { ...NO_NUMBERS, here: thing.present };
  return { ...numbers, here: numbers.health !== "unknown" || numbers.requestsPerSecond !== null };
}

export function looksOf(plan: MapPlan, options: LookOptions): { boxes: Box[]; lines: Line[] } {
  const now = new Map<string, Now>();
  for (const node of plan.nodes.values()) now.set(node.id, nowOf(node, options.numbersAt));
  const edgeNow = new Map<string, Now>();
  for (const { edges } of plan.bundles) for (const edge of edges) edgeNow.set(edge.id, nowOf(edge, options.numbersAt));
  const clients = plan.nodes.get(CLIENTS);
  if (clients) now.set(CLIENTS, clientsNow(plan, edgeNow));
  const heat = heatOf(now, options);
  const boxes = plan.items.map(({ id, parent, w, h }): Box => {
    const place = { id, parent, w, h };
    const node = plan.nodes.get(id);
    if (node) {
      const own = now.get(id) ?? nowOf(node, null);
      const looks = nodeBox(node, own, heat(id), options);
      return { ...looks, ...(isCallless(plan, id, own.health) && calllessLooks(node)), ...place };
    }
    const frame = plan.frames.get(id);
    if (frame) return { ...groupBox(plan, frame.members, now, groupTitle(frame.group)), ...place, kind: "frame" };
    return { ...foldedBox(plan, id, now, edgeNow, options), ...place };
  });
  return { boxes, lines: linesOf(plan, edgeNow, options) };
}

function clientsNow({ bundles }: MapPlan, edgeNow: ReadonlyMap<string, Now>): Now {
  let rate: number | null = null;
  for (const { from, edges } of bundles) {
    if (from !== CLIENTS) continue;
    for (const { id } of edges) rate = (rate ?? 0) + (edgeNow.get(id)?.requestsPerSecond ?? 0);
  }
  return { ...NO_NUMBERS, requestsPerSecond: rate, here: true };
}

const PLAIN = { aside: "", chips: [], more: 0, badge: null, pinned: false, movable: true } as const;

function nodeBox(
  node: GraphNode,
  now: Now,
  heat: string | null,
  options: LookOptions,
): Omit<Box, "parent" | "w" | "h"> {
  const { signals, ranks, colorOf, pinned, marks } = options;
  const note = nodeNote(node, now, signals.color ?? signals.size, ranks.get(node.id));
  const isClients = node.id === CLIENTS;
  return {
    ...PLAIN,
    id: node.id,
    kind: "node",
    title: shownText(node.name),
    status: isClients ? null : STATUS_OF[now.health],
    stripe: isClients ? null : colorOf(node.service ?? node.name),
    note: now.here ? note : "not here now",
    tone: TONE_OF[now.health],
    edge: heat,
    badge: badgeOf(marks?.get(node.id)),
    alpha: now.here ? 1 : GONE_ALPHA,
    pinned: pinned.has(node.id),
    spoken: `${node.name}${node.region ? ` in ${node.region}` : ""}${isClients ? "" : `, ${HEALTH_WORDS[now.health]}`}, ${note}`,
  };
}

const isCallless = ({ callless }: MapPlan, id: string, health: Health) => health === "unknown" && callless.has(id);
const calllessLooks = ({ name }: GraphNode) => ({
  status: null,
  note: NO_CALLS_OF_ONE,
  spoken: `${name}, ${NO_CALLS_OF_ONE}`,
});

function badgeOf(mark: DiffMark | undefined): string | null {
  if (!mark) return null;
  return mark.change === "appeared" ? "+" : mark.change === "vanished" ? "−" : `±${mark.count}`;
}

function groupBox(plan: MapPlan, members: readonly string[], now: ReadonlyMap<string, Now>, title: string) {
  const here = members.filter((id) => now.get(id)?.here);
  const { nodes } = plan;
  const healthOf = (id: string): Health => now.get(id)?.health ?? "unknown";
  const judged = here.filter((id) => !isCallless(plan, id, healthOf(id)));
  const counts = tally(judged.map(healthOf));
  const health = worstOf(counts);
  const noun = here.every((id) => nodes.get(id)?.kind === "peer") ? "peer" : "service";
  const silent = here.length - judged.length;
  // The name of such a group says the rest.
  const words = title === NO_CALLS ? formatCountOf(silent, noun) : groupWordsBeside(counts, silent, noun);
  return {
    ...PLAIN,
    id: "",
    title: shownText(title),
    status: here.length > 0 && judged.length === 0 ? null : STATUS_OF[health],
    stripe: null,
    note: "",
    aside: words,
    tone: TONE_OF[health],
    edge: null,
    alpha: here.length > 0 || members.some((id) => nodes.get(id)?.present) ? 1 : GONE_ALPHA,
    movable: false,
    spoken: `Group ${title}: ${words}`,
  };
}

function foldedBox(
  plan: MapPlan,
  id: string,
  now: ReadonlyMap<string, Now>,
  edgeNow: ReadonlyMap<string, Now>,
  { colorOf }: LookOptions,
): Omit<Box, "parent" | "w" | "h"> {
  const folded = plan.folded.get(id);
  const members = folded?.members ?? [];
  const title = folded ? (folded.rest ? `${members.length} more` : groupTitle(folded.group)) : id;
  const common = groupBox(plan, members, now, title);
  const order: Readonly<Record<Health, number>> = { failed: 0, degraded: 1, healthy: 2, unknown: 3 };
  const healthOf = (member: string) => now.get(member)?.health ?? "unknown";
  const sorted = plan.hasChips ? [...members].sort((a, b) => order[healthOf(a)] - order[healthOf(b)]) : [];
  const entering = plan.bundles.flatMap(({ to, edges }) => (to === id ? edges : []));
  const rate = entering.reduce((all, edge) => all + (edgeNow.get(edge.id)?.requestsPerSecond ?? 0), 0);
  return {
    ...common,
    id,
    kind: "folded",
    aside: plan.hasChips ? common.aside : foldedWords(members.length, common.aside),
    note: entering.length > 0 ? tightRate(rate) : "",
    chips: sorted.slice(0, mostChips).map((member) => {
      const node = plan.nodes.get(member);
      return { color: colorOf(node?.service ?? node?.name ?? ""), status: STATUS_OF[healthOf(member)] };
    }),
    more: Math.max(0, sorted.length - mostChips),
    movable: true,
    spoken: `${common.spoken}, folded`,
  };
}

/** Short, for a box without chips. */
const foldedWords = (count: number, words: string) => (words.includes("healthy") ? `${count} healthy` : words);

/** Colours by where a value lies among all; for those who look at one signal in place of health. */
function heatOf(now: ReadonlyMap<string, Now>, { signals, ranks }: LookOptions): (id: string) => string | null {
  const { color } = signals;
  if (color === null) return () => null;
  const valueFor = (id: string) => signalValue(color, now.get(id) ?? NO_NUMBERS, ranks.get(id));
  const values = [...now.keys()].flatMap((id) => valueFor(id) ?? []).sort((a, b) => a - b);
  return (id) => {
    const value = valueFor(id);
    if (value === null || id === CLIENTS) return null;
    const below = values.filter((one) => one < value).length / Math.max(1, values.length);
    return HEAT[Math.min(HEAT.length - 1, Math.floor(below * HEAT.length))] ?? null;
  };
}
