/**
 * How far a host's clock seems to be from its caller's, span by span: what to add to a span so that it fits its parent.
 * Shape: one shift per row of the tree, 0 where nothing is to be said. The tree itself is left as it was sent: who draws
 * decides whether to apply the shifts, and says so.
 * Rule (Jaeger's `clockskew` adjuster): going down the tree, a child on another host than the current shift's is compared with
 * its already shifted parent. Longer than the parent: moved forward so as not to start before it. Otherwise centred, as if the
 * network took equally long both ways. Children on the same host inherit the shift.
 * Our differences: only a child that starts before its parent starts shows a clock that is off; one that merely ends or starts
 * after its parent's end may be work that nobody waits for. A CONSUMER may have begun to wait before the message was sent. The
 * host falls back to pod, instance or service where Jaeger would centre anew.
 * Source: jaegertracing/jaeger, internal/extension/jaegerquery/internal/adjuster/clockskew.go.
 */
import { SpanKind } from "../model/span.ts";
import type { TraceSpans } from "./traceSpans.ts";
import { NO_ROW, type TraceTree } from "./traceTree.ts";

/** Nanoseconds to add to each row's start and end. */
export function clockSkew(spans: TraceSpans, tree: TraceTree): Float64Array {
  const shift = new Float64Array(tree.count);
  const host = new Int32Array(tree.count).fill(NO_ROW);
  for (let row = 0; row < tree.count; row++) {
    const span = tree.span[row] ?? NO_ROW;
    const above = tree.parent[row] ?? NO_ROW;
    const own = span === NO_ROW ? NO_ROW : (spans.host[span] ?? 0);
    host[row] = own;
    if (above === NO_ROW || span === NO_ROW || tree.span[above] === NO_ROW) continue;
    shift[row] = own === host[above] ? (shift[above] ?? 0) : shiftInto(spans, tree, row, above, shift[above] ?? 0);
  }
  return shift;
}

function shiftInto(spans: TraceSpans, tree: TraceTree, row: number, above: number, parentShift: number): number {
  const start = tree.offsetNano[row] ?? 0;
  const length = tree.durationNano[row] ?? 0;
  const parentStart = (tree.offsetNano[above] ?? 0) + parentShift;
  const parentLength = tree.durationNano[above] ?? 0;
  if (start >= parentStart || spans.kind[tree.span[row] ?? 0] === SpanKind.CONSUMER) return 0;
  if (length > parentLength) return parentStart - start;
  return parentStart + (parentLength - length) / 2 - start;
}

/** The tree with the shifts applied to its times; shape, self times and marks stay as they were sent. */
export function withShifts<T extends { readonly offsetNano: Float64Array }>(rows: T, shift: Float64Array): T {
  return { ...rows, offsetNano: rows.offsetNano.map((offset, row) => offset + (shift[row] ?? 0)) };
}
