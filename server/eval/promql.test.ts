/** The evaluation itself: that it finds what is wrong, and that Prometheus's own cases hold. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { CaseResult } from "./cases.ts";
import { evalPromql } from "./promql.ts";

const folder = mkdtempSync(join(tmpdir(), "chronoscope-promql-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resultsOf(paths: readonly string[]): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for await (const result of evalPromql(paths)) results.push(result);
  return results;
}

async function failuresOf(text: string): Promise<readonly string[]> {
  const file = join(folder, "one.test");
  writeFileSync(file, text);
  return (await resultsOf([file])).flatMap(({ failures }) => failures);
}

const LOAD = `load 1m
  metric{a="1"} 0+10x10
  metric{a="2"}  1 2 _ stale 5x3
  hist {{schema:0 count:3 sum:5 buckets:[1 2]}}+{{schema:0 count:1 sum:1 buckets:[0 1]}}x3
`;

describe("promqltest files", () => {
  it("pass when the results are as they say", async () => {
    const text = `${LOAD}
# a comment
eval instant at 5m metric
  metric{a="1"} 50
  metric{a="2"} 5

eval range from 0 to 3m step 1m metric{a="2"}
  metric{a="2"} 1 2 2 _

eval instant at 2m hist
  hist {{schema:0 count:5 sum:7 buckets:[1 4]}}

eval instant at 3m hist
  expect no_warn
  hist {{schema:0 count:6 sum:8 buckets:[1 5] counter_reset_hint:not_reset}}

eval_ordered instant at 5m sort_desc(metric)
  metric{a="1"} 50
  metric{a="2"} 5

eval instant at 1m scalar(vector(0.1)) + 1
  1.1

eval instant at 1m "x"
  expect string "x"

eval instant at 2m metric{a="1"}[2m]
  expect range vector from 1m to 2m step 1m
  metric{a="1"} 10 20

eval instant at 5m metric * on() metric
  expect fail regex: many-to-many

clear
eval instant at 5m metric
`;
    expect(await failuresOf(text)).toEqual([]);
  });

  it.each([
    ["a value", 'eval instant at 5m metric{a="1"}\n metric{a="1"} 51', 'expected 51 for metric{a="1"}, got 50'],
    ["a series too many", 'eval instant at 5m metric\n metric{a="1"} 50', 'expected no metric{a="2"}, got 5'],
    ["a series missing", 'eval instant at 5m vector(1)\n {} 1\n {a="9"} 1', 'expected {a="9"} 1, got nothing'],
    ["a point", 'eval range from 0 to 2m step 1m metric{a="1"}\n metric{a="1"} 0 10 21', "wrong at 120000 ms"],
    ["an order", 'eval_ordered instant at 5m sort(metric)\n metric{a="1"} 50\n metric{a="2"} 5', "at position 2"],
    [
      "a histogram",
      "eval instant at 1m hist\n hist {{schema:0 count:4 sum:6 buckets:[1 4]}}",
      "expected {{count:4 sum:6",
    ],
    ["a failure that did not come", "eval_fail instant at 1m metric", "expected a failure, got a result"],
    [
      "another failure",
      "eval instant at 5m metric * on() metric\n expect fail msg: no",
      "expected the failure no, got",
    ],
    ["a warning missing", "eval instant at 5m metric\n expect warn", "expected warn annotations, got none"],
    ["a query", "eval instant at 5m metric +", "unexpected end of input"],
  ])("fail for %s", async (_, text, expected) => {
    expect((await failuresOf(`${LOAD}\n${text}\n`)).join()).toContain(expected);
  });

  it("are one failed case when they cannot be read", async () => {
    const failures = await failuresOf("load 1m\n metric 1 2 nonsense\n\neval instant at 1m metric\n");
    expect(failures).toEqual(['cannot be loaded: line 2: unexpected "nonsense" in series values']);
    const [missing] = await resultsOf([join(folder, "nowhere.test")]);
    expect(missing?.failures.join()).toContain("cannot be loaded");
  });
});

describe("corpus files", () => {
  it("compare points to three decimals", async () => {
    const series = [
      {
        labels: { __name__: "m" },
        samples: [
          [0, 1],
          [60_000, 2],
          [120_000, "stale"],
        ],
      },
    ];
    const query = {
      dataset: 0,
      source: "s",
      variant: "v",
      expr: "m / 3",
      start_ms: 0,
      end_ms: 60_000,
      step_ms: 60_000,
    };
    const right = {
      ...query,
      expected: [
        {
          labels: {},
          points: [
            [0, 0.333],
            [60_000, 0.667],
          ],
        },
      ],
    };
    const wrong = {
      ...query,
      expected: [
        {
          labels: {},
          points: [
            [0, 0.333],
            [60_000, 0.666],
          ],
        },
      ],
    };
    const corpus = { meta: { lookback_ms: 300_000 }, datasets: [{ id: 0, series }], cases: [right, wrong] };
    const file = join(folder, "corpus.json.gz");
    writeFileSync(file, gzipSync(JSON.stringify(corpus)));
    expect((await resultsOf([file])).map(({ failures }) => failures.length)).toEqual([0, 1]);
  });
});

/**
 * The corpus was recorded without Prometheus's `promql-delayed-name-removal`, which is always on here (and in promqltest): functions
 * drop the metric name at the end, so that it can still be grouped by and replaced.
 */
const RECORDED_WITHOUT_DELAYED_NAMES = [
  'label_replace(sum by (__name__) (rate(metric_total{env="2"}[5m])), "__name__", "$1", "__name__", "(.+)")',
  'sum by (__name__) (metric_total{env="1"} or rate(metric_total{env="2"}[5m]))',
  'sum by (__name__) (rate(metric_total{env="2"}[5m]) or metric_total{env="1"})',
];

const REFERENCE = resolve(import.meta.dirname, "../../../shared/data/promql");
describe.skipIf(!existsSync(REFERENCE))("reference data (skipped: no reference data where it is missing)", () => {
  it("gives what Prometheus gives, but for the names it drops earlier", async () => {
    const results = await resultsOf([REFERENCE]);
    expect(results.length).toBeGreaterThan(1_000);
    const failed = results.filter(({ failures }) => failures.length > 0).map(({ name }) => name);
    const known = failed.filter((name) => RECORDED_WITHOUT_DELAYED_NAMES.some((expr) => name.endsWith(` ${expr}`)));
    expect(failed).toEqual(known);
    expect(known).toHaveLength(6);
  }, 60_000);
});
