/** Charts turn the page when the playhead leaves it. */
import { expect, test } from "vitest";
import { pageEndFor } from "./shownWindow.ts";

const NOW = 1_000_000;

test("the page stays open while the playhead is on it", () => {
  expect(pageEndFor(500_000, 600_000, 200_000, NOW)).toBe(600_000);
  expect(pageEndFor(400_000, 600_000, 200_000, NOW)).toBe(600_000);
});

test("past its end or before its start a new one is opened, with some of what was before", () => {
  expect(pageEndFor(600_000, 600_000, 200_000, NOW)).toBe(750_000);
  expect(pageEndFor(300_000, 600_000, 200_000, NOW)).toBe(450_000);
});

test("no page reaches beyond the present", () => {
  expect(pageEndFor(990_000, 600_000, 200_000, NOW)).toBe(NOW);
  expect(pageEndFor(NOW, NOW, 200_000, NOW)).toBe(NOW);
});
