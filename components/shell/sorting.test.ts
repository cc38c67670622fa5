/** The order of rows. */
import { describe, expect, it } from "vitest";
import { parseSorting, sortRows, writeSorting } from "./sorting.ts";

describe("sorting", () => {
  it("keeps rows without a value last whichever way it sorts", () => {
    const rows = [3, null, 1, 2];
    expect(sortRows(rows, (row) => row, false)).toEqual([1, 2, 3, null]);
    expect(sortRows(rows, (row) => row, true)).toEqual([3, 2, 1, null]);
  });

  it("keeps the order of equals", () => {
    const rows = [
      { n: "b", v: 1 },
      { n: "a", v: 1 },
    ];
    expect(sortRows(rows, ({ v }) => v, true).map(({ n }) => n)).toEqual(["b", "a"]);
  });

  it("reads what it wrote and refuses what is no column", () => {
    expect(parseSorting(writeSorting({ column: "p95", descending: true }))).toEqual({
      column: "p95",
      descending: true,
    });
    expect(parseSorting("--x")).toBeNull();
  });
});
