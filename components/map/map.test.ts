/** What links to the map carry, which part of the graph they look at, and what a panel says of a node. */
import { describe, expect, it } from "vitest";
import { type GraphThing, mapGraph, NO_NUMBERS } from "../../server/analysis/graph/mapGraph.ts";
import { thingId } from "../../server/model/state.ts";
import { findNodes, groupAsked, groupingFor, isToldApart, seenGraph, suitableGrouping } from "./mapView.ts";
import { nodeSentence } from "./nodeWords.ts";
import { callsBetween, panelsOf } from "./panelQueries.ts";
import { sameThings } from "./sameThings.ts";
import { parseChoice, parsePin, writeChoice, writePin } from "./useMapState.ts";

const service = (name: string, properties: GraphThing["properties"] = {}, rate = 1): GraphThing => ({
  ...{ id: thingId("service", name), kind: "service", names: [name], ...NO_NUMBERS, health: "healthy" },
  ...{ requestsPerSecond: rate, reason: null, properties },
});
const edge = (from: string, to: string): GraphThing => ({
  ...{ id: thingId("edge", from, to, ""), kind: "edge", names: [from, to, ""], ...NO_NUMBERS, requestsPerSecond: 1 },
  ...{ reason: null, properties: {} },
});
const graphOf = (things: GraphThing[]) => mapGraph({ things, placed: false });
const id = (name: string) => thingId("service", name);
const whole = { focus: "", up: 1, down: 1, from: "", to: "", by: "fewest" as const };

describe("a link", () => {
  it("carries what is chosen, whatever its name", () => {
    for (const choice of [
      { kind: "node", id: "placement:a%2Fb/eu west" },
      { kind: "group", id: "team=x%2C%20y/tier=data" },
      { kind: "edge", from: "service:a", to: "rest:region=eu" },
    ] as const)
      expect(parseChoice(writeChoice(choice))).toEqual(choice);
    expect(["", "node", "edge a", "thing x"].map(parseChoice)).toEqual([null, null, null, null]);
  });

  it("falls back to the default where it groups by what is not there, and groups by nothing where it says so", () => {
    const graph = graphOf(["a", "b", "c", "d"].map((name, i) => service(name, { team: i < 2 ? "x" : "y" })));
    const asked = (...keys: string[]) => groupAsked(keys, [service("a", { team: "x" })]);
    expect([asked("bogus"), asked("resource.nope"), asked("zone", "region")]).toEqual([null, null, null]);
    expect(groupingFor(graph, asked("bogus"), 0)).toEqual(["team"]);
    expect(asked("team", "zone")).toEqual(["team"]);
    expect(groupingFor(graph, asked("none"), 0)).toEqual([]);
    expect([isToldApart(asked("zone"), 3), isToldApart(["zone"], 1), isToldApart(["team"], 3)]).toEqual([
      ...[true, true, false],
    ]);
  });

  it("carries where a box was put, in whole pixels", () => {
    expect(parsePin(writePin({ id: "service:a@b", x: -12.4, y: 300.6 }))).toEqual({
      id: "service:a@b",
      x: -12,
      y: 301,
    });
    expect(parsePin("service:a@nowhere")).toBeNull();
  });
});

describe("the part that is looked at", () => {
  const graph = graphOf([
    ...["a", "b", "c", "d"].map((name) => service(name)),
    edge("a", "b"),
    edge("b", "c"),
    edge("c", "d"),
  ]);
  const names = (seen: { graph: { nodes: readonly { name: string }[] } }) => seen.graph.nodes.map(({ name }) => name);

  it("is a node's neighbourhood, as deep as asked for up and down", () => {
    expect(names(seenGraph(graph, { ...whole, focus: id("b") }))).toEqual(["a", "b", "c"]);
    expect(names(seenGraph(graph, { ...whole, focus: id("b"), up: 0, down: 2 }))).toEqual(["b", "c", "d"]);
  });
  it("is the way between two nodes, or all of it where there is none", () => {
    expect(names(seenGraph(graph, { ...whole, from: id("a"), to: id("c") }))).toEqual(["a", "b", "c"]);
    const none = seenGraph(graph, { ...whole, from: id("c"), to: id("a") });
    expect([none.path, names(none).length]).toEqual([null, 4]);
  });
  it("is all of it when what is focused does not exist", () => {
    expect(names(seenGraph(graph, { ...whole, focus: id("gone") })).length).toBe(4);
  });
});

describe("grouping by itself", () => {
  it("takes regions where there are several, else what brings some together and tells others apart", () => {
    const teams = ["x", "x", "y", "y"].map((team, i) => service(`s${i}`, { team, namespace: "shop" }));
    expect(suitableGrouping(graphOf(teams), 3)).toEqual(["region"]);
    expect(suitableGrouping(graphOf(teams), 1)).toEqual(["team"]);
    expect(suitableGrouping(graphOf([service("a"), service("b")]), 0)).toEqual([]);
  });
});

describe("a search", () => {
  it("finds by any part of a name, the busiest first", () => {
    const graph = graphOf([service("pay-quiet", {}, 1), service("payments", {}, 50), service("cart", {}, 99)]);
    expect(findNodes(graph, " PAY ").map(({ name }) => name)).toEqual(["payments", "pay-quiet"]);
    expect(findNodes(graph, "")).toEqual([]);
  });
});

describe("the panel", () => {
  it("says the reason, that nothing is known, or that it is not there, and calls only the healthy healthy", () => {
    const [node] = graphOf([service("a")]).nodes;
    if (!node) throw new Error("a graph of one service has one node");
    expect(nodeSentence(node)).toMatch(/^Healthy/);
    expect(nodeSentence({ ...node, reason: "fails 14 % of requests, usually 0.03 %" })).toMatch(/^fails 14 %/);
    expect(nodeSentence({ ...node, health: "unknown" })).toMatch(/nothing can be said/);
    expect(nodeSentence({ ...node, present: false })).toMatch(/does not exist at this instant/);
  });
  it("charts the calls between two ends, with names in quotes", () => {
    const { calls, durations } = callsBetween('a"b', "orders-db", "database");
    expect(calls).toBe(
      'traces_service_graph_request_total{client="a\\"b", server="orders-db", connection_type="database"}',
    );
    expect(durations).toContain("_client_seconds");
    expect(panelsOf(callsBetween(null, "a", ""), "req").every(({ queries }) => queries.length > 0)).toBe(true);
  });
});

describe("things that may be the same", () => {
  const peer = (name: string, properties: GraphThing["properties"]): GraphThing => ({
    ...{ id: thingId("peer", "database", name), kind: "peer", names: ["database", name], ...NO_NUMBERS },
    ...{ health: "healthy", requestsPerSecond: 5, reason: null, properties },
  });

  it("are tied in words where joining them would guess", () => {
    const graph = graphOf([service("orders"), peer("orders", { resembles: "orders" })]);
    const [called, own] = graph.nodes;
    expect(called && sameThings(called, graph)).toMatchObject({ others: [{ id: id("orders") }] });
    expect(own && sameThings(own, graph)).toMatchObject({ others: [{ kind: "peer" }] });
    expect(called && nodeSentence(called)).not.toMatch(/no telemetry/);
  });

  it("are one node that says so where it is certain", () => {
    const store = { ...service("orders-db"), health: "unknown" as const, requestsPerSecond: null };
    const [node] = graphOf([store, peer("orders-db", { service: "orders-db" })]).nodes;
    expect(node && nodeSentence(node)).toMatch(/^A database that reports itself/);
  });
});
