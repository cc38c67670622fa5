/** The built-in dashboards as data: their queries are PromQL, their panels can be told apart, marks are those of deploys. */
import { describe, expect, it } from "vitest";
import type { DashboardRow } from "../panels/panelSpec.ts";
import { SIGNAL_ROWS, SIGNALS } from "./overviewSpec.ts";
import { redRow, SPLITS } from "./redSpec.ts";
import { serviceSaturationRow } from "./serviceSaturation.ts";
import { quoted } from "./signalQueries.ts";
import { versionMarks } from "./versionMarks.ts";

const PAGES: Readonly<Record<string, readonly DashboardRow[]>> = {
  Overview: [SIGNALS, ...SIGNAL_ROWS],
  "a service's saturation": [serviceSaturationRow('odd "service"\\')],
  ...Object.fromEntries(SPLITS.map((split) => [`RED by ${split}`, [redRow('odd "service"\\', split)]])),
};

describe.each(Object.entries(PAGES))("%s", (_, rows) => {
  const panels = rows.flatMap((row) => row.panels);

  it("has panels whose links lead to one each", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it("has queries that can be told apart within their panel, with brackets that close", () => {
    for (const { id, queries } of panels) {
      expect(new Set(queries.map(({ ref }) => ref)).size, id).toBe(queries.length);
      for (const { expr } of queries) expect(depthOf(expr), `${id}: ${expr}`).toBe(0);
    }
  });

  it("says of every panel what it answers and what would bring its numbers", () => {
    for (const { id, answers, missing } of panels) {
      expect(answers, id).toMatch(/\?/);
      expect(missing.length, id).toBeGreaterThan(20);
    }
  });
});

/** Brackets open at the end, outside of strings. */
function depthOf(expr: string): number {
  const bare = expr.replace(/"(\\.|[^"\\])*"/g, "");
  return [...bare].reduce((depth, sign) => depth + ("([{".includes(sign) ? 1 : ")]}".includes(sign) ? -1 : 0), 0);
}

describe("quoted", () => {
  it("keeps a name from ending its string", () => {
    expect(quoted('a"b\\')).toBe('"a\\"b\\\\"');
  });
});

describe("versionMarks", () => {
  const marksOf = (
    ...rows: readonly (readonly [job: string, version: string, values: readonly (number | null)[]])[]
  ) => {
    const series = rows.map(([job, version, values]) => ({
      labels: { job, service_version: version },
      values: [...values],
    }));
    const answer = { ref: "A", expr: "", series, total: 0, warnings: [], infos: [], stats: null, problem: null };
    return versionMarks({ startMs: 1000, stepMs: 10, answers: [answer] });
  };

  it("marks a version that took over from another, where it is first seen", () => {
    const marks = marksOf(["shop/payments", "1.0", [1, 1, null]], ["shop/payments", "1.1", [null, 1, 1]]);
    expect(marks).toEqual([{ timeMs: 1010, label: "payments 1.1" }]);
  });

  it("does not take a service that begins for one that was deployed anew", () => {
    expect(marksOf(["shop/cart", "1.0", [null, 1, 1]])).toEqual([]);
  });
});
