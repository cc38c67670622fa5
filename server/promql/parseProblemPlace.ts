/**
 * In what a token stands that the grammar refused, as far as Prometheus says so: the innermost construct around it that its parser can
 * complain about.
 * Source: Prometheus promql/parser (generated_parser.y: the error productions).
 */
import type { Token } from "./parseTokens.ts";

export type ProblemPlace =
  | "anywhere"
  | "call"
  | "aggregation"
  | "groupingStart"
  | "groupingLabel"
  | "groupingEnd"
  | "matcherStart"
  | "matcherOperator"
  | "matcherValue"
  | "matcherEnd"
  | "rangeStart"
  | "rangeEnd"
  | "stepStart"
  | "stepEnd"
  | "offset"
  | "at";

type BracketKind = "labels" | "grouping" | "range" | "call" | "aggregation" | "offset" | "at" | "plain";
interface Bracket {
  readonly kind: BracketKind;
  readonly at: number;
}
const GROUPING: ReadonlySet<string> = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);

export function problemPlace(tokens: readonly Token[], index: number): ProblemPlace {
  const { open, endsModifier } = openBrackets(tokens, index);
  const before = tokens[index - 1];
  const word = before ? wordOf(before) : "";
  const inner = open.at(-1);
  if (inner?.kind === "labels") return placeInLabels(tokens, index);
  if (inner?.kind === "grouping") return word === "(" || word === "," ? "groupingLabel" : "groupingEnd";
  if (before?.type === "keyword" && startsGrouping(tokens, index - 1)) return "groupingStart";
  const modifier = placeInModifier(tokens, index);
  if (modifier) return modifier;
  if ((inner?.kind === "call" || inner?.kind === "aggregation") && word === ",") return "call";
  if (endsModifier) return "aggregation";
  for (let i = open.length - 1; i >= 0; i--) {
    const bracket = open[i];
    if (bracket?.kind === "range") return placeInRange(tokens, bracket.at, index, i === open.length - 1);
    if (bracket?.kind === "aggregation" || bracket?.kind === "offset" || bracket?.kind === "at") return bracket.kind;
  }
  return "anywhere";
}

/** `by` and `without` are words like others but after an aggregation; `group_left` needs no labels. */
function startsGrouping(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1];
  const word = token ? wordOf(token) : "";
  if (word === "on" || word === "ignoring") return true;
  return (word === "by" || word === "without") && (before?.type === "aggregator" || before?.text === ")");
}

const wordOf = ({ type, text }: Token) => (type === "string" ? text : text.toLowerCase());

/** Brackets open before `index`; `endsModifier`: just there the `by (...)` of an aggregation has ended. */
function openBrackets(tokens: readonly Token[], index: number) {
  const open: Bracket[] = [];
  const modifiers = new Set<number>();
  for (let i = 0; i < index; i++) {
    const token = tokens[i];
    if (token?.type !== "mark") continue;
    if (token.text === "{") open.push({ kind: "labels", at: i });
    else if (token.text === "[") open.push({ kind: "range", at: i });
    else if (token.text === "(") open.push({ kind: kindOfParenthesis(tokens, i, modifiers), at: i });
    else if (token.text === ")" || token.text === "]" || token.text === "}") {
      const closed = open.pop();
      if (closed?.kind === "grouping" && tokens[closed.at - 2]?.type === "aggregator") modifiers.add(i);
    }
  }
  return { open, endsModifier: modifiers.has(index - 1) };
}

function kindOfParenthesis(tokens: readonly Token[], at: number, modifiers: ReadonlySet<number>): BracketKind {
  const before = tokens[at - 1];
  if (!before) return "plain";
  if (before.type === "aggregator" || modifiers.has(at - 1)) return "aggregation";
  if (before.type === "keyword" && GROUPING.has(wordOf(before))) return "grouping";
  const modifier =
    placeInModifier(tokens, at) ?? (before.type === "preprocessor" ? placeInModifier(tokens, at - 1) : null);
  if (modifier) return modifier === "at" ? "at" : "offset";
  return before.type === "identifier" || before.type === "preprocessor" ? "call" : "plain";
}

/** Right after `offset` or `@`, perhaps with a sign between. */
function placeInModifier(tokens: readonly Token[], index: number): "offset" | "at" | null {
  const isOperand = (token: Token | undefined) => token?.text === ")" || /^(number|duration)$/.test(token?.type ?? "");
  const isSign = (token: Token | undefined) => token?.type === "operator" && /^[-+]$/.test(token.text);
  const at = isSign(tokens[index - 1]) && !isOperand(tokens[index - 2]) ? index - 2 : index - 1;
  const token = tokens[at];
  if (token?.type === "operator" && token.text === "@") return "at";
  if (token?.type === "keyword" && wordOf(token) === "offset") return "offset";
  return token?.type === "operator" && continuesOffset(tokens, at) ? "offset" : null;
}

/** `offset (5m) * 2 +`: all of it is the offset. */
function continuesOffset(tokens: readonly Token[], last: number): boolean {
  let at = last;
  while (/^(number|duration|preprocessor)$/.test(tokens[at]?.type ?? "") || /^[-+*/%^()]$/.test(tokens[at]?.text ?? ""))
    at--;
  const token = tokens[at];
  return token?.type === "keyword" && wordOf(token) === "offset" && tokens[at + 1]?.text === "(";
}

function placeInLabels(tokens: readonly Token[], index: number): ProblemPlace {
  const before = tokens[index - 1];
  if (before?.text === "{" || before?.text === ",") return "matcherStart";
  if (before?.type === "identifier") return "matcherOperator";
  return before?.type === "string" ? "matcherEnd" : "matcherValue";
}

/** `isDirect`: no parenthesis is open since the bracket. */
function placeInRange(tokens: readonly Token[], bracket: number, index: number, isDirect: boolean): ProblemPlace {
  const before = tokens[index - 1];
  const hasColon = tokens.slice(bracket, index).some(({ type, text }) => type === "mark" && text === ":");
  const isWhole = isDirect && (before?.type === "number" || before?.type === "duration" || before?.text === ")");
  if (hasColon) return isWhole ? "stepEnd" : "stepStart";
  return isWhole ? "rangeEnd" : "rangeStart";
}
