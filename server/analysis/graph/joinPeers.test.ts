/** A database that reports itself and is called is one node of the map, wherever both are known of. */
import { describe, expect, it } from "vitest";
import { type ThingId, thingId } from "../../model/state.ts";
import { calllessOf } from "./callless.ts";
import { type GraphThing, mapGraph, NO_NUMBERS } from "./mapGraph.ts";

const thing = (id: ThingId, kind: GraphThing["kind"], names: string[], more: Partial<GraphThing> = {}): GraphThing => ({
  ...{ id, kind, names, ...NO_NUMBERS, health: "healthy", reason: null, properties: {} },
  ...more,
});
const id = (name: string) => thingId("service", name);
const service = (name: string, properties: GraphThing["properties"] = {}, more: Partial<GraphThing> = {}) =>
  thing(id(name), "service", [name], { properties, ...more });
const edge = (client: string, server: string, rate: number, type: string) =>
  thing(thingId("edge", client, server, type), "edge", [client, server, type], { requestsPerSecond: rate });
const peer = (type: string, name: string) => thing(thingId("peer", type, name), "peer", [type, name]);
const graphOf = (things: GraphThing[], placed = false) => mapGraph({ things, placed });

describe("a peer that is a service of its own", () => {
  const db = (more: Partial<GraphThing> = {}) => ({
    ...peer("database", "orders-db"),
    ...{ properties: { service: "orders-db" }, requestsPerSecond: 640, p95Seconds: 0.7 },
    ...more,
  });
  const silent = { health: "unknown" } as const;
  const placement = (name: string, region: string, more: Partial<GraphThing> = {}) =>
    thing(thingId("placement", name, region), "placement", [name, region], more);
  const placedCall = (type: string, to: string) =>
    thing(thingId("placedEdge", "pay", "eu", to, "", type), "placedEdge", ["pay", "eu", to, "", type]);

  it("is one node with it, and calls lead there", () => {
    const store = service("orders-db", {}, { ...silent, saturation: 0.97 });
    const graph = graphOf([service("pay"), store, db(), edge("pay", "orders-db", 640, "database")]);
    expect(graph.nodes.map((node) => node.id)).toEqual([id("orders-db"), id("pay")]);
    expect(graph.nodes[0]).toMatchObject({
      ...{ health: "healthy", requestsPerSecond: 640, p95Seconds: 0.7, saturation: 0.97, peerType: "database" },
      also: [{ id: "peer:database/orders-db" }],
    });
    expect(graph.edges).toMatchObject([{ from: id("pay"), to: id("orders-db") }]);
    expect(calllessOf(graph)).toEqual(new Set());
  });

  it("has the worse health of both, with its reason", () => {
    const slow = db({ health: "degraded", reason: "p95 is 0.7 s, usually 20 ms" });
    const [node] = graphOf([service("orders-db", {}, silent), slow]).nodes;
    expect(node).toMatchObject({ health: "degraded", reason: "p95 is 0.7 s, usually 20 ms" });
    const full = service("orders-db", {}, { health: "failed", reason: "its pool is full" });
    expect(graphOf([full, slow]).nodes[0]).toMatchObject({ health: "failed", reason: "its pool is full" });
  });

  it("stands in its region where it runs in one, and is one peer where calls do not say which of several they reached", () => {
    const common = [
      service("orders-db", {}, silent),
      placement("pay", "eu"),
      db(),
      placedCall("database", "orders-db"),
    ];
    const one = graphOf([...common, placement("orders-db", "eu", silent)], true);
    expect(one.edges.map(({ to }) => to)).toEqual(["placement:orders-db/eu"]);
    expect(one.nodes.map((node) => node.id)).toEqual(["placement:orders-db/eu", "placement:pay/eu"]);
    const full = { health: "degraded", saturation: 0.97, reason: "its pool is 97 % full" } as const;
    const several = [
      placement("orders-db", "eu", full),
      placement("orders-db", "us", { ...silent, requestsPerSecond: 0 }),
    ];
    const two = graphOf([...common, ...several], true);
    expect(two.edges.map(({ to }) => to)).toEqual(["peer:database/orders-db"]);
    expect(two.nodes.map((node) => node.id)).toEqual(["peer:database/orders-db", "placement:pay/eu"]);
    expect(two.nodes[0]).toMatchObject({
      ...{ kind: "peer", service: "orders-db", requestsPerSecond: 640, saturation: 0.97, health: "degraded" },
      ...{ reason: "its pool is 97 % full", also: [{ names: ["orders-db", "eu"] }, { names: ["orders-db", "us"] }] },
    });
  });

  it("stays apart from placements that calls name themselves", () => {
    const named = thing(thingId("placedEdge", "pay", "eu", "orders-db", "us", ""), "placedEdge", [
      ...["pay", "eu", "orders-db", "us", ""],
    ]);
    const things = [service("orders-db"), placement("pay", "eu"), db(), placedCall("database", "orders-db"), named];
    const several = [placement("orders-db", "eu"), placement("orders-db", "us")];
    expect(graphOf([...things, ...several], true).nodes).toHaveLength(4);
  });

  it("keeps a service's own counts where that sends spans itself", () => {
    const store = service("orders-db", {}, { requestsPerSecond: 600, p95Seconds: 0.02 });
    expect(graphOf([store, db()]).nodes[0]).toMatchObject({ requestsPerSecond: 600, p95Seconds: 0.02, peerType: null });
  });
});
