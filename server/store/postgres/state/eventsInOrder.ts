/**
 * Events in their order, from anywhere, in either direction. Rows come by at_ms and rank; those that share both are read together and
 * ordered by the ids of their things, which rows do not hold. Far stretches are asked for only when near ones hold too little, so that
 * a step plans for one or two partitions.
 */
import type pg from "pg";
import {
  comparePlaces,
  type EventKind,
  type EventPlace,
  type StateEvent,
  type ThingId,
  WHOLE_KINDS,
} from "../../../model/state.ts";
import type { EventFilter, EventsQuery } from "../../stateStore.ts";
import { onClient } from "./clientWork.ts";
import { kindCode } from "./codes.ts";
import { type EventRow, eventOf } from "./eventRows.ts";
import { DAY_MS } from "./partitions.ts";
import { type Direction, type EventAsk, type EventRange, selectEvents } from "./selectEvents.ts";
import type { StateTools } from "./stateTools.ts";

/** Beyond any instant that is kept. */
const FOREVER_MS = 8.64e15;
const STRETCHES_MS = [DAY_MS, 8 * DAY_MS];

/** Null when it can match nothing. */
async function askOf(
  tools: StateTools,
  client: pg.ClientBase,
  query: EventFilter & { tenant: number; asKnownAtMs?: number; withRetracted?: boolean },
): Promise<EventAsk | null> {
  const { tenant, kinds, things, problemsOnly, asKnownAtMs, withRetracted, wholesOnly } = query;
  const numbers = things && (await tools.things.find(client, tenant, things));
  if (numbers?.length === 0 || kinds?.length === 0) return null;
  return {
    tenant,
    ...(kinds ? { kinds: [...new Set(kinds)].map((kind: EventKind) => kindCode(kind)) } : {}),
    ...(numbers ? { things: numbers } : {}),
    problemsOnly,
    ...(wholesOnly ? { wholes: await tools.things.ofKinds(client, tenant, WHOLE_KINDS) } : {}),
    asKnownAtMs: asKnownAtMs === undefined ? null : Math.floor(asKnownAtMs),
    withRetracted,
  };
}

function* stretches({ startMs, endMs, beyond }: EventRange, direction: Direction): Generator<EventRange> {
  let [start, end] = [startMs, endMs];
  for (const length of [...STRETCHES_MS, Number.POSITIVE_INFINITY]) {
    if (start >= end) return;
    const isNext = direction === "next";
    const cut = isNext ? Math.min(end, start + length) : Math.max(start, end - length);
    yield isNext ? { startMs: start, endMs: cut, beyond } : { startMs: cut, endMs: end, beyond };
    if (isNext) start = cut;
    else end = cut;
  }
}

const groupRange = ({ atMs, rank }: { atMs: number; rank: number }): EventRange => ({
  startMs: atMs,
  endMs: atMs + 1,
  beyond: `rank = ${rank}`,
});

/** At least `count` of them unless there are fewer; those that share an instant and a rank are all there or none. */
async function readGroups(
  client: pg.ClientBase,
  ask: EventAsk,
  range: EventRange,
  direction: Direction,
  count: number,
): Promise<EventRow[]> {
  const found: EventRow[] = [];
  for (const stretch of stretches(range, direction)) {
    found.push(...(await selectEvents(client, ask, stretch, direction, count + 1 - found.length)));
    if (found.length > count) break;
  }
  const last = found[count];
  if (!last) return found;
  const isCut = (row: EventRow) => row.atMs === last.atMs && row.rank === last.rank;
  const whole = found.filter((row) => !isCut(row));
  if (whole.length >= count && whole.length < found.length) return [...whole, last];
  return [...whole, ...(await selectEvents(client, ask, groupRange(last), direction, null))];
}

interface Placed {
  readonly row: EventRow;
  readonly place: EventPlace;
}

async function placed(
  tools: StateTools,
  client: pg.ClientBase,
  ask: EventAsk,
  rows: readonly EventRow[],
  direction: Direction,
): Promise<Placed[]> {
  const idOf = await tools.things.name(
    client,
    ask.tenant,
    rows.map(({ thing }) => thing),
  );
  const sign = direction === "next" ? 1 : -1;
  return rows
    .map((row) => ({ row, place: { ...row, thing: idOf(row.thing), id: String(row.eventId) } }))
    .sort((a, b) => sign * comparePlaces(a.place, b.place));
}

/** After `after` where it is given, else all of the range; at most `count`. */
async function readInOrder(
  tools: StateTools,
  client: pg.ClientBase,
  ask: EventAsk,
  range: { startMs: number; endMs: number; after?: EventPlace },
  direction: Direction,
  count: number,
): Promise<Placed[]> {
  const { after, startMs, endMs } = range;
  if (!after) {
    return (await placed(tools, client, ask, await readGroups(client, ask, range, direction, count), direction)).slice(
      0,
      count,
    );
  }
  const sign = direction === "next" ? 1 : -1;
  const isInside = after.atMs >= startMs && after.atMs < endMs;
  const group = isInside ? await selectEvents(client, ask, groupRange(after), direction, null) : [];
  const rest = (await placed(tools, client, ask, group, direction)).filter(
    ({ place }) => sign * comparePlaces(place, after) > 0,
  );
  if (rest.length >= count) return rest.slice(0, count);
  const beyond =
    direction === "next"
      ? { startMs: Math.max(startMs, after.atMs), endMs, beyond: `(at_ms, rank) > (${after.atMs}, ${after.rank})` }
      : { startMs, endMs: Math.min(endMs, after.atMs + 1), beyond: `(at_ms, rank) < (${after.atMs}, ${after.rank})` };
  const more = await readGroups(client, ask, beyond, direction, count - rest.length);
  return [...rest, ...(await placed(tools, client, ask, more, direction))].slice(0, count);
}

const eventsOf = (found: readonly Placed[]): StateEvent[] => found.map(({ row, place }) => eventOf(row, place.thing));

export async function readEvents(tools: StateTools, query: EventsQuery) {
  return onClient(tools.pool, async (client) => {
    const ask = await askOf(tools, client, query);
    if (!ask) return { events: [], more: false };
    const range = {
      startMs: Math.ceil(query.window.startMs),
      endMs: Math.ceil(query.window.endMs),
      after: query.after,
    };
    const direction = query.order === "oldest" ? "next" : "previous";
    const found = await readInOrder(tools, client, ask, range, direction, query.limit + 1);
    return { events: eventsOf(found.slice(0, query.limit)), more: found.length > query.limit };
  });
}

export interface StepQuery extends EventFilter {
  readonly tenant: number;
  readonly from: EventPlace | { readonly atMs: number };
  readonly direction: Direction;
  readonly asKnownAtMs?: number;
}

async function step(tools: StateTools, client: pg.ClientBase, query: StepQuery): Promise<Placed | null> {
  const ask = await askOf(tools, client, query);
  if (!ask) return null;
  const { from, direction } = query;
  const after = "id" in from ? from : undefined;
  // From an instant, what happened at it counts as neither before nor after it.
  const nextMs = after ? after.atMs : Math.floor(from.atMs) + 1;
  const range =
    direction === "next"
      ? { startMs: nextMs, endMs: FOREVER_MS, after }
      : { startMs: -FOREVER_MS, endMs: after ? after.atMs + 1 : Math.ceil(from.atMs), after };
  return (await readInOrder(tools, client, ask, range, direction, 1))[0] ?? null;
}

export async function stepEvent(tools: StateTools, query: StepQuery): Promise<StateEvent | null> {
  return onClient(tools.pool, async (client) => {
    const found = await step(tools, client, query);
    return found && eventOf(found.row, found.place.thing);
  });
}

/** Place of the last event before an instant; null when there is none. */
export async function lastPlaceBefore(
  tools: StateTools,
  client: pg.ClientBase,
  query: { tenant: number; atMs: number; asKnownAtMs?: number },
): Promise<EventPlace | null> {
  const found = await step(tools, client, { ...query, from: { atMs: query.atMs }, direction: "previous" });
  if (!found) return null;
  const { atMs, rank, thing, id } = found.place;
  return { atMs, rank, thing, id };
}

export async function readEventById(
  tools: StateTools,
  client: pg.ClientBase,
  tenant: number,
  atMs: number,
  eventId: number,
): Promise<StateEvent | null> {
  const ask: EventAsk = { tenant, asKnownAtMs: null, withRetracted: true };
  const range = { startMs: atMs, endMs: atMs + 1, beyond: `event_id = ${eventId}` };
  const row = (await selectEvents(client, ask, range, "next", 1))[0];
  if (!row) return null;
  const idOf = await tools.things.name(client, tenant, [row.thing]);
  return eventOf(row, idOf(row.thing) as ThingId);
}
