/** A large trace seen before all of it is here: rows of the opening stand where, and as, they will in the whole. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { traceOpening, WHOLE_ROWS } from "../../server/analysis/traceOpening.ts";
import { RowMark } from "../../server/analysis/traceTree.ts";
import type { TraceView } from "../../server/analysis/traceView.ts";
import { isHere, nameOf, prepareTrace, rowOfReference, spanIdOf, spanReference } from "./traceModel.ts";
import { firstScroll, matchingRows, ROW_PX } from "./waterfallRows.ts";

const idOf = (row: number) => (row + 1).toString(16).padStart(16, "0");

/** A trace of so many rows; `parentOf` answers an earlier row, -1 for a root. */
function viewOf(count: number, parentOf: (row: number) => number, ids = idOf): TraceView {
  const rows = Array.from({ length: count }, (_, row) => row);
  return {
    ...{ traceId: "0123456789abcdef0123456789abcdef", startUnixNano: "1700000000000000000", durationNano: 10 * count },
    ...{ spanCount: count, errorCount: 0, services: ["cart"], names: rows.map((row) => `op${row}`), rootRow: 0 },
    rows: {
      ...{ count, spanIds: rows.map(ids).join(""), parent: rows.map((row) => (row === 0 ? -1 : parentOf(row))) },
      ...{ offsetNano: rows.map((row) => row * 10), durationNano: rows.map(() => 10), selfNano: rows.map(() => 10) },
      ...{ service: rows.map(() => 0), name: rows, kind: rows.map(() => 2), statusCode: rows.map(() => 0) },
      marks: rows.map((row) => (ids(row) === idOf(row) ? 0 : RowMark.REPEATED_ID)),
    },
    events: { row: [1, count - 1], offsetNano: [11, 99], isException: [0, 1] },
    ...{ eventsLeftOut: 0, skew: { row: [], shiftNano: [] }, path: [], findings: [] },
    ...{ httpStatusCode: null, errorMessage: null },
  };
}
/** Depth first: parents of a chain with branches, in an order that a waterfall has. */
const bushy = (row: number) => (row % 7 === 0 ? Math.max(0, row - 7) : row - 1);

describe("the opening of a trace", () => {
  it("is the whole of a trace that is not large", () => {
    const view = viewOf(WHOLE_ROWS, bushy);
    expect(traceOpening(view, null)).toBe(view);
    expect(prepareTrace(view, false).place).toBeNull();
  });

  it("draws every row that it has as the whole does: depth, subtree, times, name and id", () => {
    fc.assert(
      fc.property(fc.integer({ min: WHOLE_ROWS + 1, max: 3_000 }), fc.nat(), (count, seed) => {
        const view = viewOf(count, bushy);
        const looked = seed % count;
        const part = prepareTrace(traceOpening(view, idOf(looked)), false);
        const whole = prepareTrace(view, false);
        expect(part.count).toBe(count);
        expect(isHere(part, looked) && isHere(part, 0)).toBe(true);
        expect(rowOfReference(part, idOf(looked))).toBe(looked);
        for (const row of part.place?.keys() ?? []) {
          const of = (model: typeof part) => [
            ...[model.depth[row], model.subtreeEnd[row], model.parent[row], model.offsetNano[row]],
            ...[model.durationNano[row], nameOf(model, row), spanIdOf(model, row), spanReference(model, row)],
          ];
          expect(of(part)).toEqual(of(whole));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("stays small however large the trace, and takes the looked-at row's surroundings with it", () => {
    const chain = traceOpening(
      viewOf(50_000, (row) => row - 1),
      idOf(40_000),
    );
    expect(chain.names.length).toBeLessThan(400);
    expect(prepareTrace(chain, false).depth[40_000]).toBe(40_000);
    const opening = traceOpening(viewOf(50_000, bushy), idOf(40_000));
    expect(JSON.stringify(opening).length).toBeLessThan(30_000);
    const part = prepareTrace(opening, false);
    expect([39_950, 40_000, 40_050].map((row) => isHere(part, row))).toEqual([true, true, true]);
    expect(isHere(part, 20_001)).toBe(false);
  });

  it("tells spans that share an id apart as the whole does", () => {
    const view = viewOf(
      1_000,
      () => 0,
      (row) => (row === 3 || row === 900 ? idOf(3) : idOf(row)),
    );
    const part = prepareTrace(traceOpening(view, `${idOf(3)}~1`), false);
    expect(spanReference(part, 900)).toEqual({ spanId: idOf(3), nth: 1 });
  });

  it("finds nothing by words before all names are here", () => {
    const view = viewOf(1_000, bushy);
    expect(matchingRows(prepareTrace(traceOpening(view, null), false), "op")).toEqual([]);
    expect(matchingRows(prepareTrace(view, false), "op").length).toBe(1_000);
  });
});

describe("firstScroll", () => {
  it("leaves a list at its top for a row that any screen shows, and puts others a little below the upper edge", () => {
    expect(firstScroll(9, 3_000)).toBe(0);
    expect(firstScroll(500, 3_000)).toBe(494 * ROW_PX);
  });
});
