/**
 * What is different between two instants A and B, A before B: of everything that is known of the system.
 *
 * Shape: two states with the numbers of their frames, and the events between, oldest first -> differences in the order in which they
 * came to be, then what only drifted. A difference is dated by the event with which its value left the one it had at A for good, so
 * healthy → degraded (10:01) → failed (10:03) is one difference of 10:01. What changed and changed back is no difference; it is counted.
 * Numbers count as different where a person would call them so (stateDrift.ts). Between what was never judged, or in a gap, health is no
 * difference: no data is not a change of health.
 * Units: server/model/state.ts. Errors: never throws. Next: server/routers/stateDifferences.ts.
 */
import {
  type EventKind,
  healthOf,
  isPresent,
  type PropertyValue,
  type StateEvent,
  type StateValue,
  type SystemState,
  type ThingId,
  type ThingKind,
  type ThingState,
  thingId,
  thingOf,
  WHOLE_KINDS,
} from "../model/state.ts";
import { sayLength } from "./history/sayNumbers.ts";
import { thingName } from "./history/thingNames.ts";
import { type Drift, drifts, type Numbers } from "./stateDrift.ts";
import { valueWords } from "./stateWords.ts";

export interface DiffSide {
  readonly atMs: number;
  readonly state: SystemState;
  /** Nothing is known of this instant's health and numbers. */
  readonly gap: boolean;
  readonly numbers: (thing: ThingId) => Numbers;
}
export type DiffEvent = Pick<StateEvent, "atMs" | "kind" | "thing" | "title" | "patch">;

export interface StateDifference {
  readonly thing: ThingId;
  readonly kind: ThingKind;
  readonly names: readonly string[];
  readonly change: "appeared" | "vanished" | "version" | "health" | "configuration" | "scale" | Drift["change"];
  readonly title: string;
  readonly property: string | null;
  readonly before: PropertyValue | null;
  readonly after: PropertyValue | null;
  readonly atMs: number | null;
  readonly eventKind: EventKind | null;
}
export interface StateDiff {
  readonly differences: readonly StateDifference[];
  readonly first: string | null;
  readonly changedBack: number;
}

/** Event and its place in the order, by which a key left its value at A. */
interface Departure {
  readonly event: DiffEvent;
  readonly order: number;
}
interface Found {
  readonly difference: StateDifference;
  readonly departure: Departure | null;
}

export function stateDiff(a: DiffSide, b: DiffSide, events: readonly DiffEvent[]): StateDiff {
  const { departures, returned } = departuresOf(a.state, events);
  const found: Found[] = [];
  const changed = new Set<ThingId>();
  for (const thing of new Set([...a.state.keys(), ...b.state.keys()])) {
    const own = differencesOf(thing, a, b, departures.get(thing) ?? NO_DEPARTURES);
    if (own.length > 0) changed.add(thing);
    for (const one of own) found.push(one);
  }
  found.sort(byEventThenThing);
  const changedBack = [...returned].filter((thing) => !changed.has(thing)).length;
  return { differences: found.map(({ difference }) => difference), first: firstOf(found, a.atMs), changedBack };
}
const NO_DEPARTURES: ReadonlyMap<string, Departure> = new Map();

function byEventThenThing(x: Found, y: Found): number {
  const order = (x.departure?.order ?? Number.POSITIVE_INFINITY) - (y.departure?.order ?? Number.POSITIVE_INFINITY);
  if (order < 0 || order > 0) return order;
  const a = x.difference.thing;
  const b = y.difference.thing;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * What changed first: among parts of things (instances, placements, edges) something always comes, goes or falls silent, so of those only
 * what got worse counts, unless there is nothing else. Alerts and objectives judge what the system did before: they follow, and one
 * that ends may be of an old trouble.
 */
function firstOf(found: readonly Found[], aMs: number): string | null {
  const dated = found.filter(({ departure }) => departure !== null);
  const first =
    dated.find(({ difference }) => isTelling(difference)) ??
    dated.find(({ difference }) => !JUDGING.has(difference.kind)) ??
    found[0];
  if (!first) return null;
  const { departure, difference } = first;
  if (!departure) return `Nothing happened at one instant; ${difference.title}.`;
  return `${departure.event.title}, ${sayLength(departure.event.atMs - aMs)} after A.`;
}

const JUDGING: ReadonlySet<ThingKind> = new Set(["alert", "slo"]);

function isTelling({ change, kind, before, after }: StateDifference): boolean {
  if (JUDGING.has(kind)) return false;
  const isWhole = WHOLE_KINDS.includes(kind);
  if (change === "appeared" || change === "vanished") return isWhole;
  if (change !== "health") return true;
  return after === "degraded" || after === "failed" || (isWhole && before !== "unknown");
}

/** What a thing is known by: existence, health and properties; the words and numbers of a judgement follow its health. */
const isTold = (key: string) => key === "present" || key === "health" || key.startsWith("p.");

/** Per thing and key, the event with which it left its value at A for good; and the things of which some key came back. */
function departuresOf(a: SystemState, events: readonly DiffEvent[]) {
  const departures = new Map<ThingId, Map<string, Departure>>();
  const returned = new Set<ThingId>();
  for (const [order, event] of events.entries()) {
    const own = departures.get(event.thing) ?? new Map<string, Departure>();
    departures.set(event.thing, own);
    for (const [key, value] of Object.entries(event.patch)) {
      if (!isTold(key)) continue;
      if (!isSame(value, valueAt(a.get(event.thing), key))) {
        if (!own.has(key)) own.set(key, { event, order });
      } else if (own.delete(key)) returned.add(event.thing);
    }
  }
  return { departures, returned };
}

/** What is not there is not present. */
function valueAt(state: ThingState | undefined, key: string): StateValue | null {
  return state?.[key] ?? (key === "present" ? false : null);
}
function isSame(x: StateValue | null, y: StateValue | null): boolean {
  if (x === y || (x === null && y === false)) return true;
  if (!Array.isArray(x) || !Array.isArray(y)) return false;
  return x.length === y.length && x.every((one, at) => one === y[at]);
}

function differencesOf(thing: ThingId, a: DiffSide, b: DiffSide, left: ReadonlyMap<string, Departure>): Found[] {
  const before = a.state.get(thing);
  const after = b.state.get(thing);
  const isThere = isPresent(after);
  const name = () => thingName(thing);
  const tell = (told: Told, departure: Departure | undefined): Found => ({
    difference: {
      ...{ thing, ...thingOf(thing), property: null, before: null, after: null },
      ...told,
      atMs: departure?.event.atMs ?? null,
      eventKind: departure?.event.kind ?? null,
    },
    departure: departure ?? null,
  });
  if (isPresent(before) !== isThere) {
    if (isToldByService(thing, a, b)) return [];
    const change = isThere ? "appeared" : "vanished";
    const departure = left.get("present");
    // Of one name there are many alerts: what it says tells which.
    const own = thing.startsWith("alert:") ? departure?.event.title : undefined;
    return [tell({ change, title: own ?? `${name()} ${change}` }, departure)];
  }
  // Of services and subjects people may report what nobody saw: told of, whether they exist or not.
  if (!isThere && !/^(subject|service):/.test(thing)) return [];
  const found = propertyChanges(before, after).map((told) =>
    tell({ ...told, title: `${name()} ${told.title}` }, left.get(`p.${told.property}`)),
  );
  if (!isThere || a.gap || b.gap) return found;
  const health = healthChange(before, after);
  const departure = left.get("health");
  if (health) found.unshift(tell({ ...health, title: `${name()} ${health.title}` }, departure));
  for (const drift of drifts(a.numbers(thing), b.numbers(thing))) {
    const told = { ...drift, title: `${name()} ${drift.title}` };
    found.push(tell(told, isCause(departure, drift) ? departure : undefined));
  }
  return found;
}
type Told = Pick<StateDifference, "change" | "title"> & Partial<Pick<StateDifference, "property" | "before" | "after">>;

/** A version that comes or goes is told by its service, while that is there. */
function isToldByService(thing: ThingId, a: DiffSide, b: DiffSide): boolean {
  if (!thing.startsWith("version:")) return false;
  const service = thingId("service", thingOf(thing).names[0] ?? "");
  return isPresent(a.state.get(service)) && isPresent(b.state.get(service));
}

/** A number by which the health was judged anew did not just drift. */
function isCause(departure: Departure | undefined, drift: Drift): boolean {
  const judgement = departure?.event.patch.judgement;
  return (
    typeof judgement === "object" && judgement !== null && "signal" in judgement && judgement.signal === drift.property
  );
}

function healthChange(before: ThingState | undefined, after: ThingState | undefined): Told | null {
  if (before?.health === undefined || after?.health === undefined) return null;
  const [was, is] = [healthOf(before), healthOf(after)];
  if (was === is) return null;
  const reason = is !== "healthy" && typeof after.reason === "string" ? `: ${after.reason}` : "";
  return { change: "health", title: `${was} → ${is}${reason}`, property: "health", before: was, after: is };
}

function propertyChanges(before: ThingState = NOTHING, after: ThingState = NOTHING) {
  if (before === after) return [];
  const changes: ReturnType<typeof propertyChange>[] = [];
  const compare = (key: string) => {
    const [was, is] = [before[key] ?? null, after[key] ?? null];
    if (!key.startsWith("p.") || BOOKKEEPING.test(key) || isSame(was, is) || !isProperty(was) || !isProperty(is))
      return;
    changes.push(propertyChange(key.slice(2), was, is));
  };
  for (const key in after) compare(key);
  for (const key in before) if (!(key in after)) compare(key);
  return changes;
}
const NOTHING: ThingState = {};
/** What the inventory keeps beside a version or a count, to go on from: the version or the count is the difference. */
const BOOKKEEPING = /^p\.(deployedMs|versionBefore|instancesListed)(\.|$)/;
const isProperty = (value: unknown): value is PropertyValue | null =>
  value === null || typeof value !== "object" || Array.isArray(value);

const VERSIONS: ReadonlySet<string> = new Set(["versions", "version", "reportedVersion"]);

function propertyChange(property: string, before: PropertyValue | null, after: PropertyValue | null) {
  const arrow = `${valueWords(before)} → ${valueWords(after)}`;
  if (VERSIONS.has(property)) return { change: "version", title: arrow, property, before, after } as const;
  if (property.startsWith("version.")) {
    const title = `in ${property.slice("version.".length)} ${arrow}`;
    return { change: "version", title, property, before, after } as const;
  }
  if (property === "instances")
    return { change: "scale", title: `${arrow} instances`, property, before, after } as const;
  const title = property === "startedMs" ? "restarted" : `${nameOf(property)}: ${arrow}`;
  return { change: "configuration", title, property, before, after } as const;
}
/** `flag.x` is the flag x; `config.x` and `resource.x` are called x. */
function nameOf(property: string): string {
  const [, group, name] = /^(flag|config|resource)\.(.+)$/.exec(property) ?? [];
  return group === "flag" ? `flag ${name}` : (name ?? property);
}
