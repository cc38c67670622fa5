/** Alerts on a time axis: which flags there are, whom they stand for, and the stretches in which something fires. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertLevel, ChartAlert } from "./chartAlerts.ts";
import { MOST_FLAGS, prepareAlertMarks } from "./prepareAlertMarks.ts";

/** One pixel is one millisecond, the axis begins at 1,000. */
const AXIS = { xMin: 1_000, xMax: 2_000, widthPx: 1_000 };

function alert(firedMs: number, endedMs: number | null, level: AlertLevel = "fail"): ChartAlert {
  return {
    fingerprint: `${firedMs}`,
    level,
    severity: level === "fail" ? "page" : "ticket",
    sentence: "",
    firedMs,
    endedMs,
  };
}
const marks = (...alerts: ChartAlert[]) => prepareAlertMarks(alerts, AXIS);

describe("marks of alerts", () => {
  it("stand where an alert began, with the stretch in which it fired", () => {
    const one = alert(1_200, 1_500);
    expect(marks(one)).toEqual({
      flags: [{ x: 200, isBefore: false, level: "fail", alerts: [one] }],
      stretches: [{ fromX: 200, toX: 500, level: "fail" }],
    });
  });

  it("reach to the axis's end while an alert fires, and begin at its start when it began before", () => {
    const { flags, stretches } = marks(alert(400, null, "warn"));
    expect(flags).toMatchObject([{ x: 0, isBefore: true, level: "warn" }]);
    expect(stretches).toEqual([{ fromX: 0, toX: 1_000, level: "warn" }]);
  });

  it("leave out what was over before the axis begins, and what began after its end", () => {
    expect(marks(alert(400, 999), alert(2_001, null))).toEqual({ flags: [], stretches: [] });
  });

  it("are one flag with the gravest of them where they would lie on each other", () => {
    const [ticket, page, later] = [alert(1_100, 1_110, "warn"), alert(1_110, 1_120), alert(1_200, 1_210, "warn")];
    expect(marks(ticket, page, later).flags).toEqual([
      { x: 100, isBefore: false, level: "fail", alerts: [ticket, page] },
      { x: 200, isBefore: false, level: "warn", alerts: [later] },
    ]);
  });

  it("keep room for a count of two digits beside each flag", () => {
    const early = Array.from({ length: 13 }, () => alert(900, 1_010));
    const { flags } = marks(...early, alert(1_024, null), alert(1_060, null));
    expect(flags.map(({ x, alerts }) => [x, alerts.length])).toEqual([
      [0, 14],
      [60, 1],
    ]);
  });

  it("darken no stretch twice: alerts that overlap are one, and pages hide tickets", () => {
    const { stretches } = marks(
      alert(1_100, 1_900, "warn"),
      alert(1_300, 1_500),
      alert(1_400, 1_600),
      alert(1_700, 1_750),
    );
    expect(stretches).toEqual([
      { fromX: 300, toX: 600, level: "fail" },
      { fromX: 700, toX: 750, level: "fail" },
      { fromX: 100, toX: 300, level: "warn" },
      { fromX: 600, toX: 700, level: "warn" },
      { fromX: 750, toX: 900, level: "warn" },
    ]);
  });

  it("are few however many alerts there are, and stand for all of them", () => {
    const level = fc.constantFrom<AlertLevel>("fail", "warn");
    const any = fc
      .tuple(fc.integer({ min: 0, max: 2_500 }), fc.option(fc.integer({ min: 0, max: 900 })), level)
      .map(([firedMs, lasted, of]) => alert(firedMs, lasted === null ? null : firedMs + lasted, of));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 200 }), fc.integer({ min: 40, max: 2_000 }), (alerts, widthPx) => {
        const { flags, stretches } = prepareAlertMarks(alerts, { ...AXIS, widthPx });
        expect(flags.length).toBeLessThanOrEqual(MOST_FLAGS);
        const seen = alerts.filter(({ firedMs, endedMs }) => firedMs <= 2_000 && (endedMs ?? 2_000) >= 1_000);
        expect(flags.reduce((sum, flag) => sum + flag.alerts.length, 0)).toBe(seen.length);
        for (const { x } of flags) expect(x >= 0 && x <= widthPx).toBe(true);
        const sorted = stretches.toSorted((a, b) => a.fromX - b.fromX || a.toX - b.toX);
        sorted.slice(1).forEach(({ fromX }, i) => {
          expect(fromX).toBeGreaterThanOrEqual(sorted[i]?.toX ?? 0);
        });
      }),
    );
  });
});
