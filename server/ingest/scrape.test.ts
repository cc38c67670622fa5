/** Scraping a real HTTP server into real Postgres: what comes, what vanishes, and what a scrape says of itself. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { textOf } from "../model/attributes.ts";
import type { NumberDataPoint } from "../model/metric.ts";
import { readMetrics } from "../otlp/readMetrics.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";
import { withTarget } from "./scrapeSamples.ts";
import { readScrapeTargets } from "./scrapeTargets.ts";

let ingest: RunningIngest | null = null;
let server: Server;
let origin: string;
let folder: string;
/** What the next scrapes find. */
let page: { status: number; type: string; body: string | Uint8Array };
let asked: { accept: string; authorization: string }[] = [];

beforeEach(async () => {
  asked = [];
  page = { status: 200, type: "text/plain; version=0.0.4", body: "" };
  server = createServer((request, response) => {
    const { accept = "", authorization = "" } = request.headers;
    asked.push({ accept, authorization });
    response.writeHead(page.status, { "content-type": page.type }).end(page.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  folder = mkdtempSync(join(tmpdir(), "chronoscope-scrape-"));
});

afterEach(async () => {
  await ingest?.stop();
  ingest = null;
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

async function scrape(entry: object): Promise<void> {
  const path = join(folder, "targets.yaml");
  writeFileSync(path, JSON.stringify([{ url: `${origin}/metrics`, interval: "1s", job: "shop", ...entry }]));
  ingest = await runIngest({ environment: { CHRONOSCOPE_SCRAPE: path } });
}

interface Kept {
  readonly labels: Record<string, string>;
  readonly points: NumberDataPoint[];
  readonly type: string;
}

async function kept(name: string): Promise<Kept[]> {
  const window = { startMs: Date.now() - 7_200_000, endMs: Date.now() + 60_000 };
  const bytes = (await ingest?.store.readMetrics({ tenant: 1, window, name, limit: 10_000 })) ?? new Uint8Array();
  return readMetrics(bytes)
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .flatMap((metric) => {
      if (metric.kind !== "gauge" && metric.kind !== "sum") return [];
      const [first] = metric.dataPoints;
      const attributes = first?.attributes ?? [];
      const labels = Object.fromEntries(attributes.map(({ key }) => [key, textOf(attributes, key) ?? ""]));
      return [{ labels, points: [...metric.dataPoints], type: textOf(metric.metadata, "prometheus.type") ?? "" }];
    });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("waited 10 s in vain");
}
const valuesOf = async (name: string) =>
  (await kept(name)).flatMap(({ points }) => points).map(({ value }) => value?.value);

describe("scraping", () => {
  it("stores what the page says, with job and instance, its type, and up", async () => {
    page.body = '# TYPE hits_total counter\n# HELP hits_total Hits.\nhits_total{path="/",job="own"} 3\n';
    await scrape({ labels: { zone: "a" }, bearer_token: "sesame" });
    await until(async () => (await valuesOf("up")).length > 0);
    const [hits] = await kept("hits_total");
    const target = { instance: origin.slice("http://".length), job: "shop", zone: "a" };
    expect(hits).toMatchObject({ type: "counter", labels: { ...target, path: "/", exported_job: "own" } });
    expect(await valuesOf("up")).toContain(1);
    expect((await kept("up"))[0]?.labels).toEqual(target);
    expect(await valuesOf("scrape_samples_scraped")).toContain(1);
    expect((await valuesOf("scrape_duration_seconds"))[0]).toBeGreaterThan(0);
    expect(asked[0]).toEqual({ accept: expect.stringContaining("openmetrics"), authorization: "Bearer sesame" });
  });

  it("reads OpenMetrics when it is sent: start times and exemplars", async () => {
    const trace = "0af7651916cd43dd8448eb211c80319c";
    page.type = "application/openmetrics-text; version=1.0.0";
    page.body = `# TYPE foo counter\nfoo_total 17 # {trace_id="${trace}"} 5\nfoo_created 1520872607.123\n# EOF\n`;
    await scrape({});
    await until(async () => (await valuesOf("foo_total")).length > 0);
    const [foo] = await kept("foo_total");
    expect(foo?.points[0]).toMatchObject({
      startTimeUnixNano: 1520872607123n * 1_000_000n,
      exemplars: [{ traceId: trace, value: { value: 5 } }],
    });
    expect(await kept("foo_created")).toEqual([]);
  });

  it("marks series stale that vanish, and all of them when a scrape fails", async () => {
    page.body = "stays 1\ngoes 1\n";
    await scrape({});
    await until(async () => (await valuesOf("goes")).length > 0);
    page.body = "stays 1\n";
    const isStale = async (name: string) =>
      (await kept(name)).some(({ points }) => points.some(({ flags }) => flags === 1));
    await until(() => isStale("goes"));
    expect(await isStale("stays")).toBe(false);
    page.status = 500;
    await until(() => isStale("stays"));
    expect(await valuesOf("up")).toContain(0);
    const stale = (await kept("goes")).flatMap(({ points }) => points).filter(({ flags }) => flags === 1);
    expect(stale.length).toBe(1);
  });

  it.each([
    ["a page with a wrong line", "fine 1\nwrong\n"],
    ["a page that is not UTF-8", new Uint8Array([0x61, 0x20, 0x31, 0xff, 0x0a])],
    ["a page that is too large", `fine 1\n#${"x".repeat(70_000)}\n`],
  ])("keeps nothing of %s but that it failed", async (_, body) => {
    page.body = body;
    const path = join(folder, "list.json");
    writeFileSync(path, JSON.stringify({ targets: [{ url: origin, interval: "1s" }] }));
    ingest = await runIngest({ environment: { CHRONOSCOPE_SCRAPE: path, CHRONOSCOPE_MAX_REQUEST: "64KiB" } });
    await until(async () => (await valuesOf("up")).length > 0);
    expect(await valuesOf("up")).toContain(0);
    expect(await kept("fine")).toEqual([]);
  });
});

describe("labels of a target", () => {
  const [target] = readScrapeTargets("http://user:secret@shop:8080/");
  const told = (labels: [string, string][], honorLabels = false) =>
    target ? Object.fromEntries(withTarget(labels, { ...target, honorLabels })) : null;

  it("are job and instance; those of a sample step aside unless they are honored", () => {
    expect(told([["job", "own"]])).toEqual({ job: "scrape", instance: "shop:8080", exported_job: "own" });
    expect(
      told([
        ["job", "own"],
        ["exported_job", "x"],
      ]),
    ).toEqual({
      job: "scrape",
      instance: "shop:8080",
      exported_job: "x",
      exported_exported_job: "own",
    });
    expect(told([["job", "own"]], true)).toEqual({ job: "own", instance: "shop:8080" });
    expect(told([["job", ""]])).toEqual({ job: "scrape", instance: "shop:8080" });
  });
});

describe("what to scrape", () => {
  it("may be URLs, with a user and a password in them", () => {
    expect(readScrapeTargets("http://a:1, https://u:p%40@b/own?x=1")).toMatchObject([
      { url: "http://a:1/metrics", intervalMs: 15_000, timeoutMs: 10_000, authorization: null },
      { url: "https://b/own?x=1", authorization: `Basic ${Buffer.from("u:p@").toString("base64")}` },
    ]);
  });

  it("may be a YAML file", () => {
    const path = join(folder, "scrape.yml");
    writeFileSync(
      path,
      "- http://a/metrics\n- url: http://b/m\n  interval: 5s\n  basic_auth: { username: u, password: p }\n",
    );
    expect(readScrapeTargets(path)).toMatchObject([
      { url: "http://a/metrics" },
      { url: "http://b/m", intervalMs: 5_000, timeoutMs: 5_000 },
    ]);
  });

  it.each([
    ["- url: ftp://b", "is no http or https URL"],
    ["- url: http://b\n  interval: soon", 'interval is "soon"'],
    ["- url: http://b\n  intervall: 5s", "intervall"],
    ["- url: http://b\n  labels: { a-b: c }", 'labels["a-b"]'],
    ["- url: [", "cannot be read"],
  ])("refuses %j in one sentence", (text, message) => {
    const path = join(folder, "wrong.yml");
    writeFileSync(path, text);
    expect(() => readScrapeTargets(path)).toThrow(message);
  });

  it("refuses a file that is not there", () => {
    expect(() => readScrapeTargets("/nowhere/scrape.yml")).toThrow("cannot be read");
  });
});
