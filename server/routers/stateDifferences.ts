/**
 * What is different between two instants: both states with their frames, and what happened in between -> server/analysis/stateDiff.ts.
 * The earlier instant is A, in whatever order they were asked for.
 */
import { type DiffSide, type StateDifference, stateDiff } from "../analysis/stateDiff.ts";
import { healthOf, isPresent, type ThingId, thingOf, WHOLE_KINDS } from "../model/state.ts";
import type { StateReader } from "../store/stateStore.ts";
import type { DiffAnswer } from "./stateAnswer.ts";
import { type Moment, momentAt } from "./stateMoment.ts";

export interface DiffAsked {
  readonly tenant: number;
  readonly aMs: number;
  readonly bMs: number;
  readonly asKnownAtMs?: number | undefined;
  readonly nowMs: number;
}

/** Events between two instants that are looked at; and when there are more, of how many of the things that differ. */
const MOST_EVENTS = 10_000;
const MOST_OWN_EVENTS = 20_000;
const MOST_THINGS = 1_000;

export async function stateDiffOf(store: StateReader, asked: DiffAsked, most = MOST_EVENTS): Promise<DiffAnswer> {
  const { aMs, bMs, ...rest } = asked;
  const [firstMs, lastMs] = aMs <= bMs ? [aMs, bMs] : [bMs, aMs];
  // Those after A, up to and with B: what happened at A is in its state.
  const window = { startMs: firstMs + 1, endMs: lastMs + 1 };
  const events = { tenant: asked.tenant, asKnownAtMs: asked.asKnownAtMs, window, order: "oldest" } as const;
  const [a, b, between] = await Promise.all([
    momentAt(store, { ...rest, atMs: firstMs }),
    momentAt(store, { ...rest, atMs: lastMs }),
    firstMs === lastMs ? NO_EVENTS : store.readEvents({ ...events, limit: most }),
  ]);
  const sides = [sideOf(a, firstMs), sideOf(b, lastMs)] as const;
  let diff = stateDiff(...sides, between.events);
  if (between.more) {
    // Only what differs is dated then, by all of its own events; what changed back is counted as far as was looked.
    const things = inNeedOfDates(stateDiff(...sides, []).differences);
    const own = things.length === 0 ? NO_EVENTS : await store.readEvents({ ...events, things, limit: MOST_OWN_EVENTS });
    diff = { ...stateDiff(...sides, own.events), changedBack: diff.changedBack };
  }
  const notes = [...new Set([a.note, b.note].filter((note) => note !== null))];
  const said = { swapped: aMs > bMs, note: notes.length > 0 ? notes.join(" ") : null };
  return { a: countsOf(a, firstMs), b: countsOf(b, lastMs), ...diff, truncated: between.more, ...said };
}
const NO_EVENTS = { events: [], more: false };

/** The things that differ, whole ones first. */
function inNeedOfDates(differences: readonly StateDifference[]): ThingId[] {
  const rank = ({ kind }: StateDifference) => (WHOLE_KINDS.includes(kind) ? 0 : 1);
  const sorted = [...differences].sort((x, y) => rank(x) - rank(y));
  return [...new Set(sorted.map(({ thing }) => thing))].slice(0, MOST_THINGS);
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
