/**
 * Raw verdicts of the last steps -> what a thing is now: it becomes worse when two steps say so, better when six do, and unknown when it
 * was silent at two. So a thing on the edge does not flap. A function of the last six raw verdicts and of what it was.
 */
import type { Health } from "../../model/state.ts";

/** A raw verdict as it is remembered; `hold` says nothing either way. */
export const Raw = { hold: 0, healthy: 1, degraded: 2, failed: 3, silent: 4 } as const;
export type RawCode = (typeof Raw)[keyof typeof Raw];

const WORSE_AFTER = 2;
const BETTER_AFTER = 6;
export const RAWS_KEPT = BETTER_AFTER;

const HEALTH_OF: readonly (Health | null)[] = [null, "healthy", "degraded", "failed", null];
const CODE_OF: Readonly<Record<Health, number>> = { unknown: 0, healthy: 1, degraded: 2, failed: 3 };

/** `raws` are those of the last six steps, the newest last. */
export function settledHealth(before: Health, raws: readonly RawCode[]): Health {
  const latest = raws.slice(-WORSE_AFTER);
  const newest = levelOf(latest.at(-1) ?? Raw.hold);
  const isSure = latest.length === WORSE_AFTER;
  if (isSure && latest.every((raw) => raw === Raw.silent)) return "unknown";
  const least = Math.min(...latest.map(levelOf));
  if (before === "unknown") {
    if (newest === Raw.healthy) return "healthy";
    return isSure && least >= Raw.degraded ? (HEALTH_OF[newest] ?? before) : before;
  }
  const now = CODE_OF[before];
  if (isSure && least > now) return HEALTH_OF[newest] ?? before;
  if (raws.length < BETTER_AFTER || raws.some((raw) => levelOf(raw) >= now)) return before;
  const levels = raws
    .map(levelOf)
    .filter((level) => level > 0)
    .sort((a, b) => a - b);
  return HEALTH_OF[levels[Math.floor(levels.length / 2)] ?? 0] ?? before;
}

/** Silence and too few calls are no level: they make nothing worse, and better only together with some that do. */
const levelOf = (raw: RawCode) => (raw === Raw.silent ? 0 : raw);
