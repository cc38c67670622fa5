/**
 * Requests in flight at an instant T, as a consistent cut: the traces that were under way, and where each one stood.
 *
 *   client  |-------------------|          A child counts as begun when its parent has begun, whatever its own clock says: here
 *   server    |=============|              `server` says that it began before `client`; between the two beginnings neither is shown.
 *        ^ T
 *
 * Where a trace stands are its innermost open spans: those without an open child. Calls in parallel stand in several places.
 * A request may be answered while what it caused goes on: then its root is over, and when the trace ends is not known.
 * Shape: the trace's spans that are open at T by their own clocks, parents that begin later and roots -> traces, those under way longest
 * first.
 * Units: Unix ms. A span claims a parent that is not here: it counts for itself. Errors: never throws; rings of parents are cut.
 */
import type { SpanId, TraceId } from "../model/ids.ts";

export interface SpanInFlight {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly service: string;
  readonly name: string;
  readonly failed: boolean;
  readonly startMs: number;
  readonly endMs: number;
}
export interface TraceInFlight {
  readonly traceId: TraceId;
  readonly rootService: string | null;
  readonly rootName: string | null;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly failed: boolean;
  readonly open: readonly {
    readonly spanId: SpanId;
    readonly service: string;
    readonly name: string;
    readonly sinceMs: number;
  }[];
}

export function tracesInFlight(spans: readonly SpanInFlight[], atMs: number): TraceInFlight[] {
  const traces = new Map<TraceId, SpanInFlight[]>();
  for (const span of spans) {
    const own = traces.get(span.traceId);
    if (own) own.push(span);
    else traces.set(span.traceId, [span]);
  }
  return [...traces.values()].flatMap((own) => traceAt(own, atMs) ?? []).sort((a, b) => a.startedMs - b.startedMs);
}

function traceAt(spans: readonly SpanInFlight[], atMs: number): TraceInFlight | null {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const begun = beginnings(spans, byId);
  const open = spans.filter((span) => (begun.get(span) ?? span.startMs) <= atMs && span.endMs > atMs);
  const first = open.reduce<SpanInFlight | null>(
    (one, span) => (one && one.startMs <= span.startMs ? one : span),
    null,
  );
  if (!first) return null;
  const root = spans.find(({ parentSpanId, startMs }) => parentSpanId === null && startMs <= atMs);
  const parents = new Set(
    open.flatMap(({ parentSpanId, spanId }) => (parentSpanId === spanId ? [] : (parentSpanId ?? []))),
  );
  const innermost = open.filter(({ spanId }) => !parents.has(spanId)).sort((a, b) => a.startMs - b.startMs);
  return {
    traceId: first.traceId,
    rootService: root?.service ?? null,
    rootName: root?.name ?? null,
    startedMs: Math.min(first.startMs, root?.startMs ?? first.startMs),
    endedMs: root && root.endMs > atMs ? root.endMs : null,
    failed: open.some(({ failed }) => failed),
    open: (innermost.length > 0 ? innermost : [first]).map((span) => ({
      spanId: span.spanId,
      service: span.service,
      name: span.name,
      sinceMs: begun.get(span) ?? span.startMs,
    })),
  };
}

/** When each span counts as begun: not before any of those above it. */
function beginnings(spans: readonly SpanInFlight[], byId: ReadonlyMap<SpanId, SpanInFlight>) {
  const begun = new Map<SpanInFlight, number>();
  for (const span of spans) {
    const path = new Set<SpanInFlight>();
    let above: SpanInFlight | undefined = span;
    while (above && !begun.has(above) && !path.has(above)) {
      path.add(above);
      above = above.parentSpanId === null ? undefined : byId.get(above.parentSpanId);
    }
    let earliest = (above && begun.get(above)) ?? Number.NEGATIVE_INFINITY;
    for (const one of [...path].reverse()) {
      earliest = Math.max(earliest, one.startMs);
      begun.set(one, earliest);
    }
  }
  return begun;
}
