/** Matchers read and written as Alertmanager has them. */
import { describe, expect, it } from "vitest";
import { isTooWide, matchersOf, parseMatchers, writeMatchers } from "./matcherText.ts";

describe("matchers", () => {
  it("are read with and without braces and quotes", () => {
    expect(parseMatchers('{alertname="Down", severity=~"page|ticket"}')).toEqual([
      { name: "alertname", operator: "=", value: "Down" },
      { name: "severity", operator: "=~", value: "page|ticket" },
    ]);
    expect(parseMatchers("service_name!=cart,env!~test.*")).toEqual([
      { name: "service_name", operator: "!=", value: "cart" },
      { name: "env", operator: "!~", value: "test.*" },
    ]);
    expect(parseMatchers("")).toEqual([]);
  });

  it("come back as they were written, whatever is in them", () => {
    const hard = [{ name: "path", operator: "=", value: 'a "b", {c}\\d\n' }] as const;
    expect(parseMatchers(writeMatchers(hard))).toEqual(hard);
  });

  it.each(["alertname", "=x", 'a="b', "a=b c=d"])("are refused in %s", (text) =>
    expect(parseMatchers(text)).toBeNull(),
  );

  it("of an alert begin with its name", () => {
    expect(matchersOf({ severity: "page", alertname: "Down" }).map(({ name }) => name)).toEqual([
      "alertname",
      "severity",
    ]);
  });

  it("that match every alert are found out", () => {
    expect(isTooWide([])).toBe(true);
    expect(isTooWide([{ name: "a", operator: "=~", value: ".*" }])).toBe(true);
    expect(isTooWide([{ name: "a", operator: "=", value: "b" }])).toBe(false);
  });
});
