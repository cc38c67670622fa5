/**
 * Durations of ranges, steps and offsets: a number of milliseconds when written as a literal, else an expression.
 * Errors: PromQlError (parse) for literals out of range and for a division by a literal zero.
 * Source: Prometheus promql/parser (generated_parser.y: duration_expr, offset_duration_expr).
 */
import type { SyntaxNode } from "@lezer/common";
import type { Duration, DurationExpr } from "./ast.ts";
import { MAX_DURATION_MS } from "./parseDurationText.ts";
import { childrenOf, fail, failTooDeep, type Source } from "./parseSource.ts";

type Literal = Extract<DurationExpr, { kind: "durationLiteral" }>;
type BinaryOperator = Extract<DurationExpr, { kind: "durationBinary" }>["operator"];

export function readDuration(source: Source, node: SyntaxNode): Duration {
  const expr = read(source, node);
  return expr.kind === "durationLiteral" ? Math.trunc(expr.ms) : expr;
}

export function readPositiveDuration(source: Source, node: SyntaxNode): Duration {
  const expr = read(source, node);
  if (expr.kind !== "durationLiteral") return expr;
  if (!(expr.ms > 0)) fail(expr.span, "duration must be greater than 0");
  return Math.trunc(expr.ms);
}

/** Beyond what the tree of a duration may add to the levels of an expression, the runtime makes trees flat. */
const MAX_DURATION_DEPTH = 300;

function read(source: Source, node: SyntaxNode, depth = 0): DurationExpr {
  if (depth > MAX_DURATION_DEPTH) failTooDeep(source.span(node));
  const span = source.span(node);
  const children = childrenOf(node);
  const [first, second, third] = children;
  if (!first) throw new Error(`${node.name} is empty`);
  switch (first.name) {
    case "NumberDurationLiteralInDurationContext":
      return readLiteral(source, first);
    case "DurationStep":
      return { kind: "durationStep", span };
    case "DurationRange":
      return { kind: "durationRange", span };
    case "UnaryOp":
      return second
        ? withSign(source.first(first).text, read(source, second, depth + 1), span)
        : readLiteral(source, first);
    default:
      break;
  }
  if (!second) {
    const inner = read(source, first, depth + 1);
    return inner.kind === "durationParen" || source.isVirtual(node) ? inner : { kind: "durationParen", inner, span };
  }
  if (!third) throw new Error(`${node.name} has no right side`);
  const isCall = first.name === "DurationMinOf" || first.name === "DurationMaxOf";
  const left = read(source, isCall ? second : first, depth + 1);
  const right = read(source, third, depth + 1);
  const operator = isCall
    ? CALLS[source.first(first).text.toLowerCase()]
    : (source.first(second).text as BinaryOperator);
  if (!operator) throw new Error("a duration has an operator unknown here");
  const isByZero = right.kind === "durationLiteral" && right.ms === 0;
  if (isByZero && operator === "/") fail(source.span(second), "division by zero");
  if (isByZero && operator === "%") fail(source.span(second), "modulo by zero");
  return { kind: "durationBinary", operator, left, right, span };
}

const CALLS: Readonly<Record<string, BinaryOperator>> = { min_of: "min", max_of: "max" };

function readLiteral(source: Source, node: SyntaxNode): Literal {
  const { value, isDuration } = source.number(node);
  return inRange({ kind: "durationLiteral", ms: inMs(value), isDuration, span: source.span(node) });
}

/** Whole nanoseconds, as milliseconds. */
const inMs = (seconds: number) => Math.round(seconds * 1e9) / 1e6;

function inRange(literal: Literal): Literal {
  if (Math.abs(literal.ms) > MAX_DURATION_MS) fail(literal.span, "duration out of range");
  return literal;
}

function withSign(sign: string, operand: DurationExpr, span: DurationExpr["span"]): DurationExpr {
  if (operand.kind === "durationLiteral") return { ...operand, ms: sign === "-" ? -operand.ms : operand.ms, span };
  return sign === "-" ? { kind: "durationUnary", operator: "-", operand, span } : operand;
}
