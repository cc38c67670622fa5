/**
 * What was read out of a trace's bytes, kept as long as the store keeps those bytes: a page asks for the opening, then the whole, then
 * span after span of one trace, and each needs the same walk. The store hands out the same bytes until the trace changes.
 * Under one symbol of globalThis, because Next compiles pages and routes as bundles of their own (as in server/runtime.ts).
 */
import type { TraceView } from "../analysis/traceView.ts";
import { readTraceSpans, type TraceReading } from "./traceReading.ts";
import { traceView } from "./traceView.ts";

interface Kept {
  readonly readings: WeakMap<Uint8Array, TraceReading>;
  readonly views: WeakMap<TraceReading, TraceView>;
}
const KEY = Symbol.for("chronoscope.traceViews");
const holder = globalThis as typeof globalThis & { [KEY]?: Kept };
holder[KEY] ??= { readings: new WeakMap(), views: new WeakMap() };
const { readings, views } = holder[KEY];

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
