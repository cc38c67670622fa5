/** What a panel makes of the answers to its queries. */
import { describe, expect, it } from "vitest";
import type { PanelSpec } from "./panelSpec.ts";
import { headlineOf, layBehind, preparePanel, type RangeAnswer } from "./preparePanel.ts";

type QueryAnswer = RangeAnswer["answers"][number];

const SPEC: PanelSpec = {
  id: "p",
  title: "P",
  answers: "?",
  unit: "seconds",
  draw: "lines",
  missing: "",
  queries: [
    { ref: "A", expr: "a", legend: "{{service_name}}" },
    { ref: "U", expr: "u", legend: "", role: "band" },
  ],
};

function answer(
  ref: string,
  ...rows: readonly (readonly [Record<string, string>, QueryAnswer["series"][number]["values"]])[]
) {
  const series = rows.map(([labels, values]) => ({ labels, values }));
  return { ref, expr: ref, series, total: series.length, warnings: [], infos: [], stats: null, problem: null };
}
const range = (...answers: QueryAnswer[]): RangeAnswer => ({ startMs: 0, stepMs: 1000, count: 3, answers });

describe("preparePanel", () => {
  it("draws what is no number as a gap, and counts it in none of the figures", () => {
    const { series } = preparePanel(SPEC, range(answer("A", [{ service_name: "cart" }, [1, "NaN", 3]])));
    expect(series[0]?.values).toEqual([1, null, 3]);
    expect(series[0]?.stats).toEqual({ min: 1, avg: 2, max: 3, last: 3 });
  });

  it("keeps lines in the order of their names, however answers are sorted", () => {
    const rows = answer(
      "A",
      [{ service_name: "web-10" }, [9]],
      [{ service_name: "web-9" }, [5]],
      [{ service_name: "cart" }, [1]],
    );
    expect(preparePanel(SPEC, range(rows)).series.map(({ name }) => name)).toEqual(["cart", "web-9", "web-10"]);
  });

  it("gives a service its colour whoever stands beside it", () => {
    const colorOf = (name: string, ...others: string[]) => {
      const rows = [name, ...others].map((one) => [{ service_name: one }, [1]] as const);
      return preparePanel(SPEC, range(answer("A", ...rows))).series.find((one) => one.name === name)?.color;
    };
    expect(colorOf("cart", "orders")).toBe(colorOf("cart", "payments"));
  });

  it("makes a band of the queries that ask what is usual, not lines", () => {
    const usual = answer("U", [{}, [10, 10, 11, 9, 10, 10]]);
    const picture = preparePanel(SPEC, range(answer("A", [{ service_name: "cart" }, [1]]), usual));
    expect(picture.series).toHaveLength(1);
    expect(picture.usually).toBe(10);
  });

  it("tells a query that failed beside the lines of the one that did not", () => {
    const problem = { kind: "parse", message: "unexpected end", from: null, to: null };
    const spec = { ...SPEC, queries: [...SPEC.queries, { ref: "B", expr: "sum(", legend: "" }] };
    const picture = preparePanel(
      spec,
      range(answer("A", [{ service_name: "cart" }, [1]]), { ...answer("B"), problem }),
    );
    expect(picture.problems).toEqual([{ ref: "B", expr: "B", ...problem }]);
    expect(picture.series).toHaveLength(1);
  });

  it("lays another time behind in the same colours, under names of its own", () => {
    const picture = preparePanel(SPEC, range(answer("A", [{ service_name: "cart" }, [1]])));
    const { series } = layBehind(picture, picture, "1 h before");
    expect(series.map(({ name, behind, color }) => [name, behind ?? false, color])).toEqual([
      ["cart", false, series[0]?.color],
      ["cart, 1 h before", true, series[0]?.color],
    ]);
  });
});

describe("headlineOf", () => {
  const picture = preparePanel(
    SPEC,
    range(answer("A", [{ service_name: "a" }, [1, 2]], [{ service_name: "b" }, [3, null]])),
  );

  it("is the greatest of several, with its name", () => {
    expect(headlineOf({}, picture)).toEqual({ name: "b", value: 3, values: [3, null] });
  });

  it("needs no name where there is one line", () => {
    const one = preparePanel(SPEC, range(answer("A", [{ service_name: "a" }, [1, 2]])));
    expect(headlineOf({}, one)).toEqual({ name: "", value: 2, values: [1, 2] });
  });

  it("is nothing without lines", () => {
    expect(headlineOf({}, preparePanel(SPEC, range(answer("A"))))).toBeNull();
  });
});
