/** The graph of the map: PageRank, blast radius, ways, grouping and folding, by worked examples and properties. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Health, type ThingId, thingId } from "../../model/state.ts";
import { blastRadius } from "./blastRadius.ts";
import { calllessOf, foldCallless } from "./callless.ts";
import { clusterAround } from "./clusters.ts";
import { foldGroups, MOST_BOXES } from "./folding.ts";
import { groupNodes, OUTSIDE } from "./grouping.ts";
import { CLIENTS, type GraphThing, mapGraph, NO_NUMBERS } from "./mapGraph.ts";
import { pageRank } from "./pageRank.ts";
import { neighbourhood, shortestPath, strongestPath } from "./paths.ts";

const thing = (id: ThingId, kind: GraphThing["kind"], names: string[], more: Partial<GraphThing> = {}): GraphThing => ({
  id,
  kind,
  names,
  ...NO_NUMBERS,
  health: "healthy",
  reason: null,
  properties: {},
  ...more,
});
const service = (name: string, properties: GraphThing["properties"] = {}, more: Partial<GraphThing> = {}) =>
  thing(thingId("service", name), "service", [name], { properties, ...more });
const edge = (client: string, server: string, rate: number, type = "") =>
  thing(thingId("edge", client, server, type), "edge", [client, server, type], { requestsPerSecond: rate });
const peer = (type: string, name: string) => thing(thingId("peer", type, name), "peer", [type, name]);
const id = (name: string) => thingId("service", name);
const graphOf = (things: GraphThing[], placed = false) => mapGraph({ things, placed });

describe("PageRank", () => {
  it("gives the percentages of the well-known drawing of eleven pages, one of them dangling", () => {
    const links = "BC CB DA DB EB ED EF FB FE GB GE HB HE IB IE JE KE".split(" ");
    const ranks = pageRank(
      [..."ABCDEFGHIJK"],
      links.map(([from = "", to = ""]) => ({ from, to, weight: 1 })),
    );
    const percent = [..."ABCDEFG"].map((page) => Math.round((ranks.get(page) ?? 0) * 1000) / 10);
    expect(percent).toEqual([3.3, 38.4, 34.3, 3.9, 8.1, 3.9, 1.6]);
  });

  it("follows weight: what is called nine times as often is handed nine times as much", () => {
    const edges = [
      { from: "a", to: "often", weight: 9 },
      { from: "a", to: "seldom", weight: 1 },
    ];
    const ranks = pageRank(["a", "often", "seldom"], edges);
    const handed = (id: string) => (ranks.get(id) ?? 0) - (ranks.get("a") ?? 0);
    expect(handed("often") / handed("seldom")).toBeCloseTo(9, 3);
  });

  it("sums to 1 for any graph, whatever is dangling, isolated or calls itself", () => {
    const nodes = fc.integer({ min: 1, max: 12 });
    const links = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.float({ min: 0, max: 1e6, noNaN: true })));
    fc.assert(
      fc.property(nodes, links, (count, edges) => {
        const ids = Array.from({ length: count }, (_, i) => `n${i}`);
        const ranks = pageRank(
          ids,
          edges.map(([from, to, weight]) => ({ from: `n${from}`, to: `n${to}`, weight })),
        );
        const sum = [...ranks.values()].reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
        expect(Math.min(...ranks.values())).toBeGreaterThan(0);
      }),
    );
  });
});

describe("blast radius", () => {
  const shop = graphOf([
    service("gateway", {}, { requestsPerSecond: 100 }),
    service("checkout", {}, { requestsPerSecond: 40 }),
    service("payments", {}, { requestsPerSecond: 20 }),
    service("search", {}, { requestsPerSecond: 60 }),
    edge("user", "gateway", 100),
    edge("gateway", "checkout", 40),
    edge("gateway", "search", 60),
    edge("checkout", "payments", 20),
  ]);

  it("weighs who depends on a service by the share of their requests that reach it", () => {
    const { dependents, entryShare } = blastRadius(shop, id("payments"));
    expect(dependents.map((one) => [one.id, Math.round(one.share * 100), one.hops])).toEqual([
      [id("checkout"), 50, 1],
      [id("gateway"), 20, 2],
    ]);
    expect(entryShare).toBeCloseTo(0.2);
  });

  it("ends on rings and counts nobody twice", () => {
    const ring = graphOf([edge("a", "b", 1), edge("b", "c", 1), edge("c", "a", 1)]);
    expect(blastRadius(ring, id("a")).dependents.map((one) => one.id)).toEqual([id("c"), id("b")]);
  });

  it("never says more than all, for any graph", () => {
    const links = fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.float({ min: 0, max: 1000, noNaN: true })));
    fc.assert(
      fc.property(links, (edges) => {
        const graph = graphOf(edges.map(([from, to, rate]) => edge(`s${from}`, `s${to}`, rate)));
        for (const { share } of blastRadius(graph, id("s0")).dependents) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("ways", () => {
  const { edges } = graphOf([
    edge("a", "b", 1),
    edge("b", "d", 100),
    edge("a", "c", 50),
    edge("c", "e", 50),
    edge("e", "d", 50),
  ]);
  it("finds the way of fewest calls and the one that carries most", () => {
    expect(shortestPath(edges, id("a"), id("d"))?.nodes).toEqual([id("a"), id("b"), id("d")]);
    expect(strongestPath(edges, id("a"), id("d"))?.nodes).toEqual([id("a"), id("c"), id("e"), id("d")]);
    expect(shortestPath(edges, id("d"), id("a"))).toBeNull();
  });
  it("takes so many calls up and down and not sideways", () => {
    expect(neighbourhood(edges, id("c"), 1, 1)).toEqual(new Set([id("a"), id("c"), id("e")]));
    expect(neighbourhood(edges, id("c"), 0, 2)).toEqual(new Set([id("c"), id("e"), id("d")]));
  });
});

describe("the graph of a state", () => {
  it("takes callers from outside as one node and keeps what only the union knows as absent", () => {
    const things = [
      service("a"),
      edge("user", "a", 1),
      edge("a", "orders-db", 2, "database"),
      peer("database", "orders-db"),
    ];
    const union = [id("gone"), id("a"), id("lonely"), thingId("edge", "a", "gone", "")];
    const graph = mapGraph({ things, union, placed: false });
    expect(graph.nodes.map((node) => [node.id, node.present])).toEqual([
      [CLIENTS, true],
      ["peer:database/orders-db", true],
      ["service:a", true],
      ["service:gone", false],
    ]);
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([
      ["service:a", "service:gone"],
      ["service:a", "peer:database/orders-db"],
      [CLIENTS, "service:a"],
    ]);
  });

  it("never takes a database for the service of its name", () => {
    const graph = graphOf([service("orders"), edge("orders", "orders", 1, "database")]);
    expect(graph.edges.map(({ to }) => to)).toEqual(["peer:database/orders"]);
  });

  it("leads callers from outside to the service itself, whatever their calls are typed as", () => {
    const entry = thing(thingId("placedEdge", "user", "", "a", "eu", "virtual_node"), "placedEdge", [
      ...["user", "", "a", "eu", "virtual_node"],
    ]);
    const placement = thing(thingId("placement", "a", "eu"), "placement", ["a", "eu"]);
    const graph = graphOf([service("a"), placement, peer("virtual_node", "a"), entry], true);
    expect(graph.nodes.map((node) => node.id)).toEqual([CLIENTS, "placement:a/eu"]);
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([[CLIENTS, "placement:a/eu"]]);
  });

  it("keeps the calls of those that name no region beside those that do", () => {
    const place = thing(thingId("placement", "cart", "eu"), "placement", ["cart", "eu"]);
    const things = [service("web"), service("pay"), service("cart"), place, peer("database", "pay-db")];
    const calls = [edge("user", "web", 3), edge("web", "pay", 2), edge("pay", "pay-db", 2, "database")];
    const graph = graphOf([...things, ...calls, edge("web", "cart", 1)], true);
    expect(graph.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "service:pay peer:database/pay-db",
      `${CLIENTS} service:web`,
      "service:web service:pay",
    ]);
  });

  it("tells services apart by region, with those that name none beside them", () => {
    const placement = thing(thingId("placement", "a", "eu"), "placement", ["a", "eu"]);
    const placed = thing(thingId("placedEdge", "a", "eu", "b", "", ""), "placedEdge", ["a", "eu", "b", "", ""]);
    const graph = graphOf([service("a", { team: "x" }), service("b"), placement, placed], true);
    expect(graph.nodes.map(({ id: node, region, properties }) => [node, region, properties])).toEqual([
      ["placement:a/eu", "eu", { team: "x" }],
      ["service:b", null, {}],
    ]);
    expect(graph.edges[0]).toMatchObject({ from: "placement:a/eu", to: "service:b" });
  });
});

describe("groups", () => {
  it("nests two attributes, and leaves a peer of two groups outside", () => {
    const graph = graphOf([
      service("a", { team: "shop", tier: "backend" }),
      service("b", { team: "shop" }),
      service("c", { team: "pay", tier: "data" }),
      peer("database", "one"),
      peer("database", "both"),
      edge("a", "one", 1, "database"),
      edge("a", "both", 1, "database"),
      edge("c", "both", 1, "database"),
    ]);
    const { groups, nodes } = groupNodes(graph, ["team", "tier"]);
    expect(nodes).toEqual(["peer:database/both"]);
    expect(groups.map((group) => [group.name, group.groups.map((inner) => [inner.name, inner.nodes])])).toEqual([
      ["pay", [["data", [id("c")]]]],
      [
        "shop",
        [
          ["backend", ["peer:database/one", id("a")]],
          ["", [id("b")]],
        ],
      ],
    ]);
  });

  it("gathers what is outside when it is a lot", () => {
    const names = Array.from({ length: 9 }, (_, i) => `db${i}`);
    const graph = graphOf([
      ...[service("a", { team: "x" }), service("b", { team: "y" })],
      ...names.flatMap((name) => [
        edge("a", name, 1, "database"),
        edge("b", name, 1, "database"),
        peer("database", name),
      ]),
    ]);
    const { groups, nodes } = groupNodes(graph, ["team"]);
    expect(groups.map(({ key, nodes: inside }) => [key, inside.length])).toEqual([
      ["team", 1],
      ["team", 1],
      [OUTSIDE, 9],
    ]);
    expect(nodes).toEqual([]);
  });

  it("makes no group of an attribute that nobody names", () => {
    expect(groupNodes(graphOf([service("a"), service("b")]), ["team"])).toEqual({
      groups: [],
      nodes: [id("a"), id("b")],
    });
  });
});

describe("folding", () => {
  const team = (name: string, size: number) =>
    Array.from({ length: size }, (_, i) => service(`${name}${i}`, { team: name }));
  const fold = (
    things: GraphThing[],
    bad: Record<string, number>,
    more: Partial<Parameters<typeof foldGroups>[0]> = {},
  ) => {
    const graph = graphOf(things);
    const trouble = new Map(Object.entries(bad).map(([name, degree]) => [id(name) as string, degree]));
    return foldGroups({ graph, grouping: groupNodes(graph, ["team"]), trouble, want: "trouble", ...more });
  };

  it("opens the group in trouble and folds the healthy ones", () => {
    const folding = fold([...team("a", 13), ...team("b", 14), ...team("c", 12)], { a3: 2 });
    expect([...folding.open]).toEqual(["team=a"]);
    expect([...folding.folded.keys()]).toEqual(["team=b", "team=c"]);
    expect([folding.boxes, folding.hidden]).toEqual([15, 26]);
  });

  it("lets a member in trouble and its neighbours stand out of a group that has no room whole", () => {
    const calls = [edge("a0", "a7", 5), edge("a7", "a9", 3), edge("a20", "a21", 900)];
    const folding = fold([...team("a", 60), ...team("b", 3), ...calls], { a7: 2 }, { mostBoxes: 6 });
    expect(["a0", "a7", "a9", "a20"].map((name) => folding.boxOf.get(id(name)))).toEqual([
      id("a0"),
      id("a7"),
      id("a9"),
      "rest:team=a",
    ]);
    expect(folding.boxes).toBe(5);
    const roomy = fold([...team("a", 60), ...team("b", 3), ...calls], { a7: 2 });
    expect(["a20", "a21", "a30"].map((name) => roomy.boxOf.get(id(name)))).toEqual([
      id("a20"),
      id("a21"),
      "rest:team=a",
    ]);
  });

  it("never folds one alone", () => {
    const folding = fold([...team("a", 1), ...team("b", 40), ...team("c", 7)], { b0: 2 }, { mostBoxes: 12 });
    expect(folding.boxOf.get(id("a0"))).toBe(id("a0"));
    expect([...folding.folded.values()].every(({ members }) => members.length > 1)).toBe(true);
  });

  it("folds first what only sends metrics, and counts among them nobody who calls or is called", () => {
    const silent = ["db1", "db2", "db3", "db4"].map((name) => ({ ...service(name), ...NO_NUMBERS }));
    const dark = { ...service("dark"), ...NO_NUMBERS };
    const graph = graphOf([...silent, dark, service("a"), edge("a", "dark", 1)]);
    const callless = calllessOf(graph);
    const all = { trouble: new Map<string, number>(), want: "all" as const };
    const ids = ["db1", "db2", "db3", "db4"].map(id);
    expect([...callless]).toEqual(ids);
    const folding = foldGroups({ graph, grouping: foldCallless(groupNodes(graph, []), callless), ...all });
    expect([...folding.folded.values()].map(({ members }) => members)).toEqual([ids]);
  });

  it("opens what fits when all is well, and keeps what a person shut or opened", () => {
    const things = [...team("a", 3), ...team("b", 4)];
    expect(fold(things, {}).folded.size).toBe(0);
    expect([...fold(things, {}, { shut: new Set(["team=b"]) }).folded.keys()]).toEqual(["team=b"]);
    const large = [...team("a", 60), ...team("b", 4)];
    expect(fold(large, { b0: 1 }, { opened: new Set(["team=a"]) }).boxes).toBe(64);
    expect(fold(large, {}, { everything: true }).hidden).toBe(0);
  });

  it("never draws more boxes than asked for, and never loses a node, whatever is in trouble", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 20 });
    const healths = fc.array(fc.constantFrom<Health>("healthy", "degraded", "failed"), { maxLength: 400 });
    fc.assert(
      fc.property(sizes, healths, fc.constantFrom("trouble", "all"), (counts, states, want) => {
        const things = counts.flatMap((size, i) => team(`t${i}-`, size));
        const bad: Record<string, number> = {};
        things.forEach((one, i) => {
          if (states[i] === "failed" || states[i] === "degraded")
            bad[one.names[0] ?? ""] = states[i] === "failed" ? 2 : 1;
        });
        const folding = fold(things, bad, { want: want as "trouble" | "all" });
        expect(folding.boxes).toBeLessThanOrEqual(MOST_BOXES);
        expect(new Set(folding.boxOf.values()).size).toBe(folding.boxes);
        expect(folding.boxOf.size).toBe(things.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe("clusters", () => {
  it("puts each node beside the hub that its strongest calls lead to, and ties nobody by guess", () => {
    const graph = graphOf([
      edge("hub1", "a", 10),
      edge("a", "b", 9),
      edge("hub2", "b", 1),
      edge("hub2", "c", 1),
      service("lone"),
    ]);
    const { nodes, groups } = clusterAround(graph, [id("hub1"), id("hub2")]);
    // One alone stays itself.
    expect(nodes).toEqual(["c", "hub1", "hub2", "lone"].map(id));
    expect(groups.map(({ name, nodes: inside }) => [name, inside])).toEqual([["hub1", [id("a"), id("b")]]]);
  });
});
