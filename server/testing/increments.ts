/** What the ingest would count from these requests, for tests that append to a store without it. */
import { createDeriver } from "../ingest/derive.ts";
import type { SignalColumns } from "../model/columns.ts";

/** The same, with the earliest instant that they touch, as a flush carries both. */
export function countedOf(requests: readonly SignalColumns[], nowMs: number) {
  const { increments, touchedMs } = createDeriver({ now: () => nowMs }).derive(requests);
  return { increments, touchedMs };
}

export function incrementsOf(requests: readonly SignalColumns[], nowMs: number): Uint8Array {
  return createDeriver({ now: () => nowMs }).derive(requests).increments;
}
