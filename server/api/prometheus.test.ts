/**
 * The Prometheus API over a real socket and a real store, asked as Grafana's Prometheus data source asks and by promtool of Debian's
 * prometheus.
 */
import { execFile, execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_REPORT } from "../model/ruleReport.ts";
import { NOON_MS, spanIdOf, traceIdOf } from "../testing/builders.ts";
import { type FetchServer, serveFetch } from "../testing/fetchServer.ts";
import { type FilledStore, fillStore } from "../testing/filledStore.ts";
import { answerPrometheus } from "./prometheusRoutes.ts";

const NOON = NOON_MS / 1_000;
const PREFIX = "/api/prometheus/";
let filled: FilledStore;
let server: FetchServer;

beforeAll(async () => {
  filled = await fillStore();
  const tools = {
    promQl: filled.promQl,
    readRules: async () => NO_REPORT,
    retentionMs: 7 * 86_400_000,
    version: "0.1.0",
    startedMs: NOON_MS,
    now: () => NOON_MS + 60_000,
    onDefect: (error: unknown) => console.error(error),
  };
  server = await serveFetch((request) =>
    answerPrometheus(tools, request, new URL(request.url).pathname.slice(PREFIX.length)),
  );
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
async function post(path: string, form: Params) {
  const response = await fetch(`${server.url}${PREFIX}${path}`, { method: "POST", body: new URLSearchParams(form) });
  return { status: response.status, body: await response.json() };
}

describe("Grafana's Prometheus data source", () => {
  it("finds its health check's 1+1 answered, to the letter", async () => {
    const text = await textOf("api/v1/query", { query: "1+1", time: "4" });
    expect(text).toBe('{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}');
  });

  it("asks a range by POST with its own parameters", async () => {
    const { status, body } = await post("api/v1/query_range", {
      query: 'sum by (http_route) (rate(http_requests_total{service_name="cart"}[1m0s]))',
      start: `${NOON + 60}`,
      end: `${NOON + 90}`,
      step: "15",
      timeout: "60s",
    });
    expect(status).toBe(200);
    expect(body.data.resultType).toBe("matrix");
    expect(body.data.result[0].metric).toEqual({ http_route: "/pay" });
    expect(body.data.result[0].values[0][0]).toBe(NOON + 60);
    expect(Number(body.data.result[0].values[0][1])).toBeCloseTo(2, 9);
    expect(body.data.result[0].values).toHaveLength(3);
  });

  it("completes names and labels with match[], metadata and exemplars", async () => {
    const window = { start: `${NOON - 60}`, end: `${NOON + 60}` };
    const labels = await post("api/v1/labels", { ...window, "match[]": '{__name__="http_requests_total"}' });
    expect(labels.body.data).toEqual(["__name__", "http_route", "job", "service_name"]);
    const names = await get("api/v1/label/__name__/values", { ...window, "match[]": '{service_name="cart"}' });
    expect(names.data).toContain("wait_time_seconds_bucket");
    expect(names.data).toContain("traces_span_metrics_calls_total");
    expect(names.data).not.toContain("scraped_total");
    const metadata = await get("api/v1/metadata", { limit_per_metric: "1", metric: "http_requests_total" });
    expect(metadata.data).toEqual({
      http_requests_total: [{ type: "counter", help: "what http.requests means", unit: expect.any(String) }],
    });
    const exemplars = await post("api/v1/query_exemplars", { ...window, query: "rate(http_requests_total[1m])" });
    expect(exemplars.body.data).toEqual([
      {
        seriesLabels: { __name__: "http_requests_total", http_route: "/pay", job: "cart", service_name: "cart" },
        exemplars: [
          {
            labels: { user_id: "u1", trace_id: traceIdOf(9), span_id: spanIdOf(9) },
            value: "0.25",
            timestamp: NOON + 15.25,
          },
        ],
      },
    ]);
  });

  it("gets dots of the derived durations that open stored spans", async () => {
    const query =
      'histogram_quantile(0.95, sum by (le) (rate(traces_span_metrics_duration_seconds_bucket{service_name="cart"}[5m])))';
    const { data } = await get("api/v1/query_exemplars", { query, start: `${NOON - 60}`, end: `${NOON + 60}` });
    const dots = data.flatMap((one: { exemplars: object[] }) => one.exemplars);
    expect(data[0].seriesLabels).toMatchObject({
      __name__: "traces_span_metrics_duration_seconds_bucket",
      span_name: "GET /pay",
      span_kind: "SPAN_KIND_SERVER",
    });
    expect(dots).toContainEqual({
      labels: { trace_id: traceIdOf(101), span_id: spanIdOf(101) },
      value: "0.9",
      timestamp: NOON + 1.9,
    });
    const failed = await get("api/v1/query_exemplars", {
      query: 'traces_span_metrics_duration_seconds{status_code="STATUS_CODE_ERROR"}',
      start: `${NOON - 60}`,
      end: `${NOON + 60}`,
    });
    expect(failed.data).toHaveLength(1);
    expect(failed.data[0].exemplars[0].labels.trace_id).toBe(traceIdOf(102));
  });

  it("learns the version, and that no rules fire", async () => {
    const build = await get("api/v1/status/buildinfo");
    expect(build.data.version).toMatch(/^3\.\d+\.\d+$/);
    expect((await get("api/v1/rules")).data).toEqual({ groups: [] });
    expect((await get("api/v1/alerts")).data).toEqual({ alerts: [] });
    expect((await fetch(`${server.url}${PREFIX}-/healthy`)).status).toBe(200);
  });
});

const promtool = (() => {
  try {
    return /version (\S+)/.exec(execFileSync("promtool", ["--version"], { stdio: "pipe" }).toString())?.[1] ?? "?";
  } catch {
    return null;
  }
})();

describe.skipIf(promtool === null)(`promtool ${promtool ?? "(skipped: not installed)"}`, () => {
  const run = (...args: string[]) =>
    new Promise<string>((done, failed) => {
      execFile("promtool", ["query", ...args], (error, stdout, stderr) =>
        error ? failed(new Error(`${error.message} ${stderr}`)) : done(stdout),
      );
    });
  const base = () => `${server.url}/api/prometheus`;

  it("asks instants, ranges, series and labels", async () => {
    expect(await run("instant", base(), "http_requests_total", `--time=${NOON + 60}`)).toBe(
      `http_requests_total{http_route="/pay", job="cart", service_name="cart"} => 120 @[${NOON + 60}]\n`,
    );
    const range = await run(
      "range",
      base(),
      "sum(http_requests_total)",
      `--start=${NOON}`,
      `--end=${NOON + 60}`,
      "--step=30s",
    );
    expect(range).toBe(`{} =>\n0 @[${NOON}]\n60 @[${NOON + 30}]\n120 @[${NOON + 60}]\n`);
    expect(await run("series", base(), "--match=http_requests_total")).toContain("http_requests_total");
    expect((await run("labels", base(), "http_route")).trim()).toBe("/pay");
  });
});
