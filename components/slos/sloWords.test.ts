/** Numbers of promises as people read them. */
import { describe, expect, it } from "vitest";
import {
  downtimeWords,
  eventNoun,
  formatBudget,
  formatBurn,
  formatGood,
  formatLasts,
  formatObjective,
  promiseWords,
  sloLook,
  windowWords,
} from "./sloWords.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const HOUR = 3_600_000;
const ROLLING = { kind: "rolling", days: 30 } as const;
const CHECKOUT = { kind: "service", service: "checkout" } as const;

describe("an objective", () => {
  it("keeps every nine that was promised and invents none", () => {
    expect([0.999, 0.9995, 0.99999, 0.95, 0.9].map(formatObjective).map(plain)).toEqual([
      "99.9 %",
      "99.95 %",
      "99.999 %",
      "95 %",
      "90 %",
    ]);
  });

  it("tells what was good two digits finer, and never as a whole that it is not", () => {
    expect(plain(formatGood(0.999413, 0.999))).toBe("99.941 %");
    expect(plain(formatGood(0.9999999, 0.99))).toBe("99.99 %");
    expect(plain(formatGood(1, 0.999))).toBe("100 %");
    expect(formatGood(null, 0.999)).toBe("–");
  });

  it("is time, too", () => {
    expect(plain(downtimeWords(0.999, ROLLING))).toBe("43 min 12 s in 30 days");
  });
});

describe("a budget", () => {
  it("may be below nothing, and says so", () => {
    expect([0.41, 0.041, -0.12, -3.4, 0, 0.9997, 1, 0.0004].map(formatBudget).map(plain)).toEqual([
      "41 %",
      "4.1 %",
      "−12 %",
      "−340 %",
      "0 %",
      "99.9 %",
      "100 %",
      "< 0.1 %",
    ]);
    expect(formatBudget(null)).toBe("–");
  });

  it("lasts minutes, hours or days", () => {
    const lengths = [25 * 60_000, 4.1 * HOUR, 12.8 * HOUR, 35 * HOUR, 5.1 * 24 * HOUR, 11.4 * 24 * HOUR, -1];
    expect(lengths.map(formatLasts).map(plain)).toEqual([
      "25 min",
      "4.1 h",
      "12.8 h",
      "35 h",
      "5.1 days",
      "11.4 days",
      "gone",
    ]);
    expect(formatLasts(Number.POSITIVE_INFINITY)).toBe("lasts");
    expect(formatLasts(null)).toBe("–");
  });

  it("is spent so many times as fast as evenly", () => {
    expect([23.1, 1.08, 14.4, 0, 0.54, 1234.5].map(formatBurn).map(plain)).toEqual([
      "23.1 ×",
      "1.08 ×",
      "14.4 ×",
      "0 ×",
      "0.54 ×",
      "1,235 ×",
    ]);
  });
});

describe("a status", () => {
  it("is never well where nothing is known", () => {
    expect(sloLook("unknown")).toEqual({ kind: "unknown", word: "unknown" });
  });

  it("has the shape of failure where somebody is paged", () => {
    expect(sloLook("burning", "page").kind).toBe("fail");
    expect(sloLook("burning", "ticket").kind).toBe("warn");
  });
});

describe("a promise", () => {
  it("is one sentence", () => {
    const availability = {
      indicator: { kind: "availability", subject: CHECKOUT },
      objective: 0.999,
      window: ROLLING,
      slices: null,
    } as const;
    expect(plain(promiseWords(availability))).toBe("99.9 % of requests of checkout succeed in 30 days.");
    const latency = {
      indicator: {
        kind: "latency",
        subject: { kind: "edge", client: "cart", server: "orders" },
        thresholdSeconds: 0.3,
        countsErrors: true,
      },
      objective: 0.95,
      window: { kind: "calendar", unit: "month", timeZone: "Europe/Berlin" },
      slices: null,
    } as const;
    expect(plain(promiseWords(latency))).toBe(
      "95 % of calls of cart to orders succeed and take at most 300 ms within a calendar month, Europe/Berlin.",
    );
  });

  it("counts minutes where minutes are good or bad", () => {
    const threshold = { indicator: { kind: "threshold", query: "x", operator: "<", value: 1 }, slices: null } as const;
    expect(eventNoun(threshold)).toBe("minute");
    const slices = { minutes: 5, targetRatio: 0.95 };
    expect(`12 ${eventNoun({ ...threshold, slices })}s`).toBe("12 5-minute slices");
  });

  it("names its window", () => {
    expect(windowWords({ kind: "calendar", unit: "quarter", timeZone: "UTC" })).toBe("a calendar quarter, UTC");
  });
});
