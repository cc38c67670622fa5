/**
 * sort, sort_desc, sort_by_label, sort_by_label_desc: the order of an instant query's samples. In a range query series are always
 * ordered by their labels; asking for another order there is remarked.
 * Source: Prometheus promql/functions.go; natural order as github.com/facette/natsort has it.
 */
import { sortInRangeQuery } from "../annotationTexts.ts";
import type { Labels } from "../labels.ts";
import { histogramAt, StepKind, type StepSeries } from "../stepSeries.ts";
import { compareText } from "./compareText.ts";
import type { VectorCall, VectorFunction } from "./vectorFunction.ts";

function remarkRange(call: VectorCall): void {
  if (call.frame.isRange) call.annotations.add(sortInRangeQuery(), call.span);
}

const byValue =
  (direction: 1 | -1): VectorFunction =>
  (call) => {
    remarkRange(call);
    for (const series of call.vector) dropHistograms(series);
    if (call.frame.isRange) return call.vector;
    return call.vector
      .filter((series) => series.kinds[0] === StepKind.FLOAT)
      .sort((a, b) => compareNanLast(a.values[0] ?? 0, b.values[0] ?? 0, direction));
  };

function dropHistograms(series: StepSeries): void {
  if (series.histograms === null) return;
  for (let i = 0; i < series.kinds.length; i++) if (histogramAt(series, i)) series.kinds[i] = StepKind.NONE;
  series.histograms = null;
}

/** Ascending or descending, NaN last either way. */
function compareNanLast(a: number, b: number, direction: 1 | -1): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a < b ? -direction : direction;
}

const byLabel =
  (direction: 1 | -1): VectorFunction =>
  (call) => {
    remarkRange(call);
    return call.vector.sort((a, b) => direction * compareByLabels(a.labels, b.labels, call.strings));
  };

function compareByLabels(a: Labels, b: Labels, names: readonly string[]): number {
  for (const name of names) {
    const [left, right] = [a.get(name), b.get(name)];
    if (left !== right) return naturallyBefore(left, right) ? -1 : 1;
  }
  return compareLabels(a, b);
}

/** Name by name and value by value; of two where one begins like the other the shorter comes first. */
export function compareLabels(a: Labels, b: Labels): number {
  const length = Math.min(a.flat.length, b.flat.length);
  for (let i = 0; i < length; i++) {
    const order = compareText(a.flat[i] ?? "", b.flat[i] ?? "");
    if (order !== 0) return order;
  }
  return a.flat.length - b.flat.length;
}

/** Runs of digits compare as numbers, all else as text. */
function naturallyBefore(a: string, b: string): boolean {
  const [left, right] = [chunks(a), chunks(b)];
  for (const [i, chunk] of left.entries()) {
    const other = right[i];
    if (other === undefined) return false;
    const numeric = /^\d/.test(chunk) && /^\d/.test(other);
    const order = numeric ? compareDigits(chunk, other) : compareText(chunk, other);
    if (order !== 0) return order < 0;
  }
  return true;
}

const chunks = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];

function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return left.length - right.length || compareText(left, right);
}

export const SORT_FUNCTIONS: ReadonlyMap<string, VectorFunction> = new Map([
  ["sort", byValue(1)],
  ["sort_desc", byValue(-1)],
  ["sort_by_label", byLabel(1)],
  ["sort_by_label_desc", byLabel(-1)],
]);
