/**
 * The part of the waist that answers which spans were under way at an instant: requests in flight.
 * A span is open at T when it had started by T and ended later. Only spans that were sent are known: one that never ended was never sent.
 */
import type { SpanId, TraceId } from "../model/ids.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

export interface OpenSpansQuery extends Scope {
  /** Spans that start outside are not looked for; holds the instant. */
  readonly window: TimeWindow;
  readonly atMs: number;
  /** Most spans to answer with. */
  readonly limit: number;
}

export interface OpenSpan {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** Null of a root. */
  readonly parentSpanId: SpanId | null;
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly failed: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

export interface OpenSpans {
  /** In order of start. When there are more than asked for, those that started first: whole traces first. */
  readonly spans: readonly OpenSpan[];
  /** Open traces and spans that were found, listed or not. */
  readonly totalTraces: number;
  readonly totalSpans: number;
  /** True when spans are missing: more than asked for, or more blocks than one question may read. */
  readonly truncated: boolean;
}

export interface OpenSpansReader {
  readOpenSpans(query: OpenSpansQuery): Promise<OpenSpans>;
}
