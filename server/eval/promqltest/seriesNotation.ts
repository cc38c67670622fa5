/**
 * `metric{label="value"} 1 2+3x4 _ stale {{count:1}}` -> labels and values.
 * Errors: an Error that says what is wrong with the line.
 * Source: Prometheus promql/parser (series_description), documentation of unit tests for rules.
 */
import { unquoteGo } from "../../promql/formatGo.ts";
import { addHistograms, subtractHistograms } from "../../promql/histogram/arithmetic.ts";
import { type ParsedHistogram, parseHistogram } from "../../promql/histogram/notation.ts";
import { Labels, METRIC_NAME } from "../../promql/labels.ts";
import { scanTokens, type Token } from "../../promql/parseTokens.ts";
import type { SequenceValue, SeriesLine } from "./commands.ts";

export function parseSeriesLine(line: string): SeriesLine {
  const end = endOfMetric(line);
  return { labels: parseMetric(line.slice(0, end)), values: parseValues(line.slice(end)) };
}

/** The metric ends where its braces do, or at the first blank. */
function endOfMetric(line: string): number {
  const match = /^[^\s{]*(?:\s*\{(?!\{)(?:[^"'`}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\})?/.exec(line);
  return match?.[0].length ?? 0;
}

function parseMetric(text: string): Labels {
  const { tokens, error } = scanTokens(text);
  if (error) throw new Error(`${text}: ${error.message}`);
  const pairs: [string, string][] = [];
  let at = 0;
  if (tokens[0]?.text !== "{" && tokens[0]?.type !== "end") pairs.push([METRIC_NAME, tokens[at++]?.text ?? ""]);
  if (tokens[at]?.text === "{") at++;
  for (; tokens[at] && tokens[at]?.text !== "}" && tokens[at]?.type !== "end"; at++) {
    if (tokens[at]?.text === ",") continue;
    if (tokens[at + 1]?.text === "=") {
      if (tokens[at + 2]?.type !== "string") throw new Error(`unexpected label value in ${text}`);
      pairs.push([nameOf(tokens[at]), nameOf(tokens[at + 2])]);
      at += 2;
    } else if (tokens[at]?.type === "string") pairs.push([METRIC_NAME, nameOf(tokens[at])]);
    else throw new Error(`unexpected ${JSON.stringify(tokens[at]?.text)} in label set of ${text}`);
  }
  return Labels.of(pairs);
}

function nameOf(token: Token | undefined): string {
  return token?.type === "string" ? unquoteGo(token.text) : (token?.text ?? "");
}

function parseValues(text: string): SequenceValue[] {
  const items = text.match(/(?:\{\{.*?\}\}|\S)+/g) ?? [];
  return items.flatMap(parseItem);
}

const NUMBER = String.raw`(?:\d[\d_]*\.?[\d_]*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf|nan)`;
const FLOATS = new RegExp(`^([-+]?${NUMBER})([-+]${NUMBER})?(?:x(\\d+))?$`, "i");
const HISTOGRAMS = /^(\{\{.*?\}\})(?:([-+])(\{\{.*?\}\}))?(?:x(\d+))?$/;

function parseItem(item: string): SequenceValue[] {
  const omitted = /^_(?:x(\d+))?$/.exec(item);
  if (omitted) return Array.from({ length: Number(omitted[1] ?? 1) }, () => ({ kind: "omitted" }) as const);
  if (item === "stale") return [{ kind: "stale" }];
  const floats = FLOATS.exec(item);
  if (floats) return expandFloats(item, floats[1] ?? "", floats[2], floats[3]);
  const histograms = HISTOGRAMS.exec(item);
  if (histograms) return expandHistograms(histograms);
  throw new Error(`unexpected ${JSON.stringify(item)} in series values`);
}

function expandFloats(
  item: string,
  first: string,
  step: string | undefined,
  times: string | undefined,
): SequenceValue[] {
  if (step !== undefined && times === undefined) throw new Error(`${item} lacks its number of repetitions`);
  const increment = step === undefined ? 0 : numberOf(step);
  const values: SequenceValue[] = [];
  let value = numberOf(first);
  for (let i = 0; i <= Number(times ?? 0); i++) {
    values.push({ kind: "float", value });
    value += increment;
  }
  return values;
}

function numberOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "").replaceAll("_", "");
  if (/^inf$/i.test(digits)) return sign * Number.POSITIVE_INFINITY;
  return /^nan$/i.test(digits) ? Number.NaN : sign * Number(digits);
}

function expandHistograms([, firstText = "", sign, stepText, times]: RegExpExecArray): SequenceValue[] {
  const first = parseHistogram(firstText);
  const step = stepText === undefined ? null : parseHistogram(stepText);
  const { hasHint } = step ?? first;
  const values: SequenceValue[] = [{ kind: "histogram", histogram: first.histogram, hasHint }];
  let { histogram } = first;
  for (let i = 0; i < Number(times ?? 0); i++) {
    if (step) histogram = combined({ histogram, hasHint }, step, sign ?? "+");
    values.push({ kind: "histogram", histogram, hasHint });
  }
  return values;
}

function combined(now: ParsedHistogram, step: ParsedHistogram, sign: string) {
  const [from, to] = [step.histogram.schema, now.histogram.schema];
  if (to > from) throw new Error(`error combining histograms: cannot merge from schema ${from} to ${to}`);
  const result =
    sign === "-" ? subtractHistograms(now.histogram, step.histogram) : addHistograms(now.histogram, step.histogram);
  if (!result) throw new Error("histograms of these kinds cannot be combined");
  return result.histogram;
}
