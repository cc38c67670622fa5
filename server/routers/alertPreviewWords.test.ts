/** What a preview of a rule does not know, it says. */
import { expect, it } from "vitest";
import { previewNote, previewSentence } from "./alertPreviewWords.ts";

const DAY_MS = 86_400_000;
const NOW_MS = 1_700_000_000_000;
const known = {
  window: { startMs: NOW_MS - DAY_MS, endMs: NOW_MS },
  ...{ stepMs: 15_000, intervalMs: 15_000, retentionMs: 7 * DAY_MS, nowMs: NOW_MS, sinceMs: NOW_MS - 3 * DAY_MS },
  ...{ isSearched: false, asksQueries: false },
};

it("says nothing where everything is known", () => {
  expect(previewNote(known)).toBeNull();
});

it("says that queries of its texts are not asked, and that steps are coarser", () => {
  expect(previewNote({ ...known, asksQueries: true, stepMs: 60_000 })).toBe(
    "It was looked at every 1 min, not every 15 s, so short episodes may be missing. Queries in its texts are asked when it fires, and not here.",
  );
});

it("counts the time in which several fired at once only once", () => {
  const fired = (fromMin: number, untilMin: number | null) => ({
    ...{ labels: {}, sentence: "", activeMs: 0, firedMs: fromMin * 60_000 },
    resolvedMs: untilMin === null ? null : untilMin * 60_000,
  });
  const window = { startMs: 0, endMs: 3_600_000 };
  expect(previewSentence([fired(0, 10), fired(5, 12), fired(50, null), fired(51, 52)], window)).toBe(
    "It would have fired 4 times within 1 h, for 22 min in all, and would fire now.",
  );
});
