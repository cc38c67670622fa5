/** Which selectors a query has. */
import { describe, expect, it } from "vitest";
import { formatExpr } from "../promql/format.ts";
import { parseQuery } from "../promql/parse.ts";
import { selectorsOf } from "./selectorsOf.ts";

const found = (query: string) => selectorsOf(parseQuery(query)).map(formatExpr);

describe("selectorsOf", () => {
  it("finds selectors in every part of a query, in the order they are written", () => {
    expect(found('topk(scalar(k), rate(a{job="x"}[5m])) / on (job) -(b) + max_over_time((c)[1h:1m])')).toEqual([
      "k",
      'a{job="x"}',
      "b",
      "c",
    ]);
  });

  it("takes a selector that only looks at another time for the same one", () => {
    expect(found("a - a offset 1h")).toEqual(["a"]);
  });

  it("finds none in numbers and strings", () => {
    expect(found("vector(1) + 2")).toEqual([]);
  });
});
