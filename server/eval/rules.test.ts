/**
 * The evaluation of rules: that it finds what is wrong, that Prometheus's own cases come out as Prometheus says, and that promtool, where
 * it is installed, agrees with what our state machine and templates make of random series.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseRuleFile } from "../promql/ruleFile.ts";
import type { CaseResult } from "./cases.ts";
import { parseSeriesLine } from "./promqltest/seriesNotation.ts";
import { evalRules } from "./rules.ts";
import { askVector, RuleTestGroupRun } from "./ruletest/ruleTestGroup.ts";
import { RuleTestStorage } from "./ruletest/ruleTestStorage.ts";

const folder = mkdtempSync(join(tmpdir(), "chronoscope-rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resultsOf(...paths: readonly string[]): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for await (const result of evalRules(paths)) results.push(result);
  return results;
}
function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const RULES = `groups:
  - name: late
    rules:
      - { alert: Sum, expr: "job:load:sum > 1", for: 2m, keep_firing_for: 1m }
  - name: early
    limit: 3
    rules:
      - { record: "job:load:sum", expr: "sum by (job) (load)" }
      - alert: Load
        expr: load > 0
        labels: { severity: "{{ if gt $value 1.0 }}page{{ else }}ticket{{ end }}", instance: "" }
        annotations:
          summary: "{{ $labels.instance }} of {{ $externalLabels.cluster }} at {{ $value | printf \\"%.1f\\" }}: {{ $externalURL }}"
          query: '{{ with query "sum(load)" }}{{ . | first | value | humanize }}{{ end }}'
`;
const TESTS = `rule_files: [ "ru*.yml" ]
evaluation_interval: 1m
group_eval_order: [ early, late ]
tests:
  - name: first
    interval: 1m
    external_labels: { cluster: eu }
    external_url: http://console.example
    input_series:
      - { series: 'load{job="a",instance="x"}', values: "0 2 2 2 1 0 0" }
    alert_rule_test:
      - { eval_time: 30s, alertname: Load }
      - eval_time: 1m
        alertname: Load
        exp_alerts:
          - exp_labels: { severity: page, job: a }
            exp_annotations: { summary: "x of eu at 2.0: http://console.example", query: "2" }
      - { eval_time: 2m, alertname: Sum, exp_alerts: [] }
      - { eval_time: 3m, alertname: Sum, exp_alerts: [ { exp_labels: { job: a } } ] }
      - { eval_time: 4m59s, alertname: Sum, exp_alerts: [ { exp_labels: { job: a } } ] }
      - { eval_time: 5m, alertname: Sum, exp_alerts: [] }
    promql_expr_test:
      - expr: ALERTS{alertname="Sum"}
        eval_time: 4m
        exp_samples: [ { labels: 'ALERTS{alertname="Sum",alertstate="firing",job="a"}', value: 1 } ]
      - expr: ALERTS_FOR_STATE{alertname="Sum"}
        eval_time: 2m
        exp_samples: [ { labels: 'ALERTS_FOR_STATE{alertname="Sum",job="a"}', value: 60 } ]
      - { expr: "ALERTS", eval_time: 6m, exp_samples: [] }
`;

describe("unit tests of rules", () => {
  const rules = write("rules.yml", RULES);
  const tests = write("tests.yml", TESTS);

  it("pass when alerts, annotations and series are as they say", async () => {
    expect(await resultsOf(rules, tests)).toEqual([
      { name: rules, failures: [] },
      { name: `${tests} first`, failures: [] },
    ]);
  });

  it.each([
    [
      "an alert too many",
      "{ eval_time: 3m, alertname: Sum, exp_alerts: [ { exp_labels: { job: a } } ] }",
      "{ eval_time: 3m, alertname: Sum }",
      "expected [], got [",
    ],
    [
      "an alert missing",
      "{ eval_time: 30s, alertname: Load }",
      "{ eval_time: 30s, alertname: Load, exp_alerts: [ {} ] }",
      "got []",
    ],
    ["another annotation", 'query: "2"', 'query: "3"', 'query=\\"2\\"'],
    ["another value", "value: 60", "value: 61", "expected ALERTS_FOR_STATE"],
    ["a field nobody knows", "    interval: 1m", "    intervall: 1m", "field intervall not found in a test"],
    [
      "a name twice in the order",
      "[ early, late ]",
      "[ early, early ]",
      "group name repeated in evaluation order: early",
    ],
  ])("find %s", async (_, before, after, wanted) => {
    const file = write("wrong.yml", TESTS.replace(before, after));
    expect(JSON.stringify(await resultsOf(file))).toContain(wanted);
  });

  it("stop at a rule that fails: one label set twice, too many alerts", async () => {
    const series = [
      'load{job="d",instance="u"}',
      'load{job="b",instance="z"}',
      'load{job="c",instance="z"}',
      'load{job="a",instance="y"}',
    ];
    const more = series.map((name) => `      - { series: '${name}', values: "0 2 2" }\n`);
    const withSeries = (count: number) =>
      TESTS.replace("    alert_rule_test", `${more.slice(-count).join("")}    alert_rule_test`);
    const [twice] = await resultsOf(write("twice.yml", withSeries(1)));
    expect(twice?.failures.join()).toContain(
      "rule: Load, time: 1m, err: vector contains metrics with the same labelset",
    );
    const [many] = await resultsOf(write("many.yml", withSeries(4)));
    expect(many?.failures.join()).toContain("exceeded limit of 3 with 4");
  });

  it("begin when they say", async () => {
    const file = write(
      "start.yml",
      `tests:
  - start_timestamp: 2024-01-01T00:00:00Z
    input_series: [ { series: x, values: "1 2" } ]
    promql_expr_test:
      - { expr: timestamp(x), eval_time: 1m, exp_samples: [ { value: 1704067260 } ] }
      - { expr: "x offset 1m", eval_time: 1m, exp_samples: [ { labels: x, value: 1 } ] }
`,
    );
    expect((await resultsOf(file))[0]?.failures).toEqual([]);
  });
});

const REFERENCE = resolve(import.meta.dirname, "../../../shared/data/alerting");
describe.skipIf(!existsSync(REFERENCE))("reference data (skipped: no reference data where it is missing)", () => {
  /** Cases that Prometheus's own test of promtool expects to fail (cmd/promtool/unittest_test.go), and the file it refuses. */
  const MEANT_TO_FAIL = [
    "promtool/bad-promql.yml unnamed#0",
    "promtool/failing.yml Failing alert test",
    "promtool/failing.yml Failing test",
    "promtool/rules_run.yml wrong test",
    "promtool/rules_run_fuzzy.yml wrong fuzzy match",
    "rule-fixtures/invalid_rules.yaml",
  ];

  it("comes out as Prometheus says, what is meant to fail too", async () => {
    const results = await resultsOf(REFERENCE);
    const failed = results.filter(({ failures }) => failures.length > 0).map(({ name }) => name);
    expect(failed.sort()).toEqual(MEANT_TO_FAIL.map((name) => join(REFERENCE, name)));
    expect(results).toHaveLength(24);
  });
});

const promtool = (() => {
  try {
    return /version (\S+)/.exec(execFileSync("promtool", ["--version"], { stdio: "pipe" }).toString())?.[1] ?? "0";
  } catch {
    return null;
  }
})();

describe.skipIf(promtool === null)(`promtool ${promtool ?? "(skipped: not installed)"}`, () => {
  /**
   * Since 3 keep_firing_for begins anew when the condition held in between, and a sample of exactly five minutes ago is too old; what
   * Debian has (2.42) is asked about neither.
   */
  const isOfToday = Number.parseInt(promtool ?? "0", 10) >= 3;
  const MINUTES = 40;
  const TIMES = ["0s", "1m", "3m", "5m", "90s"];
  /** A generator of numbers below 1, the same at every run. */
  function chance(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }
  function ruleFile(next: () => number): string {
    const rules = Array.from({ length: 8 }, (_, i) => {
      const [wait = "0s", keep = "0s"] = [next(), next()].map((one) => TIMES[Math.floor(one * TIMES.length)]);
      const labels = i % 3 === 0 ? `, labels: { severity: '{{ if gt $value 1.0 }}a{{ else }}b{{ end }}' }` : "";
      return `      - { alert: A${i}, expr: 'up{i!="${i % 4}"} > 0', for: ${wait}, keep_firing_for: ${isOfToday ? keep : "0s"}${labels} }\n`;
    });
    return `groups:\n  - name: g\n    rules:\n${rules.join("")}`;
  }
  function seriesLines(next: () => number): string[] {
    return Array.from({ length: 4 }, (_, i) => {
      let value = "0";
      const values = Array.from({ length: MINUTES + 1 }, () => {
        if (next() < 0.3) value = ["0", "1", "2", isOfToday ? "_" : "1", "stale"][Math.floor(next() * 5)] ?? "0";
        return value;
      });
      return `up{i="${i}"} ${values.join(" ")}`;
    });
  }
  /** What ALERTS and ALERTS_FOR_STATE are at every minute, by our state machine. */
  async function expectations(rules: string, lines: readonly string[]): Promise<string[]> {
    const storage = new RuleTestStorage(lines.map(parseSeriesLine), 60_000, 0);
    const templates = { externalUrl: "", externalLabels: {}, query: async () => [] };
    const setting = { storage, evaluationMs: 60_000, templates };
    const groups = parseRuleFile("r.yml", rules).groups.map((group) => new RuleTestGroupRun(group, setting));
    const found: string[] = [];
    for (let minute = 0; minute <= MINUTES; minute++) {
      storage.advance(minute * 60_000);
      for (const group of groups) expect(await group.evaluate(minute * 60_000)).toEqual([]);
      const samples = await askVector('{__name__=~"ALERTS|ALERTS_FOR_STATE"}', minute * 60_000, setting);
      const texts = samples.map(({ labels, value }) => {
        const pairs = [...labels.entries()].map(([name, text]) => `${name}="${text}"`);
        return `{ labels: '{${pairs.join(",")}}', value: ${value} }`;
      });
      found.push(
        `      - { expr: '{__name__=~"ALERTS|ALERTS_FOR_STATE"}', eval_time: ${minute}m, exp_samples: [ ${texts.join(", ")} ] }\n`,
      );
    }
    return found;
  }

  it("agrees with our alerts at every minute of random series", async () => {
    let alerts = 0;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const next = chance(seed);
      const [rules, lines] = [ruleFile(next), seriesLines(next)];
      const wanted = await expectations(rules, lines);
      alerts += wanted.join("").split("ALERTS_FOR_STATE").length;
      const series = lines.map((line) => {
        const [name = "", ...values] = line.split(" ");
        return `      - { series: '${name}', values: "${values.join(" ")}" }\n`;
      });
      write("r.yml", rules);
      const file = write(
        "t.yml",
        `rule_files: [ r.yml ]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n${series.join("")}    promql_expr_test:\n${wanted.join("")}`,
      );
      const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", file], { encoding: "utf8" });
      expect([seed, status, stdout.includes("SUCCESS"), stderr.slice(0, 500)]).toEqual([seed, 0, true, ""]);
    }
    expect(alerts).toBeGreaterThan(1_000);
  });

  it.each([["tests.yml", 0]])("passes our own cases too", (name, wanted) => {
    write("rules.yml", RULES);
    const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", write(name, TESTS)], {
      encoding: "utf8",
    });
    expect([status, stdout + stderr]).toEqual([wanted, expect.stringContaining("SUCCESS")]);
  });
});
