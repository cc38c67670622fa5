/** Which marks stand where: each alone while there is room, together with a count where there is none. */
import { expect, test } from "vitest";
import { type EventKind, type Patch, thingId } from "../../server/model/state.ts";
import type { EventView, MarksAnswer } from "../../server/routers/stateAnswer.ts";
import { prepareMarks } from "./prepareMarks.ts";

const range = { startMs: 0, endMs: 1_000_000 };
const NO_COUNTS = { startMs: 0, stepMs: 100_000, counts: {}, problems: new Array<number>(10).fill(0) };

function event(atMs: number, kind: EventKind, problem = false, patch: Patch = {}): EventView {
  const thing = thingId("service", "payments");
  const known = { knownMs: atMs, retractedMs: null, service: "payments", detail: {}, prev: {} };
  const title = kind === "deployed" ? "payments 2.14.0 deployed to eu-west (was 2.13.4)" : kind;
  return { id: `${atMs}`, place: `${atMs}`, atMs, kind, thing, title, problem, patch, ...known };
}
const of = (...events: EventView[]): MarksAnswer => ({ counts: NO_COUNTS, events });

test("an event stands at its instant, in the shape of its kind", () => {
  const [deploy, fail] = prepareMarks(
    of(event(250_000, "deployed"), event(500_000, "health", true, { health: "failed" })),
    range,
    1000,
  );
  expect(deploy).toMatchObject({ x: 250, shape: "shield", tone: null, count: 1, label: "payments 2.14.0" });
  expect(fail).toMatchObject({ x: 500, shape: "square", tone: "fail", count: 1, problems: 1, label: null });
});

test("events too close for two marks share one: the gravest, with their number", () => {
  const marks = prepareMarks(
    of(event(500_000, "appeared"), event(504_000, "health", true, { health: "degraded" }), event(508_000, "deployed")),
    range,
    1000,
  );
  expect(marks).toHaveLength(1);
  expect(marks[0]).toMatchObject({ x: 504, count: 3, shape: "triangle", tone: "warn", fromMs: 500_000, toMs: 508_000 });
  expect(marks[0]?.events.map(({ atMs }) => atMs)).toEqual([500_000, 504_000, 508_000]);
});

test("no two marks lie upon each other, however many there are", () => {
  const many = Array.from({ length: 300 }, (_, i) => event(i * 3_331, "restarted"));
  const marks = prepareMarks(of(...many), range, 1000);
  expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(300);
  for (let i = 1; i < marks.length; i++) expect((marks[i]?.x ?? 0) - (marks[i - 1]?.x ?? 0)).toBeGreaterThanOrEqual(15);
});

test("a recovery is a hollow circle, and no trouble", () => {
  const [mark] = prepareMarks(of(event(1, "health", false, { health: "healthy" })), range, 1000);
  expect(mark).toMatchObject({ shape: "circle", tone: "ok", problems: 0 });
});

test("where only counts are known, a mark stands for a step", () => {
  const counts = {
    ...NO_COUNTS,
    counts: { restarted: [0, 400, 0, 0, 0, 0, 0, 0, 0, 0], health: [0, 3, 0, 0, 0, 0, 0, 2, 0, 0] },
    problems: [0, 2, 0, 0, 0, 0, 0, 0, 0, 0],
  };
  const marks = prepareMarks({ counts, events: [] }, range, 1000);
  expect(marks.map(({ count, problems, tone }) => ({ count, problems, tone }))).toEqual([
    { count: 403, problems: 2, tone: "fail" },
    { count: 2, problems: 0, tone: null },
  ]);
  expect(marks[0]?.x).toBeCloseTo(150, 0);
});

test("the word of a deploy gives way to the mark before it", () => {
  const marks = prepareMarks(of(event(200_000, "annotation"), event(240_000, "deployed")), range, 1000);
  expect(marks[1]?.label).toBeNull();
});
