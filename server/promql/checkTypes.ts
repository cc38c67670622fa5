/**
 * Types of expressions, and the refusal of ill-typed ones with Prometheus's words.
 * Source: Prometheus promql/parser (parse.go: checkAST), ast.go.
 */
import type { AggregateExpr, BinaryExpr, BinaryOperator, Call, Expr, Span, ValueType, VectorSelector } from "./ast.ts";
import { quoteGo } from "./formatGo.ts";
import { FUNCTIONS } from "./functionTable.ts";
import { METRIC_NAME } from "./labels.ts";
import { compileMatcher } from "./matchLabels.ts";
import { fail } from "./parseSource.ts";

export function valueType(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "vectorSelector":
    case "aggregate":
      return "vector";
    case "matrixSelector":
    case "subquery":
      return "matrix";
    case "unary":
    case "paren":
      return valueType(expr.expr);
    case "binary":
      return valueType(expr.left) === "scalar" && valueType(expr.right) === "scalar" ? "scalar" : "vector";
    case "call":
      return FUNCTIONS.get(expr.name)?.returns ?? "vector";
  }
}

/** As Prometheus's documentation calls them. */
const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "scalar",
  string: "string",
  vector: "instant vector",
  matrix: "range vector",
};
const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(["==", "!=", "<", "<=", ">", ">="]);
const SETS: ReadonlySet<BinaryOperator> = new Set(["and", "or", "unless"]);

/** Type of an expression, all parts of which are right. Gives binary expressions the matching that their types ask for. */
export function checkTypes(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "vectorSelector":
      checkSelector(expr, false);
      return "vector";
    case "matrixSelector":
      checkSelector(expr.selector, false);
      return "matrix";
    case "subquery":
      if (checkTypes(expr.expr) !== "vector") {
        fail(expr.span, `subquery is only allowed on instant vector, got ${valueType(expr.expr)} instead`);
      }
      return "matrix";
    case "paren":
      return checkTypes(expr.expr);
    case "unary":
      return checkUnary(expr.span, checkTypes(expr.expr));
    case "binary":
      return checkBinary(expr);
    case "aggregate":
      return checkAggregate(expr);
    case "call":
      return checkCall(expr);
  }
}

function checkUnary(span: Span, type: ValueType): ValueType {
  if (type !== "scalar" && type !== "vector") {
    fail(span, `unary expression only allowed on expressions of type scalar or instant vector, got "${NAMES[type]}"`);
  }
  return type;
}

function expectType(expr: Expr, wanted: ValueType, where: string): void {
  const type = checkTypes(expr);
  if (type !== wanted) fail(expr.span, `expected type ${NAMES[wanted]} in ${where}, got ${NAMES[type]}`);
}

function checkAggregate(expr: AggregateExpr): ValueType {
  expectType(expr.expr, "vector", "aggregation expression");
  const wanted = expr.operator === "count_values" ? "string" : "scalar";
  if (expr.parameter) expectType(expr.parameter, wanted, "aggregation parameter");
  return "vector";
}

function checkCall(call: Call): ValueType {
  const signature = FUNCTIONS.get(call.name);
  if (!signature) fail(call.span, `unknown function with name ${quoteGo(call.name)}`);
  checkCount(call, signature.args.length, signature.variadic);
  if (call.name === "info" && call.args[1]) checkInfoSelector(call, call.args[1]);
  for (const [i, arg] of call.args.entries()) {
    const wanted = signature.args[Math.min(i, signature.args.length - 1)];
    if (call.name === "info" && i === 1 && arg.kind === "vectorSelector") checkSelector(arg, true);
    else if (wanted) expectType(arg, wanted, `call to function "${call.name}"`);
  }
  return signature.returns;
}

function checkCount(call: Call, declared: number, variadic: number): void {
  const got = call.args.length;
  const refuse = (wanted: string) =>
    fail(call.span, `expected ${wanted} argument(s) in call to "${call.name}", got ${got}`);
  if (variadic === 0 && got !== declared) refuse(String(declared));
  if (variadic !== 0 && got < declared - 1) refuse(`at least ${declared - 1}`);
  if (variadic > 0 && got > declared - 1 + variadic) refuse(`at most ${declared - 1 + variadic}`);
}

function checkInfoSelector(call: Call, selector: Expr): void {
  const type = valueType(selector);
  if (type !== "vector") fail(call.span, `expected type instant vector in call to function "info", got ${NAMES[type]}`);
  if (selector.kind !== "vectorSelector") fail(selector.span, "expected label selectors only");
  if (selector.name !== "") fail(selector.span, "expected label selectors only, got vector selector instead");
}

function checkSelector(selector: VectorSelector, mayBeEmpty: boolean): void {
  const { name, matchers, span } = selector;
  if (name !== "") {
    const twice = matchers.slice(0, -1).find((matcher) => matcher.name === METRIC_NAME);
    if (twice) fail(span, `metric name must not be set twice: ${quoteGo(name)} or ${quoteGo(twice.value)}`);
    return;
  }
  if (!mayBeEmpty && matchers.every((matcher) => compileMatcher(matcher)(""))) {
    fail(span, "vector selector must contain at least one non-empty matcher");
  }
}

function checkBinary(expr: BinaryExpr): ValueType {
  const left = checkTypes(expr.left);
  const right = checkTypes(expr.right);
  const { operator, matching } = expr;
  const isComparison = COMPARISONS.has(operator);
  if (expr.returnBool && !isComparison)
    fail(expr.operatorSpan, "bool modifier can only be used on comparison operators");
  if (isComparison && !expr.returnBool && left === "scalar" && right === "scalar") {
    fail(expr.operatorSpan, "comparisons between scalars must use BOOL modifier");
  }
  const twice = matching?.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (twice !== undefined)
    fail(expr.operatorSpan, `label ${quoteGo(twice)} must not occur in ON and GROUP clause at once`);
  for (const [type, side] of [
    [left, expr.left],
    [right, expr.right],
  ] as const) {
    if (type !== "scalar" && type !== "vector") {
      fail(side.span, "binary expression must contain only scalar and instant vector types");
    }
  }
  const areVectors = left === "vector" && right === "vector";
  if (!areVectors) checkScalarSides(expr);
  else if (SETS.has(operator)) checkSetOperation(expr);
  settleMatching(expr, areVectors);
  return left === "scalar" && right === "scalar" ? "scalar" : "vector";
}

function checkScalarSides({ matching, operator, span }: BinaryExpr): void {
  if (matching && matching.labels.length > 0) fail(span, "vector matching only allowed between instant vectors");
  if (matching && (matching.fillLeft !== null || matching.fillRight !== null)) {
    fail(span, "filling in missing series only allowed between instant vectors");
  }
  if (SETS.has(operator)) fail(span, `set operator "${operator}" not allowed in binary scalar expression`);
}

function checkSetOperation({ matching, operator, span }: BinaryExpr): void {
  if (matching?.card === "many-to-one" || matching?.card === "one-to-many") {
    fail(span, `no grouping allowed for "${operator}" operation`);
  }
  if (matching && (matching.fillLeft !== null || matching.fillRight !== null)) {
    fail(span, "filling in missing series not allowed for set operators");
  }
}

/** The one place that writes to a tree, which nobody has seen yet: matching is known only when both types are. */
function settleMatching(expr: BinaryExpr, areVectors: boolean): void {
  const unseen = expr as { -readonly [Key in keyof BinaryExpr]: BinaryExpr[Key] };
  if (!areVectors) unseen.matching = null;
  else if (expr.matching && SETS.has(expr.operator)) unseen.matching = { ...expr.matching, card: "many-to-many" };
}
