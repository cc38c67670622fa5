/**
 * Late telemetry and who has still to count it: each entry keeps its own mark until it has, also one that rests or is switched off. The
 * last week is counted again with the newest minutes; what is older a day at a time when there is time, from whatever is still stored.
 * Marks are in memory: after a gap in counting the day before it is counted again by whoever leads then.
 * Units: Unix milliseconds. Errors: those of countStretch.
 */
import type { SloStore } from "../../store/sloStore.ts";
import { byReach, type CountingTools, countStretch, floorMinute, isDue } from "./sloCounting.ts";
import type { SloEntry } from "./sloEntry.ts";

const DAY_MS = 86_400_000;
/** With the newest minutes. */
const AT_ONCE_MS = 7 * DAY_MS;
/** Who was not counted for so long may have missed marks. */
const GAP_MS = 1_200_000;

export interface LatenessTools extends CountingTools {
  readonly store: CountingTools["store"] & Pick<SloStore, "readManySloCounts">;
  readonly retentionMs: number;
}

export class SloLateness {
  constructor(private readonly tools: LatenessTools) {}

  /** Something came late that lies from here on: all have to count it. */
  note(entries: readonly SloEntry[], fromMs: number, untilMs: number): void {
    const lateMs = floorMinute(Math.max(fromMs, untilMs - this.tools.retentionMs));
    for (const entry of entries) entry.lateMs = Math.min(entry.lateMs ?? lateMs, lateMs);
  }

  /** From where an entry is to be counted now, with what came late. */
  startOf({ lateMs }: Pick<SloEntry, "lateMs">, reachedMs: number, untilMs: number): number {
    const gapMs = untilMs - reachedMs > GAP_MS ? reachedMs - DAY_MS : reachedMs;
    return Math.min(gapMs, lateMs === null ? gapMs : Math.max(lateMs, untilMs - AT_ONCE_MS));
  }

  /** These were counted from `startOf` on: what is older stays to be done. */
  counted(entries: readonly SloEntry[], untilMs: number): void {
    const weekMs = floorMinute(untilMs - AT_ONCE_MS);
    for (const entry of entries) {
      if (entry.problem !== null || entry.lateMs === null) continue;
      if (entry.lateMs < weekMs)
        entry.older = { startMs: Math.min(entry.older?.startMs ?? entry.lateMs, entry.lateMs), endMs: weekMs };
      entry.lateMs = null;
    }
  }

  /** One day of what is older than a week; true when there is more. */
  async olderPiece(entries: readonly SloEntry[]): Promise<boolean> {
    const nowMs = this.tools.now();
    // Whoever is not counted back to the beginning yet comes by it anyway.
    const waiting = entries.filter(
      (entry) => entry.older !== null && entry.cursor?.sinceMs === 0 && isDue(entry, nowMs),
    );
    const [first] = byReach(waiting, ({ older }) => older?.startMs ?? null);
    if (!first) return false;
    const [reached, group] = first;
    const startMs = reached ?? 0;
    const endMs = Math.min(
      (Math.floor(startMs / DAY_MS) + 1) * DAY_MS,
      ...group.map(({ older }) => older?.endMs ?? startMs),
    );
    await countStretch(this.tools, group, { startMs, endMs }, this.tools.store);
    for (const entry of group) {
      if (entry.problem !== null || entry.older === null) continue;
      entry.older = endMs < entry.older.endMs ? { startMs: endMs, endMs: entry.older.endMs } : null;
    }
    return true;
  }
}
