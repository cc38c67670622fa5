/**
 * One value with another: arithmetic and comparison of floats and histograms, and what is remarked when they do not go together.
 * Source: Prometheus promql/engine.go (vectorElemBinop).
 */

import type { Annotations } from "./annotations.ts";
import {
  boundsReconciled,
  counterResetCollision,
  incompatibleBucketLayout,
  incompatibleTypes,
} from "./annotationTexts.ts";
import type { BinaryExpr, BinaryOperator } from "./ast.ts";
import type { FloatHistogram } from "./floatHistogram.ts";
import { power } from "./functions/goMath.ts";
import { addHistograms, divideHistogram, scaleHistogram, subtractHistograms } from "./histogram/arithmetic.ts";
import { equalHistograms } from "./histogram/equal.ts";
import { compact } from "./histogram/resolution.ts";
import { trimAbove, trimBelow } from "./histogram/trim.ts";

export type FloatOperation = (left: number, right: number) => number;

export const ARITHMETIC: ReadonlyMap<BinaryOperator, FloatOperation> = new Map<BinaryOperator, FloatOperation>([
  ["+", (left, right) => left + right],
  ["-", (left, right) => left - right],
  ["*", (left, right) => left * right],
  ["/", (left, right) => left / right],
  ["%", (left, right) => left % right],
  ["^", power],
  ["atan2", Math.atan2],
]);

export const COMPARISON: ReadonlyMap<BinaryOperator, (left: number, right: number) => boolean> = new Map<
  BinaryOperator,
  (left: number, right: number) => boolean
>([
  ["==", (left, right) => left === right],
  ["!=", (left, right) => left !== right],
  ["<", (left, right) => left < right],
  ["<=", (left, right) => left <= right],
  [">", (left, right) => left > right],
  [">=", (left, right) => left >= right],
]);

/** A float, or a histogram where there is one. */
export interface Element {
  readonly value: number;
  readonly histogram: FloatHistogram | null;
}

export interface ElementAnswer extends Element {
  /** False for a comparison that does not hold. */
  readonly keep: boolean;
}

/** What an operator makes of two elements at least one of which is a histogram; null when it makes nothing of them, which is remarked. */
export class HistogramOperation {
  private readonly expr: BinaryExpr;
  private readonly annotations: Annotations;

  constructor(expr: BinaryExpr, annotations: Annotations) {
    this.expr = expr;
    this.annotations = annotations;
  }

  answer(left: Element, right: Element): ElementAnswer | null {
    if (left.histogram !== null && right.histogram !== null) return this.both(left.histogram, right.histogram);
    const { operator } = this.expr;
    if (left.histogram === null && right.histogram !== null && operator === "*")
      return kept(compact(scaleHistogram(right.histogram, left.value)));
    if (left.histogram !== null && right.histogram === null)
      switch (operator) {
        case "*":
          return kept(compact(scaleHistogram(left.histogram, right.value)));
        case "/":
          return kept(compact(divideHistogram(left.histogram, right.value)));
        case "</":
          return kept(trimAbove(left.histogram, right.value));
        case ">/":
          return kept(trimBelow(left.histogram, right.value));
      }
    return this.refuse(left, right);
  }

  private both(left: FloatHistogram, right: FloatHistogram): ElementAnswer | null {
    switch (this.expr.operator) {
      case "+":
        return this.combine(addHistograms(left, right), "addition");
      case "-":
        return this.combine(subtractHistograms(left, right), "subtraction");
      case "==":
        return { value: 0, histogram: left, keep: equalHistograms(left, right) };
      case "!=":
        return { value: 0, histogram: left, keep: !equalHistograms(left, right) };
      default:
        return this.refuse({ value: 0, histogram: left }, { value: 0, histogram: right });
    }
  }

  private combine(
    combined: ReturnType<typeof addHistograms>,
    operation: "addition" | "subtraction",
  ): ElementAnswer | null {
    const { span, operator } = this.expr;
    if (combined === null) {
      this.annotations.add(incompatibleBucketLayout(operator), span);
      return null;
    }
    if (combined.boundsReconciled) this.annotations.add(boundsReconciled(operation), span);
    if (combined.resetsCollide) {
      this.annotations.add(counterResetCollision(operation), span);
      return null;
    }
    const histogram = compact(combined.histogram);
    return kept(operation === "subtraction" ? { ...histogram, counterReset: "gauge" } : histogram);
  }

  /** Two floats are refused here too: the trimming operators want a histogram. */
  refuse(left: Element, right: Element): null {
    const name = ({ histogram }: Element) => (histogram === null ? "float" : "histogram");
    this.annotations.add(incompatibleTypes(name(left), this.expr.operator, name(right)), this.expr.span);
    return null;
  }
}

const kept = (histogram: FloatHistogram): ElementAnswer => ({ value: 0, histogram, keep: true });
