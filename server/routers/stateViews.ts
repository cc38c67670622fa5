/**
 * State, events and frames of the store -> the forms in which they are answered (stateAnswer.ts).
 * Shape: what exists at an instant, with the numbers of that instant's frame beside it; by kind, then by name.
 * Units: as in stateAnswer.ts. Errors: a place that is none of ours is INVALID; nothing else throws.
 */
import { peerIdentities } from "../analysis/graph/peerIdentity.ts";
import { DomainError } from "../errors.ts";
import {
  type EventPlace,
  type Health,
  healthOf,
  isPresent,
  type Judgement,
  type PropertyValue,
  placeOf,
  type StateEvent,
  type SystemState,
  THING_KINDS,
  type ThingId,
  type ThingKind,
  type ThingState,
  thingOf,
} from "../model/state.ts";
import type { StateAt } from "../store/stateStore.ts";
import type { FrameAt } from "./frameAt.ts";
import { reasonNow } from "./reasonNow.ts";
import type { EventView, StateAnswer, ThingView } from "./stateAnswer.ts";

/** Things of one kind that one answer lists: beyond them nobody reads a list, and a hundred thousand instances make it tens of megabytes. */
const MOST_OF_A_KIND = 30_000;

/** What exists, by kind and name. `kinds` null takes all. In a gap nobody's health is known. */
export function thingViews(
  { state }: StateAt,
  frame: FrameAt,
  gap: boolean,
  kinds: ReadonlySet<ThingKind> | null,
): Pick<StateAnswer, "things" | "omitted"> {
  const things: ThingView[] = [];
  const counts = new Map<ThingKind, number>();
  let omitted = 0;
  for (const [id, thing] of state) {
    if (!isPresent(thing)) continue;
    const named = thingOf(id);
    if (kinds && !kinds.has(named.kind)) continue;
    const count = counts.get(named.kind) ?? 0;
    counts.set(named.kind, count + 1);
    if (count >= MOST_OF_A_KIND) omitted++;
    else things.push(thingView(id, thing, frame, gap, named));
  }
  return { things: things.map(identifier(state)).sort(byKindAndName), omitted };
}

/**
 * Tells peers and the services that they are of each other: a peer's `service` (certain) or `resembles`, a service's `calledAs`, which
 * lists the names it is called by.
 */
export function identifier(state: SystemState): (thing: ThingView) => ThingView {
  const identities = peerIdentities(state);
  const calledAs = new Map<string, string[]>();
  for (const [peer, { service, isCertain }] of identities) {
    const name = thingOf(peer).names[1] ?? "";
    if (isCertain) calledAs.set(service, [...(calledAs.get(service) ?? []), name].sort());
  }
  const knownOf = ({ id, kind, names }: ThingView): Record<string, PropertyValue> | null => {
    const identity = kind === "peer" ? identities.get(id) : undefined;
    if (identity) return { [identity.isCertain ? "service" : "resembles"]: identity.service };
    const called = kind === "service" ? calledAs.get(names[0] ?? "") : undefined;
    return called ? { calledAs: called } : null;
  };
  return (thing) => {
    const known = knownOf(thing);
    return known ? { ...thing, properties: { ...thing.properties, ...known } } : thing;
  };
}

export function thingView(
  id: ThingId,
  state: ThingState,
  frame: FrameAt,
  gap: boolean,
  named: Pick<ThingView, "kind" | "names"> = thingOf(id),
): ThingView {
  const isJudged = state.health !== undefined;
  const health: Health = gap ? "unknown" : healthOf(state);
  const numbers = frame.numbers(id);
  return {
    id,
    ...named,
    health,
    reason: gap && isJudged ? GAP_REASON : health === "healthy" ? null : reasonOf(state, numbers),
    judgement: gap ? null : judgementOf(state),
    ...numbers,
    properties: propertiesOf(state),
  };
}
const GAP_REASON = "Nothing arrived around this instant, so its health is not known.";

/** With the numbers of the instant. */
export function reasonOf(state: ThingState, numbers: ReturnType<FrameAt["numbers"]>): string | null {
  return typeof state.reason === "string" ? reasonNow(state.reason, judgementOf(state), numbers) : null;
}

function judgementOf({ judgement }: ThingState): Judgement | null {
  return typeof judgement === "object" && "signal" in judgement ? judgement : null;
}

/** Without the leading `p.`. */
export function propertiesOf(state: ThingState): Record<string, PropertyValue> {
  const properties: Record<string, PropertyValue> = {};
  for (const key in state) {
    const value = state[key];
    if (key.startsWith("p.") && value !== undefined && isProperty(value)) properties[key.slice(2)] = value;
  }
  return properties;
}
export const isProperty = (value: unknown): value is PropertyValue => typeof value !== "object" || Array.isArray(value);

const RANK = new Map(THING_KINDS.map((kind, rank) => [kind, rank]));
function byKindAndName(a: ThingView, b: ThingView): number {
  return (RANK.get(a.kind) ?? 0) - (RANK.get(b.kind) ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function eventView(event: StateEvent): EventView {
  const { id, atMs, knownMs, retractedMs, kind, thing, title, problem, detail, patch, prev } = event;
  const view = { id, atMs, knownMs, retractedMs, kind, thing, title, problem, patch, prev };
  return {
    ...view,
    ...(detail && { detail: shownDetail(detail) }),
    service: serviceOf(thing),
    place: placeText(placeOf(event)),
  };
}

/** Without what only tells repeats apart (stateReports.ts). */
function shownDetail({ contentHash: _hash, ...detail }: Readonly<Record<string, PropertyValue>>) {
  return detail;
}

/** The service that a thing belongs to; of an edge the one that is called, of one to a peer the one that calls. */
export function serviceOf(thing: ThingId): string | null {
  const { kind, names } = thingOf(thing);
  const [first = "", second = "", third = "", , fifth = ""] = names;
  switch (kind) {
    case "service":
    case "placement":
    case "version":
    case "instance":
      return first || null;
    case "edge":
      return (third === "" ? second : first) || null;
    case "placedEdge":
      return (fifth === "" ? third : first) || null;
    default:
      return null;
  }
}

const placeText = ({ atMs, rank, id, thing }: EventPlace) => `${atMs}.${rank}.${id}.${thing}`;
const PLACE = /^(\d{1,16})\.(\d{1,2})\.(\d{1,20})\.([\s\S]+)$/;
/** Undoes the text of an event's place. */
export function placeFrom(text: string): EventPlace {
  const [, atMs, rank, id, thing] = PLACE.exec(text) ?? [];
  if (!atMs || !rank || !id || !thing) {
    throw new DomainError("INVALID", "This is no place of an event. Take `place` from an event that was answered.");
  }
  return { atMs: Number(atMs), rank: Number(rank), id, thing: thing as ThingId };
}
