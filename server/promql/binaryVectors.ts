/**
 * Arithmetic and comparison of two instant vectors: series are brought together by their matching labels once, and for each group it is
 * found once which series of the side that must be unique is there at which step. Then each series of the other side runs through
 * its steps; labels are made once for each pair, never for a step.
 * Errors: PromQlError (execution), with Prometheus's texts, when a match is not unique at some step.
 * Source: Prometheus promql/engine.go (VectorBinop).
 */
import type { BinaryExpr, VectorMatching } from "./ast.ts";
import { ARITHMETIC, COMPARISON, type Element, type ElementAnswer, HistogramOperation } from "./binaryElement.ts";
import { answerLabels, type MatchGroup, matchGroups, matchingOf } from "./binaryMatching.ts";
import type { Pace } from "./evaluatePace.ts";
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
  for (const group of await matchGroups(left, right, matching, pace)) await operation.work(group);
  return operation.answers();
}

/** The sides as matching sees them: `one` must be unique in a group at each step. group_right turns them around. */
interface Sides {
  readonly many: readonly StepSeries[];
  readonly one: readonly StepSeries[];
  readonly labels: Labels;
}

/** No series of the unique side is there at this step. */
const NOBODY = -1;

class VectorOperation {
  private readonly expr: BinaryExpr;
  private readonly matching: VectorMatching;
  private readonly stepCount: number;
  private readonly swapped: boolean;
  /** What stands in for a missing side; as in Prometheus, `fill_right` is that of the unique side of group_right too. */
  private readonly manyFill: number | null;
  private readonly oneFill: number | null;
  private readonly allMany: readonly StepSeries[];
  private readonly pace: Pace;
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
    this.stepCount = frame.stepCount;
    this.matching = matchingOf(expr);
    this.swapped = this.matching.card === "one-to-many";
    this.manyFill = this.matching.fillLeft;
    this.oneFill = this.matching.fillRight;
    this.allMany = this.swapped ? right : left;
    this.pace = evaluator.evaluation.pace;
    this.histograms = new HistogramOperation(expr, evaluator.evaluation.annotations);
    this.compare = COMPARISON.get(expr.operator);
    this.arithmetic = ARITHMETIC.get(expr.operator);
  }

  answers(): StepSeries[] {
    return [...this.byLabels.values()];
  }

  async work({ left, right, labels }: MatchGroup): Promise<void> {
    if (this.pace.due()) await this.pace.pause();
    const sides: Sides = this.swapped ? { many: right, one: left, labels } : { many: left, one: right, labels };
    const places = this.placesOfOne(sides);
    const matched = new MatchedSteps(sides.many.length > 1, this.matching.card === "one-to-one", this.stepCount);
    if (sides.one.length > 0 || this.oneFill !== null)
      for (const many of sides.many) {
        if (this.pace.due()) await this.pace.pause();
        this.matchSeries(many, sides, places, matched);
      }
    if (this.manyFill !== null) this.fillMany(sides, places, this.manyFill);
  }

  /** Which series of the unique side has a value at each step. */
  private placesOfOne({ one, labels }: Sides): Int32Array {
    const places = new Int32Array(this.stepCount).fill(NOBODY);
    for (const [place, { kinds }] of one.entries())
      for (let step = 0; step < this.stepCount; step++) {
        if (kinds[step] === StepKind.NONE) continue;
        const other = one[places[step] ?? NOBODY];
        const second = one[place];
        if (other && second && this.anyMany(step)) throw this.duplicate(other, second, labels);
        places[step] = place;
      }
    return places;
  }

  /** Where the other side has nothing at all at a step, nothing is matched there and nothing can be wrong. */
  private anyMany(step: number): boolean {
    if (this.manyFill !== null || this.oneFill !== null) return true;
    return this.allMany.some(({ kinds }) => kinds[step] !== StepKind.NONE);
  }

  private matchSeries(many: StepSeries, { one, labels }: Sides, places: Int32Array, matched: MatchedSteps): void {
    let place = NOBODY - 1;
    let partner: StepSeries | undefined;
    let out = many;
    for (let step = 0; step < this.stepCount; step++) {
      if (many.kinds[step] === StepKind.NONE) continue;
      const current = places[step] as number;
      if (current === NOBODY && this.oneFill === null) continue;
      if (current !== place) {
        place = current;
        partner = one[place];
        out = this.answerSeries(many.labels, partner?.labels ?? labels, many.dropName);
      }
      const other = partner === undefined ? (this.oneFill ?? 0) : (partner.values[step] as number);
      const plain = many.kinds[step] === StepKind.FLOAT && (partner?.kinds[step] ?? StepKind.FLOAT) === StepKind.FLOAT;
      if (plain && this.arithmetic) {
        const value = many.values[step] as number;
        matched.add(out, step, this.expr);
        this.putFloat(out, step, this.swapped ? this.arithmetic(other, value) : this.arithmetic(value, other));
        continue;
      }
      const answer = this.operate(elementAt(many, step), partner ? elementAt(partner, step) : floatElement(other));
      if (answer === null) continue;
      matched.add(out, step, this.expr);
      this.put(out, step, answer);
    }
  }

  /** Steps at which the unique side has a value and the other none. */
  private fillMany({ many, one, labels }: Sides, places: Int32Array, fill: number): void {
    for (let step = 0; step < this.stepCount; step++) {
      const partner = one[places[step] ?? NOBODY];
      if (partner === undefined || many.some(({ kinds }) => kinds[step] !== StepKind.NONE)) continue;
      const answer = this.operate(floatElement(fill), elementAt(partner, step));
      if (answer !== null) this.put(this.answerSeries(labels, partner.labels, false), step, answer);
    }
  }

  private duplicate(a: StepSeries, b: StepSeries, labels: Labels): PromQlError {
    const [first, second] = [labelsText(a.labels), labelsText(b.labels)].sort();
    const side = this.swapped ? "left" : "right";
    const text = `found duplicate series for the match group ${labelsText(labels)} on the ${side} hand-side of the operation: [${first}, ${second}];many-to-many matching not allowed: matching labels must be unique on one side`;
    return new PromQlError("execution", text, this.expr.span);
  }

  private operate(many: Element, one: Element): ElementAnswer | null {
    const [left, right] = this.swapped ? [one, many] : [many, one];
    if (left.histogram !== null || right.histogram !== null) return this.histograms.answer(left, right);
    if (this.arithmetic) return { value: this.arithmetic(left.value, right.value), histogram: null, keep: true };
    if (!this.compare) return this.histograms.refuse(left, right);
    return { value: left.value, histogram: null, keep: this.compare(left.value, right.value) };
  }

  private putFloat(out: StepSeries, step: number, value: number): void {
    if (out.kinds[step] !== StepKind.NONE) throw sameLabels();
    out.kinds[step] = StepKind.FLOAT;
    out.values[step] = value;
  }

  private put(out: StepSeries, step: number, answer: ElementAnswer): void {
    if (!(answer.keep || this.expr.returnBool)) return;
    if (out.kinds[step] !== StepKind.NONE) throw sameLabels();
    if (this.expr.returnBool) setFloat(out, step, answer.keep ? 1 : 0);
    else if (answer.histogram) setHistogram(out, step, answer.histogram);
    else setFloat(out, step, answer.value);
  }

  /** A name that was to be dropped stays so, also through a comparison, which Prometheus forgets with delayed name removal. */
  private answerSeries(many: Labels, one: Labels, dropName: boolean): StepSeries {
    const labels = answerLabels(this.expr, many, one);
    const known = this.byLabels.get(labels.key);
    if (known) return known;
    const series = emptySeries(labels, dropName || this.expr.returnBool, this.stepCount);
    this.byLabels.set(labels.key, series);
    return series;
  }
}

/** Refuses a second match of a group at a step: any at all one-to-one, one with the same labels many-to-one. */
class MatchedSteps {
  private readonly isNeeded: boolean;
  private readonly oneToOne: boolean;
  private readonly stepCount: number;
  private readonly byAnswer = new Map<StepSeries | null, Uint8Array>();

  constructor(isNeeded: boolean, oneToOne: boolean, stepCount: number) {
    this.isNeeded = isNeeded;
    this.oneToOne = oneToOne;
    this.stepCount = stepCount;
  }

  add(answer: StepSeries, step: number, expr: BinaryExpr): void {
    if (!this.isNeeded) return;
    const key = this.oneToOne ? null : answer;
    const steps = this.byAnswer.get(key) ?? new Uint8Array(this.stepCount);
    this.byAnswer.set(key, steps);
    if (steps[step] === 1) {
      const reason = this.oneToOne
        ? "many-to-one matching must be explicit (group_left/group_right)"
        : "grouping labels must ensure unique matches";
      throw new PromQlError("execution", `multiple matches for labels: ${reason}`, expr.span);
    }
    steps[step] = 1;
  }
}

const floatElement = (value: number): Element => ({ value, histogram: null });

function elementAt(series: StepSeries, step: number): Element {
  return { value: series.values[step] ?? 0, histogram: series.histograms === null ? null : histogramAt(series, step) };
}
