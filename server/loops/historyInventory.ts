/**
 * The derivations "inventory" and "exceptions" over the store. Rules: server/analysis/history/inventory.ts and exceptionHistory.ts.
 * Units: Unix milliseconds.
 */
import {
  EXCEPTIONS_BACK_MS,
  type ExceptionCounts,
  exceptionKey,
  FIRST_WITHIN_MS,
  tellExceptions,
} from "../analysis/history/exceptionHistory.ts";
import { LOOK_BACK_MS, TOLD_AGAIN_MS, tellInventory } from "../analysis/history/inventory.ts";
import type { Activity } from "../analysis/history/inventoryFacts.ts";
import type { Happening } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import { type HistoryStore, MOST_STEPS } from "./historyReads.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const NEW_MINUTES = 10;

export interface ToldStretch {
  readonly window: TimeWindow;
  readonly happenings: readonly Happening[];
}

export class InventoryTelling {
  /** What stands from `fromMs` on, as it was told last; null when that is not known. */
  private stands: { readonly fromMs: number; readonly happenings: readonly Happening[] } | null = null;

  constructor(
    private readonly store: HistoryStore,
    private readonly tenant: number,
  ) {}

  forget(): void {
    this.stands = null;
  }

  /**
   * Tells on from an instant, and again what could not be known before it. The window of the answer begins with the first difference
   * to what stands.
   */
  async tell(fromMs: number, untilMs: number, beganMs: number, activity: readonly Activity[]): Promise<ToldStretch> {
    const { store, tenant } = this;
    const startMs = Math.max(beganMs, fromMs - TOLD_AGAIN_MS);
    const window = { startMs, endMs: untilMs };
    const sightings = await store.readSightings({
      tenant,
      window: { startMs: startMs - LOOK_BACK_MS, endMs: untilMs },
      reachMs: 0,
    });
    const { state } = await store.readState({ tenant, atMs: startMs - 1 });
    const happenings = tellInventory(sightings, activity, state, window);
    const changedMs = this.firstDifference(startMs, fromMs, happenings);
    this.stands = { fromMs: startMs, happenings };
    return {
      window: { startMs: changedMs, endMs: untilMs },
      happenings: happenings.filter(({ atMs }) => atMs >= changedMs),
    };
  }

  private firstDifference(startMs: number, fromMs: number, happenings: readonly Happening[]): number {
    if (this.stands === null || this.stands.fromMs > startMs) return startMs;
    const before = this.stands.happenings.filter(({ atMs }) => atMs >= startMs);
    const length = Math.max(before.length, happenings.length);
    for (let i = 0; i < length; i++) {
      const [a, b] = [before[i], happenings[i]];
      if (a && b && JSON.stringify(a) === JSON.stringify(b)) continue;
      return Math.min(fromMs, a?.atMs ?? fromMs, b?.atMs ?? fromMs);
    }
    return fromMs;
  }
}

/** Minutes are told when they are over; that of `fromMs` is told again. */
export async function tellExceptionStretch(
  store: HistoryStore,
  tenant: number,
  { startMs: fromMs, endMs: untilMs }: TimeWindow,
  beganMs: number,
): Promise<ToldStretch> {
  const startMs = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
  const endMs = Math.floor(untilMs / MINUTE_MS) * MINUTE_MS;
  if (endMs <= startMs) return { window: { startMs: fromMs, endMs: untilMs }, happenings: [] };
  const minutes = { startMs: startMs - EXCEPTIONS_BACK_MS, endMs };
  const read = await store.readExceptions({ tenant, window: minutes, stepMs: MINUTE_MS, mostSteps: MOST_STEPS });
  if (read.stepMs !== MINUTE_MS) return { window: { startMs: fromMs, endMs: untilMs }, happenings: [] };
  const known = mayBeNew(read.series, (startMs - read.startMs) / MINUTE_MS)
    ? await readKnown(store, tenant, minutes.startMs)
    : new Set<string>();
  const facts = { minutes: { startMs: read.startMs, series: read.series }, known, beganMs };
  return {
    window: { startMs, endMs: Math.max(untilMs, endMs) },
    happenings: tellExceptions(facts, { startMs, endMs }),
  };
}

/** Whether some type has its first minute within the stretch, or so shortly before that it still counts as new. */
function mayBeNew(series: readonly ExceptionCounts[], fromPlace: number): boolean {
  return series.some(({ count }) => count.findIndex((value) => value > 0) >= fromPlace - NEW_MINUTES);
}

async function readKnown(store: HistoryStore, tenant: number, untilMs: number): Promise<Set<string>> {
  const window = { startMs: untilMs - FIRST_WITHIN_MS, endMs: untilMs };
  const { series } = await store.readExceptions({ tenant, window, stepMs: HOUR_MS });
  return new Set(series.map(({ service, type }) => exceptionKey(service, type)));
}
