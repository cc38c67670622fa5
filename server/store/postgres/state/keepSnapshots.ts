/**
 * Snapshots behind the lateness watermark: one after 8,000 events, or after an hour in which enough happened to be worth one, and one at
 * the start of each day that has events, so that dropping the days before loses nothing. Changes mark every later snapshot as wrong, so
 * those that hold are always the first ones, and making the next is all there is to do, also where dirty ones are rebuilt.
 * Under the tenant's lock, so that nothing changes below it meanwhile; a few at a time, so that writers wait a moment at most.
 */
import type pg from "pg";
import { onClient, writing } from "./clientWork.ts";
import { type HistoryHead, lockHead } from "./historyHead.ts";
import { EVENTS, SNAPSHOTS, startOf } from "./partitions.ts";
import { foldInto, type NamedRow, readFoldRows, readSnapshot, type Snapshot, writeSnapshot } from "./snapshotRows.ts";
import type { StateTools } from "./stateTools.ts";

export const SNAPSHOT_EVENTS = 8_000;
const SNAPSHOT_MS = 3_600_000;
/** An hour with fewer is folded faster than a snapshot is read. */
const HOUR_EVENTS = 1_000;
/** An instance that went silent is known to be gone five minutes after its last sign of life; that is no reason to rebuild. */
const LATENESS_MS = 600_000;
const AT_ONCE = 4;
const BEFORE_ALL_MS = -8.64e15;

/** Instant of the next snapshot; null when it is too early for one. `rows` are the first events since the one at `beforeMs`. */
function nextInstant(rows: readonly NamedRow[], beforeMs: number, most: number): number | null {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return null;
  const isFirst = beforeMs === BEFORE_ALL_MS;
  const sameDayMs = isFirst ? startOf(EVENTS, first.atMs) : beforeMs;
  const nextDay = rows.find(({ atMs }) => startOf(EVENTS, atMs) > sameDayMs);
  if (nextDay === first) return startOf(EVENTS, first.atMs);
  const hourMs = (isFirst ? first.atMs : beforeMs) + SNAPSHOT_MS;
  const hour = rows.find(({ atMs }, i) => i >= HOUR_EVENTS && atMs >= hourMs);
  const instants = [
    ...(nextDay ? [startOf(EVENTS, nextDay.atMs)] : []),
    ...(hour ? [hour.atMs] : []),
    ...(rows.length > most ? [last.atMs] : []),
  ].filter((atMs) => atMs > first.atMs);
  return instants.length > 0 ? Math.min(...instants) : null;
}

/** The next one after `before`; null when there is none to make yet. */
async function nextSnapshot(
  tools: StateTools,
  client: pg.ClientBase,
  tenant: number,
  before: Snapshot,
  watermarkMs: number,
): Promise<Snapshot | null> {
  const most = tools.snapshotEvents;
  const of = { tenant, startMs: before.atMs, endMs: watermarkMs, asKnownAtMs: null };
  let rows = await readFoldRows(tools, client, { ...of, limit: most + 1 });
  let atMs = nextInstant(rows, before.atMs, most);
  const [first, last] = [rows[0], rows.at(-1)];
  if (atMs === null && first && rows.length > most && first.atMs === last?.atMs) {
    // More at one instant than a snapshot should lie apart: all of them are before the next one.
    atMs = first.atMs + 1;
    rows = await readFoldRows(tools, client, { ...of, endMs: atMs, limit: null });
  }
  if (atMs === null) return null;
  const until = atMs;
  const state = new Map(before.state);
  foldInto(
    state,
    rows.filter((row) => row.atMs < until),
  );
  return { atMs, state };
}

const watermarkOf = (head: HistoryHead) =>
  Math.min(head.toldUntilMs ?? Number.POSITIVE_INFINITY, head.knownMs) - LATENESS_MS;

async function newestThatHolds(tools: StateTools, client: pg.ClientBase, tenant: number, head: HistoryHead) {
  const of = { tenant, beforeMs: -BEFORE_ALL_MS, asKnownAtMs: null, baseMs: head.keptSinceMs };
  const newest = await readSnapshot(tools, client, of);
  return newest ?? { atMs: BEFORE_ALL_MS, state: new Map() };
}

export async function keepSnapshots(tools: StateTools, tenant: number): Promise<number> {
  return onClient(tools.pool, (client) =>
    writing(client, async () => {
      const head = await lockHead(client, tenant);
      let before: Snapshot = await newestThatHolds(tools, client, tenant, head);
      let written = 0;
      while (written < AT_ONCE) {
        const next = await nextSnapshot(tools, client, tenant, before, watermarkOf(head));
        if (!next) break;
        await writeSnapshot(tools, client, tenant, next, head.knownMs);
        before = next;
        written++;
      }
      return written;
    }),
  );
}

/** Before the events below `atMs` are dropped: a snapshot there that holds, and from now on nothing lies before it. */
export async function keepBase(tools: StateTools, tenant: number, atMs: number): Promise<void> {
  await onClient(tools.pool, async (client) => {
    await tools.partitions.ensure(client, SNAPSHOTS, [atMs]);
    await writing(client, async () => {
      const head = await lockHead(client, tenant);
      if (head.keptSinceMs !== null && head.keptSinceMs >= atMs) return;
      const of = { tenant, beforeMs: atMs, asKnownAtMs: null, baseMs: head.keptSinceMs };
      const before = await readSnapshot(tools, client, of);
      if (before?.atMs !== atMs) {
        const startMs = before?.atMs ?? BEFORE_ALL_MS;
        const state = new Map(before?.state);
        const rows = await readFoldRows(tools, client, {
          tenant,
          startMs,
          endMs: atMs,
          asKnownAtMs: null,
          limit: null,
        });
        foldInto(state, rows);
        await writeSnapshot(tools, client, tenant, { atMs, state }, head.knownMs);
      }
      await client.query("UPDATE telemetry.state_history SET kept_since_ms = $2 WHERE tenant = $1", [tenant, atMs]);
    });
  });
}
