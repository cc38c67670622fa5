/**
 * Arithmetic and comparison of two instant vectors: series are brought together by their matching labels once, then each group is
 * worked through step by step. Most groups have one series a side at every step.
 * Errors: PromQlError (execution), with Prometheus's texts, when a match is not unique at some step.
 * Source: Prometheus promql/engine.go (VectorBinop).
 */
import type { BinaryExpr, VectorMatching } from "./ast.ts";
import { ARITHMETIC, COMPARISON, type Element, type ElementAnswer, HistogramOperation } from "./binaryElement.ts";
import { answerLabels, type MatchGroup, matchGroups, matchingOf, matchLabelsOf } from "./binaryMatching.ts";
import type { Evaluator } from "./evaluateState.ts";
import type { Labels } from "./labels.ts";
import { labelsText } from "./labelsText.ts";
import { sameLabels } from "./mergeSeries.ts";
import { PromQlError } from "./promQlError.ts";
import {
  emptySeries,
  type Frame,
  histogramAt,
  StepKind,
  type StepSeries,
  setFloat,
  setHistogram,
} from "./stepSeries.ts";

export async function binaryVectors(evaluator: Evaluator, expr: BinaryExpr, frame: Frame): Promise<StepSeries[]> {
  const left = await evaluator.collect(expr.left, frame);
  const right = await evaluator.collect(expr.right, frame);
  const matching = matchingOf(expr);
  const operation = new VectorOperation(evaluator, expr, frame, left, right);
  const { pace } = evaluator.evaluation;
  for (const group of await matchGroups(left, right, matching, pace)) {
    if (pace.due()) await pace.pause();
    operation.work(group);
  }
  return operation.answers();
}

/** The sides as matching sees them: `one` must be unique in a group. group_right turns them around. */
interface Sides {
  readonly many: readonly StepSeries[];
  readonly one: readonly StepSeries[];
}

class VectorOperation {
  private readonly expr: BinaryExpr;
  private readonly matching: VectorMatching;
  private readonly frame: Frame;
  private readonly swapped: boolean;
  private readonly manyFill: number | null;
  private readonly oneFill: number | null;
  private readonly all: Sides;
  private readonly histograms: HistogramOperation;
  private readonly compare: ((left: number, right: number) => boolean) | undefined;
  private readonly arithmetic: ((left: number, right: number) => number) | undefined;
  private readonly byLabels = new Map<string, StepSeries>();

  constructor(
    evaluator: Evaluator,
    expr: BinaryExpr,
    frame: Frame,
    left: readonly StepSeries[],
    right: readonly StepSeries[],
  ) {
    this.expr = expr;
    this.frame = frame;
    this.matching = matchingOf(expr);
    this.swapped = this.matching.card === "one-to-many";
    // Prometheus does not turn the fill values around with the sides: `fill_right` fills the "one" side of group_right as well.
    this.manyFill = this.matching.fillLeft;
    this.oneFill = this.matching.fillRight;
    this.all = this.swapped ? { many: right, one: left } : { many: left, one: right };
    this.histograms = new HistogramOperation(expr, evaluator.evaluation.annotations);
    this.compare = COMPARISON.get(expr.operator);
    this.arithmetic = ARITHMETIC.get(expr.operator);
  }

  answers(): StepSeries[] {
    return [...this.byLabels.values()];
  }

  work(group: MatchGroup): void {
    const sides: Sides = this.swapped ? { many: group.right, one: group.left } : { many: group.left, one: group.right };
    const [many, one] = [sides.many[0], sides.one[0]];
    if ((many === undefined && this.manyFill === null) || (one === undefined && this.oneFill === null)) {
      if (sides.one.length > 1) this.checkUnique(sides.one, group.labels);
      return;
    }
    const plain = this.manyFill === null && this.oneFill === null;
    if (plain && sides.many.length === 1 && sides.one.length === 1 && many && one) this.pair(many, one);
    else this.steps(sides, group.labels);
  }

  /** One series with one other. */
  private pair(many: StepSeries, one: StepSeries): void {
    const out = this.answerSeries(many.labels, one.labels, many.dropName);
    for (let step = 0; step < this.frame.stepCount; step++) {
      if (many.kinds[step] === StepKind.NONE || one.kinds[step] === StepKind.NONE) continue;
      this.put(out, step, this.operate(elementAt(many, step), elementAt(one, step)));
    }
  }

  private checkUnique(one: readonly StepSeries[], labels: Labels): void {
    for (let step = 0; step < this.frame.stepCount; step++) this.onlyOne(one, step, labels);
  }

  private steps(sides: Sides, labels: Labels): void {
    for (let step = 0; step < this.frame.stepCount; step++) {
      const one = this.onlyOne(sides.one, step, labels);
      const present = sides.many.filter(({ kinds }) => kinds[step] !== StepKind.NONE);
      const matched = new Set<string>();
      for (const many of present) {
        const other = one ? elementAt(one, step) : this.oneFill === null ? null : floatElement(this.oneFill);
        if (other === null) continue;
        const oneLabels = one?.labels ?? matchLabelsOf(this.matching)(many.labels);
        this.match(many.labels, oneLabels, many.dropName, elementAt(many, step), other, step, matched);
      }
      if (one === null || matched.size > 0 || this.manyFill === null) continue;
      const filled = floatElement(this.manyFill);
      this.match(labels, one.labels, false, filled, elementAt(one, step), step, matched);
    }
  }

  /** The series of the side that must be unique which has a value at this step. */
  private onlyOne(one: readonly StepSeries[], step: number, labels: Labels): StepSeries | null {
    let only: StepSeries | null = null;
    for (const series of one) {
      if (series.kinds[step] === StepKind.NONE) continue;
      if (only !== null && this.anyMany(step)) throw this.duplicate(only, series, labels);
      only = series;
    }
    return only;
  }

  /** Where the other side has nothing at all at a step, nothing is matched there and nothing can be wrong. */
  private anyMany(step: number): boolean {
    if (this.manyFill !== null || this.oneFill !== null) return true;
    return this.all.many.some(({ kinds }) => kinds[step] !== StepKind.NONE);
  }

  private duplicate(a: StepSeries, b: StepSeries, labels: Labels): PromQlError {
    const [first, second] = [labelsText(a.labels), labelsText(b.labels)].sort();
    const side = this.swapped ? "left" : "right";
    const text = `found duplicate series for the match group ${labelsText(labels)} on the ${side} hand-side of the operation: [${first}, ${second}];many-to-many matching not allowed: matching labels must be unique on one side`;
    return new PromQlError("execution", text, this.expr.span);
  }

  private match(
    many: Labels,
    one: Labels,
    dropName: boolean,
    manyElement: Element,
    oneElement: Element,
    step: number,
    matched: Set<string>,
  ): void {
    const answer = this.operate(manyElement, oneElement);
    if (answer === null) return;
    const out = this.answerSeries(many, one, dropName);
    const key = this.matching.card === "one-to-one" ? "" : out.labels.key;
    if (matched.has(key)) {
      const reason =
        this.matching.card === "one-to-one"
          ? "many-to-one matching must be explicit (group_left/group_right)"
          : "grouping labels must ensure unique matches";
      throw new PromQlError("execution", `multiple matches for labels: ${reason}`, this.expr.span);
    }
    matched.add(key);
    this.put(out, step, answer);
  }

  private operate(many: Element, one: Element): ElementAnswer | null {
    const [left, right] = this.swapped ? [one, many] : [many, one];
    if (left.histogram !== null || right.histogram !== null) return this.histograms.answer(left, right);
    if (this.arithmetic) return { value: this.arithmetic(left.value, right.value), histogram: null, keep: true };
    if (!this.compare) return this.histograms.refuse(left, right);
    return { value: left.value, histogram: null, keep: this.compare(left.value, right.value) };
  }

  private put(out: StepSeries, step: number, answer: ElementAnswer | null): void {
    if (answer === null || !(answer.keep || this.expr.returnBool)) return;
    if (out.kinds[step] !== StepKind.NONE) throw sameLabels();
    if (this.expr.returnBool) setFloat(out, step, answer.keep ? 1 : 0);
    else if (answer.histogram) setHistogram(out, step, answer.histogram);
    else setFloat(out, step, answer.value);
  }

  private answerSeries(many: Labels, one: Labels, dropName: boolean): StepSeries {
    const labels = answerLabels(this.expr, many, one);
    const known = this.byLabels.get(labels.key);
    if (known) return known;
    const series = emptySeries(labels, dropName || this.expr.returnBool, this.frame.stepCount);
    this.byLabels.set(labels.key, series);
    return series;
  }
}

const floatElement = (value: number): Element => ({ value, histogram: null });

function elementAt(series: StepSeries, step: number): Element {
  return { value: series.values[step] ?? 0, histogram: series.histograms === null ? null : histogramAt(series, step) };
}
