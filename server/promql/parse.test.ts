/** Queries as Prometheus 3.14 reads them: printed forms and refusals were compared with its own parser. */
import { describe, expect, it } from "vitest";
import { formatExpr } from "./format.ts";
import { parseDuration, parseQuery, parseSelector } from "./parse.ts";
import { isPromQlError } from "./promQlError.ts";

const printed = (query: string) => formatExpr(parseQuery(query));

function refusal(query: string): string {
  try {
    return `accepted as ${printed(query)}`;
  } catch (error) {
    if (isPromQlError(error)) return error.message;
    throw error;
  }
}

describe("parseQuery", () => {
  it.each([
    ["a + b offset 5m * c", "a + b offset 5m * c"],
    ["a and b[5m:]", "binary"],
    ["-1^2", "-1 ^ 2"],
    ["foo[5m] offset -5m @ 5 anchored", "foo[5m] anchored @ 5.000 offset -5m"],
    ["SUM(x) BY (a,)", "sum by (a) (x)"],
    ["sum by (on, bool, a:b) (x)", 'sum by (on, bool, "a:b") (x)'],
    ["a + on(b) group_left fill(-1) c", "a + on (b) group_left () fill (-1) c"],
    ["a + on (b) group_left c offset 5m", "a + on (b) group_left () c offset 5m"],
    ['a > on (b) group_right {c="d"} @ 6', 'a > on (b) group_right () {c="d"} @ 6.000'],
    ["offset + rate[5m:] offset 1m", "binary"],
    [
      "foo[max_of(5m,step())-1:range()/2] offset -(1h+30m)",
      "foo[max_of(5m, step()) - 1:range() / 2] offset -(1h + 30m)",
    ],
    ["foo offset (5m)*2", "foo offset (5m) * 2"],
    ['{"my.metric","a.b"="c",d=~`e`}', '{"a.b"="c",__name__="my.metric",d=~"e"}'],
    ["a </ b >/ c", "a </ b >/ c"],
    ["foo @ end() # comment with 'quote\n + bar", "foo @ end() + bar"],
    ["metric_by + by + sum + start", "metric_by + by + sum + start"],
  ])("prints %s as Prometheus does", (query, expected) => {
    if (expected === "binary")
      expect(refusal(query)).toContain("binary expression must contain only scalar and instant");
    else expect(printed(query)).toBe(expected);
  });

  it("gives modifiers to the operand before them, not to the whole", () => {
    const expr = parseQuery("-a offset 1m ^ b @ 3");
    const power = expr.kind === "unary" && expr.expr.kind === "binary" ? expr.expr : null;
    expect(power?.left).toMatchObject({ kind: "vectorSelector", offset: 60_000, at: null });
    expect(power?.right).toMatchObject({ kind: "vectorSelector", offset: 0, at: 3_000 });
  });

  it("takes what follows the parentheses of an offset for a part of it", () => {
    expect(parseQuery("foo offset (5m)*2")).toMatchObject({ kind: "vectorSelector", offset: { operator: "*" } });
    expect(parseQuery("foo offset -(5m)*2")).toMatchObject({ kind: "binary", left: { kind: "vectorSelector" } });
    expect(parseQuery("foo offset (5m) * step() ^ 2 == bar")).toMatchObject({
      left: { offset: { operator: "*", right: { operator: "^", left: { kind: "durationStep" } } } },
    });
    expect(refusal("foo offset (5m) * 2 - bar")).toBe(
      '1:23: parse error: unexpected identifier "bar" in offset, expected number, duration, step(), or range()',
    );
  });

  it.each([
    ["1./6.", "1 / 6"],
    [".99 + 1e-3 + 0x_1F + 0755 + 08 + 1_000", "0.99 + 0.001 + 31 + 493 + 8 + 1000"],
    ["-Inf + nan", "-Inf + NaN"],
    ["1h30m + 90s", "1h30m + 1m30s"],
    ["--1", "1"],
    ["1e30 - 1e-7", "1000000000000000000000000000000 - 0.0000001"],
  ])("reads the numbers of %s", (query, expected) => {
    expect(printed(query)).toBe(expected);
  });

  it("reads strings as Go does, bytes that are no UTF-8 included", () => {
    expect(parseQuery("'\\a\\x41\\101\\u1234\\U00010111\\'\\\"'".replace('\\"', ""))).toMatchObject({
      value: "\u0007AAሴ𐄑'",
    });
    expect(parseQuery('"\\xc3\\xa4"')).toMatchObject({ value: "ä" });
    expect(printed('"a\\xff"')).toBe('"a\\xff"');
    expect(parseQuery("`\\n`")).toMatchObject({ value: "\\n" });
  });

  it.each([
    ["", "unknown position: parse error: no expression found in input"],
    ["foo bar", '1:5: parse error: unexpected identifier "bar"'],
    ["foo +", "1:6: parse error: unexpected end of input"],
    ["foo\n  ä", "2:3: parse error: unexpected character: 'ä'"],
    ['{a="ä"} bar', '1:10: parse error: unexpected identifier "bar"'],
    ["sum(x", "1:6: parse error: unclosed left parenthesis"],
    ["sum(x) by test", '1:11: parse error: unexpected identifier "test" in grouping opts, expected "("'],
    ["sum without(==)(x)", "1:13: parse error: unexpected <op:==> in grouping opts, expected label"],
    ["foo{gibberish}", '1:14: parse error: unexpected "}" in label matching, expected label matching operator'],
    ["foo{a=b}", '1:7: parse error: unexpected identifier "b" in label matching, expected string'],
    ['foo{a="b" c}', '1:11: parse error: unexpected identifier "c" in label matching, expected "," or "}"'],
    [
      "foo[]",
      '1:5: parse error: unexpected "]" in subquery or range selector, expected number, duration, step(), or range()',
    ],
    [
      "foo[5m] OFFSET",
      "1:15: parse error: unexpected end of input in offset, expected number, duration, step(), or range()",
    ],
    ["foo @", "1:6: parse error: unexpected end of input in @, expected timestamp"],
    ["topk(foo,)", "1:9: parse error: trailing commas not allowed in function call args"],
    ["foo[5y1hs]", '1:5: parse error: unknown unit "hs" in duration "5y1hs"'],
    ["foo[-5m]", "1:5: parse error: duration must be greater than 0"],
    ['"\\xg"', "1:1: parse error: illegal character U+0067 'g' in escape sequence"],
    ["1e400", '1:1: parse error: error parsing number: strconv.ParseFloat: parsing "1e400": value out of range'],
    ['foo{a=~"("}', "1:5: parse error: error parsing regexp: missing closing ): `(`"],
    ["nosuch(x)", '1:1: parse error: unknown function with name "nosuch"'],
  ])("refuses the syntax of %s", (query, expected) => {
    expect(refusal(query)).toBe(expected);
  });

  it.each([
    ["rate(foo)", '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
    ["1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier"],
    ["foo + bool bar", "1:5: parse error: bool modifier can only be used on comparison operators"],
    ["foo and 1", '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ["a + on(b) group_left(b) c", '1:3: parse error: label "b" must not occur in ON and GROUP clause at once'],
    ["a and on(b) group_left c", '1:1: parse error: no grouping allowed for "and" operation'],
    ["sum(a, b)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2"],
    ["topk(a, b)", "1:6: parse error: expected type scalar in aggregation parameter, got instant vector"],
    ["(a + b)[5m]", "1:8: parse error: ranges only allowed for vector selectors"],
    ["a offset 1m offset 2m", "1:1: parse error: offset may not be set multiple times"],
    ['{a=~".*"}', "1:1: parse error: vector selector must contain at least one non-empty matcher"],
    ['foo{__name__="bar"}', '1:1: parse error: metric name must not be set twice: "foo" or "bar"'],
    ["info(a, b)", "1:9: parse error: expected label selectors only, got vector selector instead"],
    ["label_replace(a)", '1:1: parse error: expected 5 argument(s) in call to "label_replace", got 1'],
  ])("refuses the types of %s", (query, expected) => {
    expect(refusal(query)).toBe(expected);
  });

  it("knows the matching of binary operators", () => {
    expect(parseQuery("a or b")).toMatchObject({ matching: { card: "many-to-many" } });
    expect(parseQuery("a * on(x) group_right(y) b")).toMatchObject({
      matching: { card: "one-to-many", on: true, labels: ["x"], include: ["y"] },
    });
    expect(parseQuery("a * 2")).toMatchObject({ matching: null });
  });

  it("places what it refuses", () => {
    expect(() => parseQuery("sum(foo) + rate(bar)")).toThrow(
      expect.objectContaining({ kind: "parse", span: { from: 16, to: 19 } }),
    );
  });
});

describe("large and deep queries", () => {
  const deep = (open: string, close: string, count: number) => `${open.repeat(count)}x${close.repeat(count)}`;

  it("takes any number of redundant parentheses for one pair", () => {
    expect(printed(deep("(", ")", 10_000))).toBe("(x)");
    expect(printed(`foo offset ${"(".repeat(10_000)}5m${")".repeat(10_000)}`)).toBe("foo offset (5m)");
  });

  it.each([
    ["functions", deep("abs(", ")", 900)],
    ["signs", `${"-".repeat(1_900)}x`],
    ["operators", `x${' + x{a="b"}'.repeat(1_900)}`],
    ["alternatives", `x${" or x".repeat(1_900)}`],
  ])("reads many %s", (_, query) => {
    expect(printed(query)).toBe(query);
  });

  it.each([
    ["functions", deep("abs(", ")", 10_000)],
    ["open parentheses", "(".repeat(1_000_000)],
    ["nested sums", deep("(", " + 1)", 10_000)],
    ["signs", `${"-".repeat(10_000)}x`],
    ["operators", `x${" + x".repeat(250_000)}`],
    ["powers", `x${" ^ x".repeat(250_000)}`],
    ["subqueries", `x${"[5m:]".repeat(200_000)}`],
    ["durations", `x[1h${"+1h".repeat(300_000)}]`],
    ["nested durations", `x[${"(1h+".repeat(1_000)}1h${")".repeat(1_000)}]`],
  ])("says that %s are too deep", (_, query) => {
    expect(refusal(query)).toMatch(/^1:\d+: parse error: the query is nested too deeply: more than 2,000 levels$/);
  });

  it("reads a million characters of labels, arguments and alternatives", () => {
    const labels = `x{${Array.from({ length: 80_000 }, (_, i) => `l${i}="v"`).join(",")}}`;
    expect(parseQuery(labels)).toMatchObject({ matchers: { length: 80_001 } });
    const values = Array.from({ length: 100_000 }, (_, i) => `value${i}`).join("|");
    expect(parseQuery(`x{a=~"${values}"}`)).toMatchObject({ matchers: [{ value: values }, {}] });
    expect(refusal(`x{a=~"${"(a*)*".repeat(200_000)}"}`)).toContain("expression too large");
  });
});

describe("parseSelector", () => {
  it("takes selectors alone", () => {
    expect(parseSelector('up{job=~".*"}')).toMatchObject({ name: "up", matchers: [{ name: "job" }, { value: "up" }] });
    expect(() => parseSelector("up[5m]")).toThrow("expected a series selector");
    expect(() => parseSelector("up offset 1m")).toThrow("expected a series selector");
  });
});

describe("parseDuration", () => {
  it("reads units in descending order", () => {
    expect(parseDuration("1y2w3d4h5m6s7ms")).toBe(((365 + 17) * 86_400 + 4 * 3_600 + 306) * 1_000 + 7);
    expect(parseDuration("0")).toBe(0);
    expect(() => parseDuration("5m1h")).toThrow('not a valid duration string: "5m1h"');
    expect(() => parseDuration("300y")).toThrow("duration out of range");
    expect(() => parseDuration("")).toThrow("empty duration string");
  });
});
