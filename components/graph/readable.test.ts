/** Words on the map stay readable: regions stand where they are seen largest, and names keep their size on the screen. */
import { describe, expect, it } from "vitest";
import { arrange, type Item } from "./arrange.ts";
import { paintBox, paintNameBeneath } from "./paintBoxes.ts";
import type { Pen } from "./pen.ts";
import { type Box, boundsOf, type Rect } from "./scene.ts";

/** So many regions of as many boxes in a row of calls, all unfolded. */
function regions(count: number, layers: number, rows: number) {
  const items: Item[] = [];
  const flows = [];
  for (let region = 0; region < count; region++) {
    items.push({ id: `r${region}`, parent: null, w: 300, h: 0, isFrame: true });
    for (let layer = 0; layer < layers; layer++) {
      for (let row = 0; row < rows; row++) {
        const id = `${region} ${layer} ${row}`;
        items.push({ id, parent: `r${region}`, w: 146, h: 42, isFrame: false });
        if (layer > 0) flows.push({ from: `${region} ${layer - 1} ${row}`, to: id, weight: 1 });
      }
    }
  }
  items.push({ id: "clients", parent: null, w: 96, h: 42, isFrame: false, side: "entry" });
  flows.push(...Array.from({ length: count }, (_, i) => ({ from: "clients", to: `${i} 0 0`, weight: 1 })));
  return arrange(items, flows, new Map(), true);
}
/** How large a view of 1,150 x 620 shows all of it. */
function zoomOf(places: ReadonlyMap<string, Rect>): number {
  const bounds = boundsOf(places.values());
  return bounds ? Math.min(1_150 / bounds.w, 620 / bounds.h) : 0;
}
const frames = (places: ReadonlyMap<string, Rect>) =>
  [...places].filter(([id]) => /^r\d+$/.test(id)).map(([, rect]) => rect);

describe("regions that are all unfolded", () => {
  it("stand beside each other where above each other they would be tiny", () => {
    const places = regions(3, 4, 6);
    expect(zoomOf(places)).toBeGreaterThan(0.45);
    const [a, b] = frames(places);
    expect(a && b && a.y === b.y && b.x > a.x + a.w).toBe(true);
  });

  it("stand above each other where they are wide and low, as one compares them best", () => {
    const places = frames(regions(3, 6, 2));
    expect(new Set(places.map(({ x }) => x)).size).toBe(1);
  });

  it("have what they call outside beside them, and not beneath", () => {
    const peers = [0, 1, 2, 3].map(
      (i): Item => ({ ...{ id: `p${i}`, parent: null, w: 146, h: 42 }, isFrame: false, side: "outside" }),
    );
    const frame = (id: string): Item => ({ id, parent: null, w: 300, h: 0, isFrame: true });
    const box = (id: string, parent: string): Item => ({ id, parent, w: 146, h: 42, isFrame: false });
    const boxes = ["a", "b", "c"].map((id) => box(id, "low"));
    const items = [frame("high"), box("x", "high"), box("y", "high"), frame("low"), ...boxes, ...peers];
    const flows = peers.map(({ id }) => ({ from: "c", to: id, weight: 1 }));
    const places = arrange(items, [...flows, { from: "x", to: "y", weight: 1 }], new Map(), true);
    const bottom = (ids: string[]) => Math.max(...ids.map((id) => (places.get(id)?.y ?? 0) + (places.get(id)?.h ?? 0)));
    expect(bottom(peers.map(({ id }) => id))).toBeLessThanOrEqual(bottom(["high", "low"]));
  });

  it("never overlap, however many there are", () => {
    for (const count of [2, 3, 5, 8, 13]) {
      const rects = frames(regions(count, 3, 4));
      const overlaps = rects.filter((a, i) =>
        rects.some((b, j) => j > i && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h),
      );
      expect([count, overlaps]).toEqual([count, []]);
    }
  });
});

interface Word {
  readonly text: string;
  readonly size: number;
  readonly least: number | undefined;
}
/** What a pen is asked to write. */
function wordsOf(box: Partial<Box>, zoom: number): Word[] {
  const words: Word[] = [];
  const pen: Pen = {
    alpha: () => {},
    rect: () => {},
    polygon: () => {},
    circle: () => {},
    text: (_x, _y, text, { size, least }) => {
      words.push({ text, size, least });
      return text.length * size * 0.55;
    },
  };
  const node: Box = {
    ...{ id: "a", kind: "node", parent: null, w: 146, h: 42, title: "checkout", aside: "", status: "ok" },
    ...{ stripe: "#fff", note: "42 req/s", tone: "quiet", edge: null, chips: [], more: 0, badge: null, alpha: 1 },
    ...{ pinned: false, movable: true, spoken: "", ...box },
  };
  const options = { colors: (color: string) => color, zoom, selected: null, hovered: null };
  const rect = { x: 0, y: 0, w: node.w, h: node.h };
  paintBox(pen, node, rect, options);
  paintNameBeneath(pen, node, rect, options);
  return words;
}

/** Folded groups have less room in their head than others. */
const MOST_SHRUNK = 8.5;

describe("words", () => {
  it("are at least 9 pixels of the screen from 0.45 to twice the size", () => {
    const boxes: Partial<Box>[] = [
      {},
      { kind: "frame", w: 800, h: 500, title: "eu-west", aside: "2 of 13 services fail" },
      { kind: "folded", w: 308, h: 130, title: "us-east", aside: "14 services, all healthy", note: "506 req/s" },
    ];
    for (const box of boxes) {
      for (const zoom of [0.45, 0.55, 0.7, 0.85, 1, 2]) {
        const small = wordsOf(box, zoom).filter(({ size }) => size * zoom < 9);
        expect([box.kind, zoom, small]).toEqual([box.kind, zoom, []]);
        expect([box.kind, zoom, (wordsOf(box, zoom)[0]?.size ?? 0) * zoom >= MOST_SHRUNK]).toEqual([
          box.kind,
          zoom,
          true,
        ]);
      }
    }
  });

  it("of the second line make way for the name", () => {
    expect(wordsOf({}, 0.5).map(({ text }) => text)).toEqual(["checkout"]);
    expect(wordsOf({}, 0.8).map(({ text }) => text)).toEqual(["checkout", "42 req/s"]);
  });

  it("of a low box are its name, then what fails where the rate has no room beside it", () => {
    const low = { h: 30, note: "45/min · 31 %" };
    const said = (box: Partial<Box>, zoom = 1) => wordsOf(box, zoom).map(({ text }) => text);
    expect(said({ ...low, w: 250 })).toEqual(["checkout", "45/min · 31 %"]);
    expect(said({ ...low, w: 146 })).toEqual(["checkout", "31 %"]);
    expect(said({ ...low, w: 110 })).toEqual(["checkout"]);
    expect(said({ ...low, w: 250 }, 0.5)).toEqual(["checkout"]);
  });

  it("of what is in trouble stand beneath it where it has no room, and nothing else is named then", () => {
    expect(wordsOf({ tone: "fail" }, 0.25)).toMatchObject([{ text: "checkout", size: 40 }]);
    expect(wordsOf({}, 0.25)).toEqual([]);
  });

  it("may be a little smaller before a long name is cut", () => {
    const [name] = wordsOf({ title: "recommendations" }, 0.6);
    expect(name?.least).toBeLessThan(name?.size ?? 0);
    expect((name?.least ?? 0) * 0.6).toBeGreaterThanOrEqual(9 - 1e-9);
  });
});
