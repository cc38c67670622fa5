/** How long a budget lasts, as the overview's list says it. */
import { expect, it } from "vitest";
import { budgetWords } from "./budgetWords.ts";

const HOUR_MS = 3_600_000;

it.each([
  [{ remaining: 0.41, leftMs: 4.1 * HOUR_MS }, "gone in 4.1 h"],
  [{ remaining: 0.41, leftMs: null }, "lasts"],
  [{ remaining: 0, leftMs: null }, "gone"],
  [{ remaining: -0.5, leftMs: 4 * HOUR_MS }, "gone"],
  [{ remaining: null, leftMs: null }, "–"],
])("says of %o: %s", (row, words) => {
  expect(budgetWords(row).replaceAll("\u00a0", " ")).toBe(words);
});
