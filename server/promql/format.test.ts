/** Printing: what is printed reads back as the same, and long queries open as Prometheus opens them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatExpr } from "./format.ts";
import { formatGoFloat, quoteGo, unquoteGo } from "./formatGo.ts";
import { formatPretty } from "./formatPretty.ts";
import { formatDuration, parseQuery } from "./parse.ts";

const selector = fc.constantFrom(
  "foo",
  'foo{a="b"}',
  '{"my.metric"}',
  "foo offset 5m",
  "foo @ 1.500",
  "foo offset -1h30m",
);
const range = fc.constantFrom("foo[5m]", "rate[1h:5m] @ start()", "foo[step() * 2] offset (1m)", "foo[1d] smoothed");
const vector: fc.Memo<string> = fc.memo((depth) => {
  if (depth <= 1) return selector;
  const inner = vector(depth - 1);
  const operator = fc.constantFrom(
    "+",
    "-",
    "*",
    "/",
    "^",
    "%",
    "== bool",
    "and",
    "or",
    "unless on (a)",
    "</",
    "atan2",
  );
  return fc.oneof(
    selector,
    range.map((written) => `last_over_time(${written})`),
    inner.map((written) => `-${written}`),
    inner.map((written) => `(${written})`),
    inner.map((written) => `sum by (a) (${written})`),
    fc.tuple(inner, operator, inner).map(([left, sign, right]) => `${left} ${sign} ${right}`),
    // Without infinities: Prometheus prints -Inf ^ x as -+Inf ^ x, which reads as another tree, and so do we.
    fc
      .tuple(inner, fc.double({ noNaN: true, noDefaultInfinity: true }))
      .map(([left, value]) => `${left} * ${formatGoFloat(value)}`),
  );
});

describe("formatExpr", () => {
  it("prints what reads back as the same", () => {
    fc.assert(
      fc.property(vector(4), (query) => {
        const once = formatExpr(parseQuery(query));
        expect(formatExpr(parseQuery(once))).toBe(once);
      }),
    );
  });

  it("prints all that a matching says", () => {
    const written = "a == bool on (b) group_left (c) fill_left (0.00001) fill_right (+Inf) d";
    expect(formatExpr(parseQuery(written))).toBe(written.replace("0.00001", "1e-05"));
  });
});

describe("formatPretty", () => {
  it("opens what is longer than a line, level by level", () => {
    const rate = 'rate(http_request_duration_seconds_bucket{job="api-server",handler="/graph",instance=~"a.*"}[5m])';
    const query = `histogram_quantile(0.9, sum by (le) (${rate})) > 2 * -foo`;
    expect(formatPretty(parseQuery(query)).split("\n")).toEqual([
      "  histogram_quantile(",
      "    0.9,",
      "    sum by (le) (",
      '      rate(http_request_duration_seconds_bucket{handler="/graph",instance=~"a.*",job="api-server"}[5m])',
      "    )",
      "  )",
      ">",
      "  2 * -foo",
    ]);
    expect(formatPretty(parseQuery("sum(  x )"))).toBe("sum(x)");
  });
});

describe("Go's text", () => {
  it("quotes so that unquoting gives the text back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(unquoteGo(quoteGo(text))).toBe(text);
      }),
    );
    expect(quoteGo("a\u00a0\u0001\t☺")).toBe('"a\\u00a0\\x01\\t☺"');
  });

  it("prints floats without an exponent, to be read back as the same", () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        const text = formatGoFloat(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(value);
      }),
    );
  });

  it("prints durations in their largest units, weeks and years only when nothing is left", () => {
    expect([0, 90_000, 86_400_000 * 14, 86_400_000 * 15, 86_400_000 * 365, -1_500].map(formatDuration)).toEqual([
      "0s",
      "1m30s",
      "2w",
      "15d",
      "1y",
      "-1s500ms",
    ]);
  });
});
