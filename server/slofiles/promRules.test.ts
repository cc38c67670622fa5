/** Rules of Prometheus from Sloth's files and from any SLO of ours. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_ALERTING } from "../analysis/slo/sloDefaults.ts";
import type { Indicator, SloBody, SloSlices } from "../model/slo.ts";
import { parseQuery } from "../promql/parse.ts";
import { parseRuleFile } from "../promql/ruleFile.ts";
import { promRules, writePromRules } from "./promRules.ts";
import { parseSloFile } from "./readSloFiles.ts";
import { goFloat } from "./sloth/goFloat.ts";
import { slothRules } from "./sloth/slothRules.ts";
import { slothWindows } from "./sloth/slothWindows.ts";

const DAY_MS = 86_400_000;
const body: SloBody = {
  name: "checkout",
  title: "Checkout works",
  description: "",
  service: "checkout",
  owner: "orders",
  labels: { "cost.center": "7" },
  indicator: { kind: "availability", subject: { kind: "service", service: "checkout" } },
  objective: 0.999,
  window: { kind: "rolling", days: 30 },
  slices: null,
  alerting: DEFAULT_ALERTING,
  sla: null,
};

describe("any SLO", () => {
  const subject = { kind: "edge", client: "web", server: "checkout" } as const;
  const indicators: readonly Indicator[] = [
    body.indicator,
    { kind: "availability", subject },
    { kind: "latency", subject, thresholdSeconds: 0.25, countsErrors: true },
    { kind: "latency", subject: { kind: "service", service: "a" }, thresholdSeconds: 0.3, countsErrors: true },
    {
      kind: "latency",
      subject: { kind: "operation", service: 'a"b', spanName: "GET /", spanKind: "SERVER" },
      thresholdSeconds: 0.5,
      countsErrors: false,
    },
    { kind: "ratio", good: "sum(increase(g[$window]))", bad: null, total: "sum(increase(t[$window]))", isRatio: false },
    { kind: "ratio", good: null, bad: "1 - avg(up)", total: null, isRatio: true },
    { kind: "threshold", query: "queue_length", operator: "<", value: 100 },
  ];
  const slices: readonly (SloSlices | null)[] = [null, { minutes: 5, targetRatio: 0.95 }];

  it("is a rule file that Prometheus takes", () => {
    for (const indicator of indicators)
      for (const slice of slices) {
        const made = { ...body, indicator, slices: slice };
        const { groups, problems } = parseRuleFile("slo.yaml", writePromRules([made]));
        expect(problems).toEqual([]);
        expect(groups).toHaveLength(3);
        for (const { rules } of promRules(made))
          for (const { expr } of rules) expect(() => parseQuery(expr)).not.toThrow();
      }
  });

  it("has the windows and factors of its own window", () => {
    const alerts = promRules({ ...body, window: { kind: "rolling", days: 90 } }).flatMap(({ rules }) =>
      rules.filter(({ alert }) => alert),
    );
    expect(alerts.map(({ labels }) => labels.severity)).toEqual(["page", "ticket"]);
    expect(alerts[0]?.expr).toContain("slo:sli_error:ratio_rate15m");
    expect(alerts[0]?.expr).toContain("slo:sli_error:ratio_rate3h");
    expect(alerts[0]?.expr).toContain("14.4 * ");
  });

  it("asks for as many failures and events as the SLO's own alerts do, where requests are counted", () => {
    const exprOf = (more: Partial<SloBody>) =>
      promRules({ ...body, ...more })
        .flatMap(({ rules }) => rules.filter(({ alert }) => alert))
        .map(({ expr }) => expr)
        .join("\n");
    expect(exprOf({})).toMatch(/and on\(\) \(\n.*STATUS_CODE_ERROR.*\[5m\].*\n\s*\) >= 5\n/);
    expect(exprOf({})).toMatch(/and on\(\) \(\n.*\[5m\].*\n\s*\) >= 10\n/);
    expect(exprOf({ slices: { minutes: 5, targetRatio: 0.95 } })).not.toContain("and on()");
    const without = { ...DEFAULT_ALERTING, minimumBadEvents: 0, minimumEvents: 0 };
    expect(exprOf({ alerting: without })).not.toContain("and on()");
  });

  it("makes no alerts when it tells about no burn rates", () => {
    const groups = promRules({ ...body, alerting: { ...DEFAULT_ALERTING, burnRates: false } });
    expect(groups.map(({ name }) => name)).toEqual([
      "sloth-slo-sli-recordings-checkout",
      "sloth-slo-meta-recordings-checkout",
    ]);
  });
});

const PROMTOOL = "/usr/bin/promtool";
describe.skipIf(!existsSync(PROMTOOL))("promtool (skipped: not installed)", () => {
  it("takes the rules of an SLO whose every text looks like a template", () => {
    const odd = "{{ odd }}";
    const slo = { ...body, title: odd, description: odd, service: odd, owner: odd, labels: { "1st": odd } };
    const folder = mkdtempSync(join(tmpdir(), "chronoscope-rules-"));
    try {
      const file = join(folder, "slo.yaml");
      writeFileSync(file, writePromRules([slo, { ...slo, name: "cart" }]));
      // Its lint would say that two rules are the same.
      const said = execFileSync(PROMTOOL, ["check", "rules", file], { encoding: "utf8", stdio: "pipe" });
      expect(said).toContain("SUCCESS: 34 rules found");
      expect(said).not.toContain("duplicate");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.skipIf(!existsSync(PROMTOOL))("promtool's unit tests (skipped: not installed)", () => {
  const minutes = 7 * 60;
  /** An hour and a half before the end so many of the requests a minute begin to fail. */
  const unitTest = (perMinute: number, failing: number, fires: boolean) => {
    const after = 90;
    const series = (status: string, before: number, then: number) =>
      `      - series: 'traces_span_metrics_calls_total{service_name="checkout",span_kind="SPAN_KIND_SERVER",status_code="${status}"}'
        values: '0+${before}x${minutes - after} ${before * (minutes - after) + then}+${then}x${after - 1}'\n`;
    return `  - interval: 1m
    input_series:
${series("STATUS_CODE_UNSET", perMinute, perMinute - failing)}${series("STATUS_CODE_ERROR", 0, failing)}    promql_expr_test:
      - expr: 'count(ALERTS{alertname="ErrorBudgetBurn",sloth_severity="page"}) or vector(0)'
        eval_time: ${minutes}m
        exp_samples: [{labels: "{}", value: ${fires ? 1 : 0}}]\n`;
  };

  it("hold low traffic back, and tell of the same ratio of more requests", () => {
    const folder = mkdtempSync(join(tmpdir(), "chronoscope-rules-"));
    try {
      writeFileSync(join(folder, "slo.yaml"), writePromRules([body]));
      const tests = [unitTest(60, 30, true), unitTest(0.2, 0.1, false)];
      const text = `rule_files: [slo.yaml]\nevaluation_interval: 2m\ntests:\n${tests.join("")}`;
      writeFileSync(join(folder, "test.yaml"), text);
      const said = execFileSync(PROMTOOL, ["test", "rules", join(folder, "test.yaml")], { encoding: "utf8" });
      expect(said).toContain("SUCCESS");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("Sloth's rules", () => {
  const file = (plugins = "") => `version: prometheus/v1
service: shop
${plugins}slos:
  - name: up
    objective: 99.9
    labels: {tier: 1}
    sli: {events: {error_query: 'bad[{{.window}}]', total_query: 'all[{{.window}}]'}}
    alerting: {name: Fails, labels: {a: b}, page_alert: {labels: {severity: high}}, ticket_alert: {disable: true}}
`;
  const rulesOf = (text: string) => {
    const [slo] = parseSloFile(text).slothSlos;
    if (!slo) throw new Error("no SLO");
    return { slo, groups: slothRules(slo, { extraLabels: { cmd: "x" }, version: "dev" }) };
  };

  it("carry the digits of Sloth's arithmetic", () => {
    const { groups } = rulesOf(file());
    const exprs = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    expect(exprs).toContain("vector(0.9990000000000001)");
    expect(exprs.at(-1)).toContain("(14.4 * 0.0009999999999999432)");
    expect(goFloat(0.00001)).toBe("1e-05");
    expect(goFloat(13.44)).toBe("13.44");
  });

  it("leave out what is switched off, and lay labels over one another", () => {
    const alerts = rulesOf(file()).groups.at(-1)?.rules ?? [];
    expect(alerts.map(({ labels }) => labels)).toEqual([{ sloth_severity: "page", a: "b", severity: "high" }]);
  });

  it("are those of the plugins that are named when the default ones are not run", () => {
    const plugins = "slo_plugins: {overridePrevious: true, chain: [{id: sloth.dev/core/sli_rules/v1}]}\n";
    expect(rulesOf(file(plugins)).groups.map(({ name }) => name)).toEqual(["sloth-slo-sli-recordings-shop-up"]);
  });

  it("have for 28 days the factors of 28 days, and call the period four weeks", () => {
    const { page, ticket } = slothWindows(28 * DAY_MS);
    expect(
      [page.quick, page.slow, ticket.quick, ticket.slow].map(({ factor }) => Number(factor.toPrecision(12))),
    ).toEqual([13.44, 5.6, 2.8, 0.933333333333]);
    const { slo } = rulesOf(file());
    const [recordings] = slothRules({ ...slo, periodMs: 28 * DAY_MS }, { extraLabels: {}, version: "" });
    expect(recordings?.rules.at(-1)?.record).toBe("slo:sli_error:ratio_rate4w");
  });
});
