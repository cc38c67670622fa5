/** What the Prometheus API writes, to the letter where Prometheus fixes it: values, refusals, lists, trees, rules. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Alert, AlertRule } from "../model/alert.ts";
import { type EvaluationReport, NO_REPORT, type RuleStanding } from "../model/ruleReport.ts";
import { NOON_MS } from "../testing/builders.ts";
import { type FetchServer, serveFetch } from "../testing/fetchServer.ts";
import { type FilledStore, fillStore } from "../testing/filledStore.ts";
import { answerPrometheus } from "./prometheusRoutes.ts";

const NOON = NOON_MS / 1_000;
const PREFIX = "/api/prometheus/";
let filled: FilledStore;
let server: FetchServer;
let rules: EvaluationReport = NO_REPORT;
/** Queries being answered, and those that ended because their asker had gone. */
const asking = new Set<string>();
const ended: string[] = [];

beforeAll(async () => {
  filled = await fillStore();
  const tools = {
    promQl: filled.promQl,
    readRules: async () => rules,
    retentionMs: 7 * 86_400_000,
    version: "0.1.0",
    startedMs: NOON_MS,
    now: () => NOON_MS + 60_000,
    onDefect: (error: unknown) => console.error(error),
  };
  server = await serveFetch(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const query = searchParams.get("query") ?? "";
    asking.add(query);
    const answer = await answerPrometheus(tools, request, pathname.slice(PREFIX.length));
    if (answer.status === 499) ended.push(query);
    return answer;
  });
});
afterAll(async () => {
  await server.close();
  await filled.close();
});

type Params = Record<string, string> | [string, string][];
async function textOf(path: string, params: Params = {}): Promise<string> {
  const response = await fetch(`${server.url}${PREFIX}${path}?${new URLSearchParams(params)}`);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  return response.text();
}
const get = async (path: string, params: Params = {}) => JSON.parse(await textOf(path, params));
describe("answers", () => {
  it("write instants, values and labels as Prometheus does", async () => {
    const at = { time: `${NOON + 0.05}` };
    expect(await textOf("api/v1/query", { ...at, query: "scraped_total" })).toBe(
      `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"scraped_total","a.b":"dotted","job":"x"},"value":[${NOON}.050,"1"]}]}}`,
    );
    for (const [query, text] of [
      ["vector(1e-7)", "1e-07"],
      ["vector(1e21)", "1e+21"],
      ["vector(-0)", "-0"],
      ["vector(1/0)", "+Inf"],
      ["vector(-1/0)", "-Inf"],
      ["vector(0/0)", "NaN"],
      ["vector(123456789.125)", "123456789.125"],
    ] as const) {
      expect((await get("api/v1/query", { ...at, query })).data.result[0].value[1]).toBe(text);
    }
    expect((await get("api/v1/query", { time: "0", query: "1e22" })).data.result).toEqual([
      0,
      "10000000000000000000000",
    ]);
    expect((await get("api/v1/query", { time: "0", query: '"a\\"b"' })).data).toEqual({
      resultType: "string",
      result: [0, 'a"b'],
    });
  });

  it("write native histograms with their buckets", async () => {
    const { data } = await get("api/v1/query", { query: "wait_time_seconds", time: `${NOON + 15}` });
    expect(data.result[0].histogram).toEqual([
      NOON + 15,
      {
        count: "6",
        sum: "1.5",
        buckets: [
          [3, "-Inf", "0.1", "2"],
          [0, "0.1", "0.5", "3"],
          [0, "0.5", "+Inf", "1"],
        ],
      },
    ]);
    const range = await get("api/v1/query_range", {
      query: "wait_time_seconds",
      start: `${NOON}`,
      end: `${NOON + 15}`,
      step: "15",
    });
    expect(range.data.result[0].histograms).toHaveLength(2);
    expect(range.data.result[0].values).toBeUndefined();
  });

  it("carry infos, warnings, truncation and stats", async () => {
    const at = { time: `${NOON + 60}` };
    const info = await get("api/v1/query", {
      ...at,
      query: "rate(scraped_total[1m]) + rate(wait_time_seconds_sum[1m])",
    });
    expect(info.warnings).toBeUndefined();
    const bad = await get("api/v1/query", { ...at, query: "histogram_quantile(9, http_requests_total)" });
    expect(bad.warnings[0]).toMatch(/^PromQL warning: quantile value should be between 0 and 1, got 9/);
    const cut = await get("api/v1/query", { ...at, query: "wait_time_seconds_bucket", limit: "1", stats: "all" });
    expect(cut.data.result).toHaveLength(1);
    expect(cut.warnings).toEqual(["results truncated due to limit"]);
    expect(cut.data.stats.samples.totalQueryableSamples).toBeGreaterThan(0);
    expect(Object.keys(cut.data.stats.timings)).toContain("evalTotalTime");
  });

  it("obey lookback_delta and times as RFC 3339", async () => {
    const time = new Date(NOON_MS + 75_000).toISOString();
    const ask = (lookback_delta: string) => get("api/v1/query", { query: "http_requests_total", time, lookback_delta });
    expect((await ask("30s")).data.result).toHaveLength(1);
    expect((await ask("10")).data.result).toEqual([]);
  });
});

describe("refusals", () => {
  const refused = async (path: string, params: Params) => {
    const response = await fetch(`${server.url}${PREFIX}${path}?${new URLSearchParams(params)}`);
    return [response.status, await response.json()];
  };
  const range = (more: Record<string, string>) =>
    refused("api/v1/query_range", { query: "1", start: "0", end: "9", step: "1", ...more });

  it("use Prometheus's statuses, types and words", async () => {
    expect(await refused("api/v1/query", { query: "sum(" })).toEqual([
      400,
      {
        status: "error",
        errorType: "bad_data",
        error: expect.stringMatching(/^invalid parameter "query": 1:5: parse error: /),
      },
    ]);
    const texts: [Record<string, string>, string][] = [
      [
        { end: "11001" },
        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
      ],
      [
        { step: "0" },
        'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
      ],
      [{ step: "abc" }, 'invalid parameter "step": cannot parse "abc" to a valid duration'],
      [{ start: "abc" }, 'invalid parameter "start": cannot parse "abc" to a valid timestamp'],
      [{ end: "-1" }, 'invalid parameter "end": end timestamp must not be before start time'],
      [
        { query: "up[1m]" },
        'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
      ],
      [{ limit: "-1" }, 'invalid parameter "limit": limit must be non-negative'],
    ];
    for (const [more, error] of texts)
      expect(await range(more)).toEqual([400, { status: "error", errorType: "bad_data", error }]);
    expect((await range({ end: "11000" }))[0]).toBe(200);
    expect(
      await refused("api/v1/query", { query: '{__name__=~".+"} + on() {__name__=~".+"}', time: `${NOON}` }),
    ).toEqual([422, { status: "error", errorType: "execution", error: expect.any(String) }]);
    expect(await refused("api/v1/series", {})).toEqual([
      400,
      { status: "error", errorType: "bad_data", error: "no match[] parameter provided" },
    ]);
    expect((await refused("api/v1/series", { "match[]": '{a=~".*"}' }))[1].error).toBe(
      "match[] must contain at least one non-empty matcher",
    );
    expect((await refused("api/v1/nothing", {}))[0]).toBe(404);
    expect(await refused("api/v1/query", { query: "http_requests_total", timeout: "0.000001" })).toEqual([
      503,
      { status: "error", errorType: "timeout", error: "query timed out in expression evaluation" },
    ]);
  });

  it("end a query whose asker has gone", async () => {
    const gone = new AbortController();
    const query = "quantile_over_time(0.5, quantile_over_time(0.5, vector(time())[1h:1s])[1h:1s])";
    const asked = fetch(`${server.url}${PREFIX}api/v1/query?${new URLSearchParams({ query })}`, {
      signal: gone.signal,
    });
    asked.catch(() => undefined);
    await expect.poll(() => asking.has(query)).toBe(true);
    gone.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => ended, { timeout: 5_000 }).toEqual([query]);
  });
});

describe("lists", () => {
  it("know label values by escaped names, limits and selectors on le", async () => {
    expect((await get("api/v1/label/U__a_2e_b/values")).data).toEqual(["dotted"]);
    expect((await get("api/v1/label/le/values")).data).toEqual(expect.arrayContaining(["+Inf", "0.1", "0.5"]));
    const names = await get("api/v1/label/__name__/values", { limit: "2" });
    expect([names.data.length, names.warnings]).toEqual([2, ["results truncated due to limit"]]);
    const all = await get("api/v1/labels");
    expect(all.data).toEqual(expect.arrayContaining(["__name__", "a.b", "le", "span_kind", "http_route"]));
    const series = await get("api/v1/series", [
      ["match[]", "http_requests_total"],
      ["match[]", '{job="x"}'],
    ]);
    expect(series.data.map((one: { __name__: string }) => one.__name__).sort()).toEqual([
      "http_requests_total",
      "scraped_total",
    ]);
  });

  it("list what there was between start and end, and nothing that came later", async () => {
    const within = (path: string, day: number, match = "") => {
      const window = { start: `${NOON + day * 86_400 - 60}`, end: `${NOON + day * 86_400 + 120}` };
      return get(path, { ...window, ...(match ? { "match[]": match } : {}) }).then(({ data }) => data);
    };
    const asked = [
      ["api/v1/series", '{__name__=~".+"}'],
      ["api/v1/labels", ""],
      ["api/v1/label/__name__/values", ""],
      ["api/v1/label/job/values", '{__name__="http_requests_total"}'],
      ["api/v1/label/le/values", ""],
    ] as const;
    for (const [path, match] of asked) {
      expect((await within(path, 0, match)).length, path).toBeGreaterThan(0);
      expect(await within(path, -2, match), path).toEqual([]);
    }
  });

  it("lay out a query and show its tree", async () => {
    expect((await get("api/v1/format_query", { query: "sum(a)by(b)" })).data).toBe("sum by (b) (a)");
    expect((await get("api/v1/parse_query", { query: "rate(a{b!='c'}[5m] offset 1m) > 2" })).data).toEqual({
      type: "binaryExpr",
      op: ">",
      bool: false,
      matching: null,
      lhs: {
        type: "call",
        func: { name: "rate", argTypes: ["matrix"], variadic: 0, returnType: "vector" },
        args: [
          {
            type: "matrixSelector",
            name: "a",
            range: 300_000,
            offset: 60_000,
            matchers: [
              { name: "b", value: "c", type: "!=" },
              { name: "__name__", value: "a", type: "=" },
            ],
            timestamp: null,
            startOrEnd: null,
          },
        ],
      },
      rhs: { type: "numberLiteral", val: "2" },
    });
  });

  const fared = { health: "ok", lastError: null, evaluationMs: 2, lastEvaluationMs: NOON_MS, alerts: [] } as const;
  const iso = new Date(NOON_MS).toISOString();
  const down: AlertRule = {
    ...{ key: "file:a.yml;g;Down;0", source: "file", isEnabled: true, name: "Down", group: "g", intervalMs: 30_000 },
    condition: { kind: "promql", query: "up == 0", queryOffsetMs: 0, limit: 0 },
    ...{ forMs: 300_000, keepFiringForMs: 0, noData: "ok", labels: { severity: "page" }, annotations: { a: "b" } },
  };
  const alert = (value: number, more: Partial<Alert> = {}): Alert => ({
    ...{ fingerprint: "1", ruleKey: down.key, labels: { alertname: "Down", job: "x" }, annotations: { a: "b" }, value },
    ...{ state: "firing", activeMs: NOON_MS, firedMs: NOON_MS, keepFiringSinceMs: null, resolvedMs: null },
    evaluatedMs: NOON_MS,
    ...more,
  });
  function evaluated(alerts: readonly Alert[], more: Partial<RuleStanding> = {}): void {
    const where = { key: "a.yml;g", file: "a.yml", name: "g", intervalMs: 30_000, queryOffsetMs: 0, limit: 0 };
    const recording = { kind: "recording", name: "a:b", query: "sum(up)", labels: {} } as const;
    const standing = { evaluationMs: 5, lastEvaluationMs: NOON_MS, missed: 0 };
    const group = { ...where, rules: [recording, { kind: "alerting", rule: down } as const] };
    const part = (i: number) => ({
      group: {
        ...where,
        key: `p${i}`,
        file: "console",
        name: "mine",
        rules: [{ kind: "alerting", rule: down } as const],
      },
      standing: { key: `p${i}`, ...standing, rules: [fared] },
    });
    rules = {
      groups: [
        { group, standing: { key: group.key, ...standing, rules: [fared, { ...fared, ...more, alerts }] } },
        ...[part(0), part(1)],
      ],
      problems: [{ file: "bad.yml", line: 3, message: "field 'expr' must be set in rule" }],
    };
  }

  it("list rules with how they fared, and say what was not taken", async () => {
    evaluated([]);
    const { data, warnings } = await get("api/v1/rules", { type: "record" });
    expect(data.groups).toEqual([
      {
        ...{ name: "g", file: "a.yml", interval: 30, limit: 0, evaluationTime: 0.005, lastEvaluation: iso },
        rules: [
          {
            ...{ name: "a:b", query: "sum(up)", labels: {}, health: "ok", evaluationTime: 0.002 },
            ...{ lastEvaluation: iso, type: "recording" },
          },
        ],
      },
    ]);
    expect(warnings).toEqual(["bad.yml:3: field 'expr' must be set in rule; the file was not taken"]);
    expect((await get("api/v1/rules", { "rule_group[]": "other" })).data.groups).toEqual([]);
    // Parts in which the console's rules are evaluated are one group to whoever asks.
    const { groups } = (await get("api/v1/rules", { "file[]": "console" })).data;
    expect(groups.map((one: { name: string; rules: unknown[] }) => [one.name, one.rules.length])).toEqual([
      ["mine", 2],
    ]);
  });

  it("list alerts with state, instants and value to the letter", async () => {
    const held = alert(0.072, { keepFiringSinceMs: NOON_MS + 1_500, labels: { alertname: "Down", job: "y" } });
    evaluated([alert(1), held, alert(Number.POSITIVE_INFINITY, { state: "pending", labels: {} })]);
    const annotations = { a: "b" };
    const alerts = [
      { labels: { alertname: "Down", job: "x" }, annotations, state: "firing", activeAt: iso, value: "1e+00" },
      {
        ...{ labels: { alertname: "Down", job: "y" }, annotations, state: "firing", activeAt: iso, value: "7.2e-02" },
        keepFiringSince: new Date(NOON_MS + 1_500).toISOString(),
      },
      { labels: {}, annotations, state: "pending", activeAt: iso, value: "+Inf" },
    ];
    expect((await get("api/v1/alerts")).data.alerts).toEqual(alerts);
    const ruleOf = async (params: Params) =>
      (await get("api/v1/rules", { type: "alert", ...params })).data.groups[0].rules[0];
    expect(await ruleOf({})).toEqual({
      ...{ state: "firing", name: "Down", query: "up == 0", duration: 300, keepFiringFor: 0, annotations, alerts },
      ...{ labels: { severity: "page" }, health: "ok", evaluationTime: 0.002, lastEvaluation: iso, type: "alerting" },
    });
    expect((await ruleOf({ exclude_alerts: "true" })).alerts).toEqual([]);
    expect((await get("api/v1/rules", { exclude_alerts: "maybe" })).errorType).toBe("bad_data");
  });

  it("name a rule's state as Prometheus does", async () => {
    const stateOf = async () => (await get("api/v1/rules", { "rule_name[]": "Down" })).data.groups[0].rules[0].state;
    evaluated([alert(1, { state: "pending" })]);
    expect(await stateOf()).toBe("pending");
    evaluated([]);
    expect(await stateOf()).toBe("inactive");
    evaluated([], { health: "unknown" });
    expect(await stateOf()).toBe("unknown");
    evaluated([alert(1)], { health: "err", lastError: "no" });
    expect(await stateOf()).toBe("firing");
  });
});
