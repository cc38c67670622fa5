/**
 * What stands out in one trace, as facts for a sentence: nothing here is guessed, every number can be recounted from the rows.
 * Shape: findings in the order a reader wants them: where it failed, where the time went, what repeats, then what is odd about the
 * trace itself. `row` is the row to look at. Shares are 0..1 of the root's duration.
 * Cost: linear, with one look at each parent's children. Words and units are `components/traces/prepareFindings.ts`.
 */
import { StatusCode } from "../model/span.ts";
import type { PathSegment } from "./criticalPath.ts";
import type { TraceSpans } from "./traceSpans.ts";
import { NO_ROW, RowMark, type TraceTree } from "./traceTree.ts";

export type TraceFinding =
  | {
      /** The first error by cause: an error status below which nothing failed; of several the one that ended first. */
      readonly kind: "firstError";
      readonly row: number;
      readonly errorCount: number;
      /** Services above that failed with it, from the nearest upwards, each once. */
      readonly passedThrough: readonly string[];
      /** False when a caller ended without error: it was handled there. A caller that never arrived handled nothing that we know. */
      readonly reachedRoot: boolean;
    }
  | {
      /** The operation with the largest part of the critical path; `row` is its span with the most of it. */
      readonly kind: "dominant";
      readonly row: number;
      readonly spanCount: number;
      readonly pathNano: number;
      readonly share: number;
      /** It is the root's own time: what lies before, between and after the calls that it waited for. */
      readonly isRootAlone: boolean;
    }
  | {
      /** One caller that called one operation many times. `coveredNano` is the time they cover together, counted once. */
      readonly kind: "repeated";
      readonly row: number;
      readonly parentRow: number;
      readonly callCount: number;
      readonly coveredNano: number;
      readonly share: number;
    }
  | { readonly kind: "missingParents"; readonly row: number; readonly parentCount: number; readonly spanCount: number }
  | { readonly kind: "severalRoots"; readonly row: number; readonly rootCount: number }
  | {
      readonly kind: "cycles" | "reversed" | "repeatedIds";
      readonly row: number;
      readonly spanCount: number;
    }
  | { readonly kind: "clockSkew"; readonly row: number; readonly spanCount: number; readonly largestNano: number };

/** Calls of one operation by one caller from which on it is worth saying. */
const REPEATED_FROM = 8;
const DOMINANT_FROM_SHARE = 0.2;

/** What stands out. `path` is the critical path below `root`, `skew` the shift per row. */
export function traceFindings(
  spans: TraceSpans,
  tree: TraceTree,
  root: number,
  path: readonly PathSegment[],
  skew: Float64Array,
): TraceFinding[] {
  const rootNano = tree.durationNano[root] ?? 0;
  return [
    firstError(spans, tree),
    dominant(spans, tree, path, root),
    repeated(spans, tree, rootNano),
    missingParents(tree),
    severalRoots(tree),
    marked(tree, "cycles", RowMark.CYCLE),
    clockSkewFinding(skew),
    marked(tree, "reversed", RowMark.REVERSED),
    marked(tree, "repeatedIds", RowMark.REPEATED_ID),
  ].filter((finding) => finding !== null);
}

/** The row that stands for the whole request: the longest root that names no parent, else the longest of what has none. */
export function mainRoot(tree: TraceTree): number {
  let best = 0;
  const isTrue = (row: number) => ((tree.marks[row] ?? 0) & (RowMark.MISSING | RowMark.CYCLE)) === 0;
  for (let row = 0; row < tree.count; row = tree.subtreeEnd[row] ?? tree.count) {
    const isLonger = (tree.durationNano[row] ?? 0) > (tree.durationNano[best] ?? 0);
    if (isTrue(row) === isTrue(best) ? isLonger : isTrue(row)) best = row;
  }
  return best;
}

function firstError(spans: TraceSpans, tree: TraceTree): TraceFinding | null {
  const failed = (row: number) =>
    (tree.span[row] ?? NO_ROW) !== NO_ROW && spans.statusCode[tree.span[row] ?? 0] === StatusCode.ERROR;
  const hasFailureBelow = new Uint8Array(tree.count);
  let [errorCount, origin, originEnd] = [0, NO_ROW, Number.POSITIVE_INFINITY];
  for (let row = tree.count - 1; row >= 0; row--) {
    const above = tree.parent[row] ?? NO_ROW;
    if (above !== NO_ROW && (failed(row) || hasFailureBelow[row])) hasFailureBelow[above] = 1;
    if (!failed(row)) continue;
    errorCount++;
    const end = (tree.offsetNano[row] ?? 0) + (tree.durationNano[row] ?? 0);
    if (!hasFailureBelow[row] && end <= originEnd) [origin, originEnd] = [row, end];
  }
  if (origin === NO_ROW) return null;
  const passed = new Set<string>();
  const serviceOf = (row: number) => spans.services[spans.service[tree.span[row] ?? 0] ?? 0] ?? "";
  let at = tree.parent[origin] ?? NO_ROW;
  for (; at !== NO_ROW && failed(at); at = tree.parent[at] ?? NO_ROW) passed.add(serviceOf(at));
  passed.delete(serviceOf(origin));
  const reachedRoot = at === NO_ROW || tree.span[at] === NO_ROW;
  return { kind: "firstError", row: origin, errorCount, passedThrough: [...passed], reachedRoot };
}

function dominant(spans: TraceSpans, tree: TraceTree, path: readonly PathSegment[], root: number): TraceFinding | null {
  const rootNano = tree.durationNano[root] ?? 0;
  const byRow = new Map<number, number>();
  for (const { row, fromNano, toNano } of path) byRow.set(row, (byRow.get(row) ?? 0) + toNano - fromNano);
  const operations = new Map<number, { nano: number; rows: number; row: number }>();
  for (const [row, nano] of byRow) {
    const span = tree.span[row] ?? NO_ROW;
    if (span === NO_ROW) continue;
    const key = (spans.service[span] ?? 0) * spans.names.length + (spans.name[span] ?? 0);
    const known = operations.get(key);
    if (!known) operations.set(key, { nano, rows: 1, row });
    else {
      known.nano += nano;
      known.rows++;
      if (nano > (byRow.get(known.row) ?? 0)) known.row = row;
    }
  }
  let largest: { nano: number; rows: number; row: number } | null = null;
  for (const operation of operations.values()) if (!largest || operation.nano > largest.nano) largest = operation;
  if (!largest || rootNano === 0 || largest.nano < DOMINANT_FROM_SHARE * rootNano) return null;
  const { row, rows, nano } = largest;
  const isRootAlone = row === root && rows === 1;
  if (isRootAlone && (tree.subtreeEnd[root] ?? 0) <= root + 1) return null;
  return { kind: "dominant", row, spanCount: rows, pathNano: nano, share: nano / rootNano, isRootAlone };
}

function repeated(spans: TraceSpans, tree: TraceTree, rootNano: number): TraceFinding | null {
  let best: Extract<TraceFinding, { kind: "repeated" }> | null = null;
  for (let parentRow = 0; parentRow < tree.count; parentRow++) {
    if ((tree.subtreeEnd[parentRow] ?? 0) - parentRow <= REPEATED_FROM || tree.span[parentRow] === NO_ROW) continue;
    const calls = new Map<number, { row: number; callCount: number; coveredNano: number; covered: number }>();
    for (let row = parentRow + 1; row < (tree.subtreeEnd[parentRow] ?? 0); row = tree.subtreeEnd[row] ?? tree.count) {
      const span = tree.span[row] ?? 0;
      const key = (spans.service[span] ?? 0) * spans.names.length + (spans.name[span] ?? 0);
      const known = calls.get(key) ?? { row, callCount: 0, coveredNano: 0, covered: Number.NEGATIVE_INFINITY };
      const from = tree.offsetNano[row] ?? 0;
      const to = from + (tree.durationNano[row] ?? 0);
      known.callCount++;
      known.coveredNano += Math.max(0, to - Math.max(from, known.covered));
      known.covered = Math.max(known.covered, to);
      calls.set(key, known);
    }
    for (const { row, callCount, coveredNano } of calls.values()) {
      if (callCount < REPEATED_FROM || (best && coveredNano <= best.coveredNano)) continue;
      const share = rootNano === 0 ? 0 : coveredNano / rootNano;
      best = { kind: "repeated", row, parentRow, callCount, coveredNano, share };
    }
  }
  return best;
}

function missingParents(tree: TraceTree): TraceFinding | null {
  const first = tree.missing[0];
  if (!first) return null;
  let spanCount = 0;
  for (let row = 0; row < tree.count; row++) if ((tree.marks[row] ?? 0) & RowMark.ORPHAN) spanCount++;
  return { kind: "missingParents", row: first.row, parentCount: tree.missing.length, spanCount };
}

/** Roots by right: spans that name no parent. Placeholders and cut rings are told by their own findings. */
function severalRoots(tree: TraceTree): TraceFinding | null {
  const roots: number[] = [];
  for (let row = 0; row < tree.count; row = tree.subtreeEnd[row] ?? tree.count) {
    if (((tree.marks[row] ?? 0) & (RowMark.MISSING | RowMark.CYCLE)) === 0) roots.push(row);
  }
  return roots.length > 1 ? { kind: "severalRoots", row: roots[1] ?? 0, rootCount: roots.length } : null;
}

function marked(tree: TraceTree, kind: "cycles" | "reversed" | "repeatedIds", bit: number): TraceFinding | null {
  let [row, spanCount] = [NO_ROW, 0];
  for (let at = tree.count - 1; at >= 0; at--) if ((tree.marks[at] ?? 0) & bit) [row, spanCount] = [at, spanCount + 1];
  return spanCount === 0 ? null : { kind, row, spanCount };
}

function clockSkewFinding(skew: Float64Array): TraceFinding | null {
  let [row, spanCount] = [NO_ROW, 0];
  skew.forEach((shift, at) => {
    if (shift === 0) return;
    spanCount++;
    if (row === NO_ROW || Math.abs(shift) > Math.abs(skew[row] ?? 0)) row = at;
  });
  return spanCount === 0 ? null : { kind: "clockSkew", row, spanCount, largestNano: skew[row] ?? 0 };
}
