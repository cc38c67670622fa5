/**
 * What is different between two instants: both states with their frames, and what happened in between -> server/analysis/stateDiff.ts.
 * The earlier instant is A, in whatever order they were asked for.
 */
import { type DiffSide, stateDiff } from "../analysis/stateDiff.ts";
import { healthOf, isPresent, placeOf, type StateEvent, thingOf } from "../model/state.ts";
import type { EventsQuery, StateReader } from "../store/stateStore.ts";
import type { DiffAnswer } from "./stateAnswer.ts";
import { type Moment, momentAt } from "./stateQueries.ts";

export interface DiffAsked {
  readonly tenant: number;
  readonly aMs: number;
  readonly bMs: number;
  readonly asKnownAtMs?: number | undefined;
  readonly nowMs: number;
}

/** Events between two instants that are looked at, and how many are read at a time. */
const MOST_EVENTS = 50_000;
const PAGE = 10_000;

export async function stateDiffOf(store: StateReader, asked: DiffAsked): Promise<DiffAnswer> {
  const { aMs, bMs, ...rest } = asked;
  const [firstMs, lastMs] = aMs <= bMs ? [aMs, bMs] : [bMs, aMs];
  const [a, b, between] = await Promise.all([
    momentAt(store, { ...rest, atMs: firstMs }),
    momentAt(store, { ...rest, atMs: lastMs }),
    eventsBetween(store, asked, firstMs, lastMs),
  ]);
  const diff = stateDiff(sideOf(a, firstMs), sideOf(b, lastMs), between.events);
  return { a: countsOf(a, firstMs), b: countsOf(b, lastMs), ...diff, truncated: between.more };
}

/** Those after A, up to and with B: what happened at A is in its state. */
async function eventsBetween(store: StateReader, asked: DiffAsked, aMs: number, bMs: number) {
  const window = { startMs: aMs + 1, endMs: bMs + 1 };
  const { tenant, asKnownAtMs } = asked;
  const events: StateEvent[] = [];
  if (aMs === bMs) return { events, more: false };
  let after: EventsQuery["after"];
  for (;;) {
    const page = await store.readEvents({ tenant, window, asKnownAtMs, order: "oldest", limit: PAGE, after });
    for (const event of page.events) events.push(event);
    const last = page.events.at(-1);
    if (!page.more || !last || events.length >= MOST_EVENTS) return { events, more: page.more };
    after = placeOf(last);
  }
}

function sideOf({ at, frame, gap }: Moment, atMs: number): DiffSide {
  return { atMs, state: at.state, gap, numbers: (thing) => frame.numbers(thing) };
}

/** How many services fare how. */
function countsOf({ at, gap }: Moment, atMs: number) {
  const counts = { failed: 0, degraded: 0, healthy: 0 };
  if (gap) return { atMs, ...counts };
  for (const [id, state] of at.state) {
    if (!isPresent(state) || thingOf(id).kind !== "service") continue;
    const health = healthOf(state);
    if (health !== "unknown") counts[health]++;
  }
  return { atMs, ...counts };
}
