/** Names of series, steps of charts, heat maps, dots and files of panels. */
import { describe, expect, it } from "vitest";
import { chartWindow, stepUnitOf } from "./chartWindow.ts";
import { legendName, legendNames, seriesNames } from "./legendName.ts";
import { heatmapRows, panelRows } from "./panelFile.ts";
import { panelQuestions } from "./panelQuestions.ts";
import { panelValue } from "./panelUnits.ts";
import { dotHref, type Exemplar, prepareDots } from "./prepareDots.ts";
import { prepareHistograms } from "./prepareHistograms.ts";

const HOUR = 3_600_000;

describe("panelValue", () => {
  it("tells a rate and the usual one beside it in one unit", () => {
    const [rate, ratio] = [{ unit: "perSecond", noun: "" } as const, { unit: "ratio" } as const];
    const pair = (a: number, b: number) =>
      [panelValue(a, rate, b), panelValue(b, rate, a)].map((text) => text.replace(/\s/g, " "));
    expect(pair(0.75, 1.03)).toEqual(["0.750/s", "1.03/s"]);
    expect(pair(0, 0.5)).toEqual(["0 per min", "30 per min"]);
    expect(pair(0.5, 0.25)).toEqual(["30 per min", "15 per min"]);
    expect(pair(3, 4)).toEqual(["3/s", "4/s"]);
    expect(panelValue(0.5, ratio, 2).replace(/\s/g, " ")).toBe("50.0 %");
  });
});

describe("legendName", () => {
  it("fills labels into the legend, and tells the labels where there is none", () => {
    const labels = { __name__: "up", job: "a" };
    expect(legendName({ labels, legend: "job {{ job }}", ref: "A" })).toBe("job a");
    expect(legendName({ labels, legend: "", ref: "A" })).toBe('up{job="a"}');
    expect(legendName({ labels: {}, legend: "", ref: "A" })).toBe("A");
    expect(legendName({ labels, legend: "{{zone}}", ref: "A" })).toBe('up{job="a"}');
  });

  it("shows characters of a label that browsers do not draw", () => {
    expect(legendName({ labels: { span_name: "nul\0name" }, legend: "{{span_name}}", ref: "A" })).toBe("nul\ufffdname");
  });

  it("never names two series alike", () => {
    const same = { legend: "x", ref: "A", labels: {} };
    expect(new Set(legendNames([same, same, { ...same, ref: "B" }])).size).toBe(3);
  });

  const instance = (id: string, host: string) => ({
    labels: { service_instance_id: id, host_name: host },
    legend: "{{k8s_pod_name|host_name|service_instance_id}}",
    ref: "A",
  });
  const [one, two] = ["0b1f3c52-7f0e-4a3b-9a53-1f0c6f2d9e11", "7c9e6679-7425-40de-944b-e07fc1f90ae7"] as const;

  it("names an instance by the first label that tells all apart", () => {
    expect(seriesNames([instance(one, "node-1"), instance(two, "node-2")])).toEqual([
      { name: "node-1", whole: `node-1 ${one}` },
      { name: "node-2", whole: `node-2 ${two}` },
    ]);
  });

  it("shortens an id to its end where nothing else tells, and keeps it whole beside", () => {
    expect(seriesNames([instance(one, ""), instance(two, "node-1")])).toEqual([
      { name: "…6f2d9e11", whole: one },
      { name: "…c1f90ae7", whole: `node-1 ${two}` },
    ]);
    const alike = [instance(one, ""), instance(`1${one.slice(1)}`, "")];
    expect(new Set(legendNames(alike)).size).toBe(2);
  });
});

describe("chartWindow", () => {
  it("takes about a value to four pixels in round steps, at multiples of the step", () => {
    const endMs = 1_795_266_731_000;
    const asked = chartWindow({ startMs: endMs - HOUR, endMs }, 480);
    expect(asked.stepMs).toBe(30_000);
    expect(asked.startMs % asked.stepMs).toBe(0);
    expect(asked.endMs % asked.stepMs).toBe(0);
  });

  it("asks the same until a step is over", () => {
    const at = (endMs: number) => chartWindow({ startMs: endMs - HOUR, endMs }, 480);
    expect(at(1_795_266_735_000)).toEqual(at(1_795_266_745_000));
    expect(at(1_795_266_750_000)).not.toEqual(at(1_795_266_745_000));
  });

  it("counts step by step in whole steps of what is counted here: a shorter one holds no two samples", () => {
    const endMs = 1_795_266_731_000;
    const counting = [{ ref: "A", expr: "sum(increase(x[$__interval]))", legend: "" }];
    expect(chartWindow({ startMs: endMs - HOUR / 12, endMs }, 480, stepUnitOf(counting)).stepMs).toBe(10_000);
    expect(chartWindow({ startMs: endMs - HOUR, endMs }, 960, stepUnitOf(counting)).stepMs).toBe(30_000);
    const rating = [{ ref: "A", expr: "rate(x[$__rate_interval])", legend: "" }];
    expect(chartWindow({ startMs: endMs - HOUR / 12, endMs }, 480, stepUnitOf(rating)).stepMs).toBe(5_000);
  });

  it("never asks an empty window, however short", () => {
    const { startMs, endMs } = chartWindow({ startMs: 1_000_400, endMs: 1_000_900 }, 480);
    expect(endMs).toBeGreaterThan(startMs);
  });
});

describe("panelQuestions", () => {
  const queries = [
    { ref: "now", expr: "rate(x[$__interval])", legend: "" },
    { ref: "usual", expr: "rate(x[$__interval] offset $__range)", legend: "", role: "band" as const },
  ];
  const askedAt = (widthPx: number) => panelQuestions(queries, { startMs: 0, endMs: HOUR }, widthPx);

  it("asks for what is usual in the same steps however wide the chart, and for its lines in finer ones where there is room", () => {
    expect(askedAt(1400).bands).toEqual(askedAt(300).bands);
    expect(askedAt(1400).lines.stepMs).toBeLessThan(askedAt(300).lines.stepMs);
  });

  it("asks each query once", () => {
    const { lines, bands } = askedAt(600);
    expect([lines, bands].map(({ queries: of }) => of.map(({ ref }) => ref))).toEqual([["now"], ["usual"]]);
  });
});

describe("prepareHistograms", () => {
  const total = ({ cells }: ReturnType<typeof prepareHistograms>) => cells.reduce((sum, [, , count]) => sum + count, 0);

  it("loses none of what was counted, whatever the bounds", () => {
    const bounds = [0, 0.005, 0.01, 0.1, 1, "+Inf"] as const;
    const made = prepareHistograms({ startMs: 0, stepMs: 1000, bounds: [...bounds], counts: [[4, 3, 20, 10, 2]] });
    expect(total(made)).toBeCloseTo(39);
  });

  it("puts a bucket of one doubling into its two rows", () => {
    const made = prepareHistograms({ startMs: 5000, stepMs: 1000, bounds: [1, 2, 4], counts: [[0, 8]] });
    expect(made.cells).toEqual([
      [0, 2, 4],
      [0, 3, 4],
    ]);
    expect(made.lowSeconds).toBe(1);
    // What an instant counts came in the step before it.
    expect(made.startMs).toBe(4000);
  });
});

describe("prepareDots", () => {
  const one = (timeMs: number, value: number, status = "STATUS_CODE_UNSET"): Exemplar => ({
    timeMs,
    value,
    traceId: `t${timeMs}`,
    spanId: "s",
    seriesLabels: { service_name: "cart", span_name: "GET /cart", status_code: status },
    labels: {},
  });
  const dotsOf = (...exemplars: Exemplar[]) =>
    prepareDots({ exemplars, startMs: 0, endMs: 100, mostDots: 2, zone: "UTC", say: (value) => `${value} s` });

  it("takes of each slice of the window the greatest, a failed one before any other", () => {
    const found = dotsOf(one(10, 1), one(20, 3), one(60, 9), one(70, 2, "STATUS_CODE_ERROR"));
    expect(found.map(({ value, failed }) => [value, failed])).toEqual([
      [3, false],
      [2, true],
    ]);
  });

  it("leaves out what belongs to no trace", () => {
    expect(dotsOf({ ...one(10, 1), traceId: null })).toEqual([]);
  });

  it("leads to the trace at its span", () => {
    expect(dotHref("abc def")).toBe("/traces/abc?span=def");
    expect(dotHref("abc ")).toBe("/traces/abc");
  });
});

describe("panelRows", () => {
  it("has one row a step and one column a series, absent values empty", () => {
    const series = [
      { name: "a", ref: "A", labels: {}, color: "", values: [1, null], stats: { min: 1, avg: 1, max: 1, last: 1 } },
    ];
    const picture = {
      startMs: 0,
      stepMs: 60_000,
      count: 2,
      series,
      usual: null,
      usually: null,
      total: 1,
      problems: [],
      warnings: [],
      infos: [],
      asked: [],
    };
    expect(panelRows(picture)).toEqual({
      head: ["time", "a"],
      rows: [
        ["1970-01-01T00:00:00.000Z", 1],
        ["1970-01-01T00:01:00.000Z", null],
      ],
    });
  });
});

describe("heatmapRows", () => {
  it("has one row for each bucket that counted something, with its bounds as they are", () => {
    const answer = { startMs: 0, stepMs: 60_000, bounds: [0, 0.5, "+Inf" as const], counts: [[2, 0], [], [0, 1.5]] };
    expect(heatmapRows(answer)).toEqual({
      head: ["time", "above", "up_to", "count"],
      rows: [
        ["1970-01-01T00:00:00.000Z", 0, 0.5, 2],
        ["1970-01-01T00:02:00.000Z", 0.5, "+Inf", 1.5],
      ],
    });
  });
});
