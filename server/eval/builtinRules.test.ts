/**
 * The rules that come with the product, each over made-up telemetry: it fires on the one and stays silent on the other, through the
 * evaluator, the state machine and the templates that run live.
 */
import { describe, expect, it } from "vitest";
import { BUILTIN_RULES } from "../alerting/builtinRules.ts";
import { type ReplayEpisode, replayRule } from "../alerting/replayRule.ts";
import type { AlertRule } from "../model/alert.ts";
import { checkTypes } from "../promql/checkTypes.ts";
import { evaluate } from "../promql/evaluate.ts";
import { parseQuery } from "../promql/parse.ts";
import type { MatrixSeries } from "../promql/queryValue.ts";
import { HOST_CASES, KUBERNETES_CASES, RESOURCE_CASES } from "./builtin/resourceCases.ts";
import { type RuleCases, SERVICE_CASES } from "./builtin/serviceCases.ts";
import { MINUTES } from "./builtin/syntheticSeries.ts";
import { TELEMETRY_CASES } from "./builtin/telemetryCases.ts";
import { parseSeriesLine } from "./promqltest/seriesNotation.ts";
import { RuleTestStorage } from "./ruletest/ruleTestStorage.ts";

const CASES: Readonly<Record<string, RuleCases>> = {
  ...SERVICE_CASES,
  ...RESOURCE_CASES,
  ...HOST_CASES,
  ...KUBERNETES_CASES,
  ...TELEMETRY_CASES,
};
const MINUTE_MS = 60_000;
/** The last two hours: one before the change, one after it. */
const STEPS = { startMs: (MINUTES - 120) * MINUTE_MS, endMs: MINUTES * MINUTE_MS, stepMs: MINUTE_MS };
const TEMPLATES = { externalUrl: "", externalLabels: {}, query: async () => [] };

function queryOf({ condition }: AlertRule): string {
  if (condition.kind !== "promql") throw new Error("a built-in rule watches PromQL");
  return condition.query;
}

async function firedOn(rule: AlertRule, lines: readonly string[]): Promise<ReplayEpisode[]> {
  const storage = new RuleTestStorage(lines.map(parseSeriesLine), MINUTE_MS, 0);
  storage.advance(STEPS.endMs);
  const limits = { maxSamples: 50_000_000, maxPoints: 11_000 };
  const request = { ...STEPS, lookbackMs: 300_000, subqueryStepMs: MINUTE_MS, limits, signal: null };
  const { value } = await evaluate(parseQuery(queryOf(rule)), request, storage);
  const matrix: readonly MatrixSeries[] = value.type === "matrix" ? value.series : [];
  const { episodes, error } = await replayRule(rule, matrix, STEPS, TEMPLATES);
  expect(error).toBeNull();
  return episodes.filter(({ firedMs }) => firedMs !== null);
}

describe("built-in rules", () => {
  it("are some forty, each of a name, with a case, a sentence, a runbook and a query that gives series", () => {
    expect(BUILTIN_RULES.length).toBeGreaterThan(40);
    expect(BUILTIN_RULES.map(({ name }) => name).sort()).toEqual(Object.keys(CASES).sort());
    for (const rule of BUILTIN_RULES) {
      const { summary = "", runbook = "", description = "" } = rule.annotations;
      expect([rule.name, checkTypes(parseQuery(queryOf(rule)))]).toEqual([rule.name, "vector"]);
      expect(["page", "ticket", "info"]).toContain(rule.labels.severity);
      expect([rule.name, summary.length > 15, runbook.length > 150, description.length > 20]).toEqual([
        rule.name,
        true,
        true,
        true,
      ]);
    }
  });

  it("are on, but for the Watchdog, until somebody switches them", () => {
    const off = (rules: readonly AlertRule[]) => rules.flatMap(({ name, isEnabled }) => (isEnabled ? [] : [name]));
    expect(off(BUILTIN_RULES)).toEqual(["Watchdog"]);
  });

  it.each(BUILTIN_RULES.map((rule) => [rule.name, rule] as const))(
    "%s fires when it should, and only then",
    async (name, rule) => {
      const { fires, silent } = CASES[name] ?? { fires: [], silent: [] };
      for (const [i, lines] of fires.entries()) {
        const fired = await firedOn(rule, lines);
        expect([name, "fires on case", i, fired.length > 0]).toEqual([name, "fires on case", i, true]);
        expect(fired[0]?.annotations.summary).not.toMatch(/error expanding|no value|^ | {2}|\(\)/);
      }
      for (const [i, lines] of silent.entries()) {
        const fired = await firedOn(rule, lines);
        expect([name, "is silent on case", i, fired.map(({ labels }) => labels)]).toEqual([
          name,
          "is silent on case",
          i,
          [],
        ]);
      }
      expect(fires.length).toBeGreaterThan(0);
    },
  );

  it("say nothing where there is no telemetry at all", async () => {
    for (const rule of BUILTIN_RULES)
      if (rule.isEnabled) expect([rule.name, await firedOn(rule, [])]).toEqual([rule.name, []]);
  });
});
