/**
 * Which span of a request to look at first: of one that failed, the failure that the others follow from; of a slow one, the span that took
 * the time.
 * A cause is a failed span below which nothing failed; one whose failure went up all the way to the request stands before one that was
 * handled on the way (a retry that worked, a fallback), and of several the one that ended first.
 * Shape: rows of a trace's tree; `entry` is the request's own row, and only rows below it are looked at.
 */
import { StatusCode } from "../model/span.ts";
import { criticalPath } from "./criticalPath.ts";
import type { TraceSpans } from "./traceSpans.ts";
import { NO_ROW, type TraceTree } from "./traceTree.ts";

/** The row of the cause; null when nothing at or below the request failed. */
export function failingRow(spans: TraceSpans, tree: TraceTree, entry: number): number | null {
  const failed = (row: number) =>
    (tree.span[row] ?? NO_ROW) !== NO_ROW && spans.statusCode[tree.span[row] ?? 0] === StatusCode.ERROR;
  const reaches = (row: number) => {
    let at = row;
    while (at !== entry && at !== NO_ROW && failed(at)) at = tree.parent[at] ?? NO_ROW;
    return at === entry && failed(entry);
  };
  const end = (row: number) => (tree.offsetNano[row] ?? 0) + (tree.durationNano[row] ?? 0);
  const hasFailureBelow = new Set<number>();
  const causes: { row: number; isReaching: boolean }[] = [];
  for (let row = (tree.subtreeEnd[entry] ?? entry + 1) - 1; row >= entry; row--) {
    const below = hasFailureBelow.has(row);
    if (row !== entry && (below || failed(row))) hasFailureBelow.add(tree.parent[row] ?? NO_ROW);
    if (!below && failed(row)) causes.push({ row, isReaching: reaches(row) });
  }
  causes.sort((a, b) => Number(b.isReaching) - Number(a.isReaching) || end(a.row) - end(b.row));
  return causes[0]?.row ?? null;
}

/** The row with the largest part of the critical path below the request. */
export function slowestRow(spans: TraceSpans, tree: TraceTree, entry: number): number {
  const nanoOf = new Map<number, number>();
  for (const { row, fromNano, toNano } of criticalPath(spans, tree, entry))
    nanoOf.set(row, (nanoOf.get(row) ?? 0) + toNano - fromNano);
  let [slowest, most] = [entry, 0];
  for (const [row, nano] of nanoOf) if (nano > most && tree.span[row] !== NO_ROW) [slowest, most] = [row, nano];
  return slowest;
}
