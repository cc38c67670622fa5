/** The requests that an alert is about are those that its rule, or its SLO, counts as bad. */
import { expect, it } from "vitest";
import type { AlertCondition } from "../../../server/model/alert.ts";
import { badRequestsOf, leadMs } from "./badRequests.ts";

const CHECKOUT = { kind: "service", service: "checkout" } as const;
const OPERATION = {
  kind: "operation",
  service: "checkout",
  spanName: "POST /pay",
  spanKind: "SPAN_KIND_SERVER",
} as const;
const HOUR_MS = 3_600_000;
const pair = { kind: "burn", longMs: 24 * HOUR_MS, shortMs: 2 * HOUR_MS, factor: 3, severity: "ticket" } as const;
const ofSlo: AlertCondition = { kind: "slo", sloId: "a", condition: pair };
const promql = (query: string): AlertCondition => ({ kind: "promql", query, queryOffsetMs: 0, limit: 0 });

it("are the slow ones of a latency SLO, of its own subject", () => {
  const indicator = { kind: "latency", subject: OPERATION, thresholdSeconds: 0.3, countsErrors: true } as const;
  expect(badRequestsOf(CHECKOUT, ofSlo, { limit: 14.4, indicator })).toEqual({
    ...{ subject: OPERATION, thresholdSeconds: 0.3, countsErrors: true },
  });
  const availability = { kind: "availability", subject: OPERATION } as const;
  expect(badRequestsOf(CHECKOUT, ofSlo, { limit: 14.4, indicator: availability }).thresholdSeconds).toBeNull();
});

it("are slower than the limit of a rule on durations, and failing ones of any other", () => {
  const slow = promql("histogram_quantile(0.95, rate(duration_seconds_bucket[5m])) > 1");
  expect(badRequestsOf(CHECKOUT, slow, { limit: 1, indicator: null }).thresholdSeconds).toBe(1);
  const failing = promql("rate(errors_total[5m]) / rate(calls_total[5m]) > 0.05");
  expect(badRequestsOf(CHECKOUT, failing, { limit: 0.05, indicator: null })).toEqual({
    ...{ subject: CHECKOUT, thresholdSeconds: null, countsErrors: false },
  });
});

it("were answered within what the rule looks back at", () => {
  expect(leadMs(ofSlo)).toBe(2 * HOUR_MS);
  expect(leadMs(promql("up == 0"))).toBe(300_000);
  expect(leadMs(null)).toBe(300_000);
});
