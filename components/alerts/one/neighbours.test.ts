/** Who is beside a service at an instant. */
import { describe, expect, it } from "vitest";
import { type Health, type ThingKind, thingId } from "../../../server/model/state.ts";
import type { ThingView } from "../../../server/routers/stateAnswer.ts";
import { neighboursOf } from "./neighbours.ts";

const thing = (kind: ThingKind, names: string[], health: Health = "healthy", rate = 1): ThingView => ({
  id: thingId(kind, ...names),
  kind,
  names,
  health,
  reason: null,
  judgement: null,
  requestsPerSecond: rate,
  errorRatio: 0,
  p95Seconds: null,
  saturation: null,
  properties: {},
});

const THINGS = [
  thing("service", ["checkout"], "failed"),
  thing("service", ["gateway"], "degraded"),
  thing("service", ["payments"], "failed"),
  thing("service", ["cart"]),
  thing("peer", ["database", "orders-db"], "degraded"),
  thing("edge", ["gateway", "checkout", ""], "failed", 9),
  thing("edge", ["user", "checkout", ""], "healthy", 2),
  thing("edge", ["checkout", "cart", ""], "healthy", 50),
  thing("edge", ["checkout", "payments", ""], "failed", 3),
  thing("edge", ["checkout", "orders-db", "database"], "healthy", 7),
  thing("edge", ["payments", "cart", ""], "healthy", 9),
];

describe("the neighbourhood of a service", () => {
  it("has callers and callees, those in trouble first, with the health of each and not of the call", () => {
    const { health, callers, callees } = neighboursOf(THINGS, "checkout");
    expect(health).toBe("failed");
    expect(callers.map(({ name, health }) => [name, health])).toEqual([
      ["gateway", "degraded"],
      ["outside", "healthy"],
    ]);
    expect(callees.map(({ name, health }) => [name, health])).toEqual([
      ["payments", "failed"],
      ["orders-db", "degraded"],
      ["cart", "healthy"],
    ]);
  });

  it("knows that a database has no page", () => {
    const { callees } = neighboursOf(THINGS, "checkout");
    expect(callees.filter(({ isService }) => isService).map(({ name }) => name)).toEqual(["payments", "cart"]);
  });

  it("of a service that nobody knows is empty", () => {
    expect(neighboursOf(THINGS, "nobody")).toEqual({ health: "unknown", callers: [], callees: [] });
  });
});
