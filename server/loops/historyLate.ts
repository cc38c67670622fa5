/**
 * When late telemetry is told: what is younger than five minutes at once, older at most once a minute, and all of it in a quarter of the
 * time at most. So a service whose clock is an hour off does not make the same hour be told without end.
 * Units: Unix milliseconds.
 */
const YOUNG_MS = 300_000;
const OLD_EVERY_MS = 60_000;
/** Nothing is dated back further. */
const FURTHEST_MS = 86_400_000;
/** Three times as long as it took is waited. */
const REST_TIMES = 3;

export class LatePlan {
  /** What is in here is not in the store's memo yet. */
  isUnsaved = false;
  private fromMs: number | null = null;
  private beganMs = 0;
  private lastOldMs = Number.NEGATIVE_INFINITY;
  private restUntilMs = Number.NEGATIVE_INFINITY;

  restore(instants: readonly number[]): void {
    this.fromMs = instants.length === 0 ? null : Math.min(...instants);
    this.isUnsaved = false;
  }

  add(fromMs: number | null, nowMs: number): void {
    if (fromMs === null) return;
    const bounded = Math.max(fromMs, nowMs - FURTHEST_MS);
    if (this.fromMs !== null && this.fromMs <= bounded) return;
    this.fromMs = bounded;
    this.isUnsaved = true;
  }

  /** From where to tell again now; null when nothing is late or its time has not come. */
  due(nowMs: number): number | null {
    if (this.fromMs === null || nowMs < this.restUntilMs) return null;
    const isYoung = nowMs - this.fromMs <= YOUNG_MS;
    if (!isYoung && nowMs - this.lastOldMs < OLD_EVERY_MS) return null;
    if (!isYoung) this.lastOldMs = nowMs;
    this.beganMs = nowMs;
    return this.fromMs;
  }

  /** What a restart would have to tell again, after a piece that told up to `restMs` (null: to the end). */
  lateAfter(restMs: number | null, isAgain: boolean): number | null {
    return isAgain ? restMs : this.fromMs;
  }

  done(again: number | null, nowMs: number): void {
    if (again === null) return;
    this.fromMs = null;
    this.isUnsaved = false;
    this.restUntilMs = nowMs + REST_TIMES * (nowMs - this.beganMs);
  }
}
