/**
 * Which zones services, and their placements in regions, run in, told by their instances: a map grouped by zone needs it, and the history
 * keeps it of instances alone. Pure.
 */
import { type ThingId, thingId } from "../../model/state.ts";
import type { GraphThing } from "./mapGraph.ts";

/** The things with `zones` on what instances among them tell; the very same ones where there are none. */
export function withZones<Thing extends GraphThing>(things: readonly Thing[]): readonly Thing[] {
  const zonesOf = new Map<ThingId, Set<string>>();
  const add = (id: ThingId, zone: string) => zonesOf.set(id, (zonesOf.get(id) ?? new Set()).add(zone));
  for (const { kind, names, properties } of things) {
    const { zone, region } = properties;
    if (kind !== "instance" || typeof zone !== "string" || zone === "") continue;
    const [service = ""] = names;
    add(thingId("service", service), zone);
    if (typeof region === "string" && region !== "") add(thingId("placement", service, region), zone);
  }
  if (zonesOf.size === 0) return things;
  return things.map((thing) => {
    const zones = zonesOf.get(thing.id);
    return zones ? { ...thing, properties: { ...thing.properties, zones: [...zones].sort() } } : thing;
  });
}
