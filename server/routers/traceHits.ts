/** Found traces as plain JSON. */
import type { TraceHit } from "../store/telemetryStore.ts";

/** A found trace with its instants as decimal text. */
export function hitJson(hit: TraceHit) {
  const { lastMatched: _, ...told } = hit;
  return {
    ...told,
    startUnixNano: hit.startUnixNano.toString(),
    matched: hit.matched.map((span) => ({ ...span, startUnixNano: span.startUnixNano.toString() })),
  };
}
