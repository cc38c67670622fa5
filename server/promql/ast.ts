/**
 * PromQL as a tree. Spans are offsets in UTF-16 code units of the query text, [from, to).
 * Durations and timestamps are milliseconds. A duration may be an expression of step() and range(), which is resolved once the
 * evaluation's step and range are known (resolveDurations.ts); after that every `Duration` is a number.
 * Source: Prometheus promql/parser (ast.go) and docs/querying.
 */
import type { LabelMatcher } from "./labelMatcher.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

export type ValueType = "scalar" | "string" | "vector" | "matrix";

export type DurationExpr =
  /** Counts in seconds. `isDuration`: written as one (`5m`), to be printed as one. */
  | { readonly kind: "durationLiteral"; readonly ms: number; readonly isDuration: boolean; readonly span: Span }
  | { readonly kind: "durationStep" | "durationRange"; readonly span: Span }
  | {
      readonly kind: "durationUnary";
      readonly operator: "+" | "-";
      readonly operand: DurationExpr;
      readonly span: Span;
    }
  | {
      readonly kind: "durationBinary";
      readonly operator: "+" | "-" | "*" | "/" | "%" | "^" | "min" | "max";
      readonly left: DurationExpr;
      readonly right: DurationExpr;
      readonly span: Span;
    }
  | { readonly kind: "durationParen"; readonly inner: DurationExpr; readonly span: Span };
export type Duration = number | DurationExpr;

/** `@`: Unix milliseconds, or the evaluation's start or end. */
export type AtModifier = number | "start" | "end";

export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  /** Written as a duration (`5m`), to be printed as one. */
  readonly isDuration: boolean;
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}

export interface VectorSelector {
  readonly kind: "vectorSelector";
  /** The metric name as written before the braces, "" when there is none. It is also the last of `matchers`. */
  readonly name: string;
  readonly matchers: readonly LabelMatcher[];
  readonly offset: Duration;
  readonly at: AtModifier | null;
  /** Extended range selectors; on an instant selector only `smoothed` and `anchored` as Prometheus allows. */
  readonly extension: "anchored" | "smoothed" | null;
  readonly span: Span;
}

export interface MatrixSelector {
  readonly kind: "matrixSelector";
  readonly selector: VectorSelector;
  readonly range: Duration;
  readonly span: Span;
}

export interface Subquery {
  readonly kind: "subquery";
  readonly expr: Expr;
  readonly range: Duration;
  /** Null: the default resolution. */
  readonly step: Duration | null;
  readonly offset: Duration;
  readonly at: AtModifier | null;
  readonly span: Span;
}

export interface UnaryExpr {
  readonly kind: "unary";
  readonly operator: "+" | "-";
  readonly expr: Expr;
  readonly span: Span;
}

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "^"
  | "atan2"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "</"
  | ">/"
  | "and"
  | "or"
  | "unless";

export interface VectorMatching {
  readonly card: "one-to-one" | "many-to-one" | "one-to-many" | "many-to-many";
  /** True for `on`, false for `ignoring` (and for neither, with no labels). */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** Labels of `group_left(...)` / `group_right(...)`. */
  readonly include: readonly string[];
  /** `fill(x)`, `fill_left(x)`, `fill_right(x)`: the value for a side that has no match. */
  readonly fillLeft: number | null;
  readonly fillRight: number | null;
}

export interface BinaryExpr {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expr;
  readonly right: Expr;
  readonly returnBool: boolean;
  /** Null unless both sides are vectors. */
  readonly matching: VectorMatching | null;
  readonly span: Span;
}

export type AggregateOperator =
  | "sum"
  | "min"
  | "max"
  | "avg"
  | "group"
  | "stddev"
  | "stdvar"
  | "count"
  | "count_values"
  | "bottomk"
  | "topk"
  | "quantile"
  | "limitk"
  | "limit_ratio";

export interface AggregateExpr {
  readonly kind: "aggregate";
  readonly operator: AggregateOperator;
  readonly expr: Expr;
  readonly parameter: Expr | null;
  readonly grouping: readonly string[];
  readonly without: boolean;
  readonly span: Span;
}

export interface Call {
  readonly kind: "call";
  /** A name of functions.ts. */
  readonly name: string;
  readonly args: readonly Expr[];
  readonly span: Span;
}

export interface ParenExpr {
  readonly kind: "paren";
  readonly expr: Expr;
  readonly span: Span;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | UnaryExpr
  | BinaryExpr
  | AggregateExpr
  | Call
  | ParenExpr;
