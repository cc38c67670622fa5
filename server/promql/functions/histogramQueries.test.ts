/**
 * Queries over histograms from text to answer: what each function, aggregation and operator makes of native and classic
 * histograms, and which remarks it makes. Samples are a minute apart, the first at minute 0.
 */
import { describe, expect, it } from "vitest";
import { evaluate } from "../evaluate.ts";
import type { FloatHistogram } from "../floatHistogram.ts";
import { formatHistogram, parseHistogram } from "../histogram/notation.ts";
import { formatLabels, Labels } from "../labels.ts";
import { memorySource } from "../memorySource.ts";
import { parseQuery } from "../parse.ts";
import { SampleKind, type SourceSeries } from "../seriesSource.ts";

type Sample = number | string;

function seriesOf(labels: Readonly<Record<string, string>>, samples: readonly Sample[]): SourceSeries {
  const histograms = samples.map((sample): FloatHistogram | null =>
    typeof sample === "string" ? parseHistogram(`{{${sample}}}`).histogram : null,
  );
  return {
    labels: Labels.of(Object.entries(labels)),
    timesMs: Float64Array.from(samples, (_, i) => i * 60_000),
    values: Float64Array.from(samples, (sample) => (typeof sample === "number" ? sample : 0)),
    kinds: Uint8Array.from(histograms, (histogram) => (histogram === null ? SampleKind.FLOAT : SampleKind.HISTOGRAM)),
    histograms,
    startTimesMs: null,
  };
}

interface Answer {
  readonly samples: Readonly<Record<string, number | string>>;
  readonly remarks: readonly string[];
}

/** The answer at the given minute; remarks without "PromQL warning: " and without their place. */
async function ask(query: string, minute: number, ...series: readonly SourceSeries[]): Promise<Answer> {
  const atMs = minute * 60_000;
  const { value, warnings, infos } = await evaluate(
    parseQuery(query),
    {
      startMs: atMs,
      endMs: atMs,
      stepMs: 0,
      lookbackMs: 300_000,
      subqueryStepMs: 60_000,
      limits: { maxSamples: 1e6, maxPoints: 11_000 },
      signal: null,
    },
    memorySource(series),
  );
  if (value.type !== "vector") throw new Error(`a vector was expected, not a ${value.type}`);
  const samples = value.samples.map(({ labels, value: number, histogram }): [string, number | string] => [
    formatLabels(labels),
    histogram === null ? number : formatHistogram(histogram),
  ]);
  const remarks = [...warnings, ...infos].map((text) =>
    text.replace(/^PromQL (warning|info): /, "").replace(/ \(\d+:\d+\)$/, ""),
  );
  return { samples: Object.fromEntries(samples), remarks };
}

const H = { __name__: "h" };
const GROWS = [
  "count:4 sum:4 offset:1 buckets:[4]",
  "count:8 sum:10 offset:1 buckets:[6 2]",
  "count:16 sum:20 offset:1 buckets:[10 6]",
];

describe("numbers of native histograms", () => {
  const spread = seriesOf(H, ["count:4 sum:8 offset:1 buckets:[2 2]"]);
  const floats = seriesOf({ ...H, kind: "float" }, [7]);

  it.each([
    ["histogram_count(h)", 4],
    ["histogram_sum(h)", 8],
    ["histogram_avg(h)", 2],
    // Observations lie at the geometric middles of (1, 2] and (2, 4].
    ["histogram_stdvar(h)", ((Math.SQRT2 - 2) ** 2 + (Math.sqrt(8) - 2) ** 2) / 2],
    ["histogram_stddev(h)", Math.sqrt(((Math.SQRT2 - 2) ** 2 + (Math.sqrt(8) - 2) ** 2) / 2)],
    ["histogram_fraction(0, 2, h)", 0.5],
    ["histogram_quantile(0.75, h)", 2 * Math.SQRT2],
  ])("%s", async (query, expected) => {
    const { samples } = await ask(
      query,
      0,
      spread,
      ...(query.includes("quantile") || query.includes("fraction") ? [] : [floats]),
    );
    expect(Object.keys(samples)).toEqual(["{}"]);
    expect(samples["{}"]).toBeCloseTo(expected, 12);
  });

  it("tells several quantiles apart by a label", async () => {
    const { samples } = await ask('histogram_quantiles(h, "q", 0.5, 1)', 0, spread);
    expect(samples).toEqual({ '{q="0.5"}': 2, '{q="1.0"}': 4 });
  });

  it("warns of a quantile beyond 0..1 and still answers", async () => {
    const answer = await ask("histogram_quantile(1.5, h)", 0, spread);
    expect(answer).toEqual({
      samples: { "{}": Infinity },
      remarks: ["quantile value should be between 0 and 1, got 1.5"],
    });
  });

  it("tells of NaN observations", async () => {
    const answer = await ask("histogram_quantile(0.25, h)", 0, seriesOf(H, ["count:8 sum:NaN offset:1 buckets:[4]"]));
    expect(answer.remarks).toEqual([
      'input to histogram_quantile has NaN observations, result is skewed higher for metric name "h"',
    ]);
  });
});

describe("classic histograms", () => {
  const bucket = (le: string, count: number, more = {}) => seriesOf({ __name__: "c", le, ...more }, [count]);
  const classic = [bucket("1", 4), bucket("2", 8), bucket("+Inf", 10)];

  it("have quantiles and fractions beside native ones", async () => {
    const native = seriesOf({ __name__: "c", kind: "native" }, ["count:4 sum:8 offset:1 buckets:[2 2]"]);
    const { samples } = await ask("histogram_quantile(0.5, c)", 0, ...classic, native);
    expect(samples).toEqual({ "{}": 1.25, '{kind="native"}': 2 });
    expect((await ask("histogram_fraction(0, 1.5, c)", 0, ...classic)).samples).toEqual({ "{}": 0.6 });
  });

  it("are left out together with a native histogram of the same labels", async () => {
    const native = seriesOf({ __name__: "c" }, ["count:4 sum:8 offset:1 buckets:[2 2]"]);
    expect(await ask("histogram_quantile(0.5, c)", 0, ...classic, native)).toEqual({
      samples: {},
      remarks: ['vector contains a mix of classic and native histograms for metric name "c"'],
    });
  });

  it("are warned of when le is no number", async () => {
    const answer = await ask(
      "histogram_quantile(0.5, c)",
      0,
      ...classic,
      bucket("many", 3),
      seriesOf({ __name__: "c" }, [1]),
    );
    expect(answer.samples).toEqual({ "{}": 1.25 });
    expect(answer.remarks).toEqual([
      'bucket label "le" is missing or has a malformed value of "many" for metric name "c"',
      'bucket label "le" is missing or has a malformed value of "" for metric name "c"',
    ]);
  });

  it("are told of when their counts had to be raised", async () => {
    const falling = [bucket("1", 8), bucket("2", 5), bucket("+Inf", 10)];
    const answer = await ask("histogram_quantile(0.9, c)", 0, ...falling);
    expect(answer.samples).toEqual({ "{}": 2 });
    expect(answer.remarks[0]).toContain(
      'for metric name "c", from buckets 2 to 2, with a max diff of 3, over 1 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:00:00Z',
    );
  });
});

describe("changes over time", () => {
  const counter = seriesOf(H, GROWS);

  it("rate and increase reach to the range's edges as those of floats do", async () => {
    // Two minutes of samples in a range of three, stretched by half a minute's gap and by one.
    expect((await ask("increase(h[2m1s])", 2, counter)).samples["{}"]).toMatch(/^\{\{count:12\.\d+ /);
    expect((await ask("rate(h[2m])", 2, counter)).samples).toEqual({
      "{}": (await ask("increase(h[2m]) / 120", 2, counter)).samples["{}"],
    });
  });

  it("a counter that began anew counts from zero", async () => {
    const reset = seriesOf(H, [...GROWS, "count:2 sum:2 offset:1 buckets:[2]"]);
    expect((await ask("histogram_count(increase(h[3m1s]))", 3, reset)).samples["{}"]).toBeCloseTo(14 * (181 / 180), 9);
    expect((await ask("resets(h[3m1s])", 3, reset)).samples).toEqual({ "{}": 1 });
    expect((await ask("irate(h[5m])", 3, reset)).samples["{}"]).toBe(
      (await ask("h / 60", 3, reset)).samples["{}"]?.toString().replace(" offset", " counter_reset_hint:gauge offset"),
    );
  });

  it("the schema of an increase is the coarsest of the range", async () => {
    const coarser = seriesOf(H, [
      "schema:1 count:2 sum:2 offset:1 buckets:[1 1]",
      "schema:0 count:4 sum:4 offset:1 buckets:[4]",
      "schema:1 count:8 sum:8 offset:1 buckets:[8 0]",
    ]);
    expect((await ask("histogram_count(delta(h[2m1s]))", 2, coarser)).samples["{}"]).toBeCloseTo(6 * (121 / 120), 9);
    expect((await ask("increase(h[2m1s])", 2, coarser)).samples["{}"]).not.toContain("schema");
  });

  it.each([
    ["rate(h[5m])", 'this native histogram metric is not a counter: "h"', "counter_reset_hint:gauge"],
    ["irate(h[5m])", 'this native histogram metric is not a counter: "h"', "counter_reset_hint:gauge"],
    ["delta(h[5m])", 'this native histogram metric is not a gauge: "h"', ""],
    ["idelta(h[5m])", 'this native histogram metric is not a gauge: "h"', ""],
  ])("%s warns: %s", async (query, remark, hint) => {
    const { samples, remarks } = await ask(
      query,
      2,
      seriesOf(
        H,
        GROWS.map((text) => `${text} ${hint}`),
      ),
    );
    expect([Object.keys(samples), remarks]).toEqual([["{}"], [remark]]);
  });

  it.each([["rate(h[5m])"], ["sum_over_time(h[5m])"], ["avg_over_time(h[5m])"], ["irate(h[5m])"]])(
    "%s has no answer for floats among histograms, nor for mixed kinds of buckets",
    async (query) => {
      const mixed = await ask(query, 2, seriesOf(H, [...GROWS.slice(0, 2), 5]));
      expect(mixed).toEqual({
        samples: {},
        remarks: ['encountered a mix of histograms and floats for metric name "h"'],
      });
      const kinds = await ask(
        query,
        1,
        seriesOf(H, [
          "count:1 buckets:[1]",
          "schema:-53 count:1 custom_values:[1] buckets:[1] counter_reset_hint:not_reset",
        ]),
      );
      expect(kinds).toEqual({
        samples: {},
        remarks: [
          'vector contains a mix of histograms with exponential and custom buckets schemas for metric name "h"',
        ],
      });
    },
  );

  it("custom bounds that change are reconciled, which is told", async () => {
    const changed = seriesOf(H, [
      "schema:-53 count:2 sum:2 custom_values:[1 2] buckets:[1 1]",
      "schema:-53 count:4 sum:4 custom_values:[2 4] buckets:[3 1]",
    ]);
    expect(await ask("idelta(h[5m])", 1, changed)).toEqual({
      samples: { "{}": "{{schema:-53 count:2 sum:2 custom_values:[2] counter_reset_hint:gauge buckets:[1 1]}}" },
      remarks: [
        'this native histogram metric is not a gauge: "h"',
        "mismatched custom buckets were reconciled during subtraction",
      ],
    });
    expect((await ask("sum_over_time(h[5m])", 1, changed)).remarks).toEqual([
      "mismatched custom buckets were reconciled during aggregation",
    ]);
  });

  it("sums and means over time add the histograms up", async () => {
    expect((await ask("sum_over_time(h[5m])", 2, counter)).samples).toEqual({
      "{}": "{{count:28 sum:34 offset:1 buckets:[20 8]}}",
    });
    expect((await ask("avg_over_time(h[2m])", 2, counter)).samples).toEqual({
      "{}": "{{count:12 sum:15 offset:1 buckets:[8 4]}}",
    });
  });

  it("anchored takes the histogram before the range, smoothed one between two", async () => {
    const [anchored, smoothed] = [
      await ask("histogram_count(increase(h[90s] anchored))", 2, counter),
      await ask("histogram_count(increase(h[90s] smoothed))", 2, counter),
    ];
    expect([anchored.samples["{}"], smoothed.samples["{}"]]).toEqual([12, 10]);
  });
});

describe("histograms of several series", () => {
  const one = seriesOf({ ...H, n: "1" }, ["count:2 sum:3 offset:1 buckets:[2]"]);
  const two = seriesOf({ ...H, n: "2" }, ["schema:1 count:4 sum:5 offset:1 buckets:[1 3]"]);

  it("add up, and have a mean", async () => {
    expect((await ask("sum(h)", 0, one, two)).samples).toEqual({ "{}": "{{count:6 sum:8 offset:1 buckets:[6]}}" });
    expect((await ask("avg(h)", 0, one, two)).samples).toEqual({ "{}": "{{count:3 sum:4 offset:1 buckets:[3]}}" });
  });

  it("have no sum together with floats", async () => {
    expect(await ask("sum(h)", 0, one, seriesOf({ ...H, n: "3" }, [1]))).toEqual({
      samples: {},
      remarks: ["encountered a mix of histograms and floats for aggregation"],
    });
  });

  it("are warned of when some began anew and others did not", async () => {
    const hinted = (n: string, hint: string) =>
      seriesOf({ ...H, n }, [`count:1 buckets:[1] counter_reset_hint:${hint}`]);
    const { remarks } = await ask("sum(h)", 0, hinted("1", "reset"), hinted("2", "not_reset"));
    expect(remarks).toEqual(["conflicting counter resets during histogram aggregation"]);
  });

  it("are passed over by max, which is told", async () => {
    expect(await ask("max(h)", 0, one, seriesOf({ ...H, n: "3" }, [1]))).toEqual({
      samples: { "{}": 1 },
      remarks: ["ignored histogram in max aggregation"],
    });
  });
});

describe("operators on histograms", () => {
  const h = seriesOf(H, ["count:4 sum:8 offset:1 buckets:[2 2]"]);

  it.each([
    ["h + h", "{{count:8 sum:16 offset:1 buckets:[4 4]}}"],
    ["h - h", "{{counter_reset_hint:gauge}}"],
    ["h * 2", "{{count:8 sum:16 offset:1 buckets:[4 4]}}"],
    ["-h", "{{count:-4 sum:-8 counter_reset_hint:gauge offset:1 buckets:[-2 -2]}}"],
    ["h / 2", "{{count:2 sum:4 offset:1 buckets:[1 1]}}"],
  ])("%s", async (query, expected) => {
    expect((await ask(query, 0, h)).samples).toEqual({ "{}": expected });
  });

  it("trim, and keep the metric's name", async () => {
    expect((await ask("h </ 2", 0, h)).samples).toEqual({
      h: "{{count:2 sum:2.8284271247461903 offset:1 buckets:[2]}}",
    });
    expect((await ask("h >/ 2", 0, h)).samples).toEqual({
      h: "{{count:2 sum:5.656854249492381 offset:2 buckets:[2]}}",
    });
  });

  it("compare for equality only", async () => {
    expect(Object.keys((await ask("h == h", 0, h)).samples)).toEqual(["h"]);
    expect(await ask("h < h", 0, h)).toEqual({
      samples: {},
      remarks: ['incompatible sample types encountered for binary operator "<": histogram < histogram'],
    });
  });
});
