/**
 * A trace with everything its spans say beside its tree: for questions that need attributes of many spans at once. What a screen draws
 * needs less (`traceView.ts`).
 * Shape: `spans[i]` is span i of `columns`, in order of start.
 */
import type { Attributes } from "../model/attributes.ts";
import { textOf } from "../model/attributes.ts";
import { SERVICE_NAME, UNKNOWN_SERVICE } from "../model/semconv.ts";
import type { Span } from "../model/span.ts";
import { byStart, type TraceSpans, traceSpansOf } from "./traceSpans.ts";
import { type TraceTree, traceTree } from "./traceTree.ts";

export interface ResourceSpan {
  readonly span: Span;
  readonly resource: Attributes;
}
export interface WholeTrace {
  readonly spans: readonly ResourceSpan[];
  readonly columns: TraceSpans;
  readonly tree: TraceTree;
}

export const serviceOf = ({ resource }: ResourceSpan): string => textOf(resource, SERVICE_NAME) ?? UNKNOWN_SERVICE;

export function wholeTrace(given: readonly ResourceSpan[]): WholeTrace {
  const rows = given
    .map((one) => ({
      one,
      spanId: one.span.spanId,
      parentSpanId: one.span.parentSpanId ?? "",
      service: serviceOf(one),
      name: one.span.name,
      kind: one.span.kind,
      statusCode: one.span.status.code,
      startUnixNano: one.span.startTimeUnixNano,
      endUnixNano: one.span.endTimeUnixNano,
    }))
    .sort(byStart);
  const columns = traceSpansOf(rows);
  return { spans: rows.map(({ one }) => one), columns, tree: traceTree(columns) };
}

/** The row of span i. */
export function rowOfSpan({ tree }: WholeTrace, span: number): number {
  return tree.span.indexOf(span);
}
