/**
 * Counts SLOs back through all that is stored, a day at a time, those together that stand at the same place; the newest days first, since
 * they matter most. Once nothing older is stored, the cursor begins with time itself.
 * Errors: the store's; the same day is then counted again.
 */
import type { TelemetryReader } from "../../store/telemetryStore.ts";
import { byReach, type CountingTools, countStretch, isDue } from "./sloCounting.ts";
import { emptyCounts, type SloEntry } from "./sloEntry.ts";

const PIECE_MS = 86_400_000;
const LOOK_EVERY_MS = 600_000;

export interface PastOptions {
  readonly store: Pick<TelemetryReader, "storageReport">;
  readonly tenant: number;
  readonly now: () => number;
  readonly retentionMs: number;
}

export class SloPast {
  private beganMs = 0;
  private lookedMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: PastOptions,
    private readonly tools: CountingTools,
  ) {}

  /** One day of those that are counted back least; true when there is more. */
  async fillPiece(entries: readonly SloEntry[]): Promise<boolean> {
    const nowMs = this.options.now();
    const waiting = entries.filter((entry) => isDue(entry, nowMs) && (entry.cursor?.sinceMs ?? 0) > 0);
    if (waiting.length === 0) return false;
    const beganMs = await this.beginning(nowMs);
    const groups = byReach(waiting, ({ cursor }) => cursor?.sinceMs ?? null);
    const sinceMs = Math.max(...[...groups.keys()].map((reached) => reached ?? 0));
    const group = groups.get(sinceMs) ?? [];
    if (sinceMs <= beganMs) await this.end(group);
    else await countStretch(this.tools, group, { startMs: startOf(sinceMs, beganMs), endMs: sinceMs });
    return true;
  }

  private async end(group: readonly SloEntry[]): Promise<void> {
    const { store, tenant } = this.tools;
    const writes = group.flatMap((entry) =>
      entry.cursor ? [{ cursor: { ...entry.cursor, sinceMs: 0 }, counts: emptyCounts(entry.cursor.untilMs) }] : [],
    );
    await store.writeSloCounts({ tenant, writes });
    for (const entry of group) if (entry.cursor) entry.cursor = { ...entry.cursor, sinceMs: 0 };
  }

  /** The earliest instant of anything that is stored. */
  private async beginning(nowMs: number): Promise<number> {
    if (nowMs - this.lookedMs < LOOK_EVERY_MS && nowMs >= this.lookedMs) return this.beganMs;
    const { store, tenant, retentionMs } = this.options;
    const { partitions } = await store.storageReport({ tenant });
    // Rows of tiers are known by estimates, which come later than the rows.
    const filled = partitions.filter(({ signal, records }) => signal === "derived" || records > 0);
    const firsts = filled.map(({ window }) => window.startMs);
    this.beganMs = Math.max(nowMs - retentionMs, Math.min(nowMs, ...firsts), 1);
    this.lookedMs = nowMs;
    return this.beganMs;
  }
}

/** Pieces end where days do, so that coarse steps fall into them whole. */
function startOf(sinceMs: number, beganMs: number): number {
  const midnight = Math.floor((sinceMs - 1) / PIECE_MS) * PIECE_MS;
  return Math.max(midnight, Math.floor(beganMs / PIECE_MS) * PIECE_MS);
}
