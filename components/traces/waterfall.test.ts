/** The arithmetic of the waterfall: models of answers, folding, windows, search, the time scale. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowMark } from "../../server/analysis/traceTree.ts";
import type { TraceView } from "../../server/analysis/traceView.ts";
import { selfStretches } from "./selfStretches.ts";
import { parseZoom, timeScale, timeTicks, writeZoom } from "./timeScale.ts";
import { prepareTrace, rowOfReference, shiftNano, spanReference, wholeOf, writeSpanReference } from "./traceModel.ts";
import { contentPx, matchingRows, revealing, scrollTo, visibleIndex, visibleRows, windowOf } from "./waterfallRows.ts";

/** A view from parents and [offset, duration] pairs; spans are named by their row. */
function viewOf(
  parent: readonly number[],
  times: readonly (readonly [number, number])[],
  ids?: readonly string[],
): TraceView {
  const count = parent.length;
  const column = () => new Array<number>(count).fill(0);
  return {
    traceId: "0123456789abcdef0123456789abcdef",
    startUnixNano: "1700000000000000000",
    durationNano: Math.max(...times.map(([offset, duration]) => offset + duration)),
    spanCount: count,
    errorCount: 0,
    services: ["cart", "orders-db"],
    names: parent.map((_, row) => `op${row}`),
    rootRow: 0,
    rows: {
      count,
      spanIds: (ids ?? parent.map((_, row) => (row + 1).toString(16).padStart(16, "0"))).join(""),
      parent,
      offsetNano: times.map(([offset]) => offset),
      durationNano: times.map(([, duration]) => duration),
      selfNano: column(),
      service: parent.map((_, row) => row % 2),
      name: parent.map((_, row) => row),
      kind: column(),
      statusCode: column(),
      marks: column(),
    },
    events: { row: [1, 1, 3], offsetNano: [11, 12, 50], isException: [0, 1, 0] },
    eventsLeftOut: 0,
    skew: { row: [2], shiftNano: [-5] },
    path: [],
    findings: [],
    httpStatusCode: null,
    errorMessage: null,
  };
}
//  0
//  ├ 1
//  │ └ 2
//  └ 3
const VIEW = viewOf(
  [-1, 0, 1, 0],
  [
    [0, 100],
    [10, 30],
    [15, 10],
    [50, 40],
  ],
);
const MODEL = prepareTrace(VIEW, false);

describe("prepareTrace", () => {
  it("finds depths, subtree ends and each row's events from the columns", () => {
    expect([...MODEL.depth]).toEqual([0, 1, 2, 1]);
    expect([...MODEL.subtreeEnd]).toEqual([4, 3, 3, 4]);
    expect([...MODEL.firstEvent]).toEqual([0, 0, 2, 2, 3]);
  });

  it("moves a row by its clock shift only when asked", () => {
    expect([...MODEL.offsetNano]).toEqual([0, 10, 15, 50]);
    const adjusted = prepareTrace(VIEW, true);
    expect([...adjusted.offsetNano]).toEqual([0, 10, 10, 50]);
    expect(adjusted.path.length).toBeGreaterThan(0);
  });

  it("starts an adjusted trace at 0, also when the clock of a server was behind", () => {
    // A caller from 1,000 to 1,100 and its server, which stamped 0 to 60: 1,020 too early.
    const view = {
      ...viewOf(
        [-1, 0],
        [
          [1000, 100],
          [0, 60],
        ],
      ),
      skew: { row: [1], shiftNano: [1020] },
    };
    const adjusted = prepareTrace(view, true);
    expect([...adjusted.offsetNano]).toEqual([0, 20]);
    expect(adjusted.originNano).toBe(1000);
    expect(wholeOf(adjusted)).toEqual([0, 100]);
    expect(shiftNano(adjusted, 1) + adjusted.originNano, "later than sent").toBe(1020);
    expect(prepareTrace(view, false).originNano).toBe(0);
  });

  it("tells spans that share an id apart in a link, and finds them again", () => {
    const id = "00000000000000aa";
    const times = [
      [0, 9],
      [5, 2],
      [1, 2],
    ] as const;
    const model = prepareTrace(viewOf([-1, 0, 0], times, ["00000000000000bb", id, id]), false);
    expect([1, 2].map((row) => writeSpanReference(spanReference(model, row)))).toEqual([`${id}~1`, id]);
    expect(rowOfReference(model, `${id}~1`)).toBe(1);
    expect(rowOfReference(model, id.toUpperCase())).toBe(2);
    expect(rowOfReference(model, "nonsense")).toBeNull();
  });

  it("never takes digits that straddle two ids for an id", () => {
    const model = prepareTrace(
      viewOf(
        [-1, 0],
        [
          [0, 9],
          [1, 2],
        ],
        ["aaaaaaaabbbbbbbb", "ccccccccdddddddd"],
      ),
      false,
    );
    expect(rowOfReference(model, "bbbbbbbbcccccccc")).toBeNull();
  });

  it("leads to the place of a parent that never arrived, so that keys walk over it and a click opens it", () => {
    const view = viewOf(
      [-1, 0],
      [
        [0, 9],
        [1, 2],
      ],
    );
    const model = prepareTrace({ ...view, rows: { ...view.rows, marks: [RowMark.MISSING, RowMark.ORPHAN] } }, false);
    expect(rowOfReference(model, "0000000000000001")).toBe(0);
    expect(writeSpanReference(spanReference(model, 0))).toBe("0000000000000001");
  });
});

describe("selfStretches", () => {
  it("are the times that no child covers", () => {
    expect(selfStretches(MODEL, 0)).toEqual([
      [0, 10],
      [40, 50],
      [90, 100],
    ]);
    expect(selfStretches(MODEL, 2)).toEqual([[15, 25]]);
  });
});

describe("folding", () => {
  it("hides what is below a folded row and nothing else", () => {
    expect([...visibleRows(MODEL, new Set())]).toEqual([0, 1, 2, 3]);
    expect([...visibleRows(MODEL, new Set([1]))]).toEqual([0, 1, 3]);
    expect([...visibleRows(MODEL, new Set([0, 1]))]).toEqual([0]);
  });

  it("finds a hidden row at its nearest visible ancestor, and unfolds what hides it", () => {
    const folded = new Set([1]);
    expect(visibleIndex(visibleRows(MODEL, folded), 2)).toBe(1);
    expect([...revealing(MODEL, folded, 2)]).toEqual([]);
    expect(revealing(MODEL, folded, 3)).toBe(folded);
  });

  it("shows every row whose ancestors are all unfolded, for any tree", () => {
    const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 60 }).map((picks) => {
      const parent: number[] = [];
      picks.forEach((pick, row) => {
        const chain: number[] = [-1];
        for (let at = row - 1; at >= 0; at = parent[at] ?? -1) chain.push(at);
        parent.push(row === 0 ? -1 : (chain[pick % chain.length] ?? -1));
      });
      return parent;
    });
    fc.assert(
      fc.property(tree, fc.array(fc.nat()), (parent, folds) => {
        const model = prepareTrace(
          viewOf(
            parent,
            parent.map(() => [0, 1]),
          ),
          false,
        );
        const collapsed = new Set(folds.map((fold) => fold % parent.length));
        const isShown = (row: number): boolean => {
          const above = parent[row] ?? -1;
          return above === -1 || (!collapsed.has(above) && isShown(above));
        };
        expect([...visibleRows(model, collapsed)]).toEqual(parent.flatMap((_, row) => (isShown(row) ? [row] : [])));
      }),
    );
  });
});

describe("windowing", () => {
  it("looks at the rows in sight alone, also at the ends", () => {
    expect(windowOf(0, 220, 100_000)).toEqual({ first: 0, last: 10 });
    expect(windowOf(22 * 50 + 1, 220, 100_000)).toEqual({ first: 50, last: 61 });
    expect(windowOf(22 * 100_000, 220, 5)).toEqual({ first: 5, last: 5 });
  });

  it("scrolls only as far as needed", () => {
    expect(scrollTo(10, 0, 660, 1_000)).toBe(0);
    expect(scrollTo(0, 500, 660, 1_000)).toBe(0);
    expect(scrollTo(100, 0, 660, 1_000)).toBe(101 * 22 - 660 + 66);
  });

  it("never scrolls beyond the last row, nor at all where every row is in sight", () => {
    expect(scrollTo(18, 12 * 22, 520, 19)).toBe(0);
    expect(scrollTo(999, 0, 660, 1_000)).toBe(contentPx(1_000) - 660);
    expect(scrollTo(900, 99_999, 660, 905)).toBe(contentPx(905) - 660);
  });
});

describe("matchingRows", () => {
  it("finds services, names and the beginning of ids, ignoring case", () => {
    expect(matchingRows(MODEL, "ORDERS")).toEqual([1, 3]);
    expect(matchingRows(MODEL, "op2")).toEqual([2]);
    expect(matchingRows(MODEL, "0000000000000004")).toEqual([3]);
    expect(matchingRows(MODEL, "  ")).toEqual([]);
  });
});

describe("timeScale", () => {
  it("goes there and back", () => {
    const scale = timeScale(1_000, 5_000, 336, 1_000);
    expect(scale.nano(scale.px(2_345))).toBeCloseTo(2_345);
    expect([scale.px(1_000), scale.px(5_000)]).toEqual([336, 1_000]);
  });

  it("puts ticks at round times inside the scale", () => {
    expect(timeTicks(timeScale(0, 1_240e6, 336, 960)).map((nano) => nano / 1e6)).toEqual([0, 250, 500, 750, 1_000]);
    expect(timeTicks(timeScale(0, 0, 0, 100)).length).toBeLessThan(100);
    expect(timeTicks(timeScale(0, 4e17, 0, 900)).length).toBeLessThan(20);
  });

  it("keeps a zoom in the URL and takes nonsense as none", () => {
    expect(parseZoom(writeZoom([12.4, 99_000]))).toEqual([12, 99_000]);
    expect(parseZoom("-5_10")).toEqual([-5, 10]);
    for (const text of ["", "10_5", "a_b", "1-2"]) expect(parseZoom(text)).toBeNull();
  });
});
