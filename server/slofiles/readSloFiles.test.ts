/** SLO files of other tools: what they come to, what is named, what is refused. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSloFile, parseSloFiles } from "./readSloFiles.ts";

const messages = (items: readonly { readonly line: number; readonly message: string }[]) =>
  items.map(({ line, message }) => `${line}: ${message}`);

const sloth = (sli: string, more = "") => `version: "prometheus/v1"
service: shop
labels: {team: orders, tier: 2}
slos:
  - name: availability
    objective: 99.9
${more}    sli:
${sli}
    alerting: {name: ShopFails}
`;
const EVENTS = `      events:
        error_query: sum(rate(requests_total{code=~"5.."}[{{.window}}]))
        total_query: sum(rate(requests_total[{{ .window }}]))`;

describe("Sloth", () => {
  it("becomes an SLO that counts events instead of rates", () => {
    const [slo] = parseSloFile(sloth(EVENTS)).slos;
    expect(slo).toMatchObject({
      name: "shop-availability",
      service: "shop",
      owner: "orders",
      labels: { team: "orders", tier: "2" },
      objective: 0.999,
      window: { kind: "rolling", days: 30 },
      indicator: {
        bad: 'sum(increase(requests_total{code=~"5.."}[$window]))',
        total: "sum(increase(requests_total[$window]))",
      },
    });
  });

  it("leaves rates alone where their scale matters", () => {
    const text = sloth(
      EVENTS.replace('sum(rate(requests_total{code=~"5.."}[{{.window}}]))', "sum(rate(x[{{.window}}])) > 5"),
    );
    expect(parseSloFile(text).slos[0]?.indicator).toMatchObject({
      bad: "sum(rate(x[$window])) > 5",
      total: "sum(rate(requests_total[$window]))",
    });
  });

  it("takes a raw ratio minute by minute", () => {
    const text = sloth("      raw:\n        error_ratio_query: 1 - avg_over_time(up[{{.window}}])");
    expect(parseSloFile(text).slos[0]?.indicator).toEqual({
      kind: "ratio",
      good: null,
      bad: "1 - avg_over_time(up[$window])",
      total: null,
      isRatio: true,
    });
  });

  it("passes core and validating plugins through and names the others", () => {
    const chain = (...ids: readonly string[]) =>
      `    plugins: {chain: [${ids.map((id) => `{id: ${id}, config: {any: 1}}`).join(", ")}]}\n`;
    const known = parseSloFile(
      sloth(EVENTS, chain("sloth.dev/core/noop/v1", "sloth.dev/contrib/validate_victoria_metrics/v1")),
    );
    expect(known.notes).toEqual([]);
    const unknown = parseSloFile(sloth(EVENTS, chain("acme/enrich/v1")));
    expect(unknown.slos).toHaveLength(1);
    expect(messages(unknown.notes)).toEqual([
      '7: the plugin "acme/enrich/v1" of availability is not known here; the rest of the SLO holds without it',
    ]);
  });

  it("refuses an SLI plugin, whose query nobody knows", () => {
    const read = parseSloFile(sloth("      plugin: {id: acme/availability, options: {job: shop}}"));
    expect(read.slos).toEqual([]);
    expect(messages(read.problems)).toEqual([
      expect.stringContaining('the SLI plugin "acme/availability" is not known here'),
    ]);
  });

  it("refuses 100 %, which leaves no budget", () => {
    const read = parseSloFile(sloth(EVENTS).replace("99.9", "100"));
    expect(messages(read.problems)).toEqual([expect.stringMatching(/^6: 100 % leaves no error budget/)]);
  });

  it("names a field that it does not know, with its line", () => {
    const read = parseSloFile(sloth(EVENTS, "    burn_rate: 3\n"));
    expect(messages(read.notes)).toEqual(['7: an SLO has no field "burn_rate" that is known here']);
  });
});

const pyrra = (indicator: string) => `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: {name: api, labels: {pyrra.dev/team: web}}
spec:
  target: "99.5"
  window: 2w
  indicator:
${indicator}
`;

describe("Pyrra", () => {
  it.each([
    [
      'ratio: {errors: {metric: \'r_total{job="api",code="500"}\'}, total: {metric: \'r_total{job="api"}\'}}',
      {
        good: null,
        bad: 'sum(increase(r_total{job="api",code="500"}[$window]))',
        total: 'sum(increase(r_total{job="api"}[$window]))',
      },
    ],
    [
      "latency: {success: {metric: 'd_bucket{le=\"1\"}'}, total: {metric: d_count}}",
      {
        good: 'sum(increase(d_bucket{le=~"1|1\\\\.0"}[$window]))',
        bad: null,
        total: "sum(increase(d_count[$window]))",
      },
    ],
    [
      "latencyNative: {latency: 250ms, total: {metric: d}}",
      {
        good: "histogram_fraction(0, 0.25, sum(increase(d[$window]))) * histogram_count(sum(increase(d[$window])))",
        total: "histogram_count(sum(increase(d[$window])))",
      },
    ],
    [
      "bool_gauge: {metric: probe_success}",
      { good: "sum(sum_over_time(probe_success[$window]))", total: "sum(count_over_time(probe_success[$window]))" },
    ],
  ])("%s is counted", (indicator, expected) => {
    const read = parseSloFile(pyrra(`    ${indicator}`));
    expect(messages(read.problems)).toEqual([]);
    expect(read.slos[0]).toMatchObject({ objective: 0.995, window: { kind: "rolling", days: 14 }, owner: "web" });
    expect(read.slos[0]?.indicator).toMatchObject({ ...expected, isRatio: false });
  });

  it("tells also when its metric is absent, as Pyrra does by default", () => {
    const [slo] = parseSloFile(pyrra("    bool_gauge: {metric: up}")).slos;
    expect(slo?.alerting).toMatchObject({ burnRates: true, absentMinutes: 10 });
    const [quiet] = parseSloFile(
      `${pyrra("    bool_gauge: {metric: up}")}  alerting: {burnrates: false, absent: false}\n`,
    ).slos;
    expect(quiet?.alerting).toMatchObject({ burnRates: false, absentMinutes: null });
  });
});

const openSlo = (spec: string, name = "checkout") => `apiVersion: openslo/v1
kind: SLO
metadata: {name: ${name}, displayName: Checkout works}
spec:
  service: checkout
${spec}`;
const RATIO =
  "  indicator: {metadata: {name: i}, spec: {ratioMetric: {counter: true, good: {metricSource: {type: Prometheus, spec: {query: good_total}}}, total: {metricSource: {type: Prometheus, spec: {query: sum(all_total)}}}}}}\n";
const ROLLING = "  timeWindow: [{duration: 28d, isRolling: true}]\n";
const TARGET = "  budgetingMethod: Occurrences\n  objectives: [{target: 0.99}]\n";

describe("OpenSLO", () => {
  it("makes events of counters", () => {
    const [slo] = parseSloFile(openSlo(RATIO + ROLLING + TARGET)).slos;
    expect(slo).toMatchObject({
      name: "checkout",
      title: "Checkout works",
      objective: 0.99,
      indicator: { good: "sum(increase(good_total[$window]))", total: "sum(increase(all_total[$window]))" },
    });
  });

  it("finds what documents refer to in other files of the folder", () => {
    const slo = openSlo(`  indicatorRef: works\n${ROLLING}${TARGET}  alertPolicies: [{alertPolicyRef: fast}]\n`);
    const definitions = `apiVersion: openslo/v1
kind: SLI
metadata: {name: works}
spec: {ratioMetric: {counter: true, bad: {metricSource: {metricSourceRef: mine, spec: {query: bad_total}}}, total: {metricSource: {metricSourceRef: mine, spec: {query: all_total}}}}}
---
apiVersion: openslo/v1
kind: DataSource
metadata: {name: mine}
spec: {type: Prometheus, connectionDetails: {url: "http://prometheus:9090"}}
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata: {name: fast}
spec: {alertWhenBreaching: true, alertWhenNoData: true, conditions: [{conditionRef: quick}]}
---
apiVersion: openslo/v1
kind: AlertCondition
metadata: {name: quick}
spec: {severity: page, condition: {kind: burnrate, op: gt, threshold: 14.4, lookbackWindow: 1h, alertAfter: 5m}}
`;
    const [first, second] = parseSloFiles([
      { file: "slo.yaml", text: slo },
      { file: "definitions.yaml", text: definitions },
    ]);
    expect(messages(first?.problems ?? [])).toEqual([]);
    expect(first?.slos[0]).toMatchObject({
      indicator: { good: null, bad: "sum(increase(bad_total[$window]))" },
      alerting: { burnRates: true, absentMinutes: 5 },
    });
    expect(messages(second?.notes ?? [])).toEqual([expect.stringContaining("a burn rate of 14.4 over 1h is not kept")]);
    expect(messages(parseSloFile(slo).problems)).toEqual([
      expect.stringContaining('there is no SLI "works" in this folder'),
      expect.stringContaining('there is no AlertPolicy "fast" in this folder'),
    ]);
  });

  it.each([
    [
      "{duration: 1M, isRolling: false, calendar: {startTime: 2026-01-01 00:00:00, timeZone: Europe/Berlin}}",
      { unit: "month", timeZone: "Europe/Berlin" },
    ],
    ["{duration: 1Q, isRolling: false, calendar: {timeZone: UTC}}", { unit: "quarter" }],
    ["{duration: 1w, isRolling: false}", { unit: "week", timeZone: "UTC" }],
    ["{duration: 36h, isRolling: true}", { days: 1.5 }],
    ["{duration: 1Y, isRolling: true}", { days: 365 }],
  ])("reads the window %s", (window, expected) => {
    const read = parseSloFile(openSlo(`${RATIO}  timeWindow: [${window}]\n${TARGET}`));
    expect(read.slos[0]?.window).toMatchObject(expected);
  });

  it.each([
    [
      "{duration: 1Y, isRolling: false, calendar: {timeZone: UTC}}",
      "a calendar period of 1Y is not kept here: take 1w, 1M or 1Q, or 1Y rolling",
    ],
    ["{duration: 1M, isRolling: false, calendar: {timeZone: Mars/Olympus}}", 'there is no time zone "Mars/Olympus"'],
    ["{duration: soon, isRolling: true}", 'duration must be such as 28d, 4w or 1M, not "soon"'],
  ])("refuses the window %s", (window, problem) => {
    const read = parseSloFile(openSlo(`${RATIO}  timeWindow: [${window}]\n${TARGET}`));
    expect(read.slos).toEqual([]);
    expect(messages(read.problems)).toEqual([expect.stringContaining(problem)]);
  });

  it("makes an SLO of each objective, and slices of time slices", () => {
    const objectives = `  budgetingMethod: Timeslices
  objectives:
    - {displayName: Ours, target: 0.995, timeSliceTarget: 0.95, timeSliceWindow: 5m}
    - {displayName: SLA, targetPercent: 99, timeSliceTarget: 0.9, timeSliceWindow: 5m}
`;
    const { slos } = parseSloFile(openSlo(RATIO + ROLLING + objectives));
    expect(slos.map(({ name, objective, slices }) => [name, objective, slices])).toEqual([
      ["checkout-Ours", 0.995, { minutes: 5, targetRatio: 0.95 }],
      ["checkout-SLA", 0.99, { minutes: 5, targetRatio: 0.9 }],
    ]);
  });
});

describe("any folder", () => {
  it("names kinds that we lack and goes on with the rest", () => {
    const read = parseSloFile(`apiVersion: n9/v1\nkind: Dashboard\nspec: {panels: []}\n---\n${sloth(EVENTS)}`);
    expect(read.slos).toHaveLength(1);
    expect(messages(read.notes)).toEqual(['1: the kind "Dashboard" of n9/v1 is not known here; it is passed over']);
  });

  it("reads the items of a list of Kubernetes", () => {
    const item = pyrra("    bool_gauge: {metric: up}").trim().split("\n").join("\n    ");
    const read = parseSloFile(`apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ""}\nitems:\n  - ${item}\n`);
    expect([messages(read.problems), messages(read.notes)]).toEqual([[], []]);
    expect(read.slos.map(({ name }) => name)).toEqual(["api"]);
  });

  it("says so when a document is no SLO at all", () => {
    expect(messages(parseSloFile("services: {web: {image: nginx}}\n").notes)).toEqual([
      expect.stringContaining("1: this is no SLO in a form that is known here"),
    ]);
  });

  it("takes 28 days where OpenSLO's own example has no window, and says so", () => {
    const read = parseSloFile(openSlo(RATIO + TARGET));
    expect(read.slos[0]?.window).toEqual({ kind: "rolling", days: 28 });
    expect(messages(read.notes)).toEqual([expect.stringContaining("there is no timeWindow")]);
  });

  it("follows anchors and merges", () => {
    const text = `version: prometheus/v1
service: shop
slos:
  - &base
    name: one
    objective: 99
    sli: {raw: {error_ratio_query: "bad[{{.window}}]"}}
    alerting: &told {name: Fails}
  - &second
    <<: *base
    name: two
  - {<<: *second, name: three}
`;
    const { slos, problems } = parseSloFile(text);
    expect(messages(problems)).toEqual([]);
    expect(slos.map(({ name, objective }) => [name, objective])).toEqual([
      ["shop-one", 0.99],
      ["shop-two", 0.99],
      ["shop-three", 0.99],
    ]);
  });

  it("is not led in circles", () => {
    const circle = "apiVersion: v1\nkind: List\nitems: &all\n  - {apiVersion: v1, kind: List, items: *all}\n";
    expect(messages(parseSloFile(circle).notes)).toEqual([
      expect.stringContaining('the kind "List" of v1 is not known here'),
    ]);
    expect(parseSloFile("a: &a\n  <<: *a\n  b: *a\n").slos).toEqual([]);
  });

  it("refuses the second SLO of a name", () => {
    const file = openSlo(RATIO + ROLLING + TARGET);
    const [first, second] = parseSloFiles([
      { file: "a.yaml", text: file },
      { file: "b.yaml", text: file },
    ]);
    expect(first?.slos).toHaveLength(1);
    expect(second?.slos).toEqual([]);
    expect(messages(second?.problems ?? [])).toEqual(['1: another SLO is called "checkout" (in a.yaml)']);
  });

  it("says where YAML is broken", () => {
    expect(parseSloFile("a: [1,\nb: 2\n").problems[0]?.line).toBeGreaterThan(0);
  });

  it("gives an answer to any text", () => {
    const pieces = fc.constantFrom(
      "apiVersion: openslo/v1",
      "kind: SLO",
      "spec:",
      "  objectives: [",
      "- ",
      "\n",
      "&a *a",
      "!!x",
      "version: prometheus/v1",
      "slos: 3",
      "{",
      "metadata: {name: 7}",
      "---",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 12 }), (parts) => {
        expect(parseSloFile(parts.join("\n"))).toHaveProperty("problems");
      }),
    );
  });
});

const REFERENCE = resolve(import.meta.dirname, "../../../shared/data/slo");
const filesBelow = (path: string): string[] =>
  readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    return statSync(inner).isDirectory() ? filesBelow(inner) : [inner];
  });

describe.skipIf(!existsSync(REFERENCE))("reference data (skipped: no reference data where it is missing)", () => {
  it("is read whole, every file of it", () => {
    const files = filesBelow(REFERENCE).filter((file) => !file.includes("expected-rules"));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const { slos, problems } = parseSloFile(readFileSync(file, "utf8"));
      expect([file, messages(problems)]).toEqual([file, []]);
      expect(slos.length).toBeGreaterThan(0);
    }
  });
});
