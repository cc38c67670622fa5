/** Zones of services come from their instances: of each region its own, all of them for the service. */
import { expect, it } from "vitest";
import { type ThingKind, thingId } from "../../model/state.ts";
import { groupNodes } from "./grouping.ts";
import { type GraphThing, mapGraph, NO_NUMBERS } from "./mapGraph.ts";
import { withZones } from "./zones.ts";

const thing = (kind: ThingKind, names: string[], properties: GraphThing["properties"] = {}): GraphThing => ({
  ...{ id: thingId(kind, ...names), kind, names, ...NO_NUMBERS, health: "healthy", reason: null, properties },
});
const things = [
  thing("service", ["web"], { team: "shop" }),
  thing("placement", ["web", "eu"]),
  thing("placement", ["web", "us"]),
  thing("service", ["idle"]),
  thing("instance", ["web", "1"], { region: "eu", zone: "eu-b" }),
  thing("instance", ["web", "2"], { region: "eu", zone: "eu-a" }),
  thing("instance", ["web", "3"], { region: "us", zone: "us-a" }),
  thing("instance", ["idle", "4"], { region: "us" }),
];

it("tells services and placements where their instances run, and keeps what was known", () => {
  const told = new Map(withZones(things).map((one) => [one.id, one.properties]));
  expect(told.get(thingId("service", "web"))).toEqual({ team: "shop", zones: ["eu-a", "eu-b", "us-a"] });
  expect(told.get(thingId("placement", "web", "eu"))).toEqual({ zones: ["eu-a", "eu-b"] });
  expect(told.get(thingId("service", "idle"))).toEqual({});
  const names = groupNodes(mapGraph({ things: withZones(things), placed: true }), ["zone"]).groups.map(
    ({ name }) => name,
  );
  expect(names).toEqual(["eu, several zones", "us-a", ""]);
});

it("changes nothing where no instance names a zone", () => {
  const plain = things.filter(({ kind }) => kind !== "instance");
  expect(withZones(plain)).toBe(plain);
});
