/** The geometry of a budget's line: axes that hold it, gaps that stay gaps, labels that stand beside each other. */
import { describe, expect, it } from "vitest";
import { budgetPicture, budgetTicks, leftAt } from "./budgetPicture.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 9, 22);
const SIZE = { startMs: START, endMs: START + 30 * DAY, zone: "UTC", width: 760, height: 228 };
const falling = Array.from({ length: 31 }, (_, i) => ({ atMs: START + i * DAY, left: 0.9 - i * 0.02 }));

describe("the axis of a budget", () => {
  it("goes in round parts from nothing to all", () => {
    expect(budgetTicks(0.4, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(budgetTicks(0.41, 0.48)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  });

  it("reaches below nothing where more was spent than there was", () => {
    expect(budgetTicks(-3.4, 1)).toEqual([-4, -3, -2, -1, 0, 1]);
    expect(budgetTicks(-0.1, 1)).toEqual([-0.25, 0, 0.25, 0.5, 0.75, 1]);
    expect(budgetTicks(-5000, 1)[0]).toBeLessThanOrEqual(-5000);
    expect(budgetTicks(-70, 1).at(-1)).toBe(0);
  });

  it("names days without their weekday", () => {
    const { xTicks } = budgetPicture({ ...SIZE, points: falling });
    expect(xTicks.length).toBeGreaterThan(2);
    for (const { text } of xTicks) expect(text).toMatch(/^\d+ (Oct|Nov)$/);
  });
});

describe("the line", () => {
  it("keeps a gap where nothing is known", () => {
    const points = falling.map((point, i) => (i === 10 ? { ...point, left: null } : point));
    const { line, area } = budgetPicture({ ...SIZE, points });
    expect(line.match(/M/g)).toHaveLength(2);
    expect(area.match(/Z/g)).toHaveLength(2);
    expect(leftAt(points, START + 10.5 * DAY)).toBeNull();
    expect(leftAt(points, START + 9.5 * DAY)).toBeCloseTo(0.72);
    expect(leftAt(points, START - 1)).toBeNull();
  });

  it("stays within the plot", () => {
    const { line, plot } = budgetPicture({ ...SIZE, points: falling.map((p, i) => ({ ...p, left: 1 - i * 0.2 })) });
    for (const [, x, y] of line.matchAll(/([\d.]+) (-?[\d.]+)/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(plot.left - 0.1);
      expect(Number(y)).toBeGreaterThanOrEqual(plot.top - 0.1);
      expect(Number(y)).toBeLessThanOrEqual(plot.bottom + 0.1);
    }
  });
});

describe("labels of what spent it", () => {
  const label = (day: number, weight: number) => ({
    atMs: START + day * DAY,
    title: "orders-db failover",
    note: "12 % in 21 min, 31 Oct",
    weight,
  });

  it("keep the greater of two that would collide", () => {
    const { labels } = budgetPicture({
      ...SIZE,
      points: falling,
      labels: [label(10, 1), label(10.2, 5), label(10.4, 2)],
    });
    expect(labels).toHaveLength(2);
    expect(labels[0]?.weight).toBe(5);
  });

  it("stand left of their instant at the right edge", () => {
    const { labels, plot } = budgetPicture({ ...SIZE, points: falling, labels: [label(29, 1)] });
    expect(labels[0]?.anchor).toBe("end");
    expect(labels[0]?.x).toBeLessThan(plot.right);
  });

  it("are left out where the line beside them rises far above their instant", () => {
    const cliff = falling.map(({ atMs }) => ({ atMs, left: atMs < START + 24 * DAY ? 0.6 : 0.1 }));
    const labels = (day: number) =>
      budgetPicture({ ...SIZE, whole: true, points: cliff, labels: [label(day, 1)] }).labels;
    expect([labels(20).length, labels(29).length]).toEqual([1, 0]);
  });

  it("stand below the line where it runs too near the top, and below the word at its end", () => {
    const high = falling.map(({ atMs }) => ({ atMs, left: atMs < START + 15 * DAY ? 1 : 0.98 }));
    const at = (day: number) => budgetPicture({ ...SIZE, whole: true, points: high, labels: [label(day, 1)] });
    const { labels, y } = at(15);
    expect((labels[0]?.y ?? 0) - 11).toBeGreaterThan(y(0.98));
    expect(at(29).labels[0]?.y).toBeGreaterThan(labels[0]?.y ?? 0);
  });

  it("stand above the line over their whole width", () => {
    const { labels, y } = budgetPicture({ ...SIZE, points: falling, labels: [label(12, 1)] });
    expect(labels[0]?.y).toBeLessThan(y(0.9 - 12 * 0.02) - 14);
  });
});
