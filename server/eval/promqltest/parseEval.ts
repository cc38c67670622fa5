/**
 * One `eval` of a promqltest file with all it expects.
 * Errors: an Error that says what is wrong with it.
 * Source: Prometheus promql/promqltest (test.go: parseEval, parseExpect).
 */
import { unquoteGo } from "../../promql/formatGo.ts";
import { parseDuration } from "../../promql/parse.ts";
import type { EvalCommand, Expectation, ExpectationKind, ExpectedSeries } from "./commands.ts";
import type { Lines } from "./parseFile.ts";
import { parseSeriesLine } from "./seriesNotation.ts";

const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/;
const EXPECT = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const RANGE_VECTOR = "expect range vector";
const STRING = "expect string";
const ANYTHING = () => true;

type Draft = { -readonly [Key in keyof EvalCommand]: EvalCommand[Key] };

export function parseEval(line: string, lines: Lines): EvalCommand {
  const draft = parseHead(line, lines.number);
  const series: ExpectedSeries[] = [];
  const expectations: Expectation[] = [...draft.expectations];
  let areManyAllowed = draft.isRange;
  for (let text = lines.nextOfBlock(); text !== null; text = lines.nextOfBlock()) {
    const old = parseOldFailure(text);
    if (old) {
      expectations.push(old);
      break;
    }
    if (text.startsWith(RANGE_VECTOR)) {
      parseRangeVector(draft, text);
      areManyAllowed = true;
    } else if (text.startsWith(STRING)) {
      draft.string = parseStringLiteral(text);
      draft.isInstantOnly = true;
    } else if (text.split(" ")[0] === "expect") expectations.push(parseExpectation(text));
    else if (isNumber(text)) {
      draft.scalar = numberOf(text);
      break;
    } else {
      const parsed = parseSeriesLine(text);
      if (parsed.values.length > 1 && !areManyAllowed)
        throw new Error("expecting multiple values in instant evaluation");
      series.push({ ...parsed, position: series.length + 1 });
    }
  }
  const isOrdered = expectations.some(({ kind }) => kind === "ordered");
  return { ...draft, expectations, series, isOrdered };
}

function parseHead(line: string, number: number): Draft {
  const instant = INSTANT.exec(line);
  const range = RANGE.exec(line);
  const base = {
    kind: "eval" as const,
    line: number,
    isOrdered: false,
    series: [],
    scalar: null,
    string: null,
    rangeVector: null,
  };
  if (instant) {
    const [, mode, at, expr = ""] = instant;
    const startMs = parseDuration(at ?? "");
    const times = { startMs, endMs: startMs, stepMs: 0 };
    return { ...base, ...times, expr, isRange: false, isInstantOnly: false, expectations: oldMode(mode) };
  }
  if (!range) throw new Error(`invalid evaluation command ${JSON.stringify(line)}`);
  const [, mode, from = "", to = "", step = "", expr = ""] = range;
  const times = { startMs: parseDuration(from), endMs: parseDuration(to), stepMs: parseDuration(step) };
  if (times.endMs < times.startMs) throw new Error(`end timestamp (${to}) is before start timestamp (${from})`);
  return { ...base, ...times, expr, isRange: true, isInstantOnly: false, expectations: oldMode(mode) };
}

/** `eval_fail`, `eval_warn` and so on: the same as an `expect` line. `eval_warn` and `eval_info` ask for one at least. */
function oldMode(mode: string | undefined): Expectation[] {
  return mode === undefined ? [] : [{ kind: mode as ExpectationKind, text: "", matches: ANYTHING }];
}

function parseOldFailure(text: string): Expectation | null {
  const [, form, wanted = ""] = /^expected_fail_(message|regexp)\s*(.*)$/.exec(text) ?? [];
  if (form === undefined) return null;
  return { kind: "fail", text: wanted, matches: form === "message" ? (got) => got === wanted : matcherOf(wanted) };
}

function matcherOf(pattern: string): (message: string) => boolean {
  const expression = new RegExp(pattern);
  return (message) => expression.test(message);
}

function parseExpectation(text: string): Expectation {
  const [, kind, form, wanted] = EXPECT.exec(text) ?? [];
  if (kind === undefined) throw new Error(`invalid expect statement ${JSON.stringify(text)}`);
  const trimmed = (wanted ?? "").trim();
  const matches =
    form === undefined ? ANYTHING : form === "msg" ? (got: string) => got === trimmed : matcherOf(trimmed);
  return { kind: kind as ExpectationKind, text: trimmed, matches };
}

function parseRangeVector(draft: Draft, text: string): void {
  const [, from, to, step] = /^expect range vector\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined || step === undefined) {
    throw new Error(`invalid range vector definition ${JSON.stringify(text)}`);
  }
  draft.isInstantOnly = true;
  draft.rangeVector = { startMs: parseDuration(from), endMs: parseDuration(to), stepMs: parseDuration(step) };
}

function parseStringLiteral(text: string): string {
  const literal = text.slice(STRING.length + 1);
  if (!/^("(?:[^"\\]|\\.)*"|`[^`]*`)$/.test(literal)) throw new Error("a quoted string literal is required");
  return unquoteGo(literal);
}

const NUMBER = /^[-+]?(0x[0-9a-f]+|[\d_]+\.?[\d_]*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf|nan)$/i;
const isNumber = (text: string) => NUMBER.test(text);

function numberOf(text: string): number {
  const [, sign, digits = ""] = /^([-+]?)(.*)$/.exec(text) ?? [];
  const size = /^inf$/i.test(digits) ? Number.POSITIVE_INFINITY : Number(/^nan$/i.test(digits) ? "NaN" : digits);
  return sign === "-" ? -size : size;
}
