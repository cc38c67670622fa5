/** SLOs and counts for tests: an availability of 99.9 % in 30 days, changed where a test says so. */
import type { SloBody, SloCounts } from "../model/slo.ts";

export function sloOf(over: Partial<SloBody> = {}): SloBody {
  return {
    name: "checkout",
    title: "Checkout succeeds",
    description: "",
    service: "checkout",
    owner: "",
    labels: {},
    indicator: { kind: "availability", subject: { kind: "service", service: "checkout" } },
    objective: 0.999,
    window: { kind: "rolling", days: 30 },
    slices: null,
    alerting: {
      burnRates: true,
      exhaustionHours: 4,
      spent: null,
      minimumBadEvents: 5,
      minimumEvents: 10,
      absentMinutes: null,
    },
    sla: null,
    ...over,
  };
}

/** Where the counts of tests begin: a Thursday, first day of a month and of a quarter. */
export const COUNTS_START_MS = Date.UTC(2026, 9, 1);

/** `valid` events in every minute, of which `badAt` says how many are bad; null there: no data. */
export function countsOf(minutes: number, valid: number, badAt: (minute: number) => number | null): SloCounts {
  const counts = {
    startMs: COUNTS_START_MS,
    bad: new Float64Array(minutes),
    valid: new Float64Array(minutes).fill(valid),
  };
  for (let minute = 0; minute < minutes; minute++) {
    const bad = badAt(minute);
    counts.bad[minute] = bad ?? Number.NaN;
    if (bad === null) counts.valid[minute] = Number.NaN;
  }
  return counts;
}
