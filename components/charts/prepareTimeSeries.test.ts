/** Axes people can read, gaps that stay gaps, no drop at the edge of a live window. */
import { describe, expect, it } from "vitest";
import { tickLabel, timeTicks, valueTicks } from "./axis.ts";
import { prepareTimeSeries, type TimeSeriesInput, valuesAt } from "./prepareTimeSeries.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("value axis", () => {
  it.each([
    [121, "rate", ["0 req/s", "50", "100", "150"]],
    [0.184, "ratio", ["0 %", "10 %", "20 %"]],
    [0, "ratio", ["0 %", "0.5 %", "1 %"]],
    [1.19, "seconds", ["0", "500 ms", "1 s", "1.5 s"]],
    [0.72, "seconds", ["0", "250 ms", "500 ms", "750 ms"]],
    [75, "seconds", ["0", "30 s", "1 min", "1 min 30 s"]],
    [3, "count", ["0", "2", "4"]],
    [0.97, "ratio", ["0 %", "50 %", "100 %"]],
    [1 + 2e-16, "ratio", ["0 %", "50 %", "100 %"]],
    [0.7, "ratio", ["0 %", "25 %", "50 %", "75 %"]],
    [1.04, "ratio", ["0 %", "50 %", "100 %", "150 %"]],
    [3.2, "ratio", ["0 %", "200 %", "400 %"]],
    [0.8, "rate", ["0 per min", "20", "40", "60"]],
    [12_600, "rate", ["0 req/s", "5,000", "10 k", "15 k"]],
  ] as const)("up to %d in %s reads %j", (max, unit, labels) => {
    const ticks = valueTicks(max, unit);
    expect(ticks.map((tick) => plain(tickLabel(tick, ticks.at(-1) ?? 0, unit)))).toEqual(labels);
  });

  it("always covers the greatest value", () => {
    for (let max = 0.0001; max < 1e7; max *= 1.37) {
      expect(valueTicks(max, "rate").at(-1)).toBeGreaterThanOrEqual(max);
      expect(valueTicks(max, "seconds").at(-1)).toBeGreaterThanOrEqual(max);
    }
  });
});

describe("time axis", () => {
  it("stands on whole quarters of an hour of the viewer's clock", () => {
    const start = Date.UTC(2026, 10, 20, 11, 0, 30);
    const ticks = timeTicks(start, start + 3_600_000, "Asia/Kathmandu", 5);
    expect(ticks).toHaveLength(4);
    for (const { timeMs } of ticks) expect(timeMs % 900_000).toBe(0);
  });
});

describe("prepareTimeSeries", () => {
  const input = (values: (number | null)[], more: Partial<TimeSeriesInput> = {}): TimeSeriesInput => ({
    series: [{ name: "a", color: "red", values }],
    startMs: 0,
    stepMs: 10_000,
    windowStartMs: 0,
    windowEndMs: values.length * 10_000,
    unit: "rate",
    zone: "UTC",
    widthPx: 400,
    ...more,
  });

  it("keeps gaps and turns a lone value into a dot", () => {
    const [line] = prepareTimeSeries(input([1, 1, null, 5, null, 2])).lines;
    expect(line?.points.map(([, value]) => value)).toEqual([1, 1, null, 5, null, 2]);
    expect(line?.lone).toEqual([3, 5]);
  });

  it("leaves out the bucket that the window's end cuts", () => {
    const [line] = prepareTimeSeries(input([1, 1, 1], { windowEndMs: 25_000 })).lines;
    expect(line?.points).toHaveLength(2);
  });

  it("keeps a threshold in sight and knows when there is nothing", () => {
    expect(prepareTimeSeries(input([1, 2], { threshold: 90 })).yTicks.at(-1)).toBeGreaterThan(90);
    expect(prepareTimeSeries(input([null, null])).empty).toBe(true);
  });

  it("answers a pointed instant largest first", () => {
    const model = prepareTimeSeries({
      ...input([]),
      windowEndMs: 20_000,
      series: [
        { name: "p50", color: "b", values: [1, 2] },
        { name: "p99", color: "c", values: [9, null] },
      ],
    });
    expect(valuesAt(model, 4_000, 10_000).map(({ name, value }) => [name, value])).toEqual([
      ["p99", 9],
      ["p50", 1],
    ]);
    expect(valuesAt(model, 14_000, 10_000).map(({ name, value }) => [name, value])).toEqual([
      ["p50", 2],
      ["p99", null],
    ]);
  });
});
