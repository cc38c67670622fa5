/**
 * Whether a receiver is told about a group again, by what it was told last.
 * Source: Alertmanager notify/dedup_stage.go (needsUpdate).
 */
import type { GroupStanding } from "../model/notification.ts";

export type TellReason = "first" | "newFiring" | "allResolved" | "newResolved" | "repeat";

export interface GroupNow {
  readonly firing: readonly string[];
  /** Of those that the receiver holds to be firing. */
  readonly resolved: readonly string[];
  readonly sendResolved: boolean;
  readonly repeatIntervalMs: number;
  readonly nowMs: number;
}

/** Null: nothing that the receiver does not know, and too early to remind it. */
export function tellReason(standing: Pick<GroupStanding, "toldMs" | "firing">, now: GroupNow): TellReason | null {
  const { firing, resolved, sendResolved, repeatIntervalMs, nowMs } = now;
  const known = new Set(standing.firing);
  if (standing.toldMs === null) return firing.length > 0 ? "first" : null;
  if (firing.some((fingerprint) => !known.has(fingerprint))) return known.size === 0 ? "first" : "newFiring";
  if (firing.length === 0) return resolved.length > 0 ? "allResolved" : null;
  if (sendResolved && resolved.length > 0) return "newResolved";
  return nowMs - standing.toldMs >= repeatIntervalMs ? "repeat" : null;
}
