/**
 * The state at an instant: the newest snapshot before it that holds for the knowledge asked for, and the events since.
 *
 * A snapshot with the events after it stays in memory as a segment, with the state last asked of it: instants near each other cost no
 * more than the events between them, forward; backward it is folded again from the segment's start, which is milliseconds. `prev` is not
 * used here: as known at some instant, a history may hold events that were told on another past.
 * A change of the history cuts the segments it touches (historyHead.ts). What was known before the latest knowledge never changes.
 */
import type pg from "pg";
import { comparePlaces, type EventPlace, type SystemState } from "../../../model/state.ts";
import type { StateAt } from "../../stateStore.ts";
import { copiedNumber, copyRowsOut, withSnapshot } from "../copyOut.ts";
import { onClient } from "./clientWork.ts";
import { lastPlaceBefore } from "./eventsInOrder.ts";
import { changedSince, type HistoryHead, readHead } from "./historyHead.ts";
import { foldInto, type NamedRow, readFoldRows, readSnapshot } from "./snapshotRows.ts";
import type { StateTools } from "./stateTools.ts";

const MOST_SEGMENTS = 5;
const MOST_EVENTS = 20_000;
const PAGE = 8_192;
/** Read beyond the instant asked for, since the next question is likely near it. */
const AHEAD_MS = 300_000;
const BEFORE_ALL_MS = -8.64e15;

interface Segment {
  readonly tenant: number;
  readonly asKnownAtMs: number | null;
  readonly version: number;
  /** `base` is the fold of what happened before it; `events` are those from it on and before `untilMs`. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly base: SystemState;
  readonly events: readonly NamedRow[];
  /** The fold of the first `count` events. */
  folded: { readonly count: number; readonly state: SystemState };
}

export interface StateQuery {
  readonly tenant: number;
  readonly atMs: number;
  readonly asKnownAtMs?: number;
}

/** What is left of a segment after the history changed; null when nothing is. */
function stillTrue(segment: Segment, head: HistoryHead): Segment | null {
  if (segment.asKnownAtMs !== null) return segment;
  const changedMs = changedSince(head, segment.version);
  if (changedMs < segment.fromMs) return null;
  if (changedMs >= segment.untilMs) return { ...segment, version: head.version };
  const events = segment.events.filter(({ atMs }) => atMs < changedMs);
  const folded = segment.folded.count <= events.length ? segment.folded : { count: 0, state: segment.base };
  return { ...segment, version: head.version, untilMs: changedMs, events, folded };
}

/** One page more of events, up to a little beyond `atMs`. Instants are never cut. */
async function extended(tools: StateTools, client: pg.ClientBase, segment: Segment, atMs: number): Promise<Segment> {
  const { tenant, asKnownAtMs, untilMs: startMs } = segment;
  const endMs = atMs + 1 + AHEAD_MS;
  const of = { tenant, startMs, asKnownAtMs };
  let rows = await readFoldRows(tools, client, { ...of, endMs, limit: PAGE });
  let untilMs = endMs;
  const [first, last] = [rows[0], rows.at(-1)];
  if (first && last && rows.length === PAGE) {
    untilMs = last.atMs > first.atMs ? last.atMs : last.atMs + 1;
    rows =
      last.atMs > first.atMs
        ? rows.filter((row) => row.atMs < untilMs)
        : await readFoldRows(tools, client, { ...of, endMs: untilMs, limit: null });
  }
  if (segment.events.length + rows.length <= MOST_EVENTS || segment.events.length === 0) {
    return { ...segment, untilMs, events: [...segment.events, ...rows] };
  }
  const base = foldedState(segment, segment.events.length);
  return { ...segment, fromMs: startMs, untilMs, base, events: rows, folded: { count: 0, state: base } };
}

/** The fold of the first `count` events of a segment, kept there. */
function foldedState(segment: Segment, count: number): SystemState {
  const from = segment.folded.count <= count ? segment.folded : { count: 0, state: segment.base };
  if (from.count === count) return from.state;
  const state = new Map(from.state);
  foldInto(state, segment.events.slice(from.count, count));
  segment.folded = { count, state };
  return state;
}

/** How many of the events lie at or before an instant. */
function countUntil(events: readonly NamedRow[], atMs: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place of the last of the first `count` events; null when there is none. */
function lastPlace(events: readonly NamedRow[], count: number): EventPlace | null {
  let last: EventPlace | null = null;
  for (let i = count - 1; i >= 0; i--) {
    const { atMs, rank, id, eventId } = events[i] as NamedRow;
    if (last && (last.atMs !== atMs || last.rank !== rank)) break;
    const place: EventPlace = { atMs, rank, thing: id, id: String(eventId) };
    if (!last || comparePlaces(place, last) > 0) last = place;
  }
  return last;
}

export class StateFolds {
  private segments: Segment[] = [];
  private readonly since = new Map<number, { readonly version: number; readonly sinceMs: number }>();
  private readonly tools: StateTools;

  constructor(tools: StateTools) {
    this.tools = tools;
  }

  async readState(query: StateQuery): Promise<StateAt> {
    const { tenant } = query;
    const atMs = Math.floor(query.atMs);
    const head = await readHead(this.tools.pool, tenant);
    const asked = query.asKnownAtMs === undefined ? null : Math.floor(query.asKnownAtMs);
    const asKnownAtMs = asked !== null && asked < head.knownMs ? asked : null;
    const sinceMs = await this.readSince(tenant, head, asKnownAtMs);
    if (sinceMs === null) {
      return { atMs: query.atMs, state: new Map(), sinceMs: null, toldUntilMs: null, place: null };
    }
    const told = { atMs: query.atMs, sinceMs, toldUntilMs: head.toldUntilMs ?? head.knownMs };
    if (head.keptSinceMs !== null && atMs < head.keptSinceMs) return { ...told, state: new Map(), place: null };
    const segment = await this.segmentAt(tenant, atMs, asKnownAtMs, head);
    const state = foldedState(segment, countUntil(segment.events, atMs));
    return { ...told, state, place: await this.placeAt(segment, atMs) };
  }

  private async segmentAt(tenant: number, atMs: number, asKnownAtMs: number | null, head: HistoryHead) {
    this.segments = this.segments.flatMap((one) => (one.tenant === tenant ? (stillTrue(one, head) ?? []) : one));
    const near = this.segments
      .filter((one) => one.tenant === tenant && one.asKnownAtMs === asKnownAtMs && one.fromMs <= atMs)
      .reduce<Segment | null>((best, one) => (best && best.fromMs >= one.fromMs ? best : one), null);
    const segment = near && near.untilMs > atMs ? near : await this.load(tenant, atMs, asKnownAtMs, near);
    this.segments = [segment, ...this.segments.filter((one) => one !== segment && one !== near)].slice(
      0,
      MOST_SEGMENTS,
    );
    return segment;
  }

  /** Reads on from `near`, or from a snapshot where one lies closer; all in one state of the database. */
  private async load(tenant: number, atMs: number, asKnownAtMs: number | null, near: Segment | null) {
    const { tools } = this;
    return withSnapshot(tools.pool, async (client) => {
      const head = await readHead(client, tenant);
      const held = near && stillTrue(near, head);
      const of = { tenant, beforeMs: atMs + 1, asKnownAtMs, baseMs: head.keptSinceMs, afterMs: held?.untilMs };
      const snapshot = await readSnapshot(tools, client, of);
      let segment = held;
      if (!segment || snapshot) {
        const { atMs: fromMs, state: base } = snapshot ?? { atMs: BEFORE_ALL_MS, state: new Map() };
        const { version } = head;
        const folded = { count: 0, state: base };
        segment = { tenant, asKnownAtMs, version, fromMs, untilMs: fromMs, base, events: [], folded };
      }
      while (segment.untilMs <= atMs) segment = await extended(tools, client, segment, atMs);
      return segment;
    });
  }

  private async placeAt(segment: Segment, atMs: number): Promise<EventPlace | null> {
    const last = lastPlace(segment.events, countUntil(segment.events, atMs));
    if (last) return last;
    const { tenant, asKnownAtMs } = segment;
    return onClient(this.tools.pool, (client) =>
      lastPlaceBefore(this.tools, client, { tenant, atMs: atMs + 1, asKnownAtMs: asKnownAtMs ?? undefined }),
    );
  }

  /** Where history begins; null when there is none. One that was taken back wholly was there for whoever asks what was known. */
  private async readSince(tenant: number, head: HistoryHead, asKnownAtMs: number | null): Promise<number | null> {
    if (head.keptSinceMs !== null) return head.keptSinceMs;
    const known = this.since.get(tenant);
    if (known && changedSince(head, known.version) > known.sinceMs) return known.sinceMs;
    const first = (where: string) =>
      `SELECT at_ms FROM telemetry.state_event WHERE tenant = ${tenant} AND retracted_ms ${where} ORDER BY at_ms LIMIT 1`;
    return onClient(this.tools.pool, async (client) => {
      const [standing] = await copyRowsOut(client, first("IS NULL"));
      if (standing) {
        const sinceMs = copiedNumber(standing[0]);
        this.since.set(tenant, { version: head.version, sinceMs });
        return sinceMs;
      }
      const [retracted] = asKnownAtMs === null ? [] : await copyRowsOut(client, first("IS NOT NULL"));
      return retracted ? copiedNumber(retracted[0]) : null;
    });
  }
}
