/** Matchers of labels, with and without the engine. */
import { describe, expect, it } from "vitest";
import { Labels } from "./labels.ts";
import { compileMatcher, compileMatchers } from "./matchLabels.ts";

const matches = (value: string, text: string) => compileMatcher({ name: "a", operator: "=~", value })(text);

describe("compileMatchers", () => {
  it("asks for all of them, and takes a missing label for an empty one", () => {
    const test = compileMatchers([
      { name: "a", operator: "=", value: "1" },
      { name: "b", operator: "!=", value: "2" },
      { name: "c", operator: "=", value: "" },
    ]);
    expect(test(Labels.of([["a", "1"]]))).toBe(true);
    expect(
      test(
        Labels.of([
          ["a", "1"],
          ["b", "2"],
        ]),
      ),
    ).toBe(false);
    expect(
      test(
        Labels.of([
          ["a", "1"],
          ["c", "3"],
        ]),
      ),
    ).toBe(false);
  });

  it.each([
    ["foo|bar", "bar", "foobar"],
    ["(?:foo|bar)", "foo", "fo"],
    ["", "", "x"],
    ["foo.*", "foo\nbar", "fo"],
    ["foo.+", "foox", "foo"],
    [".*foo", "xfoo", "foox"],
    [".*foo.*", "xfoox", "fo"],
    [".*foo.+", "foofoo", "xfoo"],
    [".+", "x", ""],
    ["a.b", "a\nb", "ab"],
    ["(?i)FOO", "foo", "fo"],
    ["a|b.*", "bcd", "ab"],
    ["[0-9]+\\.x", "12.x", "12x"],
  ])("matches the whole value with %s", (pattern, yes, no) => {
    expect([matches(pattern, yes), matches(pattern, no)]).toEqual([true, false]);
    expect(compileMatcher({ name: "a", operator: "!~", value: pattern })(no)).toBe(true);
  });

  it("takes time that is linear in the value, whatever the expression", () => {
    const value = "a".repeat(50_000);
    expect(matches("(a+)+b", value)).toBe(false);
    expect(matches("(.*a){10}b", value)).toBe(false);
  }, 5_000);
});
