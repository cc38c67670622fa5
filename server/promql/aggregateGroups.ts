/** Which group a series belongs to: the labels that `by` keeps or `without` leaves. */
import type { AggregateExpr } from "./ast.ts";
import type { Pace } from "./evaluatePace.ts";
import { Labels, METRIC_NAME } from "./labels.ts";
import type { StepSeries } from "./stepSeries.ts";

export class Grouping {
  /** Of each group, in the order in which groups were first met. */
  readonly labels: Labels[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly groupLabels: (of: Labels) => Labels;

  constructor(expr: AggregateExpr) {
    const names = new Set(expr.without ? [...expr.grouping, METRIC_NAME] : expr.grouping);
    if (expr.without) this.groupLabels = (of) => of.without(names);
    else if (names.size === 0) this.groupLabels = () => Labels.EMPTY;
    else this.groupLabels = (of) => of.only(names);
  }

  /** The group's number, from 0. */
  of(labels: Labels): number {
    const own = this.groupLabels(labels);
    const known = this.numbers.get(own.key);
    if (known !== undefined) return known;
    this.numbers.set(own.key, this.labels.length);
    return this.labels.push(own) - 1;
  }
}

/** Members of each group, for operators that have to see them all at once. */
export async function gather(expr: AggregateExpr, vector: readonly StepSeries[], pace: Pace): Promise<StepSeries[][]> {
  const grouping = new Grouping(expr);
  const groups: StepSeries[][] = [];
  for (const series of vector) {
    if (pace.due()) await pace.pause();
    const group = grouping.of(series.labels);
    const members = groups[group];
    if (members) members.push(series);
    else groups[group] = [series];
  }
  return groups;
}
