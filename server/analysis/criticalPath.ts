/**
 * The critical path of a trace: at each moment of the root, the one span whose end was being waited for.
 * Shape: segments (row, from, to) by time that tile the root's duration exactly, without gap or overlap.
 * Rule: walk back from the root's end. At time t in a span, the child that ended last at or before t is what it waited for; what
 * lies between that child's end and t is the span's own. Children are clipped to their parent first. A child that overlaps the one
 * after it by less than 1 % of the parent still counts as before it (clock jitter).
 *   root  |====----------====|      ==== root's own segments
 *     a      |xxxx|                 a ends before b starts: both are waited for
 *     b           |xxxxx|
 *     c        |xxxxx|              c overlaps b and ends earlier: nobody waits for it
 * Not followed: a CONSUMER below its PRODUCER (queued work; nobody waits for it) and links.
 * Cost: O(n log n); an explicit stack, so that depth and fan-out do not matter.
 * Source: CRISP (USENIX ATC 2022), section 4; we leave out its rule of exactly two boundary events inside the overlap.
 */
import { SpanKind } from "../model/span.ts";
import type { TraceSpans } from "./traceSpans.ts";
import { NO_ROW, type TraceTree } from "./traceTree.ts";

type PathSpans = Pick<TraceSpans, "kind">;
type PathRows = Pick<TraceTree, "count" | "span" | "subtreeEnd" | "offsetNano" | "durationNano">;

export interface PathSegment {
  readonly row: number;
  readonly fromNano: number;
  readonly toNano: number;
}

const OVERLAP_ALLOWED = 0.01;

/** A span under examination: its clipped window, children not looked at yet (last end first) and the moment reached. */
interface Visit {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly children: readonly number[];
  at: number;
  reached: number;
}

/** The critical path below this row, by time; empty when the row has no duration. */
export function criticalPath(spans: PathSpans, tree: PathRows, root: number): PathSegment[] {
  const backwards: PathSegment[] = [];
  const start = tree.offsetNano[root] ?? 0;
  const stack: Visit[] = [visit(spans, tree, root, start, start + (tree.durationNano[root] ?? 0))];
  const emit = (row: number, fromNano: number, toNano: number) => {
    if (toNano > fromNano) backwards.push({ row, fromNano, toNano });
  };
  for (let current = stack.at(-1); current !== undefined; current = stack.at(-1)) {
    const child = current.children[current.at++];
    if (child === undefined || current.reached <= current.from) {
      emit(current.row, current.from, current.reached);
      stack.pop();
      continue;
    }
    const from = Math.max(current.from, tree.offsetNano[child] ?? 0);
    const to = Math.min(current.to, (tree.offsetNano[child] ?? 0) + (tree.durationNano[child] ?? 0));
    const allowed = current.reached === current.to ? 0 : OVERLAP_ALLOWED * (current.to - current.from);
    if (to <= from || from >= current.reached || to > current.reached + allowed) continue;
    const end = Math.min(to, current.reached);
    emit(current.row, end, current.reached);
    current.reached = from;
    stack.push(visit(spans, tree, child, from, end));
  }
  return backwards.reverse();
}

function visit(spans: PathSpans, tree: PathRows, row: number, from: number, to: number): Visit {
  const end = (at: number) => (tree.offsetNano[at] ?? 0) + (tree.durationNano[at] ?? 0);
  const children: number[] = [];
  for (let child = row + 1; child < (tree.subtreeEnd[row] ?? 0); child = tree.subtreeEnd[child] ?? tree.count) {
    if (!isQueued(spans, tree, row, child)) children.push(child);
  }
  children.sort((a, b) => end(b) - end(a) || b - a);
  return { row, from, to, children, at: 0, reached: to };
}

function isQueued(spans: PathSpans, tree: PathRows, above: number, row: number): boolean {
  const kindOf = (at: number) => ((tree.span[at] ?? NO_ROW) === NO_ROW ? 0 : spans.kind[tree.span[at] ?? 0]);
  return kindOf(above) === SpanKind.PRODUCER && kindOf(row) === SpanKind.CONSUMER;
}
