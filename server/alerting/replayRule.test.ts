/** A rule over the past: the same as it would have gone live. */
import { describe, expect, it } from "vitest";
import { Labels } from "../promql/labels.ts";
import type { MatrixSeries } from "../promql/queryValue.ts";
import { NO_QUERIES } from "./expandAlerts.ts";
import { replayRule } from "./replayRule.ts";

const MINUTE = 60_000;
const START = 1_700_000_040_000;
const TEMPLATES = { externalUrl: "", externalLabels: {}, query: NO_QUERIES };
const RULE = {
  name: "Slow",
  labels: { severity: "page" },
  annotations: { summary: "{{ $labels.service }} takes {{ $value | humanizeDuration }}" },
  forMs: 2 * MINUTE,
  keepFiringForMs: 0,
  condition: { kind: "promql", query: "x", queryOffsetMs: 0, limit: 0 },
} as const;

/** A value a minute; null: the condition does not hold. */
function line(service: string, values: readonly (number | null)[]): MatrixSeries {
  const held = [...values.entries()].filter(([, value]) => value !== null);
  return {
    labels: Labels.of([
      ["__name__", "latency"],
      ["service", service],
    ]),
    timesMs: Float64Array.from(held, ([i]) => START + i * MINUTE),
    values: Float64Array.from(held, ([, value]) => value ?? 0),
    histograms: null,
  };
}
const steps = (count: number) => ({ startMs: START, endMs: START + (count - 1) * MINUTE, stepMs: MINUTE });
const minute = (ms: number | null) => (ms === null ? null : (ms - START) / MINUTE);

describe("replayRule", () => {
  it("tells when a condition began, fired and ended, pending ones and open ones too", async () => {
    const matrix = [
      line("cart", [null, 1, 2, 3, 4, null, 1, null, null, null]),
      line("pay", [null, null, null, null, null, null, null, 1, 1.5, 1]),
    ];
    const { episodes, error } = await replayRule(RULE, matrix, steps(10), TEMPLATES);
    expect(error).toBeNull();
    expect(
      episodes.map((one) => [one.labels.service, ...[one.activeMs, one.firedMs, one.endedMs].map(minute)]),
    ).toEqual([
      ["cart", 1, 3, 5],
      ["cart", 6, null, 7],
      ["pay", 7, 9, null],
    ]);
    expect(episodes[0]).toMatchObject({
      labels: { alertname: "Slow", severity: "page", service: "cart" },
      annotations: { summary: "cart takes 3s" },
      value: 3,
    });
  });

  it("counts keep_firing_for as part of the same episode", async () => {
    const rule = { ...RULE, forMs: 0, keepFiringForMs: 2 * MINUTE };
    const { episodes } = await replayRule(
      rule,
      [line("cart", [1, null, 1, null, null, null, null])],
      steps(7),
      TEMPLATES,
    );
    expect(episodes.map((one) => [minute(one.firedMs), minute(one.endedMs)])).toEqual([[0, 5]]);
  });

  it("tells alerts apart by labels that depend on the value", async () => {
    const rule = { ...RULE, forMs: 0, labels: { severity: "{{ if gt $value 2.0 }}page{{ else }}ticket{{ end }}" } };
    const { episodes } = await replayRule(rule, [line("cart", [1, 3, 3, 1])], steps(4), TEMPLATES);
    expect(episodes.map((one) => [one.labels.severity, minute(one.activeMs), minute(one.endedMs)])).toEqual([
      ["ticket", 0, 1],
      ["page", 1, 3],
      ["ticket", 3, null],
    ]);
  });

  it("says what the rule could not take", async () => {
    const rule = { ...RULE, labels: { service: "" } };
    const { error } = await replayRule(rule, [line("cart", [1, 1]), line("pay", [null, 1])], steps(2), TEMPLATES);
    expect(error).toContain("same labelset");
  });

  it("ends with its asker, and lets other work run until then", async () => {
    const rule = { ...RULE, labels: { slow: "{{ range 20000 }}{{ end }}" } };
    const gone = new AbortController();
    const replaying = replayRule(rule, [line("cart", Array(5_000).fill(1))], steps(5_000), {
      ...TEMPLATES,
      signal: gone.signal,
    });
    setImmediate(() => gone.abort());
    await expect(replaying).rejects.toThrow("canceled");
  });

  it("says that its labels' templates take too long", async () => {
    const rule = { ...RULE, labels: { slow: "{{ range 90000 }}{{ end }}" } };
    const { error } = await replayRule(rule, [line("cart", Array(100).fill(1))], steps(100), TEMPLATES);
    expect(error).toBe("the templates of its labels take more than 5,000,000 steps");
  });

  it("takes a month of minutes of twenty series within a second or two", async () => {
    const count = 43_200;
    const values = Array.from({ length: count }, (_, i) => (i % 97 < 9 ? i : null));
    const matrix = Array.from({ length: 20 }, (_, i) => line(`s${i}`, values));
    const { episodes } = await replayRule(RULE, matrix, steps(count), TEMPLATES);
    expect(episodes).toHaveLength(20 * 446);
  }, 20_000);
});
