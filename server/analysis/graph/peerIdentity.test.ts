/** A peer is a service where that is certain, and like one where it is not. */
import { describe, expect, it } from "vitest";
import { type ThingId, type ThingState, thingId } from "../../model/state.ts";
import { peerIdentities } from "./peerIdentity.ts";

const here = (more: ThingState = {}): ThingState => ({ present: true, ...more });
const POSTGRES = { "p.resource.db.system.name": "postgresql" };
const database = (name: string) => thingId("peer", "database", name);
const of = (...things: [ThingId, ThingState][]) => Object.fromEntries(peerIdentities(new Map(things)));

describe("the identity of a peer", () => {
  it("is certain where a database is called by the name of a service that says it keeps data", () => {
    const found = of([database("orders-db"), here()], [thingId("service", "orders-db"), here(POSTGRES)]);
    expect(found).toEqual({ "peer:database/orders-db": { service: "orders-db", isCertain: true } });
  });

  it("is only likely where a service has the name of the schema that it calls", () => {
    const found = of([database("orders"), here()], [thingId("service", "orders"), here()]);
    expect(found).toEqual({ "peer:database/orders": { service: "orders", isCertain: false } });
  });

  it("is certain for any other peer that has a service's name, as peer.service is by convention", () => {
    const found = of([thingId("peer", "virtual_node", "mailer"), here()], [thingId("service", "mailer"), here()]);
    expect(found["peer:virtual_node/mailer"]).toEqual({ service: "mailer", isCertain: true });
  });

  it("is found by the host that a store's instances run on, unless two stores share it", () => {
    const instance = (service: string, host: string): [ThingId, ThingState] => [
      thingId("instance", service, `${service}@${host}`),
      here({ "p.host": host }),
    ];
    const stores: [ThingId, ThingState][] = [
      [thingId("service", "orders-db"), here(POSTGRES)],
      [thingId("service", "cache"), here({ "p.resource.db.system": "redis" })],
      [thingId("service", "web"), here()],
    ];
    const found = of(
      ...stores,
      ...[instance("orders-db", "pg-7"), instance("orders-db", "shared"), instance("cache", "shared")],
      instance("web", "web-1"),
      ...[database("pg-7"), database("shared"), database("web-1")].map((id): [ThingId, ThingState] => [id, here()]),
    );
    expect(found).toEqual({ "peer:database/pg-7": { service: "orders-db", isCertain: true } });
  });

  it("is only likely where the first word of an address is a store's name: two environments have one each", () => {
    const found = of([database("orders-db.staging.svc"), here()], [thingId("service", "orders-db"), here(POSTGRES)]);
    expect(found["peer:database/orders-db.staging.svc"]).toEqual({ service: "orders-db", isCertain: false });
  });

  it("is not told of what is gone", () => {
    expect(of([database("orders-db"), here()], [thingId("service", "orders-db"), { ...POSTGRES }])).toEqual({});
  });
});
