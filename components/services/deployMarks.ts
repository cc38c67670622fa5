/**
 * Instances as they were first seen -> marks on the time axis: a version that takes over, or instances that join.
 * Instances seen from the window's start on were there before it and make no mark. Times in Unix milliseconds.
 */
import type { TimeMark } from "../charts/ChartOverlay.tsx";

export interface SeenInstance {
  readonly version: string;
  readonly firstSeenMs: number;
}

/** Instances of one rollout start within this of each other. */
const ROLLOUT_MS = 300_000;
/** An idle instance shows itself this late. */
const LEAST_SETTLING_MS = 60_000;

export function deployMarks(instances: readonly SeenInstance[], startMs: number, endMs: number): TimeMark[] {
  const settledMs = startMs + Math.max(LEAST_SETTLING_MS, (endMs - startMs) / 30);
  const sorted = instances.toSorted((a, b) => a.firstSeenMs - b.firstSeenMs);
  const before = sorted.filter(({ firstSeenMs }) => firstSeenMs < settledMs);
  // A service that begins within the window was not deployed anew: there is nothing to compare it with.
  if (before.length === 0) return [];
  let running = before.at(-1)?.version ?? "";
  const rollouts: { timeMs: number; lastMs: number; version: string; joined: number; anew: boolean }[] = [];
  for (const { version, firstSeenMs } of sorted.slice(before.length)) {
    const open = rollouts.find((one) => one.version === version && firstSeenMs - one.lastMs <= ROLLOUT_MS);
    if (open) {
      open.lastMs = firstSeenMs;
      open.joined++;
    } else {
      rollouts.push({ timeMs: firstSeenMs, lastMs: firstSeenMs, version, joined: 1, anew: version !== running });
      running = version;
    }
  }
  return rollouts.map(({ timeMs, version, joined, anew }) => ({
    timeMs,
    label: anew && version !== "" ? version : joined === 1 ? "1 joined" : `${joined} joined`,
  }));
}
