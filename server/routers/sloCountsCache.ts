/**
 * Counts of SLOs in this process's memory, ready to be asked for any window: only their end is read again as long as nothing older was
 * told otherwise (`rewrites` of the store's cursor). Those asked for longest ago are forgotten beyond MOST_MINUTES.
 * Errors: the store's.
 */
import { CountSums } from "../analysis/slo/countSums.ts";
import { SLO_STEP_MS, type SloBody, type SloCounts } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import { SLO_SETTLED_MS, type SloCounted, type SloStore } from "../store/sloStore.ts";

/** Of 8 bytes each: a list of 500 SLOs over a month is 27 million, and would be read from the store each time if one short of it were kept. */
const MOST_MINUTES = 28_000_000;
const HOUR_MS = 3_600_000;
/** SLOs read by one question: their counts are held twice for a moment. */
const AT_ONCE = 25;

interface Entry {
  readonly key: string;
  readonly sums: CountSums;
  fromMs: number;
  untilMs: number;
}
export interface CountsWish {
  readonly cursor: SloCounted;
  readonly slices: SloBody["slices"];
  /** What is asked of them begins here. */
  readonly sinceMs: number;
}

export class SloCountsCache {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly store: SloStore,
    private readonly tenant: number,
  ) {}

  /** By id of the SLO. */
  async read(wishes: readonly CountsWish[]): Promise<Map<string, CountSums>> {
    const found = new Map<string, CountSums>();
    for (let i = 0; i < wishes.length; i += AT_ONCE) {
      const some = wishes.slice(i, i + AT_ONCE).map((wish) => ({ wish, missing: this.missing(wish) }));
      const windows = new Map(some.flatMap(({ missing }) => missing.map((window) => [keyOf(window), window] as const)));
      for (const [key, window] of windows) {
        const asking = some.filter(({ missing }) => missing.some((one) => keyOf(one) === key)).map(({ wish }) => wish);
        await this.readWindow(asking, window);
      }
      for (const { wish } of some) {
        const entry = this.entries.get(wish.cursor.slo);
        if (entry) found.set(wish.cursor.slo, entry.sums);
      }
    }
    this.forgetOldest();
    return found;
  }

  /** What must be read before a wish is met. Moves the entry to the end of those that are forgotten. */
  private missing({ cursor, slices, sinceMs }: CountsWish): TimeWindow[] {
    const key = JSON.stringify([cursor.revision, cursor.rewrites, slices]);
    const fromMs = Math.max(cursor.sinceMs, Math.floor(sinceMs / HOUR_MS) * HOUR_MS);
    const known = this.entries.get(cursor.slo);
    this.entries.delete(cursor.slo);
    if (known?.key !== key) return [{ startMs: Math.min(fromMs, cursor.untilMs), endMs: cursor.untilMs }];
    this.entries.set(cursor.slo, known);
    const tail = { startMs: Math.max(known.fromMs, known.untilMs - SLO_SETTLED_MS), endMs: cursor.untilMs };
    return fromMs < known.fromMs ? [{ startMs: fromMs, endMs: known.fromMs }, tail] : [tail];
  }

  private async readWindow(wishes: readonly CountsWish[], window: TimeWindow): Promise<void> {
    const slos = wishes.map(({ cursor }) => cursor.slo);
    const read = await this.store.readManySloCounts({ tenant: this.tenant, slos, window });
    for (const { cursor, slices } of wishes) {
      const counts = read.get(cursor.slo);
      if (!counts) continue;
      const known = this.entries.get(cursor.slo);
      if (known) {
        known.sums.write(counts);
        known.fromMs = Math.min(known.fromMs, window.startMs);
        known.untilMs = Math.max(known.untilMs, window.endMs);
        continue;
      }
      const key = JSON.stringify([cursor.revision, cursor.rewrites, slices]);
      const sums = new CountSums({ slices }, withoutUnknownStart(counts));
      this.entries.set(cursor.slo, { key, sums, fromMs: window.startMs, untilMs: window.endMs });
    }
  }

  private forgetOldest(): void {
    const sizeOf = ({ sums }: Entry) => (sums.endMs - sums.startMs) / SLO_STEP_MS;
    let minutes = 0;
    for (const entry of this.entries.values()) minutes += sizeOf(entry);
    for (const [slo, entry] of this.entries) {
      if (minutes <= MOST_MINUTES) return;
      minutes -= sizeOf(entry);
      this.entries.delete(slo);
    }
  }
}

const keyOf = ({ startMs, endMs }: TimeWindow) => `${startMs} ${endMs}`;

/** The same counts from their first minute with data on. */
export function withoutUnknownStart({ startMs, bad, valid }: SloCounts): SloCounts {
  const first = valid.findIndex((count) => !Number.isNaN(count));
  const from = first < 0 ? valid.length : first;
  return { startMs: startMs + from * SLO_STEP_MS, bad: bad.subarray(from), valid: valid.subarray(from) };
}
