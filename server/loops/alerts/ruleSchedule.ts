/**
 * When a group of rules is due. Its instants are multiples of its interval, moved by some steps of 3 s so that not all come at once, and
 * those that come together can share what they ask.
 * After a gap a group that records makes up for the instants missed, as far as the last hour and 240 of them: the samples it needs are
 * stored. One that only alerts goes on with the newest instant, as Prometheus does; what was left out is counted.
 * A clock that was set back by more than a minute begins anew from where it is.
 * Source: Prometheus rules/group.go (EvalTimestamp, Run).
 */
const CATCH_UP_MS = 3_600_000;
const CATCH_UP_INSTANTS = 240;
const SET_BACK_MS = 60_000;

export interface ScheduledGroup {
  readonly key: string;
  readonly intervalMs: number;
  readonly lastMs: number | null;
  readonly records: boolean;
}

export interface Due {
  /** Maybe in the past, when it lags behind. */
  readonly atMs: number;
  /** True for the newest instant there is. */
  readonly isNewest: boolean;
  /** Instants between the last and this one that are left out. */
  readonly skipped: number;
  /** By how much the clock was set back since the last one; 0 when it was not. */
  readonly setBackMs: number;
}

export function nextDue({ key, intervalMs, lastMs, records }: ScheduledGroup, nowMs: number): Due {
  const latestMs = onGrid(key, intervalMs, nowMs);
  const isSetBack = lastMs !== null && lastMs > nowMs + Math.max(SET_BACK_MS, intervalMs);
  const setBackMs = isSetBack ? lastMs - latestMs : 0;
  if (lastMs === null || isSetBack) return { atMs: latestMs, isNewest: true, skipped: 0, setBackMs };
  const goesOnMs = onGrid(key, intervalMs, lastMs) + intervalMs;
  const backMs = records
    ? Math.floor(Math.min(CATCH_UP_MS, CATCH_UP_INSTANTS * intervalMs) / intervalMs) * intervalMs
    : 0;
  const atMs = Math.max(goesOnMs, latestMs - backMs);
  return { atMs, isNewest: atMs >= latestMs, skipped: (atMs - goesOnMs) / intervalMs, setBackMs: 0 };
}

/** The last instant of a group that is not after this one. */
export function onGrid(key: string, intervalMs: number, ms: number): number {
  const offsetMs = offsetOf(key, intervalMs);
  return Math.floor((ms - offsetMs) / intervalMs) * intervalMs + offsetMs;
}

/** Instants of many groups are the same, so that what their rules ask can be read once. */
const SLOT_MS = 3_000;

export function offsetOf(key: string, intervalMs: number): number {
  const slots = Math.max(1, Math.floor(intervalMs / SLOT_MS));
  return intervalMs < SLOT_MS ? hashOf(key) % intervalMs : (hashOf(key) % slots) * SLOT_MS;
}

/** FNV-1a of the group's name, so that it is the same in every process. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
