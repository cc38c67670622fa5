/**
 * Reads of the store in the forms that the history is told from: calls of all things on one grid, sightings, exceptions per minute.
 * Units: Unix milliseconds.
 */

import {
  type CallGrid,
  cutName,
  edgeCalls,
  placedEdgeCalls,
  placementCalls,
  type ServiceCalls,
  serviceCalls,
} from "../analysis/history/callGrids.ts";
import type { DurationHistogram } from "../model/derived.ts";
import { type Cells, cellTotal, durationHistogram } from "../model/durationCells.ts";
import { BUCKET_MS } from "../model/increments.ts";
import { mergeCells } from "../model/incrementTotals.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { type ThingId, thingOf } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import type { PlacedReader } from "../store/placedReader.ts";
import type { StateReader, StateWriter } from "../store/stateStore.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";

export type HistoryStore = Pick<TelemetryReader, "scanOperations" | "readEdges" | "readResources"> &
  PlacedReader &
  Pick<StateReader, "readState" | "readEvents"> &
  StateWriter;

/** No grid is longer: the store answers longer ones on coarser steps. */
export const MOST_STEPS = 720;

const NOTHING: CallGrid = { startMs: 0, stepMs: 0, bucketCount: 0, series: [] };

/**
 * Calls in whole buckets of `stepMs`, of a window on whole buckets; nothing where the store no longer has them so fine. `known` are
 * things of which services, and services in regions, sent spans lately, beside those that do in the window.
 */
export async function readCalls(
  store: HistoryStore,
  tenant: number,
  window: TimeWindow,
  stepMs: number,
  known: readonly ThingId[] = [],
): Promise<CallGrid> {
  if (window.endMs <= window.startMs) return NOTHING;
  const query = { tenant, window, stepMs, mostSteps: MOST_STEPS };
  const [services, placements, edges, placedEdges] = await Promise.all([
    readServiceCalls(store, tenant, window, stepMs),
    store.readPlacements(query),
    store.readEdges(query),
    store.readPlacedEdges(query),
  ]);
  const { startMs, bucketCount } = edges;
  const named = new Set([...namesOf(known), ...services.map(({ service }) => cutName(service))]);
  if (edges.stepMs !== stepMs) return NOTHING;
  const placed = placementCalls(placements.series);
  const regions = regionsOf([...known, ...placed.map(({ thing }) => thing)]);
  const series = [
    ...serviceCalls(services),
    ...placed,
    ...edgeCalls(edges.series, named),
    ...placedEdgeCalls(placedEdges.series, named, regions),
  ];
  return { startMs, stepMs, bucketCount, series };
}

function namesOf(things: readonly ThingId[]): string[] {
  return things.filter((thing) => thing.startsWith("service:")).map((thing) => thingOf(thing).names[0] ?? "");
}

function regionsOf(things: readonly ThingId[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const thing of things) {
    if (!thing.startsWith("placement:")) continue;
    const [service = "", region = ""] = thingOf(thing).names;
    found.set(service, (found.get(service) ?? new Set()).add(region));
  }
  return found;
}

interface ServiceSums {
  readonly calls: number[];
  readonly errors: number[];
  readonly cells: (Cells | undefined)[];
}
const NO_DURATION: DurationHistogram = { zero: 0, index: [], count: [] };
const isEntryKind = (kind: number) => kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;

/** Of every service its SERVER and CONSUMER spans, and all of its spans. */
async function readServiceCalls(
  store: HistoryStore,
  tenant: number,
  window: TimeWindow,
  stepMs: number,
): Promise<ServiceCalls[]> {
  const count = Math.ceil((window.endMs - window.startMs) / stepMs);
  const sums = new Map<string, ServiceSums>();
  const add = (key: string, place: number, calls: number, errors: number, cells: Cells) => {
    let one = sums.get(key);
    if (one === undefined) {
      one = { calls: new Array(count).fill(0), errors: new Array(count).fill(0), cells: new Array(count) };
      sums.set(key, one);
    }
    one.calls[place] = (one.calls[place] ?? 0) + calls;
    one.errors[place] = (one.errors[place] ?? 0) + errors;
    const before = one.cells[place];
    one.cells[place] = before === undefined ? cells : mergeCells(before, cells);
  };
  const query = { tenant, window, stepMs, mostSteps: MOST_STEPS, withCells: true };
  await store.scanOperations(query, () => (bucket, service, _name, kind, status, _overflow, _sum, calls, cells) => {
    const place = Math.floor((bucket * BUCKET_MS - window.startMs) / stepMs);
    if (place < 0 || place >= count || cells === null) return;
    const errors = status === StatusCode.ERROR ? cellTotal(cells) : 0;
    if (isEntryKind(kind)) add(`e${service}`, place, calls, errors, cells);
    add(`a${service}`, place, calls, errors, cells);
  });
  return [...sums].map(([key, one]) => ({
    service: key.slice(1),
    part: key.startsWith("e") ? "entry" : "all",
    calls: one.calls,
    errors: one.errors,
    durationSumSeconds: [],
    duration: Array.from(one.cells, (cells) => (cells ? durationHistogram(cells) : NO_DURATION)),
  }));
}

/** When the first of all telemetry was taken in, since an instant; null when there is none. */
export async function readBeginning(store: HistoryStore, tenant: number, window: TimeWindow): Promise<number | null> {
  const resources = await store.readResources({ tenant, window });
  const first = resources.reduce((least, { firstSeenMs }) => Math.min(least, firstSeenMs), Infinity);
  return Number.isFinite(first) ? Math.max(first, window.startMs) : null;
}

/** When the newest telemetry of a window was; null when there is none. */
export async function readNewest(store: HistoryStore, tenant: number, window: TimeWindow): Promise<number | null> {
  const resources = await store.readResources({ tenant, window });
  const newest = resources.reduce((most, { lastSeenMs }) => Math.max(most, lastSeenMs), Number.NEGATIVE_INFINITY);
  return Number.isFinite(newest) ? newest : null;
}
