/**
 * What was read out of a trace's bytes, kept as long as the store keeps those bytes: a page asks for the opening, then the whole, then
 * span after span of one trace, and each needs the same walk. The store hands out the same bytes until the trace changes.
 */

import type { TraceView } from "../analysis/traceView.ts";
import { readTraceSpans, type TraceReading } from "./traceReading.ts";
import { traceView } from "./traceView.ts";

const readings = new WeakMap<Uint8Array, TraceReading>();
const views = new WeakMap<TraceReading, TraceView>();

export function readingOf(bytes: Uint8Array): TraceReading {
  const reading = readings.get(bytes) ?? readTraceSpans(bytes);
  readings.set(bytes, reading);
  return reading;
}

export function viewOf(traceId: string, reading: TraceReading): TraceView {
  const view = views.get(reading) ?? traceView(traceId, reading);
  views.set(reading, view);
  return view;
}
