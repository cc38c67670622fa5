/** Differences are told once each, with both values, and the map marks what they are about. */
import { describe, expect, it } from "vitest";
import type { GraphEdge, GraphNode, MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { type ThingId, thingId, thingOf } from "../../server/model/state.ts";
import type { Difference } from "../../server/routers/stateAnswer.ts";
import { differenceRows, diffMarks, nodeFor, shortName, toldDifferences } from "./differenceRows.ts";

function difference(thing: ThingId, change: Difference["change"], over: Partial<Difference> = {}): Difference {
  const plain = { title: "", property: null, before: null, after: null, atMs: 1, eventKind: null };
  return { thing, ...thingOf(thing), change, ...plain, ...over };
}
const payments = thingId("service", "payments");
const inEu = thingId("placement", "payments", "eu-west");
const inUs = thingId("placement", "payments", "us-east");
const failed = { property: "health", before: "healthy", after: "failed" };

const numbers = { health: "healthy", requestsPerSecond: 1, errorRatio: 0, p95Seconds: 0, saturation: null } as const;
const bare = { ...numbers, reason: null, properties: {}, present: true, peerType: null } as const;
function node(id: ThingId): GraphNode {
  const { kind, names } = thingOf(id);
  const region = kind === "placement" ? (names[1] ?? null) : null;
  return {
    ...bare,
    id,
    kind: kind === "placement" ? "placement" : "service",
    name: names[0] ?? "",
    service: names[0] ?? null,
    region,
  };
}
const graphOf = (ids: readonly ThingId[], edges: readonly GraphEdge[] = []): MapGraph => ({
  nodes: ids.map(node),
  edges,
});

describe("rows", () => {
  it("put values side by side, with the reason beneath", () => {
    const [version, health, slow] = differenceRows(
      [
        difference(payments, "version", { property: "versions", before: ["2.13.4"], after: ["2.14.0"] }),
        difference(payments, "health", {
          ...failed,
          title: "payments healthy → failed: fails 14 % of requests, usually: 0.03 %",
        }),
        difference(payments, "latency", { property: "p95Seconds", before: 0.08, after: 1.2, atMs: 2 }),
      ],
      null,
    );
    expect(version).toMatchObject({ name: "payments", sign: "~", values: { before: "2.13.4", after: "2.14.0" } });
    expect(health).toMatchObject({ health: "failed", note: "Fails 14 % of requests, usually: 0.03 %" });
    expect(slow).toMatchObject({ what: "p95" });
    expect(slow?.values?.after).toMatch(/^1\.20\ss$/);
  });
  it("are narrowed to a group, and each has a key of its own", () => {
    const all = [
      difference(payments, "appeared"),
      difference(inEu, "health", failed),
      difference(inEu, "rate", { property: "requestsPerSecond", before: 1, after: 2, atMs: null }),
      difference(inEu, "configuration", { property: "flag.fast", before: true, after: false }),
    ];
    expect(differenceRows(all, "config").map(({ sign }) => sign)).toEqual(["+", "~"]);
    expect(differenceRows(all, "config")[1]).toMatchObject({ what: "fast", values: { before: "on", after: "off" } });
    expect(differenceRows(all, "health")).toHaveLength(1);
    expect(new Set(differenceRows(all, null).map(({ key }) => key)).size).toBe(4);
  });
});

it("calls are named by both ends; the region that both are in stands beneath", () => {
  const named = (...names: string[]) => shortName(thingId("placedEdge", ...names, ""));
  expect(named("gateway", "ap-south", "cart", "ap-south")).toBe("gateway → cart");
  expect(named("cart", "ap-south", "inventory", "eu-west")).toBe("cart in ap-south → inventory in eu-west");
  expect(named("user", "", "gateway", "eu-west")).toBe("outside → gateway");
  expect(named("cart", "ap-south", "orders-db", "")).toBe("cart in ap-south → orders-db");
  const calls = thingId("placedEdge", "gateway", "ap-south", "cart", "ap-south", "");
  const [row] = differenceRows([difference(calls, "health", { ...failed, title: "… failed: fails 40 %" })], null);
  expect(row).toMatchObject({ name: "gateway → cart", note: "in ap-south: fails 40 %" });
  expect(shortName(thingId("edge", "cart", "orders-db", "database"))).toBe("cart → orders-db");
});

describe("told once", () => {
  const edge = thingId("edge", "checkout", "payments", "");
  const placedEdge = thingId("placedEdge", "checkout", "eu-west", "payments", "eu-west", "");
  const all = [
    difference(payments, "health", failed),
    difference(inEu, "health", failed),
    difference(payments, "version", { property: "versions" }),
    difference(edge, "health", failed),
    difference(placedEdge, "health", failed),
    difference(placedEdge, "rate", { before: 1, after: 9 }),
    difference(edge, "appeared"),
  ];
  it("with regions the placements speak for their service, but not for its version", () => {
    expect(toldDifferences(all, true)).toEqual([all[1], all[2], all[4]]);
  });
  it("without regions the service and its calls speak", () => {
    expect(toldDifferences(all, false)).toEqual([all[0], all[2], all[3], all[6]]);
  });
  it("a number by which health was judged anew is part of it, unless numbers are asked for", () => {
    const both = [
      difference(inEu, "health", failed),
      difference(inEu, "errors", { before: 0, after: 0.5 }),
      difference(inEu, "rate", { before: 1, after: 5, atMs: null }),
    ];
    expect(differenceRows(both, null).map((row) => row.difference.change)).toEqual(["health", "rate"]);
    expect(differenceRows(both, "rate").map((row) => row.difference.change)).toEqual(["errors", "rate"]);
  });
  it("a service that changed in none of its regions speaks for itself", () => {
    expect(toldDifferences([difference(payments, "health", failed)], true)).toHaveLength(1);
  });
});

describe("marks", () => {
  it("a thing has its own; a version is marked where it runs, in its region alone when it names one", () => {
    const graph = graphOf([inEu, inUs]);
    const marks = diffMarks(
      [
        difference(inEu, "health", failed),
        difference(payments, "version", { property: "versions" }),
        difference(payments, "version", { property: "version.us-east" }),
        difference(payments, "health", failed),
      ],
      graph,
    );
    expect(marks.get(inEu)).toEqual({ change: "changed", count: 2 });
    expect(marks.get(inUs)).toEqual({ change: "changed", count: 2 });
  });
  it("an alert is told by what it said, which of those of its name it was", () => {
    const alert = (change: "appeared" | "vanished", title: string) => ({
      ...difference(thingId("alert", "Burn", "1f"), change),
      title,
    });
    const said = (one: ReturnType<typeof alert>) => differenceRows([one], null).map(({ what, note }) => [what, note]);
    expect(said(alert("appeared", "Burn fires: checkout spends its budget"))).toEqual([
      ["fires", "Checkout spends its budget"],
    ]);
    expect(said(alert("vanished", "Burn is over after 2 min"))).toEqual([["is over", "After 2 min"]]);
    expect(said(alert("vanished", "alert Burn vanished"))).toEqual([["is over", "alert"]]);
  });

  it("what appeared is marked so, whatever else changed of it", () => {
    const marks = diffMarks(
      [difference(payments, "rate"), difference(payments, "appeared"), difference(payments, "health", failed)],
      graphOf([payments]),
    );
    expect(marks.get(payments)).toEqual({ change: "appeared", count: 3 });
  });
  it("an instance leads to its service, wherever the map has it", () => {
    const instance = thingId("instance", "payments", "p-1");
    expect(nodeFor(instance, graphOf([payments]))).toBe(payments);
    expect(nodeFor(instance, graphOf([inUs]))).toBe(inUs);
    expect(nodeFor(thingId("host", "h1"), graphOf([payments]))).toBeNull();
  });
});
