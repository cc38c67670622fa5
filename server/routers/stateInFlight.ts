/**
 * Requests in flight: the traces that were under way at an instant, and where each one stood.
 * A consistent cut: of each trace the innermost open spans, and none that is open before the one that called it.
 */
import type { OpenSpansReader } from "../store/openSpansReader.ts";
import type { InFlightAnswer } from "./stateAnswer.ts";

export async function openTraces(
  _store: OpenSpansReader,
  _asked: { readonly tenant: number; readonly atMs: number; readonly limit: number },
): Promise<InFlightAnswer> {
  return { traces: [], total: 0, truncated: false };
}
