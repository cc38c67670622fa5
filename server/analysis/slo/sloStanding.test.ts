/** Where an SLO stands: silence is no health, and the most urgent of what holds is told. */
import { describe, expect, it } from "vitest";
import { SLO_STEP_MS, type SloBody } from "../../model/slo.ts";
import { CountSums } from "./countSums.ts";
import { DEFAULT_ALERTING } from "./sloDefaults.ts";
import { sloStanding } from "./sloStanding.ts";

const START_MS = Date.UTC(2026, 10, 1);
const at = (minutes: number) => START_MS + minutes * SLO_STEP_MS;
const body: SloBody = {
  ...{ name: "a", title: "A", description: "", service: "a", owner: "", labels: {}, objective: 0.99 },
  indicator: { kind: "availability", subject: { kind: "service", service: "a" } },
  ...{ window: { kind: "rolling", days: 30 }, slices: null, sla: null },
  alerting: { ...DEFAULT_ALERTING, exhaustionHours: null, absentMinutes: null },
};
/** 100 requests a minute, `failing` of them in the last ten; then silence. */
function counts(minutes: number, failing: number, silent: number): CountSums {
  const valid = Float64Array.from({ length: minutes + silent }, (_, i) => (i < minutes ? 100 : Number.NaN));
  const bad = valid.map((all, i) => (Number.isNaN(all) ? all : i >= minutes - 10 ? failing : 0));
  return new CountSums(body, { startMs: START_MS, bad, valid });
}

describe("where an SLO stands", () => {
  it("is healthy while it fails as little as it may, and pages while it burns fast", () => {
    expect(sloStanding(body, counts(6_000, 1, 0), at(6_000))).toMatchObject({ status: "healthy", severity: null });
    expect(sloStanding(body, counts(20_000, 100, 0), at(20_000))).toMatchObject({
      status: "burning",
      severity: "page",
    });
    expect(sloStanding(body, counts(600, 100, 0), at(600))).toMatchObject({ status: "exhausted", severity: "page" });
  });

  it("burns while somebody is called for its budget, whichever condition calls", () => {
    const told = { ...body, alerting: { ...DEFAULT_ALERTING, exhaustionHours: 250, absentMinutes: null } };
    const slow = counts(20_000, 10, 0);
    expect(sloStanding(body, slow, at(20_000))).toMatchObject({ status: "healthy", severity: null });
    expect(sloStanding(told, slow, at(20_000))).toMatchObject({ status: "burning", severity: "ticket" });
  });

  it("is unknown once it was silent for an hour, or as long as it tells of, however good it was before", () => {
    expect(sloStanding(body, counts(6_000, 0, 59), at(6_059))).toMatchObject({ status: "healthy", silentMinutes: 59 });
    expect(sloStanding(body, counts(6_000, 0, 60), at(6_060))).toMatchObject({ status: "unknown", isSilent: true });
    const told = { ...body, alerting: { ...DEFAULT_ALERTING, absentMinutes: 10 } };
    expect(sloStanding(told, counts(6_000, 0, 10), at(6_010))).toMatchObject({ status: "unknown", severity: "ticket" });
  });

  it("looks at the instant it is asked for, not at what came later", () => {
    const later = counts(20_000, 100, 120);
    expect(sloStanding(body, later, at(19_000))).toMatchObject({ status: "healthy", silentMinutes: 0 });
    expect(sloStanding(body, later, at(20_000))).toMatchObject({ status: "burning" });
  });
});
