/** Both exposition formats: worked cases after Prometheus's own parser tests, the reference page, and no text that throws. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExpositionFormat } from "./exposition.ts";
import { formatBound, parseNumber } from "./numbers.ts";
import { parseExposition } from "./parseExposition.ts";

const REFERENCE = join(import.meta.dirname, "../../../shared/data/exposition/alltypes.237mfs.prom.txt.gz");

function parsed(text: string, format: ExpositionFormat) {
  const page = parseExposition(text, format);
  if (!page.ok) throw new Error(`line ${page.line}: ${page.message}`);
  return page;
}
/** `name{labels} value @time`, one for each sample. */
const told = (text: string, format: ExpositionFormat) =>
  parsed(text, format).samples.map(({ name, labels, value, timeMs }) => {
    const set = labels.map(([label, own]) => `${label}=${JSON.stringify(own)}`).join(",");
    return `${name}{${set}} ${value}${timeMs === null ? "" : ` @${timeMs}`}`;
  });

describe("the text format", () => {
  it("reads metrics with and without labels, blanks wherever they may be", () => {
    const page = [
      "# HELP gc_seconds Pauses.\\nOf \\\\ collections.",
      "# \tTYPE gc_seconds summary",
      'gc_seconds{quantile="0"} 4.9351e-05',
      'gc_seconds{quantile="0.25",} 7.424100000000001e-05',
      'gc_seconds { quantile = "1.0", a = "b" } 8.3835e-05',
      'gc_seconds { quantile = "2.0" a = "b" } 1',
      "gc_seconds_count 99",
      "# a comment",
      "#",
      "",
      'some:aggregate:rate5m{a_b="c"}\t1',
      "up 1   123123",
      'quoted{label="\\"bar\\"\\n\\x"}0',
      "nothing NaN",
      "most +Inf",
      "least -Inf",
    ].join("\n");
    expect(told(page, "text")).toEqual([
      'gc_seconds{quantile="0.0"} 0.000049351',
      'gc_seconds{quantile="0.25"} 0.00007424100000000001',
      'gc_seconds{quantile="1.0",a="b"} 0.000083835',
      'gc_seconds{quantile="2.0",a="b"} 1',
      "gc_seconds_count{} 99",
      'some:aggregate:rate5m{a_b="c"} 1',
      "up{} 1 @123123",
      'quoted{label="\\"bar\\"\\n\\\\x"} 0',
      "nothing{} NaN",
      "most{} Infinity",
      "least{} -Infinity",
    ]);
    expect(parsed(page, "text").families.get("gc_seconds")).toEqual({
      type: "summary",
      help: "Pauses.\nOf \\ collections.",
      unit: "",
    });
  });

  it("reads quoted names of metrics and labels", () => {
    const page = `# TYPE "my.metric" histogram\n{"my.metric",le="1"} 2\n{a="b","other metric","c d"="e"} 3`;
    expect(told(page, "text")).toEqual(['my.metric{le="1.0"} 2', 'other metric{a="b",c d="e"} 3']);
  });

  it.each([
    ["a", 1, "a value"],
    ["ok 1\na{b='c'} 1", 2, "label value"],
    ["a{b=", 1, "label value"],
    ['{"a", "b = "c"}', 1, '"="'],
    ['{"a","b"} 1', 1, "two names"],
    ['a{"b"} 1', 1, "two names"],
    ["a true", 1, "a value"],
    ['empty{=""} 0', 1, "label name"],
    ["{A}0", 1, '"="'],
    ["foo 1_2", 1, "a value"],
    ["foo 0x1p-3", 1, "a value"],
    ["foo 1e999", 1, "a value"],
    ["foo 0 1_2", 1, "the end of the line"],
    ["foo 0 -1", 1, "timestamp"],
    ['{a="ok"} 1', 1, "no name"],
    ["# TYPE #", 1, "metric name after TYPE"],
    ["# TYPE a thing", 1, "is not a type"],
    ["# HELP #", 1, "metric name after HELP"],
    ['a{b="\0', 1, "label value"],
    ['a\0{b="c"} 1', 1, "a value"],
    ["1a 1", 1, "metric name"],
  ])("refuses %j with its line and what was expected", (text, line, message) => {
    const page = parseExposition(`${text}\n`, "text");
    expect(page).toMatchObject({ ok: false, line });
    expect(!page.ok && page.message).toContain(message);
  });
});

describe("OpenMetrics", () => {
  it("reads units, types, times in seconds and exemplars", () => {
    const page = [
      "# TYPE gc_seconds summary",
      "# UNIT gc_seconds seconds",
      '# HELP gc_seconds escape \\ \\n \\\\ \\" \\x',
      'gc_seconds{quantile="1"} 2',
      "up 33 123.123",
      "# TYPE hhh histogram",
      'hhh_bucket{le="+Inf"} 1 # {id="a",xx="y y"} 4 123.321',
      'hhh_count 1 12.5 # {"quoted.id"="b"} 0.5',
      "# EOF",
    ].join("\n");
    expect(told(page, "openmetrics")).toEqual([
      'gc_seconds{quantile="1.0"} 2',
      "up{} 33 @123123",
      'hhh_bucket{le="+Inf"} 1',
      "hhh_count{} 1 @12500",
    ]);
    const { families, samples } = parsed(page, "openmetrics");
    expect(families.get("gc_seconds")).toEqual({
      type: "summary",
      unit: "seconds",
      help: 'escape \\ \n \\ " \\x',
    });
    expect(samples.map(({ exemplar }) => exemplar)).toEqual([
      null,
      null,
      {
        labels: [
          ["id", "a"],
          ["xx", "y y"],
        ],
        value: 4,
        timeMs: 123_321,
      },
      { labels: [["quoted.id", "b"]], value: 0.5, timeMs: null },
    ]);
  });

  it("makes start times of _created, wherever it stands, and keeps a gauge of that name", () => {
    const page = [
      "# TYPE foo counter",
      'foo_total{a="b"} 17.0 1520879607.789',
      'foo_created{a="b"} 1520872607.123',
      "foo_total 3",
      "# TYPE baz histogram",
      "baz_created 1520872609.125",
      'baz_bucket{le="+Inf"} 17',
      "baz_count 17",
      "# TYPE bar summary",
      'bar{quantile="0.95"} 123.7',
      "bar_created 1520872608.124",
      "# TYPE fizz_created gauge",
      "fizz_created 17",
      "# EOF\n",
    ].join("\n");
    expect(parsed(page, "openmetrics").samples.map(({ name, startMs }) => [name, startMs])).toEqual([
      ["foo_total", 1520872607123],
      ["foo_total", null],
      ["baz_bucket", 1520872609125],
      ["baz_count", 1520872609125],
      ["bar", 1520872608124],
      ["fizz_created", null],
    ]);
  });

  it.each([["# EOF"], ["# EOF\n"], ['a{b="\0"} 1\n# EOF\n']])("accepts %j", (text) => {
    expect(parseExposition(text, "openmetrics").ok).toBe(true);
  });

  it.each([
    ["", "does not end with # EOF"],
    ["\n", "a metric name"],
    ["metric", "a value"],
    ["metric 1", "does not end with # EOF"],
    ["metric 1\n", "does not end with # EOF"],
    ['metric_total 1 # {aa="bb"} 4', "does not end with # EOF"],
    [" a 1\n# EOF\n", "a metric name"],
    ["# TYPE u untyped\n# EOF\n", "is not a type"],
    ["# TYPE c counter \n# EOF\n", "is not a type"],
    ["# TYPE c  counter\n# EOF\n", "is not a type"],
    ["#  TYPE c counter\n# EOF\n", "HELP, TYPE, UNIT or EOF"],
    ["#\tTYPE c counter\n# EOF\n", "a metric name"],
    ["# TYPE m\n# EOF\n", "text after TYPE"],
    ["# UNIT metricsuffix suffix\n# EOF\n", "not the end of metricsuffix"],
    ["# HELP m\n# EOF\n", "text after HELP"],
    ["a\t1\n# EOF\n", "a value"],
    ["a 1\t2\n# EOF\n", "a value"],
    ["a 1 2 \n# EOF\n", "the end of the line"],
    ["a 1 1z\n# EOF\n", "a timestamp"],
    ["a 1 1 1\n# EOF\n", "the end of the line"],
    ["a 1 NaN\n# EOF\n", "a timestamp cannot be NaN"],
    ["# EOF\na 1", "more after # EOF"],
    ["# EOF\n\n", "more after # EOF"],
    ['a{,b="c"} 1\n# EOF\n', "a label name"],
    ['a{b="c"d="e"} 1\n# EOF\n', '"," or "}"'],
    ['a{b="c",,d="e"} 1\n# EOF\n', "a label name"],
    ['a{b="c", d="e"} 1\n# EOF\n', "a label name"],
    ['a_total 1 # {aa="bb"}\n# EOF\n', "a value of the exemplar"],
    ["a_total 1 # {bb}\n# EOF\n", '"="'],
    ['a_total 1 # {"bb",a="c"} 1\n# EOF\n', '"="'],
    ['a_bucket 1 # {aa="bb"} 4 -Inf\n# EOF\n', "cannot be -Infinity"],
  ])("refuses %j", (text, message) => {
    const page = parseExposition(text, "openmetrics");
    expect(page.ok ? "accepted" : page.message).toContain(message);
  });
});

describe("pages", () => {
  it.skipIf(!existsSync(REFERENCE))("of the reference data are read whole (skipped: no reference data)", () => {
    const text = gunzipSync(readFileSync(REFERENCE)).toString("utf8");
    const { families, samples } = parsed(text, "text");
    const count = (type: string) => [...families.values()].filter((family) => family.type === type).length;
    expect([families.size, samples.length]).toEqual([237, 1857]);
    expect(["counter", "gauge", "histogram", "summary"].map(count)).toEqual([112, 97, 15, 13]);
    const sum = samples.find(({ name }) => name === "go_gc_duration_seconds_sum");
    expect(sum).toMatchObject({ value: 44.985611511, labels: [], timeMs: null });
    // Every sample line, read once more by splitting it at its last blank.
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(samples.map(({ value }) => value)).toEqual(
      lines.map((line) => Number(line.slice(line.lastIndexOf(" ") + 1))),
    );
    expect(samples.map(({ name }) => name)).toEqual(lines.map((line) => /^[^{ ]+/.exec(line)?.[0]));
  });

  it("never throw, whatever the text", () => {
    const piece = fc.constantFrom(
      "a",
      "{",
      "}",
      '"',
      "=",
      ",",
      " ",
      "\n",
      "# ",
      "TYPE a counter",
      "1",
      "\\",
      "EOF",
      "é",
      "\0",
    );
    const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 }).map((all) => all.join(""));
    fc.assert(
      fc.property(text, fc.constantFrom<ExpositionFormat>("text", "openmetrics"), (page, format) => {
        const read = parseExposition(page, format);
        if (!read.ok) expect(read.line).toBeGreaterThan(0);
      }),
      { numRuns: 5_000 },
    );
  });

  it("of hostile length are read in linear time", () => {
    const startedMs = performance.now();
    parseExposition(`a{b="${"\\\\".repeat(500_000)}`, "text");
    parseExposition(`a{${'b="c" '.repeat(200_000)}} 1\n`, "text");
    parseExposition(`${" ".repeat(1_000_000)}x`, "text");
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe("numbers", () => {
  it.each([
    ["1", 1],
    ["+1.", 1],
    [".5e+1", 5],
    ["-inf", Number.NEGATIVE_INFINITY],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["nan", Number.NaN],
    ["-nan", null],
    ["0x10", null],
    ["1e400", null],
    ["", null],
  ])("%j is %s", (text, value) => expect(parseNumber(text)).toEqual(value));

  it.each([
    [1, "1.0"],
    [0.25, "0.25"],
    [0, "0.0"],
    [1e3, "1000.0"],
    [1e-5, "1e-05"],
    [123456.5, "123456.5"],
    [5e6, "5e+06"],
    [1234567, "1.234567e+06"],
    [1e-4, "0.0001"],
    [Number.POSITIVE_INFINITY, "+Inf"],
  ])("the bound %s is written %s", (value, text) => expect(formatBound(value)).toBe(text));
});
