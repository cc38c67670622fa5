/** Which panels stand beside each other on a phone. */
import { expect, it } from "vitest";
import type { PanelSpec } from "../panels/panelSpec.ts";
import { phoneColumns } from "./phoneColumns.ts";

const widths = (...draws: readonly PanelSpec["draw"][]) => phoneColumns(draws.map((draw) => ({ draw })));

it("puts numbers in pairs, and gives one that is left alone the whole width", () => {
  expect(widths("lines", "lines", "lines", "lines")).toEqual([6, 6, 6, 6]);
  expect(widths("lines", "stack", "bars")).toEqual([6, 6, 12]);
  expect(widths("lines", "heatmap")).toEqual([12, 12]);
  expect(widths("heatmap", "lines", "lines", "table", "stat")).toEqual([12, 6, 6, 12, 12]);
  expect(widths()).toEqual([]);
});
