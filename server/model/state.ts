/**
 * The state of the whole system, and the events that make it (DESIGN §1.3): a fold over events gives the state at any instant.
 *
 * A *thing* is anything that exists for a while: a service, a call edge, an instance. Its id is text: the kind, a colon, and the parts of
 * its name, each percent-encoded, joined by slashes (`service:checkout`, `edge:gateway/checkout/`). An *event* says that something
 * about one thing changed at an instant: which keys of its state, to what, and from what, so that a step back costs as much as one
 * forward. Events carry two times: when it was true, and when it became known; one that turned out wrong carries a third, when it was
 * taken back. The history as known at an instant K are the events known by K and not yet taken back then.
 *
 * Units: instants in Unix milliseconds; ratios 0..1; rates per second; durations in seconds.
 */

/** Kinds of things; what comes later (alerts, SLOs, experiments) is a kind more, and nothing else changes. */
export const THING_KINDS = [
  "service",
  /** A service in one region: [service, region]. */
  "placement",
  /** What is called and sends no spans of its own: [type, name], type as of an edge. */
  "peer",
  /** [client, server, type]; "user" stands for callers from outside. */
  "edge",
  /** An edge told apart by region: [client, client's region, server, server's region, type]. Peers have the region "". */
  "placedEdge",
  /** [service, version]. */
  "version",
  /** [service, instance]. */
  "instance",
  "host",
  /** [namespace, pod]. */
  "pod",
  "node",
  "region",
  /** [region, zone]. */
  "zone",
  /** Whatever people and pipelines report about something that sends nothing: [name]. */
  "subject",
  "alert",
  "slo",
] as const;
export type ThingKind = (typeof THING_KINDS)[number];
/** Those of which frames hold numbers and health. */
export const FRAMED_KINDS = [
  "service",
  "placement",
  "peer",
  "edge",
  "placedEdge",
] as const satisfies readonly ThingKind[];
/** What people think of as one thing; of the others there are many to each of these, and much happens to them. */
export const WHOLE_KINDS: readonly ThingKind[] = [
  "service",
  "peer",
  "host",
  "node",
  "region",
  "zone",
  "subject",
  "alert",
  "slo",
];
export type ThingId = string & { readonly __brand: "ThingId" };

export function thingId(kind: ThingKind, ...names: readonly string[]): ThingId {
  return `${kind}:${names.map(encodeURIComponent).join("/")}` as ThingId;
}
/** Undoes `thingId`. Text that is no thing's id reads as a subject of that name. */
export function thingOf(id: string): { readonly kind: ThingKind; readonly names: readonly string[] } {
  const colon = id.indexOf(":");
  const kind = THING_KINDS.find((known) => known === id.slice(0, colon));
  if (!kind) return { kind: "subject", names: [id] };
  return {
    kind,
    names: id
      .slice(colon + 1)
      .split("/")
      .map(decoded),
  };
}
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const HEALTHS = ["unknown", "healthy", "degraded", "failed"] as const;
/** No data is `unknown`, never healthy. */
export type Health = (typeof HEALTHS)[number];

/** The numbers that a judgement rests on, over the minute before it. Null where they cannot be known. */
export interface Signals {
  readonly requestsPerSecond: number;
  readonly errorRatio: number | null;
  readonly p95Seconds: number | null;
  /** Fullest of what can fill up: memory, pool, queue, disk; 1 is full. */
  readonly saturation: number | null;
}
/** One signal against its own recent normal: the band in which it usually lies. */
export interface Judgement {
  readonly signal: "errorRatio" | "p95Seconds" | "saturation" | "requestsPerSecond";
  readonly value: number;
  readonly usualLow: number;
  readonly usualHigh: number;
}

/** What a property can be. Lists are sorted. */
export type PropertyValue = string | number | boolean | readonly string[];

/**
 * Keys of a thing's state, all of them optional: `present` (it exists now), `health`, `reason` (one sentence with the numbers; absent when
 * healthy), `judgement`, `signals` (those of the last transition), and properties as `p.NAME`:
 * of services `p.versions`, `p.regions`, `p.environment`, `p.namespace` (lists of what its instances run), `p.instances` (how many),
 * `p.version.REGION` (the version deployed there last; `p.version` where no region is named), `p.versionBefore.REGION`, `p.deployedMs.REGION`,
 * `p.instancesListed` (false where they are too many to be things),
 * `p.tier` (agent, gateway, backend, frontend, data), `p.team`, and resource attributes that tell no instances apart as
 * `p.resource.KEY`; of instances `p.version p.region p.zone p.host p.startedMs` and the like.
 */
export type StateKey = string;
export type StateValue = PropertyValue | Judgement | Signals;
/** Null takes the key away. */
export type Patch = Readonly<Record<StateKey, StateValue | null>>;
export type ThingState = Readonly<Record<StateKey, StateValue>>;

export const EVENT_KINDS = [
  "appeared",
  "vanished",
  "deployed",
  "scaled",
  "restarted",
  "health",
  "exceptionBurst",
  "firstException",
  "configuration",
  "featureFlag",
  "annotation",
  "retention",
  "alert",
  "slo",
  "chaos",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What a derivation says happened. Equal ones of equal place are one event, however often they are derived. */
export interface Happening {
  readonly atMs: number;
  readonly kind: EventKind;
  readonly thing: ThingId;
  readonly patch: Patch;
  /** What `patch` replaced: the same keys, null for those that were not there. */
  readonly prev: Patch;
  /** One sentence as people say it: "payments 2.14.0 deployed to eu-west (was 2.13.4)". */
  readonly title: string;
  /** True when something gets worse by it: what `Shift` with the arrow keys goes to. */
  readonly problem: boolean;
  /** Plain data for those who look closer: links, author, type of the exception, a trace. */
  readonly detail?: Readonly<Record<string, PropertyValue>>;
}

/**
 * The order of events is total and the same everywhere: by `atMs`, then by `rank` of their kind (appearing before changing before
 * vanishing), then by thing, then by `id`.
 */
export interface StateEvent extends Happening {
  /** Decimal text; unique within a tenant. */
  readonly id: string;
  readonly knownMs: number;
  /** When it was taken back, since later telemetry told otherwise; null while it stands. */
  readonly retractedMs: number | null;
}

const RANKS: Readonly<Partial<Record<EventKind, number>>> = { appeared: 0, deployed: 1, vanished: 9 };
export const rankOf = (kind: EventKind): number => RANKS[kind] ?? 5;

/** Place of an event in the order; two events are never at the same one. */
export interface EventPlace {
  readonly atMs: number;
  readonly rank: number;
  readonly thing: ThingId;
  readonly id: string;
}
export function comparePlaces(a: EventPlace, b: EventPlace): number {
  return a.atMs - b.atMs || a.rank - b.rank || compare(a.thing, b.thing) || compareIds(a.id, b.id);
}
export function placeOf(event: Pick<StateEvent, "atMs" | "kind" | "thing" | "id">): EventPlace {
  return { atMs: event.atMs, rank: rankOf(event.kind), thing: event.thing, id: event.id };
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
/** Decimal texts by their number. */
const compareIds = (a: string, b: string) => a.length - b.length || compare(a, b);

/** All things that are known of, also those that are gone (`present` false or absent), by id. */
export type SystemState = ReadonlyMap<ThingId, ThingState>;

/** Applies one event in place; `patch` forward, `prev` backward. */
export function applyPatch(state: Map<ThingId, ThingState>, thing: ThingId, patch: Patch): void {
  const next: Record<StateKey, StateValue> = { ...state.get(thing) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key];
    else next[key] = value;
  }
  if (Object.keys(next).length === 0) state.delete(thing);
  else state.set(thing, next);
}
/** Folds events, in their order, onto a copy of `from`. */
export function foldEvents(from: SystemState, events: Iterable<Pick<StateEvent, "thing" | "patch">>): SystemState {
  const state = new Map(from);
  for (const { thing, patch } of events) applyPatch(state, thing, patch);
  return state;
}

export function healthOf(state: ThingState | undefined): Health {
  const health = state?.health;
  return HEALTHS.find((known) => known === health) ?? "unknown";
}
export const isPresent = (state: ThingState | undefined): boolean => state?.present === true;
