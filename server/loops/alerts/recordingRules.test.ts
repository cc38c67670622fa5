/** Recording rules on a real store: what they write, when, once, and what they say of files and queries that are wrong. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../log.ts";
import { formatLabels } from "../../promql/labels.ts";
import type { Flush } from "../../store/telemetryStore.ts";
import { NOON_MS } from "../../testing/builders.ts";
import { type FilledStore, fillStore, promQlOver } from "../../testing/filledStore.ts";
import { type AlertLoop, createAlertLoop } from "./alertLoop.ts";
import { LAST_EVALUATION } from "./ruleGroup.ts";

const log = createLog("loops", "error", { write: () => undefined });
let filled: FilledStore;
let folder: string;
let nowMs: number;
let appended: Flush[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chronoscope-rules-"));
});
beforeEach(async () => {
  filled = await fillStore();
  nowMs = NOON_MS + 60_000;
  appended = [];
  rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), "chronoscope-rules-"));
  return () => filled.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rules as one leader runs them, who knows nothing of the leaders before. */
function lead(): AlertLoop {
  const append = async (flush: Flush) => {
    const report = await filled.store.append(flush);
    if (report.repeats.length === 0) appended.push(flush);
    return report;
  };
  const { promQl } = filled;
  const onWritten = () => promQl.source().index.lookAgain();
  return createAlertLoop({
    ...{ folder, promQl, store: { ...filled.store, append }, onWritten, log, now: () => nowMs },
    ...{ definitions: null, builtin: [], slos: null, consoleUrl: "", tenant: 1, signal: new AbortController().signal },
  });
}
let written = 0;
/** Files change by their time of writing, which a test may not wait for. */
function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  written++;
  utimesSync(join(folder, name), 1_700_000_000 + written, 1_700_000_000 + written);
}
const group = (rules: string, name = "g") => `groups:\n- name: ${name}\n  interval: 30s\n  rules:\n${rules}`;
const rule = (record: string, expr: string) => `  - record: ${record}\n    expr: '${expr}'\n`;

/** Steps until nothing is due. */
async function settle({ jobs: [evaluate] }: AlertLoop): Promise<void> {
  while ((await evaluate?.step()) === 0);
}
async function read(query: string, atMs = nowMs): Promise<[string, number][]> {
  const { value } = await promQlOver(filled.store).ask({ query, startMs: atMs, endMs: atMs, stepMs: 0 });
  if (value.type !== "vector") throw new Error(`A vector was expected, not a ${value.type}.`);
  return value.samples.map(({ labels, value: number }): [string, number] => [formatLabels(labels), number]);
}

describe("recording rules", () => {
  it("write what they find as series of their own names and labels, which later rules of the group read", async () => {
    const labelled = `${rule("route:requests", "http_requests_total")}    labels: {team: shop, job: ""}\n`;
    write("a.yml", group(labelled + rule("requests:doubled", "2 * sum(route:requests)")));
    const rules = lead();
    await settle(rules);
    expect(await read("route:requests")).toEqual([
      ['route:requests{http_route="/pay", service_name="cart", team="shop"}', expect.any(Number)],
    ]);
    const [[, first] = ["", 0]] = await read("route:requests");
    expect(await read("requests:doubled")).toEqual([["requests:doubled", 2 * first]]);
    const [report] = rules.report().groups.map(({ standing }) => standing);
    expect(report?.rules.map(({ health, lastError }) => [health, lastError])).toEqual([
      ["ok", null],
      ["ok", null],
    ]);
    expect(report?.lastEvaluationMs).toBeLessThanOrEqual(nowMs);
    expect(await read(LAST_EVALUATION)).toEqual([
      [`${LAST_EVALUATION}{rule_group="a.yml;g"}`, (report?.lastEvaluationMs ?? 0) / 1_000],
    ]);
  });

  it("evaluate each instant once, whoever leads, and make up for those that were missed", async () => {
    write("a.yml", group(rule("a:b", "vector(time())")));
    await settle(lead());
    const [[, firstSeconds] = ["", 0]] = await read("a:b");
    nowMs += 10_000;
    await settle(lead());
    nowMs += 110_000;
    await settle(lead());
    const [[, count] = ["", 0]] = await read("count_over_time(a:b[1h])");
    const instants = Math.floor((nowMs / 1_000 - firstSeconds) / 30) + 1;
    expect(count).toBe(instants);
    expect(await read("a:b")).toEqual([["a:b", firstSeconds + (instants - 1) * 30]]);
    expect(appended).toHaveLength(instants);
    // After long away only the last hour is made up for.
    nowMs += 5 * 3_600_000;
    await settle(lead());
    const [[, made] = ["", 0]] = await read("count_over_time(a:b[5h])");
    expect(made).toBeGreaterThanOrEqual(1);
    expect(made).toBeLessThanOrEqual(121);
  });

  it("stores nothing when the same instant is written again", async () => {
    write("a.yml", group(rule("a:b", "vector(1)")));
    await settle(lead());
    const [first] = appended;
    if (!first) throw new Error("nothing was appended");
    expect(await filled.store.append(first)).toEqual({ repeats: [0] });
  });

  it("end series that vanish with a stale marker, also those that another leader wrote", async () => {
    write("a.yml", group(rule("a:b", `http_requests_total and on() (vector(time()) < ${NOON_MS / 1_000 + 61})`)));
    const rules = lead();
    await settle(rules);
    expect(await read("a:b")).toHaveLength(1);
    nowMs += 30_000;
    await settle(lead());
    expect(await read("a:b")).toEqual([]);
    expect(await read("count_over_time(a:b[5m])")).toHaveLength(1);
  });

  it("end the series of rules and files that are taken away", async () => {
    write("a.yml", group(rule("a:one", "vector(1)") + rule("a:two", "vector(2)")));
    write("b.yml", group(rule("b:one", "vector(3)"), "h"));
    const rules = lead();
    await settle(rules);
    expect((await read('{__name__=~"[ab]:.*"}')).map(([name]) => name).sort()).toEqual(["a:one", "a:two", "b:one"]);
    write("a.yml", group(rule("a:two", "vector(2)")));
    rmSync(join(folder, "b.yml"));
    nowMs += 60_000;
    await settle(rules);
    expect((await read('{__name__=~"[ab]:.*"}')).map(([name]) => name)).toEqual(["a:two"]);
  });

  it("refuse a bad file with file, line and reason while the others go on, and keep what it had before", async () => {
    write("good.yml", group(rule("good:one", "vector(1)")));
    write("bad.yml", group(rule("bad:one", "sum(")));
    const rules = lead();
    await settle(rules);
    expect(await read("good:one")).toEqual([["good:one", 1]]);
    expect(rules.report().problems).toEqual([
      { file: "bad.yml", line: 6, message: expect.stringMatching(/^could not parse expression: 1:5: parse error/) },
    ]);
    write("good.yml", "groups: 7");
    nowMs += 30_000;
    await settle(rules);
    expect(rules.report().problems.map(({ file }) => file)).toEqual(["bad.yml", "good.yml"]);
    expect(
      rules.report().groups.map(({ group: { name }, standing }) => [name, standing.lastEvaluationMs !== null]),
    ).toEqual([["g", true]]);
    expect(await read("count_over_time(good:one[5m])")).toEqual([["{}", 2]]);
  });

  it("tell of a query that fails and of one that gives too much, and go on with the rest", async () => {
    const many = rule("bad:match", '{job="cart"} + on() group_left() {job="cart"}');
    const same = `${rule("bad:same", '{__name__=~"wait_time_seconds_(sum|count)"}')}`;
    write("a.yml", group(many + same + rule("bad:native", "-wait_time_seconds") + rule("good:one", "vector(1)")));
    write("c.yml", `groups:\n- name: c\n  limit: 1\n  rules:\n${rule("bad:limit", "wait_time_seconds_bucket")}`);
    const rules = lead();
    await settle(rules);
    const told = rules
      .report()
      .groups.flatMap(({ standing }) => standing.rules.map(({ health, lastError }) => [health, lastError]));
    expect(told).toEqual([
      ["err", expect.stringMatching(/many-to-many|duplicate series/)],
      ["err", "vector contains metrics with the same labelset after applying rule labels"],
      ["err", expect.stringMatching(/counts below zero/)],
      ["ok", null],
      ["err", "exceeded limit of 1 with 3 series"],
    ]);
    expect(await read("good:one")).toEqual([["good:one", 1]]);
  });

  it("record native histograms, also with counts that are not whole", async () => {
    const spans = "sum by (service_name) (traces_span_metrics_duration_seconds) / 7";
    write("a.yml", group(rule("half:waits", "wait_time_seconds / 8") + rule("seventh:spans", spans)));
    await settle(lead());
    for (const [recorded, expr] of [
      ["half:waits", "wait_time_seconds / 8"],
      ["seventh:spans", spans],
    ]) {
      for (const of of ["histogram_count", "histogram_sum"]) {
        const [[, wanted] = ["", 0]] = await read(`${of}(${expr})`);
        const [[, found] = ["", 0]] = await read(`${of}(${recorded})`);
        expect(wanted).toBeGreaterThan(0);
        expect(found).toBeCloseTo(wanted, 8);
      }
      const [[, wanted] = ["", 0]] = await read(`histogram_quantile(0.6, ${expr})`);
      expect((await read(`histogram_quantile(0.6, ${recorded})`))[0]?.[1]).toBeCloseTo(wanted, 6);
    }
  });
});
