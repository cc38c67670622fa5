/** The map as boxes and lines: where things stand, how lines run, what is said; and the great topology, when it is there. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clusterAround } from "../../server/analysis/graph/clusters.ts";
import { foldGroups, MOST_BOXES } from "../../server/analysis/graph/folding.ts";
import { groupNodes } from "../../server/analysis/graph/grouping.ts";
import { type GraphThing, type MapGraph, mapGraph, NO_NUMBERS } from "../../server/analysis/graph/mapGraph.ts";
import { pageRank } from "../../server/analysis/graph/pageRank.ts";
import { type ThingKind, thingId } from "../../server/model/state.ts";
import { arrange, type Memory } from "./arrange.ts";
import { looksOf } from "./mapLooks.ts";
import { groupWords, groupWordsBeside, nodeNote, tally, troubleNumber } from "./mapWords.ts";
import { planMap } from "./prepareMap.ts";
import { pointAt, relativeTo, routeLine } from "./routeLine.ts";
import type { Rect } from "./scene.ts";
import { neighbourTo } from "./useGraphKeys.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const thing = (kind: ThingKind, names: string[], more: Partial<GraphThing> = {}): GraphThing => ({
  ...{ id: thingId(kind, ...names), kind, names, ...NO_NUMBERS, health: "healthy", requestsPerSecond: 10 },
  ...{ reason: null, properties: {}, ...more },
});
const place = (name: string, region: string, more: Partial<GraphThing> = {}) =>
  thing("placement", [name, region], more);
const call = (from: string, to: string, region: string, more: Partial<GraphThing> = {}) =>
  thing("placedEdge", [from, from === "user" ? "" : region, to, region, ""], more);

/** Two regions of gateway, checkout, payments; the first one's checkout fails. */
function shop(): GraphThing[] {
  return ["eu", "us"].flatMap((region) => {
    const bad = region === "eu" ? { health: "failed" as const, errorRatio: 0.14 } : {};
    return [
      ...[place("gateway", region), place("checkout", region, bad), place("payments", region), place("search", region)],
      ...[call("user", "gateway", region), call("gateway", "checkout", region, bad), call("gateway", "search", region)],
      call("checkout", "payments", region, bad),
      thing("placedEdge", ["payments", region, "bank", "", "virtual_node"]),
      thing("peer", ["virtual_node", "bank"]),
    ];
  });
}

function planned(graph: MapGraph, groupBy: string[], want: "trouble" | "all" = "trouble") {
  const grouping = groupNodes(graph, groupBy);
  const trouble = new Map(graph.nodes.filter(({ health }) => health === "failed").map(({ id }) => [id, 2]));
  const folding = foldGroups({ graph, grouping, trouble, want });
  const plan = planMap(graph, grouping, folding, null, new Map());
  return { plan, folding, places: arrange(plan.items, plan.flows, new Map()) };
}
const looks = (graph: MapGraph, more = {}) => {
  const { plan } = planned(graph, ["region"]);
  const signals = { size: null, width: "rate" as const, color: null };
  return looksOf(plan, {
    ...{ numbersAt: null, signals, ranks: new Map(), colorOf: () => "", pinned: new Set(), marks: null },
    ...more,
  });
};
const overlap = (a: Rect, b: Rect) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe("where things stand", () => {
  const graph = mapGraph({ things: shop(), placed: true });

  it("draws the region in trouble, with what fails on one straight row, and folds the healthy one beneath", () => {
    const { plan, places, folding } = planned(graph, ["region"]);
    expect([...folding.folded.keys()]).toEqual(["region=us"]);
    const row = ["gateway", "checkout", "payments"].map((name) => places.get(`placement:${name}/eu`));
    expect(new Set(row.map((rect) => rect?.y)).size).toBe(1);
    expect((row[0]?.x ?? 0) < (row[1]?.x ?? 0) && (row[1]?.x ?? 0) < (row[2]?.x ?? 0)).toBe(true);
    const [frame, folded] = [places.get("region=eu"), places.get("region=us")];
    expect((frame?.y ?? 0) + (frame?.h ?? 0)).toBeLessThan(folded?.y ?? 0);
    expect(places.get("clients")?.x).toBeLessThan(frame?.x ?? 0);
    expect(places.get("peer:virtual_node/bank")?.x).toBeGreaterThan((frame?.x ?? 0) + (frame?.w ?? 0));
    expect(places.size).toBe(plan.items.length);
  });

  it("lets no two boxes of a frame overlap, and keeps each within its frame", () => {
    const { plan, places } = planned(graph, ["region"], "all");
    for (const a of plan.items) {
      const rect = places.get(a.id);
      const frame = a.parent === null ? undefined : places.get(a.parent);
      if (rect && frame) expect(rect.x >= frame.x && rect.x + rect.w <= frame.x + frame.w).toBe(true);
      for (const b of plan.items) {
        const other = places.get(b.id);
        if (a.id < b.id && a.parent === b.parent && rect && other) expect(overlap(rect, other)).toBe(false);
      }
    }
  });

  it("keeps what stays where it was when something joins, and finds the newcomer a free place", () => {
    const memory: Memory = new Map();
    const box = (id: string) => ({ id, parent: null, w: 100, h: 40, isFrame: false });
    const flow = (from: string, to: string) => ({ from, to, weight: 1 });
    const before = arrange(["a", "b", "c"].map(box), [flow("a", "b"), flow("b", "c")], memory);
    const after = arrange(["a", "b", "c", "d"].map(box), [flow("a", "b"), flow("b", "c"), flow("a", "d")], memory);
    for (const id of ["a", "b", "c"]) expect(after.get(id)).toEqual(before.get(id));
    const rects = [...after.values()];
    expect(rects.every((a) => rects.every((b) => a === b || !overlap(a, b)))).toBe(true);
  });
});

describe("how lines run", () => {
  const box = (x: number, y: number): Rect => ({ x, y, w: 100, h: 40 });

  it("goes out at the right and in at the left, around what stands in the way", () => {
    const [from, between, to] = [box(0, 0), box(150, 0), box(300, 0)];
    expect(routeLine(from, box(150, 0)).end).toEqual({ x: 150, y: 20 });
    const around = routeLine(from, to, [from, between, to]);
    const points = Array.from({ length: 60 }, (_, i) => pointAt(around, i / 60));
    expect(points.some(({ x, y }) => x > 150 && x < 250 && y > 0 && y < 40)).toBe(false);
    expect(around.end).toEqual({ x: 300, y: 20 });
  });

  it("tells a bend along and beside the straight line, to its right", () => {
    const straight = { start: { x: 0, y: 0 }, end: { x: 10, y: 0 } };
    expect(relativeTo(straight, { x: 5, y: 3 })).toEqual({ weight: 0.5, distance: 3 });
  });

  it("walks to the nearest box ahead, not to one far beside", () => {
    const others = [
      ["far", { x: 300, y: 0 }] as const,
      ["near", { x: 100, y: 20 }] as const,
      ["up", { x: 5, y: -90 }] as const,
    ];
    expect(neighbourTo({ x: 0, y: 0 }, others, "right")).toBe("near");
    expect(neighbourTo({ x: 0, y: 0 }, others, "up")).toBe("up");
    expect(neighbourTo({ x: 0, y: 0 }, others, "left")).toBeNull();
  });
});

describe("how it looks", () => {
  const graph = mapGraph({ things: shop(), placed: true });
  const box = (id: string, more = {}) => looks(graph, more).boxes.find((one) => one.id === id);

  it("colours only what is in trouble, and says the number behind it", () => {
    expect(box("placement:checkout/eu")).toMatchObject({ tone: "fail", status: "fail" });
    expect(plain(box("placement:checkout/eu")?.note ?? "")).toBe("10 req/s · 14 %");
    expect(box("placement:search/eu")).toMatchObject({ tone: "quiet", note: expect.stringContaining("10") });
    const line = looks(graph).lines.find(({ to }) => to === "placement:checkout/eu");
    expect(line).toMatchObject({ tone: "fail", dashed: true });
    expect(plain(line?.label ?? "")).toBe("14 %");
  });

  it("follows the numbers under the playhead, and fades what is not there yet", () => {
    const numbersAt = (id: string) =>
      id === "placement:search/eu"
        ? NO_NUMBERS
        : id === "placement:payments/eu"
          ? null
          : { ...NO_NUMBERS, health: "healthy" as const, requestsPerSecond: 3 };
    expect(plain(box("placement:checkout/eu", { numbersAt })?.note ?? "")).toBe("3 req/s");
    expect(box("placement:checkout/eu", { numbersAt })?.tone).toBe("quiet");
    expect(box("placement:search/eu", { numbersAt })?.alpha).toBeLessThan(0.5);
    expect(box("placement:payments/eu", { numbersAt })).toMatchObject({ alpha: 1, status: "unknown", note: "no data" });
  });

  it("marks what changed between two instants", () => {
    const marks = new Map([["placement:search/eu", { change: "changed", count: 3 }]]);
    expect(box("placement:search/eu", { marks })?.badge).toBe("±3");
  });

  it("never calls what sends nothing healthy", () => {
    const things = ["a", "b", "metrics"].map((name) => thing("service", [name], NO_NUMBERS));
    const quiet = mapGraph({ things: [...things, thing("edge", ["a", "b", ""], NO_NUMBERS)], placed: false });
    const { boxes } = looks(quiet);
    expect(boxes.find(({ title }) => title === "a")).toMatchObject({ status: "unknown", note: "no data" });
    const silent = boxes.find(({ title }) => title === "metrics");
    expect(silent).toMatchObject({ status: null, note: "no calls of its own" });
    expect(groupWords(tally(["unknown", "unknown"]))).toBe("2 services, no data");
    expect(groupWordsBeside(tally(["healthy", "healthy"]), 19)).toBe("2 services, all healthy, 19 with metrics alone");
    expect(groupWordsBeside(tally([]), 3)).toBe("3 services with metrics alone");
  });
});

describe("words", () => {
  it("says how many of a group are in trouble", () => {
    expect(groupWords(tally(["failed", "failed", "degraded", "degraded", "healthy"]))).toBe(
      "2 of 5 services fail, 2 are degraded",
    );
    expect(groupWords(tally(["failed", "healthy"]))).toBe("1 of 2 services fails");
    expect(groupWords(tally(Array(14).fill("healthy")))).toBe("14 services, all healthy");
  });
  it("names what is the matter: failing before full, full before slow", () => {
    const bad = { health: "degraded", requestsPerSecond: 5, errorRatio: 0, p95Seconds: 1.02, saturation: 0.2 } as const;
    expect(plain(troubleNumber(bad))).toBe("1.02 s");
    expect(plain(troubleNumber({ ...bad, saturation: 0.97 }))).toBe("97 % full");
    expect(plain(troubleNumber({ ...bad, errorRatio: 0.072 }))).toBe("7.2 %");
    expect(troubleNumber({ ...bad, health: "healthy" })).toBe("");
  });
  it("shows the chosen signal beside the rate", () => {
    const graph = mapGraph({ things: [thing("service", ["a"], { p95Seconds: 0.12 })], placed: false });
    const [node] = graph.nodes;
    expect(node && plain(nodeNote(node, node, "p95", undefined))).toBe("10 req/s · 120 ms");
  });
});

const LARGE = new URL("../../../shared/data/topology/jaeger-ui-dependencies/large.json", import.meta.url);
interface Call {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

describe("1,238 services and 4,271 calls", () => {
  it.skipIf(!existsSync(LARGE))("has at most 35 boxes at first sight, and every service a place when unfolded", () => {
    const calls = JSON.parse(readFileSync(LARGE, "utf8")) as Call[];
    const names = new Set(calls.flatMap(({ parent, child }) => [parent, child]));
    const things = [
      ...[...names].map((name) => thing("service", [name])),
      ...calls.map(({ parent, child, callCount }) =>
        thing("edge", [parent, child, ""], { requestsPerSecond: callCount }),
      ),
    ];
    const graph = mapGraph({ things, placed: false });
    expect([graph.nodes.length, graph.edges.length]).toEqual([1238, 4271]);
    const ranks = pageRank(
      graph.nodes.map(({ id }) => id),
      graph.edges.map(({ from, to, requestsPerSecond }) => ({ from, to, weight: requestsPerSecond ?? 0 })),
    );
    const hubs = [...ranks]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 16)
      .map(([id]) => id);
    const grouping = clusterAround(graph, hubs);
    const folding = foldGroups({ graph, grouping, trouble: new Map(), want: "trouble" });
    expect(folding.boxes).toBeLessThanOrEqual(MOST_BOXES);
    expect(folding.boxOf.size).toBe(1238);
    const whole = foldGroups({ graph, grouping, trouble: new Map(), want: "all", everything: true });
    const plan = planMap(graph, grouping, whole, null, ranks);
    const places = arrange(plan.items, plan.flows, new Map());
    expect(graph.nodes.every(({ id }) => places.has(id))).toBe(true);
    const leaves = plan.items.filter(({ isFrame }) => !isFrame).map(({ id }) => places.get(id) as Rect);
    const sorted = leaves.sort((a, b) => a.x - b.x);
    for (const [i, a] of sorted.entries())
      for (let j = i + 1; j < sorted.length && (sorted[j] as Rect).x < a.x + a.w; j++)
        expect(overlap(a, sorted[j] as Rect)).toBe(false);
  });
});
