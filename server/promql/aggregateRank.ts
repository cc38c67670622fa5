/**
 * topk and bottomk: series keep their labels; at each step only the best k of a group have a value. An instant query's answer is
 * ordered, best first. NaN ranks last either way, histograms are left out.
 * Errors: PromQlError (execution) for a k that is NaN or no 64-bit integer.
 * Source: Prometheus promql/engine.go (aggregationK).
 */
import { remarkHistograms } from "./aggregateFold.ts";
import { gather } from "./aggregateGroups.ts";
import type { AggregateExpr } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import { formatGeneral } from "./formatNumber.ts";
import { PromQlError } from "./promQlError.ts";
import { type Frame, StepKind, type StepSeries } from "./stepSeries.ts";

const INT64 = 2 ** 63;

/** How many at each step; null when it is none at all. */
export async function counts(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<Float64Array | null> {
  if (expr.parameter === null) return null;
  const wanted = await evaluator.scalar(expr.parameter, frame);
  const fail = (text: string) => new PromQlError("execution", text, expr.parameter?.span ?? expr.span);
  const [least, most] = [wanted.reduce(lesser), wanted.reduce(greater)];
  if (!(most >= 1)) {
    if (Number.isNaN(most) && wanted.every(Number.isNaN)) throw fail("Parameter value is NaN");
    return null;
  }
  if (wanted.some(Number.isNaN)) throw fail("Parameter value is NaN");
  if (least <= -INT64) throw fail(`Scalar value ${formatGeneral(least)} underflows int64`);
  if (most >= INT64) throw fail(`Scalar value ${formatGeneral(most)} overflows int64`);
  return wanted.map(Math.trunc);
}

/** NaN gives way to numbers. */
const lesser = (a: number, b: number) => (b < a || Number.isNaN(a) ? b : a);
const greater = (a: number, b: number) => (b > a || Number.isNaN(a) ? b : a);

export async function rankSeries(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  const { annotations, pace } = evaluator.evaluation;
  const wanted = await counts(evaluator, expr, frame);
  const vector = await evaluator.collect(expr.expr, frame);
  if (wanted === null) return [];
  for (const series of vector) remarkHistograms(series, expr.operator, { annotations, span: expr.span });
  const sign = expr.operator === "topk" ? 1 : -1;
  const answers: StepSeries[] = [];
  for (const members of await gather(expr, vector, pace)) {
    const selected = members.map(() => new Uint8Array(frame.stepCount));
    const ranking = new Ranking(members, sign);
    let best: readonly number[] = [];
    for (let step = 0; step < frame.stepCount; step++) {
      if (pace.due()) await pace.pause();
      best = ranking.best(step, wanted[step] ?? 0);
      for (const member of best) if (selected[member]) selected[member][step] = StepKind.FLOAT;
    }
    members.forEach((series, member) => {
      series.kinds = selected[member] ?? series.kinds;
      series.histograms = null;
    });
    const ordered = frame.stepCount === 1 ? ranking.sorted(best) : [...members.keys()];
    for (const member of ordered) if (members[member]) answers.push(members[member]);
  }
  return answers;
}

/** A heap of the best k, the worst of them on top, so that most members are refused by one comparison. */
class Ranking {
  private readonly members: readonly StepSeries[];
  private readonly sign: 1 | -1;
  private readonly ranks: Float64Array;
  private readonly heap: Int32Array;

  /** `sign` is 1 where large values are good. */
  constructor(members: readonly StepSeries[], sign: 1 | -1) {
    this.members = members;
    this.sign = sign;
    this.ranks = new Float64Array(members.length);
    this.heap = new Int32Array(members.length);
  }

  /** The numbers of the best members, in no order. */
  best(step: number, wanted: number): readonly number[] {
    const { members, ranks, heap, sign } = this;
    let size = 0;
    for (let member = 0; member < members.length && wanted >= 1; member++) {
      const series = members[member] as StepSeries;
      if (series.kinds[step] !== StepKind.FLOAT) continue;
      const value = series.values[step] as number;
      ranks[member] = Number.isNaN(value) ? Number.NaN : sign * value;
      if (size < wanted) {
        heap[size] = member;
        this.rise(size++);
      } else if (this.worse(heap[0] as number, member)) {
        heap[0] = member;
        this.sink(size);
      }
    }
    return Array.from(heap.subarray(0, size));
  }

  /** Best first. */
  sorted(members: readonly number[]): number[] {
    return [...members].sort((a, b) => (this.worse(a, b) ? 1 : this.worse(b, a) ? -1 : a - b));
  }

  private worse(a: number, b: number): boolean {
    const [left, right] = [this.ranks[a] as number, this.ranks[b] as number];
    return left < right || (Number.isNaN(left) && !Number.isNaN(right));
  }

  private rise(from: number): void {
    const { heap } = this;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.worse(heap[at] as number, heap[parent] as number)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(size: number): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < size && this.worse(heap[child] as number, heap[least] as number)) least = child;
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    const kept = heap[a] as number;
    heap[a] = heap[b] as number;
    heap[b] = kept;
  }
}
