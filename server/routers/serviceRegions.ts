/**
 * One service told apart by region: the numbers and the judgement of a service's row, of each of its placements.
 * Shape: rows, trouble first, then the busiest. Requests whose resource names no region are in no row.
 */
import { HEALTH_ORDER } from "../analysis/callHealth.ts";
import type { TimeWindow } from "../model/time.ts";
import type { PlacedReader } from "../store/placedReader.ts";
import type { StateReader } from "../store/stateStore.ts";
import { callWindows, judgeCalls, onGrid, seenLately, sparks } from "./callQueries.ts";
import { stretchOfNow } from "./stretchOfNow.ts";

/** Rows of one answer; a sender with random regions must not make it megabytes. */
const MOST_REGIONS = 200;

interface Asked {
  readonly tenant: number;
  readonly service: string;
  readonly window: TimeWindow;
  readonly nowMs: number;
}

export async function serviceRegions(store: StateReader & PlacedReader, { tenant, service, window, nowMs }: Asked) {
  const ask = callWindows(window);
  const { recent, healthOf, lengthMs } = await stretchOfNow(store, tenant, window, nowMs);
  const of = { tenant, service };
  const [answer, before, latest] = await Promise.all([
    store.readPlacements({ ...of, ...ask.now }),
    store.readPlacements({ ...of, ...ask.earlier }),
    store.readPlacements({ ...of, ...recent }),
  ]);
  const now = onGrid(answer, ask.now.stepMs);
  const earlier = onGrid(before, ask.earlier.stepMs);
  const usual = new Map(earlier.all.map(({ of: one, series }) => [one.region, { series, grid: earlier.grid }]));
  const lately = seenLately(latest, recent.stepMs, regionKey);
  const regions = now.all
    .filter(({ of: one }) => one.region !== "")
    .map(({ of: one, series }) => ({
      region: one.region,
      ...judgeCalls({ series, grid: now.grid }, usual.get(one.region), lately(regionKey(one)), window, {
        lengthMs,
        health: healthOf?.(service, one.region) ?? null,
      }),
      sparks: sparks({ series, grid: now.grid }, window),
    }));
  const rank = (row: (typeof regions)[number]) => HEALTH_ORDER[row.health.kind];
  regions.sort((a, b) => rank(a) - rank(b) || b.calls - a.calls || (a.region < b.region ? -1 : 1));
  return { regions: regions.slice(0, MOST_REGIONS), total: regions.length };
}

const regionKey = ({ region, entry }: { region: string; entry: boolean }) => `${entry} ${region}`;
