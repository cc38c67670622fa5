/** The Prometheus API of the built product, asked as Grafana asks: through Next, with forms, compression and rules that are evaluated. */
import type { APIRequestContext } from "@playwright/test";
import { aMinuteAgo, ORDER_COUNT, type Shop, sendShop } from "./shop.ts";
import { expect, test } from "./test.ts";

interface Body {
  readonly status: string;
  readonly data: {
    readonly resultType: string;
    readonly result: { readonly metric: Record<string, string>; readonly values: [number, string][] }[];
  };
  readonly errorType?: string;
}
const API = "/api/prometheus/api/v1";

let atMs: number;
let shop: Shop;
test.beforeAll(async () => {
  atMs = aMinuteAgo();
  shop = await sendShop("http/protobuf", atMs);
});

async function ask(request: APIRequestContext, path: string, form: Record<string, string>): Promise<Body> {
  const response = await request.post(`${API}/${path}`, { form });
  expect(response.status()).toBe(200);
  return (await response.json()) as Body;
}

test("Grafana's health check and a range by POST", async ({ request }) => {
  const health = await request.get(`${API}/query?query=1%2B1&time=4`);
  expect(await health.text()).toBe('{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}');
  const window = { start: String(atMs / 1_000 - 60), end: String(atMs / 1_000 + 60), step: "15" };
  const query = `sum(traces_span_metrics_calls_total{service_name="${shop.web}",span_kind="SPAN_KIND_SERVER"})`;
  await expect
    .poll(async () => (await ask(request, "query_range", { ...window, query })).data.result[0]?.values.at(-1)?.[1])
    .toBe(String(ORDER_COUNT));
});

test("exemplars of latency lead to stored traces, failed ones among them", async ({ request }) => {
  const query = `histogram_quantile(0.95, sum by (le) (rate(traces_span_metrics_duration_seconds_bucket{service_name="${shop.payments}"}[5m])))`;
  const response = await request.post(`${API}/query_exemplars`, {
    form: { query, start: String(atMs / 1_000 - 60), end: String(atMs / 1_000 + 120) },
  });
  const { data } = (await response.json()) as {
    data: { seriesLabels: Record<string, string>; exemplars: { labels: { trace_id: string } }[] }[];
  };
  const traces = (of: typeof data) => of.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
  for (const id of traces(data)) expect(shop.traceIds).toContain(id);
  const failed = traces(data.filter(({ seriesLabels }) => seriesLabels.status_code === "STATUS_CODE_ERROR"));
  for (const id of shop.failedTraceIds) expect(failed).toContain(id);
  const trace = await request.get(`/api/tempo/api/traces/${failed[0]}`);
  expect(trace.status()).toBe(200);
});

test("a large answer is compressed for who takes it, and whole", async ({ request }) => {
  const params = { query: "vector(time())", start: "0", end: "10999", step: "1" };
  const response = await request.get(`${API}/query_range`, { params, headers: { "accept-encoding": "gzip" } });
  expect(response.headers()["content-encoding"]).toBe("gzip");
  expect(((await response.json()) as Body).data.result[0]?.values).toHaveLength(11_000);
});

test("recording rules are evaluated, and listed with how they fared", async ({ request }) => {
  const rules = async () => {
    const { data } = (await (await request.get(`${API}/rules`, { params: { "file[]": "orders.yml" } })).json()) as {
      data: { groups: { file: string; rules: { name: string; health: string; lastEvaluation: string }[] }[] };
    };
    return data.groups.flatMap(({ file, rules: all }) => all.map(({ name, health }) => `${file} ${name} ${health}`));
  };
  await expect.poll(rules).toEqual(["orders.yml orders:calls ok", "orders.yml NoOrders ok"]);
  const query = `orders:calls{service_name="${shop.web}"}`;
  const recorded = async () => {
    const { data } = await ask(request, "query", { query });
    return (data.result[0] as unknown as { value: [number, string] } | undefined)?.value[1];
  };
  await expect.poll(recorded).toBe(String(ORDER_COUNT));
});

test("what it does not know or understand is told as JSON", async ({ request }) => {
  const unknown = await request.get(`${API}/nothing`);
  expect([unknown.status(), ((await unknown.json()) as Body).errorType]).toEqual([404, "not_found"]);
  const wrong = await request.post(`${API}/query`, { form: { query: "sum(" } });
  expect([wrong.status(), ((await wrong.json()) as Body).errorType]).toEqual([400, "bad_data"]);
  expect((await request.get("/api/prometheus/-/ready")).status()).toBe(200);
});
