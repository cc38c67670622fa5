/**
 * The inventory: what exists, from when to when, what it runs and how that changes. Told from sightings of resources and from activity of
 * what is called, for a stretch whose beginning is known (`before`) and whose end is not yet: what ends lately is known only when the
 * silence after it has lasted, so the last 40 minutes are told again with every step on (`TOLD_AGAIN_MS`).
 *
 * A function of the signs of life from `LOOK_BACK_MS` before the stretch to its end and of the state at its start.
 * Units: Unix milliseconds.
 */
import { type Happening, type StateValue, type SystemState, type ThingId, thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import { configurationDrafts } from "./configuration.ts";
import { deployDrafts, versionKey } from "./deploys.ts";
import { type Draft, foldDrafts } from "./drafts.ts";
import {
  type Activity,
  type InventoryFacts,
  inventoryFacts,
  isNameless,
  type Seen,
  type ServiceFacts,
} from "./inventoryFacts.ts";
import { type Presence, presenceDrafts } from "./presence.ts";
import { instanceThing, Restarts, whereOf } from "./restarts.ts";
import type { Run } from "./runs.ts";
import { sayName } from "./sayNumbers.ts";
import { scalingDrafts } from "./scaling.ts";
import { changeDrafts, propertiesOf, SETTLE_MS, Tiers } from "./serviceProperties.ts";
import { ShortLived, toldPlaces } from "./shortLived.ts";
import { thingName } from "./thingNames.ts";

export const LOOK_BACK_MS = 31 * 60_000;
export const TOLD_AGAIN_MS = 40 * 60_000;

export function tellInventory(
  sightings: readonly Seen[],
  activity: readonly Activity[],
  before: SystemState,
  window: TimeWindow,
): Happening[] {
  const facts = inventoryFacts(sightings, activity, window.endMs);
  const tiers = new Tiers(facts);
  const presences = callPresences(facts);
  const drafts: Draft[] = [];
  const hidden = new Set<Seen>();
  for (const service of facts.services) {
    const restarts = new Restarts(service, window.endMs);
    const shortLived = new ShortLived(service, window.endMs);
    shortLived.addHidden(hidden);
    presences.push(...servicePresences(service, tiers, restarts, shortLived));
    drafts.push(...serviceDrafts(service, tiers, window), ...instanceDrafts(service, restarts, shortLived, window));
  }
  presences.push(...placePresences(toldPlaces(facts.places, hidden)));
  for (const presence of presences) drafts.push(...presenceDrafts(presence, window, before));
  drafts.push(...ghostDrafts(presences, before, window));
  return foldDrafts(before, drafts);
}

function serviceDrafts(service: ServiceFacts, tiers: Tiers, window: TimeWindow): Draft[] {
  return [
    ...deployDrafts(service, window, window.endMs),
    ...changeDrafts(service, window),
    ...configurationDrafts(service, window),
    ...tiers.drafts(service, window),
  ];
}

function instanceDrafts(
  service: ServiceFacts,
  restarts: Restarts,
  shortLived: ShortLived,
  window: TimeWindow,
): Draft[] {
  const scaling = scalingDrafts(service, window, window.endMs, (run) => shortLived.isTold(run));
  if (!shortLived.isListed) return scaling;
  const processes = service.instances.flatMap((one) => restarts.processDrafts(one, instanceThing(one), window));
  return [...scaling, ...shortLived.drafts(restarts, window), ...processes];
}

function servicePresences(facts: ServiceFacts, tiers: Tiers, restarts: Restarts, shortLived: ShortLived): Presence[] {
  const name = sayName(facts.service);
  const service: Presence = {
    thing: thingId("service", facts.service),
    runs: facts.runs,
    properties: (run) => ({
      ...propertiesOf(facts, run, tiers, (region) => versionKey("version", region)),
      ...(!shortLived.isListed && { "p.instancesListed": false }),
    }),
    appears: `${name} appeared`,
    vanishes: `${name} is gone: nothing of it sends any more`,
    isMissed: true,
  };
  const placements = [...facts.regions].map(([region, runs]): Presence => {
    const thing = thingId("placement", facts.service, region);
    return { thing, runs, appears: `${name} runs in ${sayName(region)}`, vanishes: `${thingName(thing)} is gone` };
  });
  const versions = [...facts.versions].map(([version, runs]): Presence => {
    const thing = thingId("version", facts.service, version);
    return { thing, runs, appears: `${thingName(thing)} runs`, vanishes: `${thingName(thing)} runs no more` };
  });
  return [service, ...placements, ...versions, ...instancePresences(facts, restarts, shortLived)];
}

function instancePresences(facts: ServiceFacts, restarts: Restarts, shortLived: ShortLived): Presence[] {
  if (!shortLived.isListed) return [];
  const name = sayName(facts.service);
  return facts.instances.map((instance) => {
    const latest = (run: Run) =>
      instance.seen.find(({ firstSeenMs }) => firstSeenMs >= run.startMs) ?? instance.seen[0];
    const words = (run: Run) => {
      const seen = latest(run);
      const version = seen?.version ? ` ${sayName(seen.version)}` : "";
      return `${name}${version} started${seen ? whereOf(seen) : ""}`;
    };
    const ends = (run: Run) => {
      const last = instance.seen.findLast(({ lastSeenMs }) => lastSeenMs === run.endMs);
      return `${name}${last?.version ? ` ${sayName(last.version)}` : ""} ended${last ? whereOf(last) : ""}`;
    };
    return {
      thing: instanceThing(instance),
      runs: instance.runs.filter((run) => shortLived.isTold(run)),
      properties: (run: Run) => instanceProperties(latest(run), run),
      appears: words,
      vanishes: ends,
      instead: (run: Run) => restarts.wordsFor(instance, run),
    };
  });
}

function instanceProperties(seen: Seen | undefined, run: Run): Record<string, StateValue> {
  const properties: Record<string, StateValue> = { "p.startedMs": run.startMs };
  if (!seen) return properties;
  const { version, environment, region, zone, host, attributes } = seen;
  const pod = attributes["k8s.pod.name"] ?? "";
  const node = attributes["k8s.node.name"] ?? "";
  for (const [key, value] of Object.entries({ version, environment, region, zone, host, pod, node })) {
    if (value !== "") properties[`p.${key}`] = value;
  }
  return properties;
}

const PLACE_KEYS = { host: ["region", "zone"], pod: ["region", "zone"], node: ["region", "zone"] } as const;

function placePresences(places: InventoryFacts["places"]): Presence[] {
  return places.map(({ thing, runs, seen }) => {
    const name = thingName(thing);
    const properties = (run: Run) => placeProperties(thing, seen, run);
    return { thing, runs, properties, appears: `${name} appeared`, vanishes: `${name} is gone` };
  });
}

function placeProperties(thing: ThingId, seen: readonly Seen[], run: Run): Record<string, StateValue> {
  const kind = thing.slice(0, thing.indexOf(":"));
  const first = seen.filter(({ firstSeenMs }) => firstSeenMs >= run.startMs && firstSeenMs <= run.startMs + SETTLE_MS);
  // Whoever runs there tells more of a place than what watches it.
  const teller = first.find((one) => !isNameless(one)) ?? first[0];
  const properties: Record<string, StateValue> = {};
  if (teller === undefined) return properties;
  for (const key of PLACE_KEYS[kind as keyof typeof PLACE_KEYS] ?? []) {
    if (teller[key] !== "") properties[`p.${key}`] = teller[key];
  }
  if (kind !== "pod") return properties;
  const node = teller.attributes["k8s.node.name"];
  if (node !== undefined) properties["p.node"] = node;
  if (teller.attributes["service.name"] !== undefined) properties["p.service"] = teller.service;
  return properties;
}

function callPresences({ calls }: InventoryFacts): Presence[] {
  return calls.map(({ thing, runs }) => {
    const name = thingName(thing);
    const isPeer = thing.startsWith("peer:");
    return {
      thing,
      runs,
      appears: isPeer ? `${name} is called` : `${name} began`,
      vanishes: isPeer ? `${name} is called no more` : `${name} ended`,
    };
  });
}

/** Things of the state that give no sign at all: they ended before the stretch, as far as can be known. */
function ghostDrafts(presences: readonly Presence[], before: SystemState, window: TimeWindow): Draft[] {
  const known = new Set<ThingId>(presences.filter(({ runs }) => runs.length > 0).map(({ thing }) => thing));
  const drafts: Draft[] = [];
  for (const [thing, state] of before) {
    if (state.present !== true || known.has(thing) || !OURS.test(thing)) continue;
    const title = `${thingName(thing)} is gone`;
    const say = () => ({ sets: { present: false }, title });
    drafts.push({ atMs: window.startMs, kind: "vanished", thing, say });
  }
  return drafts;
}
const OURS = /^(service|placement|peer|edge|placedEdge|version|instance|host|pod|node|region|zone):/;
