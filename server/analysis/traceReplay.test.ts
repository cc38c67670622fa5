/** Playing a trace: the order of its steps respects causes whatever clocks said, and every way there is also a way back. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVectorClocks, happensBefore } from "./happensBefore.ts";
import {
  applyStep,
  breakBetween,
  type ReplayRows,
  replaySteps,
  rowStates,
  stepsAt,
  stepTo,
  undoStep,
} from "./traceReplay.ts";

interface Row {
  readonly parent: number;
  readonly offset: number;
  readonly length: number;
  readonly failed?: boolean;
}
function rowsOf(list: readonly Row[]): ReplayRows {
  return {
    count: list.length,
    span: Int32Array.from(list, (_, i) => i),
    parent: Int32Array.from(list, ({ parent }) => parent),
    offsetNano: Float64Array.from(list, ({ offset }) => offset),
    durationNano: Float64Array.from(list, ({ length }) => length),
    statusCode: Int32Array.from(list, ({ failed }) => (failed ? 2 : 0)),
  };
}
const told = (rows: ReplayRows) => replaySteps(rows, []).map(({ kind, row }) => `${kind} ${row}`);

/** gateway 0..100 calls cart 10..40 and then payments 50..90, which fails in its database 55..80. */
const ORDER = rowsOf([
  { parent: -1, offset: 0, length: 100, failed: true },
  { parent: 0, offset: 10, length: 30 },
  { parent: 0, offset: 50, length: 40, failed: true },
  { parent: 2, offset: 55, length: 25, failed: true },
]);

const anyTrace = fc
  .array(
    fc.record({
      above: fc.nat(),
      offset: fc.integer({ min: -50, max: 100 }),
      length: fc.integer({ min: 0, max: 60 }),
      failed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((list) => rowsOf(list.map(({ above, ...row }, i) => ({ ...row, parent: i === 0 ? -1 : above % i }))));

describe("the steps of a trace", () => {
  it("come by time, inner ends before outer ones", () => {
    expect(told(ORDER)).toEqual([
      "start 0",
      "start 1",
      "end 1",
      "start 2",
      "start 3",
      "failedEnd 3",
      "failedEnd 2",
      "failedEnd 0",
    ]);
  });

  it("hold back an effect whose clock says that it came before its cause, and say by how much", () => {
    const rows = rowsOf([
      { parent: -1, offset: 0, length: 100 },
      { parent: 0, offset: 40, length: 20 },
      { parent: 1, offset: 35, length: 10 },
    ]);
    const steps = replaySteps(rows, [{ row: 2, offsetNano: 30, kind: "log", key: 7 }]);
    expect(steps.find(({ kind, row }) => kind === "start" && row === 2)).toMatchObject({ offsetNano: 40, heldNano: 5 });
    expect(steps.find(({ kind }) => kind === "log")).toMatchObject({ offsetNano: 40, heldNano: 10, key: 7 });
    expect(steps.map(({ kind, row }) => `${kind} ${row}`).slice(0, 4)).toEqual([
      "start 0",
      "start 1",
      "start 2",
      "log 2",
    ]);
  });

  it("never show an effect before its cause, in any trace", () => {
    fc.assert(
      fc.property(anyTrace, (rows) => {
        const order = told(rows);
        for (let row = 0; row < rows.count; row++) {
          const start = order.indexOf(`start ${row}`);
          const end = order.findIndex((step) => step === `end ${row}` || step === `failedEnd ${row}`);
          expect(start).toBeLessThan(end);
          const above = rows.parent[row] ?? -1;
          if (above >= 0) expect(order.indexOf(`start ${above}`)).toBeLessThan(start);
        }
      }),
    );
  });

  it("lead back the way they led there", () => {
    fc.assert(
      fc.property(anyTrace, fc.nat(), fc.nat(), (rows, one, other) => {
        const steps = replaySteps(rows, []);
        const [from, to] = [one % (steps.length + 1), other % (steps.length + 1)].sort((a, b) => a - b) as [
          number,
          number,
        ];
        const states = rowStates(rows, steps, from);
        for (let i = from; i < to; i++) applyStep(states, steps[i]);
        expect(states).toEqual(rowStates(rows, steps, to));
        for (let i = to - 1; i >= from; i--) undoStep(states, steps[i]);
        expect(states).toEqual(rowStates(rows, steps, from));
      }),
    );
  });

  it("are found by their kind, on and back", () => {
    const steps = replaySteps(ORDER, []);
    const firstError = stepTo(steps, 0, "error", "next");
    expect(firstError).toBe(6);
    expect(steps[(firstError ?? 0) - 1]).toMatchObject({ kind: "failedEnd", row: 3 });
    expect(stepTo(steps, 6, "start", "previous")).toBe(5);
    expect(stepTo(steps, 8, "error", "next")).toBeNull();
    expect(stepsAt(steps, 50)).toBe(4);
    expect(stepsAt(steps, -1)).toBe(0);
  });

  it("stop at a name, at an error, and where nothing happens for long", () => {
    const steps = replaySteps(ORDER, []);
    const none = { isNamed: null, atError: false, gapNano: null };
    expect(breakBetween(steps, 0, steps.length, none)).toBeNull();
    expect(breakBetween(steps, 0, 8, { ...none, isNamed: (row) => row === 2 })).toEqual({ played: 4, why: "name" });
    expect(breakBetween(steps, 0, 8, { ...none, atError: true })).toEqual({ played: 6, why: "error" });
    expect(breakBetween(steps, 0, 8, { ...none, gapNano: 20 })).toEqual({ played: 2, why: "gap" });
    // Going on from a gap does not stop at the same one again.
    expect(breakBetween(steps, 2, 8, { ...none, gapNano: 20 })).toEqual({ played: 5, why: "gap" });
  });
});

describe("happens-before", () => {
  const rows = { ...ORDER, clock: [0, 1, 2, 3] };

  it("goes from a caller to what it caused, through what lies between", () => {
    expect(happensBefore(rows, 0, 3)).toEqual({ kind: "causes", first: 0, second: 3, by: [2] });
    expect(happensBefore(rows, 3, 2)).toEqual({ kind: "causes", first: 2, second: 3, by: [] });
  });

  it("is not proved by two clocks", () => {
    expect(happensBefore(rows, 1, 2)).toEqual({ kind: "concurrent", clocksSay: "firstBeforeSecond" });
  });

  it("is known on one clock, and by calls that one caller made one after the other", () => {
    const oneClock = { ...ORDER, clock: [0, 0, 0, 3] };
    expect(happensBefore(oneClock, 1, 2)).toEqual({ kind: "before", first: 1, second: 2, by: 1 });
    // The database's span has a clock of its own; the call that led to it began after the cart's had ended.
    expect(happensBefore(oneClock, 3, 1)).toEqual({ kind: "before", first: 1, second: 3, by: 0 });
  });

  it("is decided by vector clocks where there are any", () => {
    const [early, late, aside] = [{ a: 1 }, { a: 2, b: 1 }, { b: 3 }].map((one) => new Map(Object.entries(one)));
    const clock = (one: Map<string, number> | undefined) => one ?? new Map<string, number>();
    expect(compareVectorClocks(clock(early), clock(late))).toBe("before");
    expect(compareVectorClocks(clock(late), clock(aside))).toBe("concurrent");
    expect(happensBefore(rows, 2, 1, { a: clock(late), b: clock(early) })).toEqual({
      kind: "before",
      first: 1,
      second: 2,
      by: "vectorClock",
    });
  });
});
