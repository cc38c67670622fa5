/**
 * The part of the waist that answers which spans were under way at an instant: requests in flight.
 * A span is open at T when it had started by T and ended later. Only spans that were sent are known: one that never ended was never sent.
 */
import type { SpanId, TraceId } from "../model/ids.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

export interface OpenSpansQuery extends Scope {
  /**
   * Holds the instant. Spans that started before it are not looked for; up to its end, spans that others claim as parents are: a child
   * whose clock is ahead of its parent's seems open before it was called.
   */
  readonly window: TimeWindow;
  readonly atMs: number;
  /** Most open spans to answer with. */
  readonly limit: number;
}

/** Instants are Unix ms with what is known of their fractions. */
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
  /**
   * Open spans in order of start, whole traces, those that started first; then such that are not open: parents of some of them that start
   * later than the instant, and roots that ended before it, as far as they are found on the way. Repeats are dropped.
   */
  readonly spans: readonly OpenSpan[];
  /** Open traces that were found, listed or not. */
  readonly totalTraces: number;
  /** True when traces are missing: there were more spans than asked for, or more blocks than one question may read. */
  readonly truncated: boolean;
}

export interface OpenSpansReader {
  readOpenSpans(query: OpenSpansQuery): Promise<OpenSpans>;
}
