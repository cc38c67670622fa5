/**
 * What Prometheus keeps behind flags or calls experimental, and functions over ranges, by answers worked out by hand: anchored and
 * smoothed ranges, fill, start times, info, limits by count and ratio, times of samples, smoothing, the queries' own times.
 */
import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate.ts";
import { formatLabels, Labels } from "./labels.ts";
import { floatsEvery, memorySource } from "./memorySource.ts";
import { parseQuery } from "./parse.ts";
import type { EvaluationRequest } from "./queryValue.ts";
import type { SourceSeries } from "./seriesSource.ts";

const MINUTE = 60_000;

async function evaluated(query: string, series: readonly SourceSeries[], times: Partial<EvaluationRequest> = {}) {
  const request = {
    startMs: 0,
    endMs: 0,
    stepMs: 0,
    lookbackMs: 5 * MINUTE,
    subqueryStepMs: MINUTE,
    limits: { maxSamples: 1_000_000, maxPoints: 11_000 },
    signal: null,
    ...times,
  };
  return evaluate(parseQuery(query), request, memorySource(series));
}

/** `name{labels} value`, or `value@minute ...` of a range query. */
async function ask(query: string, series: readonly SourceSeries[], minutes: number | readonly [number, number]) {
  const [from, to] = typeof minutes === "number" ? [minutes, minutes] : minutes;
  const stepMs = typeof minutes === "number" ? 0 : MINUTE;
  const { value } = await evaluated(query, series, { startMs: from * MINUTE, endMs: to * MINUTE, stepMs });
  if (value.type === "vector") return value.samples.map(({ labels, value }) => `${formatLabels(labels)} ${value}`);
  if (value.type !== "matrix") return [String(value.value)];
  return value.series.map(({ labels, timesMs, values }) =>
    [formatLabels(labels), ...Array.from(timesMs, (timeMs, i) => `${values[i]}@${timeMs / MINUTE}`)].join(" "),
  );
}

describe("anchored and smoothed ranges", () => {
  // At 0, 2 and 4 minutes.
  const counter = [floatsEvery(2 * MINUTE, { __name__: "c_total" }, [10, 20, 50])];

  it("anchored takes the sample before the range for its edge and extrapolates nothing", async () => {
    expect(await ask("increase(c_total[1m] anchored)", counter, 4)).toEqual(["{} 30"]);
    expect(await ask("increase(c_total[1m])", counter, 4)).toEqual([]);
  });

  it("smoothed draws a line to each edge of the range", async () => {
    expect(await ask("increase(c_total[2m] smoothed)", counter, 3)).toEqual(["{} 20"]);
    expect(await ask("rate(c_total[2m] smoothed)", counter, 3)).toEqual([`{} ${20 / 120}`]);
    expect(await ask("c_total smoothed", counter, 3)).toEqual(["c_total 35"]);
  });

  it("of a counter that was reset between two samples draw the line from zero", async () => {
    const reset = [floatsEvery(2 * MINUTE, { __name__: "c_total" }, [10, 4, 6])];
    // 10 until 1 min is worth 2 of the line from 0 to 4, and 5 at 3 min: 10 - 10 is unknown, the rise within is 5 - 2.
    expect(await ask("increase(c_total[2m] smoothed)", reset, 3)).toEqual(["{} 3"]);
    expect(await ask("delta(c_total[2m] smoothed)", reset, 3)).toEqual(["{} -2"]);
  });

  it("are refused by functions that do not know them", async () => {
    await expect(ask("max_over_time(c_total[2m] anchored)", counter, 3)).rejects.toMatchObject({
      message:
        "anchored modifier can only be used with: changes, delta, increase, rate, resets - not with max_over_time",
    });
  });
});

describe("fill", () => {
  const sides = [
    floatsEvery(MINUTE, { __name__: "l", k: "both" }, [1]),
    floatsEvery(MINUTE, { __name__: "l", k: "left" }, [2]),
    floatsEvery(MINUTE, { __name__: "r", k: "both" }, [10]),
    floatsEvery(MINUTE, { __name__: "r", k: "right" }, [20]),
  ];

  it("stands in for the side that has no match", async () => {
    expect(await ask("l + r", sides, 0)).toEqual(['{k="both"} 11']);
    expect((await ask("l + fill(100) r", sides, 0)).sort()).toEqual([
      '{k="both"} 11',
      '{k="left"} 102',
      '{k="right"} 120',
    ]);
    expect((await ask("l - fill_right(100) r", sides, 0)).sort()).toEqual(['{k="both"} -9', '{k="left"} -98']);
  });
});

describe("start times", () => {
  const began = (startsMs: readonly number[], values: readonly number[]): SourceSeries => ({
    ...floatsEvery(MINUTE, { __name__: "c_total" }, values),
    startTimesMs: Float64Array.from(startsMs),
  });

  it("show a reset that the values hide", async () => {
    const series = [began([-1000, -1000, 90_000, 90_000], [10, 20, 25, 35])];
    expect(await ask("resets(c_total[5m])", series, 3)).toEqual(["{} 1"]);
    expect(await ask("irate(c_total[5m])", series, 2)).toEqual([`{} ${25 / 60}`]);
  });

  it("let a single sample count from zero when its counter began within the range", async () => {
    const late = { ...began([150_000], [7]), timesMs: Float64Array.of(3 * MINUTE) };
    expect(await ask("increase(c_total[5m])", [late], 4)).toEqual(["{} 7"]);
    expect(await ask("start_timestamp(c_total)", [late], 4)).toEqual(["{} 150"]);
  });
});

describe("info", () => {
  const series = [
    floatsEvery(MINUTE, { __name__: "up", instance: "i", job: "j" }, [1, 1]),
    floatsEvery(MINUTE, { __name__: "target_info", instance: "i", job: "j", version: "1", zone: "a" }, [1, "stale"]),
    floatsEvery(MINUTE, { __name__: "target_info", instance: "i", job: "j", version: "2", zone: "a" }, [null, 1]),
  ];

  it("adds the labels that hold at each step", async () => {
    expect(await ask("info(up)", series, [0, 1])).toEqual([
      'up{instance="i", job="j", version="1", zone="a"} 1@0',
      'up{instance="i", job="j", version="2", zone="a"} 1@1',
    ]);
  });

  it("adds only labels that are asked for, and drops series that miss what is asked of them", async () => {
    expect(await ask('info(up, {zone=~".+"})', series, 0)).toEqual(['up{instance="i", job="j", zone="a"} 1']);
    expect(await ask('info(up, {zone="b"})', series, 0)).toEqual([]);
    expect(await ask('info(up, {zone=~"b|"})', series, 0)).toEqual(['up{instance="i", job="j"} 1']);
  });
});

describe("limitk and limit_ratio", () => {
  const many = Array.from({ length: 40 }, (_, i) => floatsEvery(MINUTE, { __name__: "x", i: String(i) }, [i]));

  it("take so many, or the part that a ratio's complement leaves", async () => {
    expect(await ask("limitk(3, x)", many, 0)).toHaveLength(3);
    const [part, rest] = [await ask("limit_ratio(0.3, x)", many, 0), await ask("limit_ratio(-0.7, x)", many, 0)];
    expect(part.length).toBeGreaterThan(0);
    expect([...part, ...rest].sort()).toEqual((await ask("x", many, 0)).sort());
  });
});

describe("functions over ranges", () => {
  const series = [floatsEvery(MINUTE, { __name__: "x" }, [4, 1, 3, 9, 3])];

  it.each([
    ["ts_of_max_over_time(x[5m])", 180],
    ["ts_of_min_over_time(x[5m])", 60],
    ["ts_of_first_over_time(x[5m])", 0],
    ["ts_of_last_over_time(x[5m])", 240],
    ["mad_over_time(x[5m])", 1],
    ["stdvar_over_time(x[5m])", 7.2],
    ["changes(x[5m])", 4],
    ["resets(x[5m])", 2],
    ["idelta(x[5m])", -6],
    ["predict_linear(x[5m], 60)", 5.8],
    ["deriv(x[5m])", 0.6 / 60],
    ["quantile_over_time(0.5, x[5m])", 3],
    ["last_over_time(x[5m]) - first_over_time(x[5m])", -1],
    // Of 3, 9, 3: begins at 3 with a trend of 6; (9 + 3 + 6) / 2 = 9; the trend stays (6 + 6) / 2; (3 + 9 + 6) / 2 = 9.
    ["double_exponential_smoothing(x[3m], 0.5, 0.5)", 9],
  ])("%s is %d", async (query, expected) => {
    const { value } = await evaluated(query, series, { startMs: 4 * MINUTE, endMs: 4 * MINUTE });
    const [sample] = value.type === "vector" ? value.samples : [];
    expect(sample?.value).toBeCloseTo(expected, 10);
  });
});

describe("subqueries", () => {
  it("evaluate at multiples of their own step, the range's start excluded", async () => {
    const { value } = await evaluated("vector(time())[3m:1m]", [], { startMs: 4.5 * MINUTE, endMs: 4.5 * MINUTE });
    expect(value).toMatchObject({
      type: "matrix",
      series: [{ labels: Labels.EMPTY, values: Float64Array.of(120, 180, 240) }],
    });
  });
});

describe("the query's own times", () => {
  it("are known as start(), end(), range() and step()", async () => {
    expect(await ask("vector(end() - start() + range() + step())", [], [1, 3])).toEqual(["{} 300@1 300@2 300@3"]);
  });
});
