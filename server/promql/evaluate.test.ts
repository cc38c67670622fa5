/**
 * The evaluator on small series whose answers can be worked out by hand, and on requests that are to be refused.
 * (Prometheus's own test files run in server/eval.)
 */
import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate.ts";
import { formatLabels } from "./labels.ts";
import { floatsEvery, memorySource } from "./memorySource.ts";
import { parseQuery } from "./parse.ts";
import type { EvaluationRequest, EvaluationResult } from "./queryValue.ts";
import type { SeriesSource } from "./seriesSource.ts";

const MINUTE = 60_000;
const DEFAULTS: EvaluationRequest = {
  startMs: 0,
  endMs: 0,
  stepMs: 0,
  lookbackMs: 5 * MINUTE,
  subqueryStepMs: MINUTE,
  limits: { maxSamples: 1_000_000, maxPoints: 11_000 },
  signal: null,
};

function ask(query: string, source: SeriesSource, request: Partial<EvaluationRequest> = {}): Promise<EvaluationResult> {
  return evaluate(parseQuery(query), { ...DEFAULTS, query, ...request }, source);
}
const at = (timeMs: number) => ({ startMs: timeMs, endMs: timeMs });

/** Series and values of an answer as text, so that a test can be read at a glance. */
function shown({ value }: EvaluationResult): string[] {
  if (value.type === "vector") return value.samples.map(({ labels, value }) => `${formatLabels(labels)} ${value}`);
  if (value.type !== "matrix") return [String(value.value)];
  return value.series.map(({ labels, timesMs, values }) => {
    const points = Array.from(timesMs, (timeMs, i) => `${values[i]}@${timeMs / MINUTE}`);
    return `${formatLabels(labels)} ${points.join(" ")}`;
  });
}

const source = memorySource([
  floatsEvery(MINUTE, { __name__: "up", job: "a" }, [1, 2, 3, 4, 5, 6, 7]),
  floatsEvery(MINUTE, { __name__: "up", job: "b" }, [10, null, null, "stale", null, 50, 60]),
  floatsEvery(MINUTE, { __name__: "calls_total", job: "a" }, [0, 60, 120, 30, 90, 150]),
]);

describe("instant selectors", () => {
  it("take the newest sample within the look-back, its far end excluded", async () => {
    const one = memorySource([floatsEvery(MINUTE, { __name__: "x" }, [7])]);
    expect(shown(await ask("x", one, at(5 * MINUTE - 1)))).toEqual(["x 7"]);
    expect(shown(await ask("x", one, at(5 * MINUTE)))).toEqual([]);
  });

  it("end a series at a stale marker until its next sample", async () => {
    const answer = await ask('up{job="b"}', source, { startMs: 0, endMs: 6 * MINUTE, stepMs: MINUTE });
    expect(shown(answer)).toEqual(['up{job="b"} 10@0 10@1 10@2 50@5 60@6']);
  });

  it("look back by offset, ahead by a negative one, and at one time under @", async () => {
    const range = { startMs: 2 * MINUTE, endMs: 3 * MINUTE, stepMs: MINUTE };
    expect(shown(await ask('up{job="a"} offset 2m', source, range))).toEqual(['up{job="a"} 1@2 2@3']);
    expect(shown(await ask('up{job="a"} offset -1m', source, range))).toEqual(['up{job="a"} 4@2 5@3']);
    expect(shown(await ask('up{job="a"} @ 60', source, range))).toEqual(['up{job="a"} 2@2 2@3']);
    expect(shown(await ask('up{job="a"} @ end() offset 1m', source, range))).toEqual(['up{job="a"} 3@2 3@3']);
  });

  it("are read once when a query names them twice", async () => {
    let reads = 0;
    const counting: SeriesSource = {
      select(selection) {
        reads++;
        return source.select(selection);
      },
    };
    expect(shown(await ask("sum(up) / sum(up)", counting, at(MINUTE)))).toEqual(["{} 1"]);
    expect(reads).toBe(1);
  });
});

describe("rate", () => {
  it("counts what a counter grew across a reset and stretches it to the range's edges", async () => {
    // 60, 120, then anew 30, 90: it grew 60 + 30 + 60 = 150 in 3 min; the first sample lies 1 min after the range's start,
    // which is nearer than 1.1 of the distance of samples, so the whole 4 min count: 150 * 4 / 3.
    expect(shown(await ask("increase(calls_total[4m])", source, at(4 * MINUTE)))).toEqual(['{job="a"} 200']);
    expect(shown(await ask("rate(calls_total[4m])", source, at(4 * MINUTE)))).toEqual([
      `{job="a"} ${150 * (4 / 3 / 240)}`,
    ]);
  });

  it("remarks a metric that does not look like a counter, with its place in the text", async () => {
    const { infos } = await ask("sum(\n  rate(up[5m]))", source, at(6 * MINUTE));
    expect(infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up" (2:8)',
    ]);
  });
});

describe("operators", () => {
  it("name both series when a match is not unique", async () => {
    await expect(ask("up * on() up", source, at(0))).rejects.toMatchObject({
      kind: "execution",
      message:
        'found duplicate series for the match group {} on the right hand-side of the operation: [{__name__="up", job="a"}, {__name__="up", job="b"}];many-to-many matching not allowed: matching labels must be unique on one side',
    });
  });

  it("match at each step anew: a partner that is away at one step does not disturb another", async () => {
    const sides = memorySource([
      floatsEvery(MINUTE, { __name__: "l", k: "1" }, [1, 2]),
      floatsEvery(MINUTE, { __name__: "r", k: "1", v: "old" }, [10, "stale"]),
      floatsEvery(MINUTE, { __name__: "r", k: "1", v: "new" }, [null, 20]),
    ]);
    const answer = await ask("l * on(k) group_left(v) r", sides, { startMs: 0, endMs: MINUTE, stepMs: MINUTE });
    expect(shown(answer)).toEqual(['{k="1", v="new"} 40@1', '{k="1", v="old"} 10@0']);
  });

  it("keep a dropped name dropped through a comparison", async () => {
    const answer = await ask('abs(up{job="a"}) > 0.5', source, at(0));
    expect(shown(answer)).toEqual(['{job="a"} 1']);
    const vectors = await ask('abs(up{job="a"}) >= on(job) up', source, at(0));
    expect(shown(vectors)).toEqual(['{job="a"} 1']);
  });
});

describe("limits", () => {
  it("refuse more points than allowed before anything is read", async () => {
    const unread: SeriesSource = { select: () => Promise.reject(new Error("was read")) };
    const century = { startMs: 0, endMs: 100 * 365 * 86_400_000, stepMs: 1000 };
    await expect(ask("up", unread, century)).rejects.toMatchObject({
      kind: "limit",
      message:
        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    });
  });

  it("refuse a subquery of a century by seconds without making its points", async () => {
    await expect(ask("count_over_time(vector(1)[100y:1s])", source)).rejects.toMatchObject({
      kind: "limit",
      message: "query processing would load too many samples into memory in query execution",
    });
  });

  it("count the samples of the range asked for, not of the whole series", async () => {
    const limits = { maxSamples: 6, maxPoints: 11_000 };
    expect(shown(await ask('count_over_time(up{job="a"}[5m])', source, { ...at(6 * MINUTE), limits }))).toEqual([
      '{job="a"} 5',
    ]);
    await expect(ask("count_over_time(up[7m])", source, { ...at(6 * MINUTE), limits })).rejects.toMatchObject({
      kind: "limit",
    });
  });

  it("say which selectors read how much", async () => {
    const { stats } = await ask('sum(rate(calls_total{job="a"}[2m]))', source, at(4 * MINUTE));
    expect(stats).toEqual({
      selectors: [{ selector: 'calls_total{job="a"}', series: 1, samples: 2 }],
      samples: 2,
    });
  });
});

describe("a query that takes long", () => {
  const many = memorySource(
    Array.from({ length: 600 }, (_, i) =>
      floatsEvery(
        1000,
        { __name__: "x", i: String(i) },
        Array.from({ length: 400 }, (_, k) => k),
      ),
    ),
  );
  const range = { startMs: 0, endMs: 400_000, stepMs: 1000, limits: { maxSamples: 1e9, maxPoints: 11_000 } };

  it("lets others run while it works", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await ask("sum(stddev_over_time(x[1m]))", many, range);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it("ends soon after it was cancelled", async () => {
    const signal = { aborted: false };
    const asked = ask("sum(stddev_over_time(x[1m]))", many, { ...range, signal });
    setTimeout(() => {
      signal.aborted = true;
    }, 5);
    await expect(asked).rejects.toMatchObject({
      kind: "canceled",
      message: "query was canceled in expression evaluation",
    });
  });
});

describe("bad input", () => {
  it("is answered at any depth that the parser admits", async () => {
    const deep = `${"-(".repeat(900)}1${")".repeat(900)}`;
    expect(shown(await ask(deep, source))).toEqual(["1"]);
    const chain = Array.from({ length: 500 }, () => "up").join(" or ");
    expect(shown(await ask(`count(${chain})`, source, at(0)))).toEqual(["{} 2"]);
  });

  it("is refused when start, end or step is no number or out of order", async () => {
    await expect(ask("up", source, { startMs: Number.NaN })).rejects.toMatchObject({ kind: "execution" });
    await expect(ask("up", source, { startMs: 5, endMs: 0, stepMs: 1 })).rejects.toMatchObject({ kind: "execution" });
    await expect(ask("up", source, { startMs: 0, endMs: 5, stepMs: -1 })).rejects.toMatchObject({ kind: "execution" });
    await expect(ask("up[5m]", source, { startMs: 0, endMs: 5, stepMs: 1 })).rejects.toMatchObject({
      message: 'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    });
  });

  it("of a regular expression that would backtrack takes no time", async () => {
    const evil = memorySource([floatsEvery(MINUTE, { __name__: "x", a: "a".repeat(5_000) }, [1])]);
    const began = performance.now();
    expect(shown(await ask('label_replace(x, "b", "$1", "a", "((a+)+)+$")', evil, at(0)))).toHaveLength(1);
    expect(shown(await ask('x{a=~"(a+)+b"}', evil, at(0)))).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
