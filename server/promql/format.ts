/**
 * Tree -> text, as Prometheus prints an expression: one line, its own order of modifiers, durations in their largest units.
 * Source: Prometheus promql/parser (printer.go).
 */
import type {
  AggregateExpr,
  AtModifier,
  BinaryExpr,
  Duration,
  DurationExpr,
  Expr,
  NumberLiteral,
  VectorMatching,
  VectorSelector,
} from "./ast.ts";
import { formatGoFloat, quoteGo } from "./formatGo.ts";
import type { LabelMatcher } from "./labelMatcher.ts";
import { METRIC_NAME } from "./labels.ts";
import { formatDuration } from "./parseDurationText.ts";

export function formatExpr(expr: Expr): string {
  return formatWith(expr, formatExpr);
}

/** One level: `inner` prints what is within. */
export function formatWith(expr: Expr, inner: (expr: Expr) => string): string {
  switch (expr.kind) {
    case "number":
      return formatNumber(expr);
    case "string":
      return quoteGo(expr.value);
    case "paren":
      return `(${inner(expr.expr)})`;
    case "unary":
      return `${expr.operator}${inner(expr.expr)}`;
    case "binary":
      return `${inner(expr.left)} ${formatOperator(expr)} ${inner(expr.right)}`;
    case "call":
      return `${expr.name}(${expr.args.map(inner).join(", ")})`;
    case "aggregate":
      return `${formatAggregation(expr)}(${expr.parameter ? `${inner(expr.parameter)}, ` : ""}${inner(expr.expr)})`;
    case "vectorSelector":
      return formatSelector(expr) + formatAt(expr.at) + formatExtension(expr) + formatOffset(expr.offset);
    case "matrixSelector": {
      const { selector } = expr;
      const modifiers = formatExtension(selector) + formatAt(selector.at) + formatOffset(selector.offset);
      return `${formatSelector(selector)}[${formatAnyDuration(expr.range)}]${modifiers}`;
    }
    case "subquery":
      return `${inner(expr.expr)}${formatSubqueryRange(expr)}`;
  }
}

export function formatSubqueryRange({ range, step, at, offset }: Extract<Expr, { kind: "subquery" }>): string {
  const resolution = step === null ? "" : formatAnyDuration(step);
  return `[${formatAnyDuration(range)}:${resolution}]${formatAt(at)}${formatOffset(offset)}`;
}

function formatNumber({ value, isDuration }: NumberLiteral): string {
  return isDuration ? formatDuration(value * 1_000) : formatGoFloat(value);
}

/** `sum by (a) `, without the arguments. */
export function formatAggregation({ operator, without, grouping }: AggregateExpr): string {
  if (without) return `${operator} without (${formatNames(grouping)}) `;
  return grouping.length > 0 ? `${operator} by (${formatNames(grouping)}) ` : operator;
}

const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function formatNames(names: readonly string[]): string {
  return names.map((name) => (LEGACY_NAME.test(name) ? name : quoteGo(name))).join(", ");
}

/** Operator with everything up to the right side: `== bool on (a) group_left (b)`. */
export function formatOperator({ operator, returnBool, matching }: BinaryExpr): string {
  return `${operator}${returnBool ? " bool" : ""}${matching ? formatMatching(matching) : ""}`;
}

function formatMatching({ card, on, labels, include, fillLeft, fillRight }: VectorMatching): string {
  const isGrouped = card === "many-to-one" || card === "one-to-many";
  let text = "";
  if (labels.length > 0 || on || isGrouped) text += ` ${on ? "on" : "ignoring"} (${formatNames(labels)})`;
  if (isGrouped) text += ` group_${card === "many-to-one" ? "left" : "right"} (${formatNames(include)})`;
  if (fillLeft !== null && fillLeft === fillRight) return `${text} fill (${formatShortest(fillLeft)})`;
  if (fillLeft !== null) text += ` fill_left (${formatShortest(fillLeft)})`;
  if (fillRight !== null) text += ` fill_right (${formatShortest(fillRight)})`;
  return text;
}

/** As Go's %v: an exponent below 1e-4 and from 1e21 on. */
function formatShortest(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0 || (size >= 1e-4 && size < 1e21)) return formatGoFloat(value);
  return value.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
}

function formatSelector({ name, matchers }: VectorSelector): string {
  const isName = (matcher: LabelMatcher) =>
    matcher.name === METRIC_NAME && matcher.operator === "=" && matcher.value === name && name !== "";
  const shown = matchers
    .filter((matcher) => !isName(matcher))
    .map((matcher) => formatNames([matcher.name]) + matcher.operator + quoteGo(matcher.value))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return shown.length > 0 ? `${name}{${shown.join(",")}}` : name;
}

function formatAt(at: AtModifier | null): string {
  if (at === null) return "";
  return typeof at === "number" ? ` @ ${(at / 1_000).toFixed(3)}` : ` @ ${at}()`;
}

const formatExtension = ({ extension }: VectorSelector) => (extension === null ? "" : ` ${extension}`);

const formatOffset = (offset: Duration) => (offset === 0 ? "" : ` offset ${formatAnyDuration(offset)}`);

function formatAnyDuration(duration: Duration): string {
  return typeof duration === "number" ? formatDuration(duration) : formatDurationExpr(duration);
}

function formatDurationExpr(expr: DurationExpr): string {
  switch (expr.kind) {
    case "durationLiteral":
      return expr.isDuration ? formatDuration(expr.ms) : formatGoFloat(expr.ms / 1_000);
    case "durationStep":
      return "step()";
    case "durationRange":
      return "range()";
    case "durationParen":
      return `(${formatDurationExpr(expr.inner)})`;
    case "durationUnary":
      return `${expr.operator}${formatDurationExpr(expr.operand)}`;
    case "durationBinary": {
      const [left, right] = [formatDurationExpr(expr.left), formatDurationExpr(expr.right)];
      const isCall = expr.operator === "min" || expr.operator === "max";
      return isCall ? `${expr.operator}_of(${left}, ${right})` : `${left} ${expr.operator} ${right}`;
    }
  }
}
