/** Values and the text people read, one table a formatter. */

import { describe, expect, it } from "vitest";
import { formatDuration, formatLast, formatSeconds, formatSpanOfTime } from "./formatDuration.ts";
import { formatAgo, formatInstant, formatUnixNano, formatWindow } from "./formatInstant.ts";
import { formatBytes, formatCount, formatCountOf, formatRate, formatRatio, formatRequests } from "./formatNumbers.ts";
import { shownText } from "./shownText.ts";
import { significant } from "./significant.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

it("makes no rate of fewer than five requests", () => {
  expect([0, 1, 4, 5].map((requests) => plain(formatRequests(requests, requests / 60)))).toEqual([
    "0 req/s",
    "1 request",
    "4 requests",
    "5 per min",
  ]);
});

describe("durations", () => {
  it.each([
    [0, "0"],
    [7, "7 ns"],
    [412_000, "412 µs"],
    [999_900, "1.00 ms"],
    [12_400_000, "12.4 ms"],
    [28_000_000, "28 ms"],
    [31_040_000, "31.0 ms"],
    [999_960_000, "1.00 s"],
    [1_236_000_000, "1.24 s"],
    [59_999_000_000, "1 min"],
    [125_000_000_000, "2 min 5 s"],
    [11_520_000_000_000, "3 h 12 min"],
    [86_400_000_000_000, "1 d"],
    [-4_000_000, "−4 ms"],
  ])("%d ns reads %s", (nano, text) => {
    expect(plain(formatDuration(nano))).toBe(text);
  });

  it("writes no data as a dash, never as zero", () => {
    expect(formatSeconds(null)).toBe("–");
    expect(formatDuration(Number.NaN)).toBe("–");
  });

  it("names a window in whole units", () => {
    expect(plain(formatSpanOfTime(3_600_000))).toBe("1 h");
    expect(plain(formatSpanOfTime(8_040_000))).toBe("2 h 14 min");
    expect([60_000, 360_000, 3_600_000].map((ms) => plain(formatLast(ms)))).toEqual(["minute", "6 min", "hour"]);
  });
});

describe("numbers", () => {
  it.each([
    [1284, "1,280"],
    [31, "31"],
    [0.0712, "0.0712"],
    [999.6, "1,000"],
    [0.00004, "0.000040"],
  ])("%d keeps three digits: %s", (value, text) => {
    expect(significant(value)).toBe(text);
  });

  it.each([
    [0, "0 req/s"],
    [1284, "1,280 req/s"],
    [46.21, "46.2 req/s"],
    [12_430, "12.4 k req/s"],
    [4 / 60, "4 per min"],
    [2 / 3600, "2 per h"],
    [null, "–"],
  ])("a rate of %d a second reads %s", (rate, text) => {
    expect(plain(formatRate(rate))).toBe(text);
  });

  it.each([
    [0, "0 %"],
    [0.00001, "< 0.01 %"],
    [0.0071, "0.71 %"],
    [0.0724, "7.2 %"],
    [0.1842, "18.4 %"],
    [0.9999, "> 99.9 %"],
    [1, "100 %"],
    [null, "–"],
  ])("a ratio of %d reads %s", (ratio, text) => {
    expect(plain(formatRatio(ratio))).toBe(text);
  });

  it("keeps small counts exact and shortens large ones", () => {
    expect(formatCount(3412)).toBe("3,412");
    expect(plain(formatCount(1_604_000))).toBe("1.60 M");
    expect(formatCountOf(1, "span")).toBe("1 span");
    expect(formatCountOf(2, "match", "matches")).toBe("2 matches");
  });

  it("writes bytes in decimal units", () => {
    expect(plain(formatBytes(84))).toBe("84 B");
    expect(plain(formatBytes(999_999))).toBe("1.00 MB");
    expect(plain(formatBytes(12_400))).toBe("12.4 kB");
  });
});

describe("instants", () => {
  const at = Date.UTC(2026, 10, 20, 9, 46, 30, 123);

  it("writes one instant in the zone asked for", () => {
    expect(formatInstant(at, "UTC")).toBe("09:46:30");
    expect(formatInstant(at, "Asia/Tokyo")).toBe("18:46:30");
    expect(formatInstant(at, "UTC", "day")).toBe("Fri 20 Nov");
    expect(formatInstant(at, "UTC", "dayMinute")).toBe("20 Nov 09:46");
  });

  it("keeps nanoseconds where the whole instant is shown", () => {
    expect(formatUnixNano("1795167990123456789", "UTC", "full")).toContain("09:46:30.123456789");
  });

  it("says midnight as 00, not 24", () => {
    expect(formatInstant(Date.UTC(2026, 10, 20), "UTC", "minute")).toBe("00:00");
  });

  it("says how long ago, and what is ahead", () => {
    expect(plain(formatAgo(at - 8_040_000, at))).toBe("2 h 14 min ago");
    expect(formatAgo(at - 300, at)).toBe("just now");
    expect(plain(formatAgo(at + 300_000, at))).toBe("in 5 min");
  });

  it("says the date alone of what is years away", () => {
    expect(formatAgo(0, at)).toBe("1 Jan 1970");
  });

  it("names the days of a window only when they differ", () => {
    expect(formatWindow(at - 3_600_000, at, "UTC")).toBe("08:46 to 09:46");
    expect(formatWindow(at - 86_400_000, at, "UTC")).toBe("19 Nov 09:46 to 20 Nov 09:46");
  });
});

describe("shownText", () => {
  it("shows what browsers draw as nothing, and leaves lines and tabs", () => {
    expect(shownText("nul\0name\u001b[1m")).toBe("nul\ufffdname\ufffd[1m");
    expect(shownText("two\r\n\tlines ä 😀")).toBe("two\r\n\tlines ä 😀");
  });
});
