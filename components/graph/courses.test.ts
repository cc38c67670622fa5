/** How lines run on a map of unfolded regions: not behind boxes, not over titles, together where they lead to the same place; and their words. */
import { describe, expect, it } from "vitest";
import { arrange, type Item } from "./arrange.ts";
import { coursesOf, labelSpots, titlesOf } from "./courses.ts";
import { type Point, piecesOf, type Route, rounded } from "./routeLine.ts";
import type { Box, Line, Rect, Scene } from "./scene.ts";

const box = (id: string, kind: Box["kind"], parent: string | null): Box => ({
  ...{ id, kind, parent, w: 0, h: 0, title: id, aside: kind === "frame" ? "9 services, all healthy" : "" },
  ...{ status: "ok", stripe: null, note: "", tone: "quiet", edge: null, chips: [], more: 0, badge: null },
  ...{ alpha: 1, pinned: false, movable: true, spoken: "" },
});
const line = (from: string, to: string, label = ""): Line => ({
  ...{ id: `${from}>${to}`, from, to, width: 1, tone: label === "" ? "quiet" : "fail", dashed: false, label, alpha: 1 },
});

/** Regions of three layers of four services; each calls the next, and the last of all regions the store in the middle one. */
function regions(names: readonly string[]): Scene {
  const items: Item[] = [];
  const calls: (readonly [string, string])[] = [];
  for (const region of names) {
    items.push({ id: region, parent: null, w: 300, h: 0, isFrame: true });
    for (let i = 0; i < 12; i++) {
      const id = `${region} ${i}`;
      items.push({ id, parent: region, w: 152, h: 30, isFrame: false });
      if (i < 8) calls.push([id, `${region} ${i + 4}`], [id, `${region} ${4 * Math.floor(i / 4) + 4 + ((i + 1) % 4)}`]);
      if (i % 3 === 0) calls.push([id, "store"]);
    }
  }
  items.push({ id: "store", parent: names[1] ?? null, w: 152, h: 30, isFrame: false });
  const flows = calls.map(([from, to]) => ({ from, to, weight: 1 }));
  const places = arrange(items, flows, new Map(), true);
  const boxes = items.map(({ id, parent, isFrame }) => box(id, isFrame ? "frame" : "node", parent));
  return {
    boxes,
    places,
    selected: null,
    lines: calls.map(([from, to]) => line(from, to, to === "store" ? "14 %" : "")),
  };
}

function along(route: Route): Point[] {
  return piecesOf(route).flatMap(([a, bend, b]) =>
    Array.from({ length: 25 }, (_, i) => {
      const t = i / 24;
      const mix = (p: number, q: number, r: number) => (1 - t) ** 2 * p + 2 * t * (1 - t) * q + t * t * r;
      return { x: mix(a.x, bend.x, b.x), y: mix(a.y, bend.y, b.y) };
    }),
  );
}
const holds = ({ x, y, w, h }: Rect, point: Point) =>
  point.x > x + 1 && point.x < x + w - 1 && point.y > y + 1 && point.y < y + h - 1;
const overlap = (a: Rect, b: Rect) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe("lines of unfolded regions", () => {
  const scene = regions(["ap", "eu", "us"]);
  const courses = coursesOf(scene);

  it("run from their box to the other, behind no third one and over no title", () => {
    const titles = titlesOf(scene.boxes, scene.places);
    for (const { id, from, to } of scene.lines) {
      const route = courses.get(id);
      const [start, end] = [scene.places.get(from), scene.places.get(to)] as [Rect, Rect];
      expect(route?.start).toEqual({ x: start.x + start.w, y: start.y + start.h / 2 });
      expect([end.x, end.x + end.w]).toContain(route?.end.x);
      const others = scene.boxes.filter((one) => one.kind === "node" && one.id !== from && one.id !== to);
      const rects = [...titles, ...others.flatMap((one) => scene.places.get(one.id) ?? [])];
      const hit = rects.filter((rect) => route && along(route).some((point) => holds(rect, point)));
      expect([id, hit]).toEqual([id, []]);
    }
  });

  it("to one place from other regions come in on one trunk", () => {
    const store = scene.places.get("store") as Rect;
    const ends = scene.lines.flatMap(({ id, to }) => (to === "store" ? (courses.get(id)?.end ?? []) : []));
    expect(ends.length).toBeGreaterThan(6);
    expect(new Set(ends.map(({ y }) => y))).toEqual(new Set([store.y + store.h / 2]));
    const before = scene.lines.flatMap(({ id, to }) => {
      const route = courses.get(id);
      return to === "store" && route ? [along(route).at(-4)] : [];
    });
    expect(new Set(before.map((point) => Math.round(point?.y ?? 0))).size).toBeLessThanOrEqual(3);
  });

  it("have their words on themselves, off boxes, titles and each other", () => {
    const spots = labelSpots(scene, courses);
    const told = scene.lines.filter(({ label }) => label !== "");
    expect([...spots.keys()].sort()).toEqual(told.map(({ id }) => id).sort());
    const rects = [...spots.values()].map(({ x, y }): Rect => ({ x: x - 17, y: y - 8, w: 34, h: 16 }));
    const standing = scene.boxes.flatMap(({ id, kind }) => (kind === "node" ? (scene.places.get(id) ?? []) : []));
    rects.forEach((rect, i) => {
      expect(standing.filter((other) => overlap(rect, other))).toEqual([]);
      expect(rects.filter((other, j) => j !== i && overlap(rect, other))).toEqual([]);
    });
  });
});

describe("a way of straight stretches", () => {
  const corners = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 80 },
    { x: 300, y: 80 },
  ];
  it("is drawn along them, only its corners are cut, by a few pixels", () => {
    for (const { x, y } of along(rounded(corners))) {
      const off = Math.min(
        x <= 100 ? Math.abs(y) : 1e9,
        y >= 0 && y <= 80 ? Math.abs(x - 100) : 1e9,
        x >= 100 ? Math.abs(y - 80) : 1e9,
      );
      expect(off).toBeLessThan(5);
    }
    const { start, end } = rounded(corners);
    expect([start, end]).toEqual([corners[0], corners[3]]);
  });
});
