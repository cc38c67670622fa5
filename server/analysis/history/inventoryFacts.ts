/**
 * What the inventory is told from: sightings of resources and activity of what is called, in the order that its rules need.
 * A resource without a service (a kubelet's, a host agent's without a name) tells of places only.
 * Units: Unix milliseconds.
 */
import { type ThingId, thingId } from "../../model/state.ts";
import { INSTANCE_SILENCE_MS, type Run, runsOf, SERVICE_SILENCE_MS, type Stretch } from "./runs.ts";

/** A resource and a stretch in which it sent something at least every five minutes. */
export interface Seen {
  readonly service: string;
  readonly instance: string;
  readonly version: string;
  readonly environment: string;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}
/** When a service, placement, edge, placed edge or peer had calls. */
export interface Activity {
  readonly thing: ThingId;
  readonly stretches: readonly Stretch[];
}

export interface Instance {
  readonly service: string;
  readonly instance: string;
  /** In order of their beginning. */
  readonly seen: readonly Seen[];
  readonly runs: readonly Run[];
}
export interface ServiceFacts {
  readonly service: string;
  readonly seen: readonly Seen[];
  readonly instances: readonly Instance[];
  readonly runs: readonly Run[];
  /** By version; the unnamed is left out. */
  readonly versions: ReadonlyMap<string, readonly Run[]>;
  readonly regions: ReadonlyMap<string, readonly Run[]>;
}
export interface InventoryFacts {
  readonly untilMs: number;
  readonly services: readonly ServiceFacts[];
  /** Hosts, pods, nodes, regions and zones, with the sightings that name them. */
  readonly places: readonly {
    readonly thing: ThingId;
    readonly runs: readonly Run[];
    readonly seen: readonly Seen[];
  }[];
  readonly calls: readonly { readonly thing: ThingId; readonly runs: readonly Run[] }[];
}

const UNKNOWN_SERVICE = "unknown_service";
export const isNameless = ({ service, attributes }: Seen) =>
  service === "" || (service.startsWith(UNKNOWN_SERVICE) && attributes["service.name"] === undefined);

export function inventoryFacts(
  sightings: readonly Seen[],
  activity: readonly Activity[],
  untilMs: number,
): InventoryFacts {
  const seen = sightings
    .filter(({ firstSeenMs }) => firstSeenMs < untilMs)
    .map((one) => (one.lastSeenMs > untilMs ? { ...one, lastSeenMs: untilMs } : one))
    .sort((a, b) => a.firstSeenMs - b.firstSeenMs || a.lastSeenMs - b.lastSeenMs || byText(a, b));
  const busy = new Map(activity.map(({ thing, stretches }) => [thing, stretches]));
  const named = groups(
    seen.filter((one) => !isNameless(one)),
    ({ service }) => service,
  );
  for (const thing of busy.keys()) {
    if (!thing.startsWith("service:")) continue;
    const service = decodeURIComponent(thing.slice("service:".length));
    if (!named.has(service)) named.set(service, []);
  }
  const services = [...named].map(([service, own]) => serviceFacts(service, own, busy, untilMs));
  const calls = activity
    .filter(({ thing }) => !thing.startsWith("service:") && !thing.startsWith("placement:"))
    .map(({ thing, stretches }) => ({ thing, runs: runsOf(stretches, SERVICE_SILENCE_MS, untilMs) }));
  return { untilMs, services, places: placesOf(seen, untilMs), calls };
}

function serviceFacts(
  service: string,
  seen: readonly Seen[],
  busy: ReadonlyMap<ThingId, readonly Stretch[]>,
  untilMs: number,
): ServiceFacts {
  const stretches = [...seen.map(stretchOf), ...(busy.get(thingId("service", service)) ?? [])];
  const byInstance = groups(seen, ({ instance }) => instance);
  const versions = groups(seen, ({ version }) => version);
  versions.delete("");
  const regions = groups(seen, ({ region }) => region);
  regions.delete("");
  const placement = (region: string) => busy.get(thingId("placement", service, region)) ?? [];
  return {
    service,
    seen,
    instances: [...byInstance].map(([instance, own]) => ({
      service,
      instance,
      seen: own,
      runs: runsOf(own.map(stretchOf), INSTANCE_SILENCE_MS, untilMs),
    })),
    runs: runsOf(stretches, SERVICE_SILENCE_MS, untilMs),
    versions: mapped(versions, (own) => runsOf(own.map(stretchOf), INSTANCE_SILENCE_MS, untilMs)),
    regions: mapped(regions, (own, region) =>
      runsOf([...own.map(stretchOf), ...placement(region)], SERVICE_SILENCE_MS, untilMs),
    ),
  };
}

export const stretchOf = ({ firstSeenMs, lastSeenMs }: Seen): Stretch => ({ startMs: firstSeenMs, endMs: lastSeenMs });

const SILENCES = { host: INSTANCE_SILENCE_MS, pod: INSTANCE_SILENCE_MS, node: INSTANCE_SILENCE_MS } as const;

function placesOf(seen: readonly Seen[], untilMs: number): InventoryFacts["places"] {
  const found = new Map<ThingId, Seen[]>();
  for (const one of seen) {
    const { region, zone, host, attributes } = one;
    const pod = attributes["k8s.pod.name"];
    const node = attributes["k8s.node.name"];
    const things = [
      host === "" || host === pod ? null : thingId("host", host),
      pod === undefined ? null : thingId("pod", attributes["k8s.namespace.name"] ?? "", pod),
      node === undefined ? null : thingId("node", node),
      region === "" ? null : thingId("region", region),
      zone === "" ? null : thingId("zone", region, zone),
    ];
    for (const thing of things) if (thing !== null) addTo(found, thing, one);
  }
  return [...found].map(([thing, own]) => {
    const kind = thing.slice(0, thing.indexOf(":"));
    const silenceMs = kind in SILENCES ? INSTANCE_SILENCE_MS : SERVICE_SILENCE_MS;
    return { thing, runs: runsOf(own.map(stretchOf), silenceMs, untilMs), seen: own };
  });
}

/** The same order whatever order they were read in. */
function byText(a: Seen, b: Seen): number {
  const [one, other] = [textOf(a), textOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
const textOf = ({ service, instance, version, region, host, attributes }: Seen) =>
  JSON.stringify([service, instance, version, region, host, Object.entries(attributes).sort()]);

export function groups<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of list) addTo(found, keyOf(item), item);
  return found;
}
function addTo<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
function mapped<T, R>(map: ReadonlyMap<string, T>, make: (value: T, key: string) => R): Map<string, R> {
  return new Map([...map].map(([key, value]) => [key, make(value, key)]));
}
