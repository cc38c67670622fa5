/**
 * Differences as they are listed and drawn: what changed, from what to what, and which marks it gives the things of the map. Pure.
 * Order stays that of the answer: oldest first, what only drifted last.
 */

import type { MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { thingName } from "../../server/analysis/history/thingNames.ts";
import { valueWords } from "../../server/analysis/stateWords.ts";
import { HEALTHS, type Health, type ThingId, thingId, thingOf } from "../../server/model/state.ts";
import type { Difference } from "../../server/routers/stateAnswer.ts";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRate, formatRatio } from "../format/formatNumbers.ts";
import type { DiffMark } from "../graph/mapLooks.ts";

export const DIFFERENCE_GROUPS = ["config", "health", "rate"] as const;
export type DifferenceGroup = (typeof DIFFERENCE_GROUPS)[number];

const GROUP_OF: Readonly<Record<Difference["change"], DifferenceGroup>> = {
  appeared: "config",
  vanished: "config",
  version: "config",
  configuration: "config",
  scale: "config",
  health: "health",
  errors: "rate",
  latency: "rate",
  rate: "rate",
};
export const groupOf = ({ change }: Difference): DifferenceGroup => GROUP_OF[change];

export interface DifferenceRow {
  readonly key: string;
  readonly difference: Difference;
  /** Appeared, vanished, changed. */
  readonly sign: "+" | "−" | "~";
  readonly name: string;
  /** Whose colour it has; null for none. */
  readonly service: string | null;
  /** What of it, as in "p95"; "" where the values say it. */
  readonly what: string;
  /** Side by side; null where there is nothing to compare. */
  readonly values: { readonly before: string; readonly after: string } | null;
  /** Second line: why, or what kind of thing it is. */
  readonly note: string;
  /** What its health is now, of a change of health. */
  readonly health: Health | null;
}

/** Of all together, a number by which a thing was judged anew is part of that judgement, and no line of its own. */
export function differenceRows(differences: readonly Difference[], only: DifferenceGroup | null): DifferenceRow[] {
  const judged = new Set(differences.flatMap((one) => (one.change === "health" ? [`${one.thing} ${one.atMs}`] : [])));
  const isPart = (one: Difference) =>
    groupOf(one) === "rate" && one.atMs !== null && judged.has(`${one.thing} ${one.atMs}`);
  return differences
    .filter((one) => (only === null ? !isPart(one) : groupOf(one) === only))
    .map((difference) => {
      const { thing, change, property } = difference;
      const words = wordsOf(difference);
      return {
        key: `${thing} ${change} ${property ?? ""}`,
        difference,
        sign: change === "appeared" ? "+" : change === "vanished" ? "−" : "~",
        name: shortName(thing),
        service: serviceOf(thing),
        health: change === "health" ? asHealth(difference.after) : null,
        ...words,
        note: noteOf(thing, words.note),
      };
    });
}

/**
 * Those that say something of their own. With regions on the map a service that is well or ill is told by each of its placements, without
 * them by the service; and calls that only became more, fewer or slower, or fell silent, are told by what is called.
 */
export function toldDifferences(differences: readonly Difference[], placed: boolean): Difference[] {
  const regional = new Set(
    differences.flatMap((one) => (one.kind === "placement" && groupOf(one) !== "config" ? [one.names[0]] : [])),
  );
  return differences.filter(({ kind, names, change, after }) => {
    if (kind === "region") return false;
    if (kind === (placed ? "edge" : "placedEdge") || (kind === "placement" && !placed)) return false;
    if (kind === "service" && placed && GROUP_OF[change] !== "config" && regional.has(names[0])) return false;
    if (kind !== "edge" && kind !== "placedEdge") return true;
    return GROUP_OF[change] === "config" || (change === "health" && (after === "failed" || after === "degraded"));
  });
}

/** Calls by an arrow, so that both ends are in sight: "gateway → cart", "cart in ap-south → inventory in eu-west". */
export function shortName(thing: ThingId): string {
  const { kind, names } = thingOf(thing);
  const [from = "", a = "", b = "", c = ""] = names;
  const caller = from === "user" ? "outside" : from;
  const within = (name: string, region: string) => (region === "" ? name : `${name} in ${region}`);
  if (kind === "edge") return `${caller} → ${a}`;
  if (kind !== "placedEdge") return thingName(thing);
  return regionOfCalls(thing) === "" ? `${within(caller, a)} → ${within(b, c)}` : `${caller} → ${b}`;
}

/** The one region that calls stay in, or come into from outside; "" for others. */
function regionOfCalls(thing: ThingId): string {
  const { kind, names } = thingOf(thing);
  const [from = "", a = "", , c = ""] = names;
  return kind === "placedEdge" && (a === c || from === "user") ? c : "";
}

/** The region of calls, which their name leaves out, then what else there is to say. */
function noteOf(thing: ThingId, note: string): string {
  const region = regionOfCalls(thing);
  return [region && `in ${region}`, region ? note.charAt(0).toLowerCase() + note.slice(1) : note]
    .filter(Boolean)
    .join(": ");
}

function wordsOf(difference: Difference): Pick<DifferenceRow, "what" | "values" | "note"> {
  const { change, kind, property, before, after, title } = difference;
  const values = { before: valueWords(before), after: valueWords(after) };
  switch (change) {
    case "appeared":
    case "vanished":
      if (kind === "alert") return alertWords(difference);
      return { what: change, values: null, note: KIND_WORDS[kind] ?? kind };
    case "health":
      return { what: "", values, note: capital(title.split(": ").slice(1).join(": ")) };
    case "version":
      return {
        what: "",
        values,
        note: property?.startsWith("version.") ? `version in ${property.slice(8)}` : "version",
      };
    case "scale":
      return { what: "", values: { ...values, after: `${values.after} instances` }, note: "scaled" };
    case "configuration":
      if (property === "startedMs") return { what: "restarted", values: null, note: KIND_WORDS[kind] ?? kind };
      return { what: (property ?? "").replace(/^(flag|config|resource)\./, ""), values, note: configNote(property) };
    default:
      return { ...numberWords(difference), note: "" };
  }
}

/** Which of the alerts of that name: what it said of itself. */
function alertWords({ change, title, names }: Difference): Pick<DifferenceRow, "what" | "values" | "note"> {
  const what = change === "appeared" ? "fires" : "is over";
  const said = title.startsWith(`${names[0]} ${what}`) ? title.slice(`${names[0]} ${what}`.length) : "";
  return { what, values: null, note: capital(said.replace(/^:? /, "")) || "alert" };
}

function numberWords({ change, before, after }: Difference): Pick<DifferenceRow, "what" | "values"> {
  const number = (value: Difference["before"]) => (typeof value === "number" ? value : null);
  const say = change === "rate" ? formatRate : change === "latency" ? formatSeconds : formatRatio;
  const what = change === "rate" ? "" : change === "latency" ? "p95" : "fails";
  return { what, values: { before: say(number(before)), after: say(number(after)) } };
}

const configNote = (property: string | null) => (property?.startsWith("flag.") ? "feature flag" : "configuration");
const KIND_WORDS: Readonly<Record<string, string>> = {
  service: "a service",
  placement: "a service in a region",
  peer: "a database, queue or other peer",
  edge: "calls never seen before",
  placedEdge: "calls between regions",
  version: "a version",
  instance: "an instance",
};
const asHealth = (value: unknown): Health | null => HEALTHS.find((one) => one === value) ?? null;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The service that a thing is, or is a part of. */
export function serviceOf(thing: ThingId): string | null {
  const { kind, names } = thingOf(thing);
  return ["service", "placement", "version", "instance"].includes(kind) ? (names[0] ?? null) : null;
}

/**
 * What the map draws of the differences: a thing's own, and those of what it stands for: a service's placements where the map has
 * regions, the whole service where it has none. Health and numbers of a whole are told by each part itself.
 */
export function diffMarks(differences: readonly Difference[], graph: MapGraph): Map<string, DiffMark> {
  const onMap = new Set<string>([...graph.nodes, ...graph.edges].map(({ id }) => id));
  const placements = new Map<string, string[]>();
  for (const { id, kind, service } of graph.nodes)
    if (kind === "placement" && service) placements.set(service, [...(placements.get(service) ?? []), id]);
  const marks = new Map<string, DiffMark>();
  const add = (id: string, change: DiffMark["change"]) => {
    const { count, ...known } = marks.get(id) ?? { change, count: 0 };
    marks.set(id, { change: known.change === "changed" ? change : known.change, count: count + 1 });
  };
  for (const one of differences) {
    const own = one.change === "appeared" || one.change === "vanished" ? one.change : "changed";
    if (onMap.has(one.thing)) add(one.thing, own);
    else for (const id of standIns(one, placements, onMap)) add(id, "changed");
  }
  return marks;
}

/** Where a difference of something that the map does not draw itself is shown. */
function standIns(one: Difference, placements: ReadonlyMap<string, string[]>, onMap: ReadonlySet<string>): string[] {
  const service = serviceOf(one.thing);
  if (service === null || one.kind === "placement" || groupOf(one) !== "config") return [];
  const whole = thingId("service", service);
  if (onMap.has(whole)) return [whole];
  const own = placements.get(service) ?? [];
  const region = one.property?.startsWith("version.") ? one.property.slice(8) : null;
  return region === null ? own : own.filter((id) => thingOf(id).names[1] === region);
}

/** What to select on the map for a difference or an event about a thing; null when the map draws nothing of it. */
export function nodeFor(thing: ThingId, graph: MapGraph): string | null {
  const nodes = new Set(graph.nodes.map(({ id }) => id));
  if (nodes.has(thing)) return thing;
  const service = serviceOf(thing);
  if (service === null) return null;
  const whole = thingId("service", service);
  if (nodes.has(whole)) return whole;
  return graph.nodes.find((node) => node.kind === "placement" && node.service === service)?.id ?? null;
}
