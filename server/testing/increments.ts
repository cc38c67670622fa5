/** What the ingest would count from these requests, for tests that append to a store without it. */
import { createDeriver } from "../ingest/derive.ts";
import type { SignalColumns } from "../model/columns.ts";

export function incrementsOf(requests: readonly SignalColumns[], nowMs: number): Uint8Array {
  return createDeriver({ now: () => nowMs }).derive(requests).increments;
}
