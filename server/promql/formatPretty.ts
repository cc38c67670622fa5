/**
 * Tree -> text over several lines, as Prometheus's /format_query gives it: what is longer than a line is opened, level by level.
 * Source: Prometheus promql/parser (prettier.go).
 */
import type { Expr } from "./ast.ts";
import { formatAggregation, formatOperator, formatSubqueryRange, formatWith } from "./format.ts";

/** Bytes. */
const LINE = 100;

export function formatPretty(expr: Expr): string {
  return new Printer().pretty(expr, 0);
}

class Printer {
  /** Each part is printed on one line once, however often its parents ask how long it is. */
  private readonly lines = new Map<Expr, string>();

  private line = (expr: Expr): string => {
    const known = this.lines.get(expr);
    if (known !== undefined) return known;
    const text = formatWith(expr, this.line);
    this.lines.set(expr, text);
    return text;
  };

  private fits(expr: Expr): boolean {
    const text = this.line(expr);
    return text.length <= LINE && text.length + extraBytes(text) <= LINE;
  }

  pretty(expr: Expr, level: number): string {
    const indent = "  ".repeat(level);
    if (expr.kind === "unary") return `${indent}${expr.operator}${this.pretty(expr.expr, level).trim()}`;
    // As in Prometheus, a subquery that fits is not indented.
    if (this.fits(expr)) return expr.kind === "subquery" ? this.line(expr) : indent + this.line(expr);
    const inner = (child: Expr) => this.pretty(child, level + 1);
    switch (expr.kind) {
      case "aggregate": {
        const parameter = expr.parameter ? `${inner(expr.parameter)},\n` : "";
        return `${indent}${formatAggregation(expr)}(\n${parameter}${inner(expr.expr)}\n${indent})`;
      }
      case "binary":
        return `${inner(expr.left)}\n${indent}${formatOperator(expr)}\n${inner(expr.right)}`;
      case "call":
        return `${indent}${expr.name}(\n${expr.args.map(inner).join(",\n")}\n${indent})`;
      case "paren":
        return `${indent}(\n${inner(expr.expr)}\n${indent})`;
      case "subquery":
        return this.pretty(expr.expr, level) + formatSubqueryRange(expr);
      default:
        return indent + this.line(expr);
    }
  }
}

/** What UTF-8 needs beyond one byte a code unit. */
function extraBytes(text: string): number {
  let extra = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isSurrogate = unit >= 0xd800 && unit < 0xe000;
    extra += unit < 0x80 ? 0 : unit < 0x800 || isSurrogate ? 1 : 2;
  }
  return extra;
}
