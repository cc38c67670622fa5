/**
 * Which series of the two sides of an operator belong together: those with equal values of the matching labels.
 * Source: Prometheus promql/engine.go (rangeEval with matching, resultMetric).
 */
import type { BinaryExpr, VectorMatching } from "./ast.ts";
import { ARITHMETIC } from "./binaryElement.ts";
import type { Pace } from "./evaluatePace.ts";
import { type Labels, METRIC_NAME } from "./labels.ts";
import type { StepSeries } from "./stepSeries.ts";

export const METADATA_LABELS: ReadonlySet<string> = new Set([METRIC_NAME, "__type__", "__unit__"]);

const UNMATCHED: VectorMatching = {
  card: "one-to-one",
  on: false,
  labels: [],
  include: [],
  fillLeft: null,
  fillRight: null,
};
export const matchingOf = (expr: BinaryExpr): VectorMatching => expr.matching ?? UNMATCHED;

/** The labels that series are matched by. */
export function matchLabelsOf({ on, labels }: VectorMatching): (of: Labels) => Labels {
  const names = new Set(on ? labels : [...labels, METRIC_NAME]);
  return on ? (of) => of.only(names) : (of) => of.without(names);
}

export interface MatchGroup {
  /** The matching labels and their values. */
  readonly labels: Labels;
  readonly left: StepSeries[];
  readonly right: StepSeries[];
}

export async function matchGroups(
  left: readonly StepSeries[],
  right: readonly StepSeries[],
  matching: VectorMatching,
  pace: Pace,
): Promise<MatchGroup[]> {
  const matchLabels = matchLabelsOf(matching);
  const groups = new Map<string, MatchGroup>();
  const groupOf = (series: StepSeries) => {
    const labels = matchLabels(series.labels);
    const known = groups.get(labels.key);
    if (known) return known;
    const group: MatchGroup = { labels, left: [], right: [] };
    groups.set(labels.key, group);
    return group;
  };
  for (const series of left) {
    if (pace.due()) await pace.pause();
    groupOf(series).left.push(series);
  }
  for (const series of right) {
    if (pace.due()) await pace.pause();
    groupOf(series).right.push(series);
  }
  return [...groups.values()];
}

/** The labels of an operator's answer. `many` is the side that may have several series, the left one unless group_right is given. */
export function answerLabels(expr: BinaryExpr, many: Labels, one: Labels): Labels {
  const matching = matchingOf(expr);
  let labels = ARITHMETIC.has(expr.operator) ? many.without(METADATA_LABELS) : many;
  if (matching.card === "one-to-one") {
    const names = new Set(matching.labels);
    labels = matching.on ? labels.only(names) : labels.without(names);
  }
  if (matching.include.length === 0) return labels;
  return labels.with(matching.include.map((name) => [name, one.get(name)] as const));
}
