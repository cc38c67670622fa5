/**
 * Where the grammar stopped -> what Prometheus says about it: the token that cannot stand there, in what it stands, what could.
 * Source: Prometheus promql/parser (generated_parser.y: the error productions; parse.go: unexpected).
 */
import { quoteGo } from "./formatGo.ts";
import { FUNCTIONS } from "./functionTable.ts";
import type { Normalised } from "./normalise.ts";
import { problemPlace } from "./parseProblemPlace.ts";
import type { Scan, Token } from "./parseTokens.ts";
import { PromQlError } from "./promQlError.ts";

/** `stop`: where in the normalised text the grammar could not go on. */
export function syntaxProblem({ tokens, error }: Scan, normalised: Normalised, stop: number): PromQlError {
  const stopped = tokenFrom(normalised, stop) ?? tokens.length - (error ? 0 : 1);
  // The grammar knows `step` and the like only with their parentheses; Prometheus misses the parentheses.
  const isName = tokens[stopped]?.type === "preprocessor" && /^(range|step)Start$/.test(problemPlace(tokens, stopped));
  const index = isName ? stopped + 1 : stopped;
  const token = tokens[index];
  if (!token) {
    const at = error?.at ?? 0;
    return new PromQlError("parse", error?.message ?? "unexpected end of input", { from: at, to: at });
  }
  const unknown = unknownFunction(tokens.slice(0, index));
  if (unknown) return new PromQlError("parse", `unknown function with name ${quoteGo(unknown.text)}`, spanOf(unknown));
  const comma = tokens[index - 1];
  const place = problemPlace(tokens, index);
  if (place === "call" && comma?.text === ",") {
    return new PromQlError("parse", "trailing commas not allowed in function call args", spanOf(comma));
  }
  return new PromQlError("parse", `unexpected ${tokenName(token)}${WORDS[place]}`, spanOf(token));
}

/** The first call of an unknown function that is whole before the problem: it is noticed first. */
function unknownFunction(tokens: readonly Token[]): Token | undefined {
  const open: number[] = [];
  for (const [i, { type, text }] of tokens.entries()) {
    if (type !== "mark") continue;
    if (text === "(") open.push(i);
    if (text !== ")") continue;
    const name = tokens[(open.pop() ?? 0) - 1];
    if (name?.type === "identifier" && !FUNCTIONS.has(name.text)) return name;
  }
  return undefined;
}

const spanOf = ({ from, to }: Token) => ({ from, to });

const DURATION = "number, duration, step(), or range()";
const WORDS: Readonly<Record<ReturnType<typeof problemPlace>, string>> = {
  anywhere: "",
  call: "",
  aggregation: " in aggregation",
  groupingStart: ' in grouping opts, expected "("',
  groupingLabel: " in grouping opts, expected label",
  groupingEnd: ' in grouping opts, expected "," or ")"',
  matcherStart: ' in label matching, expected identifier or "}"',
  matcherOperator: " in label matching, expected label matching operator",
  matcherValue: " in label matching, expected string",
  matcherEnd: ' in label matching, expected "," or "}"',
  rangeStart: ` in subquery or range selector, expected ${DURATION}`,
  rangeEnd: ' in subquery or range, expected ":" or "]"',
  stepStart: ' in subquery selector, expected number, duration, step(), range(), or "]"',
  stepEnd: ' in subquery selector, expected "]"',
  offset: ` in offset, expected ${DURATION}`,
  at: " in @, expected timestamp",
};

/** The token at or after a place of the normalised text; undefined at its end. */
function tokenFrom({ tokenAt, virtual }: Normalised, place: number): number | undefined {
  for (let i = place; i < tokenAt.length; i++) {
    const token = tokenAt[i] ?? -1;
    const isClosing = virtual[i] === 1 && i > 0 && tokenAt[i - 1] === token;
    if (token >= 0) return isClosing ? token + 1 : token;
  }
  return undefined;
}

function tokenName(token: Token): string {
  switch (token.type) {
    case "end":
      return "end of input";
    case "identifier":
      return `identifier ${quoteGo(token.text)}`;
    case "metricIdentifier":
      return `metric identifier ${quoteGo(token.text)}`;
    case "operator":
      return `<op:${token.text}>`;
    case "aggregator":
      return `<aggr:${token.text}>`;
    case "keyword":
      return `<${token.text}>`;
    case "string":
    case "number":
    case "duration":
      return `${token.type} ${quoteStart(token.text)}`;
    default:
      return quoteStart(token.text);
  }
}

/** Ten characters at most. */
function quoteStart(text: string): string {
  const characters = [...text.slice(0, 22)];
  return characters.length > 10 ? `${quoteGo(characters.slice(0, 10).join(""))}...` : quoteGo(text);
}
