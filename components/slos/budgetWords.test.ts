/** How long a budget lasts, as the overview's list says it. */
import { expect, it } from "vitest";
import { budgetLook, budgetWords } from "./budgetWords.ts";

const HOUR_MS = 3_600_000;

it.each([
  [{ status: "burning", remaining: 0.41, leftMs: 4.1 * HOUR_MS }, "gone in 4.1 h"],
  [{ status: "burning", remaining: 0.41, leftMs: null }, "41 % left"],
  [{ status: "healthy", remaining: 0.41, leftMs: null }, "lasts"],
  [{ status: "exhausted", remaining: 0, leftMs: null }, "gone"],
  [{ status: "exhausted", remaining: -0.5, leftMs: 4 * HOUR_MS }, "gone"],
  [{ status: "unknown", remaining: null, leftMs: null }, "–"],
] as const)("says of %o: %s", (row, words) => {
  expect(budgetWords(row).replaceAll("\u00a0", " ")).toBe(words);
});

it("has no circle beside a budget that is gone within a day, though nobody is called for so few events", () => {
  const row = { status: "healthy", severity: null, remaining: 0.4 } as const;
  expect(budgetLook({ ...row, leftMs: HOUR_MS }).kind).toBe("warn");
  expect(budgetLook({ ...row, leftMs: 48 * HOUR_MS }).kind).toBe("ok");
  expect(budgetLook({ ...row, leftMs: null }).kind).toBe("ok");
});
