/** Exceptions told from made-up counts per minute. */
import { expect, it } from "vitest";
import { EXCEPTIONS_BACK_MS, exceptionKey, tellExceptions } from "./exceptionHistory.ts";

const MINUTE_MS = 60_000;
const FROM_MS = Date.UTC(2026, 10, 21, 12);
const UNTIL_MS = FROM_MS + 60 * MINUTE_MS;
const START_MS = FROM_MS - EXCEPTIONS_BACK_MS;

/** `count` by minutes after the stretch's beginning. */
function tell(count: (minute: number) => number, known: readonly string[] = [], beganMs = 0) {
  const length = (UNTIL_MS - START_MS) / MINUTE_MS;
  const list = Array.from({ length }, (_, i) => count(i - EXCEPTIONS_BACK_MS / MINUTE_MS));
  const minutes = { startMs: START_MS, series: [{ service: "payments", type: "CardDeclined", count: list }] };
  return tellExceptions({ minutes, known: new Set(known), beganMs }, { startMs: FROM_MS, endMs: UNTIL_MS }).map(
    ({ atMs, kind, title }) => `${(atMs - FROM_MS) / MINUTE_MS} ${kind}: ${title}`,
  );
}

it("tells the first of a type, unless it was seen within the week or history is as new", () => {
  const once = (minute: number) => (minute === 20 || minute === 22 ? 2 : 0);
  expect(tell(once)).toEqual(["20 firstException: payments records CardDeclined for the first time"]);
  expect(tell(once, [exceptionKey("payments", "CardDeclined")])).toEqual([]);
  expect(tell((minute) => (minute === -300 ? 1 : once(minute)))).toEqual([]);
  expect(tell(once, [], FROM_MS + 12 * MINUTE_MS)).toEqual([]);
});

it("tells a burst once while it lasts, against what is usual and not against few", () => {
  const usual = (minute: number) => (minute % 2 === 0 ? 4 : 2);
  expect(tell((minute) => (minute >= 30 && minute < 38 ? 60 : usual(minute)))).toEqual([
    "30 exceptionBurst: payments records CardDeclined 60 times a minute, usually 4 at most",
  ]);
  expect(tell((minute) => (minute === 30 ? 12 : usual(minute)))).toEqual([]);
  expect(tell((minute) => (minute === 30 ? 9 : minute < 0 ? 1 : 0))).toEqual([]);
});

it("does not take an outage of a quarter of an hour for usual", () => {
  const twice = (minute: number) => ((minute >= -100 && minute < -85) || (minute >= 10 && minute < 20) ? 50 : 1);
  expect(tell(twice)).toEqual([
    "10 exceptionBurst: payments records CardDeclined 50 times a minute, usually 1 at most",
  ]);
});
