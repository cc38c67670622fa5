/** The head of an SLO's page never shows as well what is not known to be. */
import { expect, it } from "vitest";
import { CountSums } from "../../server/analysis/slo/countSums.ts";
import { sloReading } from "../../server/analysis/slo/sloReading.ts";
import { sloStanding } from "../../server/analysis/slo/sloStanding.ts";
import type { SloAnswer } from "../../server/routers/sloAnswer.ts";
import { headWords } from "./headWords.ts";
import { readDraft } from "./readDraft.ts";
import { EMPTY_DRAFT } from "./sloDraft.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 20, 12);
const { body } = readDraft({ ...EMPTY_DRAFT, title: "a", name: "a", service: "a", subjectService: "a" });
if (!body) throw new Error("the draft is whole");

/** Of a day of good requests that ended so many hours ago. */
function answerOf(silentHours: number, isEnabled = true, problem: string | null = null) {
  const valid = Float64Array.from({ length: 1440 }, (_, i) => (i < 1440 - silentHours * 60 ? 100 : Number.NaN));
  const bad = valid.map((all) => all * 0);
  const sums = new CountSums(body ?? { slices: null }, { startMs: NOW_MS - 24 * HOUR_MS, bad, valid });
  const answer = {
    slo: { ...body, isEnabled },
    reading: sloReading(body ?? never(), sums, NOW_MS),
    coverage: { problem },
    standing: sloStanding(body ?? never(), sums, NOW_MS),
  };
  return answer as unknown as SloAnswer;
}
const head = (...given: Parameters<typeof answerOf>) => headWords(answerOf(...given));
const never = () => {
  throw new Error("the draft is whole");
};

it("says that an SLO without data is unknown, not that its budget is left", () => {
  expect(head(3)).toMatchObject({ look: { kind: "unknown" }, said: { headline: "No data for 3 h", goneMs: null } });
  expect(head(0)).toMatchObject({ look: { kind: "ok" }, said: { headline: "100 % of the budget is left" } });
});

it("says that an SLO is switched off, or cannot be counted", () => {
  const off = { kind: "unknown", word: "switched off" };
  expect(head(0, false)).toMatchObject({ look: off, said: { headline: expect.stringContaining("Switched off") } });
  expect(head(0, true, "parse error")).toMatchObject({ look: { kind: "unknown", word: "cannot be counted" } });
});

it("has the shape of whatever the SLO tells now, as the list has it, not of its burn windows alone", () => {
  const answer = answerOf(0);
  const burning = { ...answer, reading: { ...answer.reading, status: "burning" as const } };
  const told = (severity: "page" | null) => headWords({ ...burning, standing: { ...answer.standing, severity } }).look;
  expect([told("page").kind, told(null).kind]).toEqual(["fail", "warn"]);
});
