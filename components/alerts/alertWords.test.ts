/** What is said of alerts whose rules were written by others. */
import { describe, expect, it } from "vitest";
import type { SloCondition } from "../../server/model/slo.ts";
import { byGravity, gravityOf, serviceToSee, subjectOf, tellingLabels, times, valueText } from "./alertWords.ts";

describe("gravity", () => {
  it("knows the words of others for ours, in any case", () => {
    expect(gravityOf({ severity: "Critical" })).toBe("page");
    expect(gravityOf({ severity: "warning" })).toBe("ticket");
    expect(gravityOf({ severity: "none" })).toBe("info");
    expect(gravityOf({ severity: null })).toBe("info");
  });

  it("brings pages first", () => {
    const order = ["info", "page", "warning"].map((severity) => ({ severity }));
    expect(order.sort(byGravity).map(({ severity }) => severity)).toEqual(["page", "warning", "info"]);
  });
});

it("does not say twice what a row shows", () => {
  const labels = { alertname: "A", service: "b", severity: "c", region: "eu", empty: "" };
  expect(tellingLabels({ labels })).toEqual([["region", "eu"]]);
});

describe("whose requests an alert is about", () => {
  it("are a service's, or the calls between two", () => {
    const calls = { client: "checkout", server: "payments" };
    expect(subjectOf({ service: "cart", labels: calls })).toEqual({ kind: "service", service: "cart" });
    expect(subjectOf({ service: null, labels: calls })).toEqual({ kind: "edge", ...calls });
    expect(serviceToSee({ service: null, labels: calls })).toBe("checkout");
    expect(subjectOf({ service: null, labels: { server: "payments" } })).toBeNull();
    expect(tellingLabels({ labels: { ...calls, region: "eu" } })).toEqual([["region", "eu"]]);
  });
});

describe("the value", () => {
  const promql = (query: string) => ({ kind: "promql", query, queryOffsetMs: 0, limit: 0 }) as const;

  it("has the unit that its query gives away", () => {
    expect(valueText(0.072, promql("rate(errors_total[5m]) / rate(calls_total[5m]) > 0.05"))).toBe("7.2\u00a0%");
    expect(valueText(1.24, promql("histogram_quantile(0.95, rate(duration_seconds_bucket[5m])) > 1"))).toContain(
      "1.24",
    );
  });

  it("of an SLO is what its condition measures", () => {
    const slo = (condition: SloCondition) => ({ kind: "slo", sloId: "a", condition }) as const;
    const said = (value: number, condition: SloCondition) => valueText(value, slo(condition)).replaceAll("\u00a0", " ");
    expect(said(334, { kind: "absent", minutes: 30, severity: "ticket" })).toBe("5 h 34 min");
    expect(said(3.1, { kind: "exhaustion", hours: 4, severity: "page" })).toBe("3 h 6 min");
    expect(said(0.12, { kind: "spent", ratio: 0.1, hours: 1, severity: "page" })).toBe("12.0 %");
    const hour = { longMs: 3_600_000, shortMs: 300_000 };
    expect(said(23.11, { kind: "burn", ...hour, factor: 14.4, severity: "page" })).toBe("23.1 ×");
  });

  it("is a dash where it is no number", () => {
    expect(valueText("NaN", promql("up == 0"))).toBe(valueText(null, null));
  });
});

it("counts as people do", () => {
  expect([0, 1, 2, 4].map(times)).toEqual(["never", "once", "twice", "4 times"]);
});
