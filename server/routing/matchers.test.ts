/** Matchers: Alertmanager's own examples of its text, and what its oracle amtool takes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matcher } from "../model/notification.ts";
import { formatMatcher, formatMatchers, matcherHolds, matchersHold } from "./matchers.ts";
import { parseMatchers } from "./parseMatchers.ts";

const parsed = (text: string) => parseMatchers(text).matchers?.map(formatMatcher) ?? parseMatchers(text).problem;

describe("matchers", () => {
  it("reads the documentation's examples", () => {
    expect(parsed('{foo = "bar", dings != "bums", }')).toEqual(['foo="bar"', 'dings!="bums"']);
    expect(parsed("foo=bar,dings!=bums")).toEqual(['foo="bar"', 'dings!="bums"']);
    expect(parsed("foo=bar, dings!=bums")).toEqual(['foo="bar"', 'dings!="bums"']);
    expect(parsed('{quote="She said: \\"Hi, ladies! That\'s gender-neutral…\\""}')).toEqual([
      'quote="She said: \\"Hi, ladies! That\'s gender-neutral…\\""',
    ]);
    expect(parsed('statuscode=~"5.."')).toEqual(['statuscode=~"5.."']);
    expect(parsed("foo!~")).toEqual(['foo!~""']);
    expect(parsed("")).toEqual([]);
    expect(parsed("{}")).toEqual([]);
  });

  it("reads names of any script, bare and quoted", () => {
    expect(parsed("größe=~klein|groß")).toEqual(['größe=~"klein|groß"']);
    expect(parsed('{"a label"="\\u00e4\\n", 温度!="x"}')).toEqual(['"a label"="ä\\n"', '温度!="x"']);
  });

  it("falls back to the older grammar where only that takes it", () => {
    expect(parsed("foo=bar baz")).toEqual(['foo="bar baz"']);
    expect(parsed('foo="a\\d"')).toEqual(['foo="a\\\\d"']);
    expect(parsed("path=~/a{2}/.*")).toEqual(['path=~"/a{2}/.*"']);
  });

  it("says what was expected, and where", () => {
    expect(parsed("{foo")).toBe("Expected an operator (=, !=, =~ or !~) at 5, found the end.");
    expect(parsed('{foo="bar"')).toEqual(['foo="bar"']);
    expect(parsed('="x"')).toMatch(/^Expected the name of a label/);
    expect(parsed('foo=~"("')).toMatch(/no regular expression \(RE2\)/);
    expect(parsed('a="b" c="d"')).toMatch(/^Expected/);
  });

  it("reads back whatever it writes", () => {
    const matcher = fc.record({
      name: fc.string({ minLength: 1, unit: "grapheme" }),
      operator: fc.constantFrom("=" as const, "!=" as const),
      value: fc.string({ unit: "grapheme" }),
    });
    fc.assert(
      fc.property(fc.array(matcher, { maxLength: 4 }), (matchers) => {
        expect(parseMatchers(formatMatchers(matchers))).toEqual({ matchers, problem: null });
      }),
    );
  });

  it("never throws, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseMatchers(text)).toHaveProperty("problem");
      }),
    );
  });

  it("takes a missing label for an empty one, and whole values for regular expressions", () => {
    const holds = (name: string, operator: Matcher["operator"], value: string) =>
      matcherHolds({ name, operator, value }, { severity: "page" });
    expect(holds("team", "=", "")).toBe(true);
    expect(holds("team", "!=", "x")).toBe(true);
    expect(holds("team", "=~", ".+")).toBe(false);
    expect(holds("severity", "=~", "pag")).toBe(false);
    expect(holds("severity", "=~", "pag|page")).toBe(true);
    expect(holds("severity", "!~", "p.*")).toBe(false);
    expect(holds("constructor", "=", "")).toBe(true);
  });

  it("holds back nobody's notification by an expression that cannot be read", () => {
    expect(matchersHold([{ name: "a", operator: "!~", value: "(" }], {})).toBe(false);
    expect(matchersHold([{ name: "a", operator: "=~", value: "(" }], {})).toBe(false);
    expect(matchersHold([], {})).toBe(true);
  });
});
