/**
 * Dropping what retention no longer covers. Events go by the day, and only once a snapshot stands for what they folded to; frames by the
 * lengths of their tiers, whatever the state's own. Nothing is deleted row by row, but for the keys of reports that went.
 */
import type pg from "pg";
import { onClient } from "./clientWork.ts";
import { keepBase } from "./keepSnapshots.ts";
import { EVENTS, listTimed, SNAPSHOTS, startOf, TIMED_TABLES, type TimedTable } from "./partitions.ts";
import type { StateTools } from "./stateTools.ts";

/** Whoever waits longer for its lock tries again at the next turn. */
const LOCK_TIMEOUT = "2s";

async function dropBefore(client: pg.ClientBase, table: TimedTable, beforeMs: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const { name, startMs } of await listTimed(client, table)) {
    if (startMs + table.spanMs > beforeMs) continue;
    await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'; DROP TABLE telemetry.${name}; RESET lock_timeout`);
    dropped.push(name);
  }
  return dropped;
}

/** For every tenant that has anything before it: events, or the snapshot that stands for those that went earlier. */
async function keepBases(tools: StateTools, beforeMs: number): Promise<void> {
  const { rows } = await tools.pool.query<{ tenant: number }>(
    `SELECT tenant FROM telemetry.state_history h WHERE kept_since_ms < $1
       OR EXISTS (SELECT 1 FROM telemetry.state_event e WHERE e.tenant = h.tenant AND at_ms < $1)`,
    [beforeMs],
  );
  for (const { tenant } of rows) await keepBase(tools, tenant, beforeMs);
}

/** Resolves to the names of the partitions that went. */
export async function dropExpiredState(tools: StateTools, nowMs: number, retentionMs: number): Promise<string[]> {
  const dropped: string[] = [];
  const keptSinceMs = Number.isFinite(retentionMs) ? startOf(EVENTS, nowMs - retentionMs) : null;
  if (keptSinceMs !== null) {
    const there = await onClient(tools.pool, async (client) => [
      ...(await listTimed(client, EVENTS)),
      ...(await listTimed(client, SNAPSHOTS)),
    ]);
    if (there.some(({ startMs }) => startMs + EVENTS.spanMs <= keptSinceMs)) await keepBases(tools, keptSinceMs);
  }
  await onClient(tools.pool, async (client) => {
    for (const table of TIMED_TABLES) {
      const isState = table === EVENTS || table === SNAPSHOTS;
      const beforeMs = isState ? keptSinceMs : nowMs - (table.keptMs ?? 0);
      if (beforeMs !== null) dropped.push(...(await dropBefore(client, table, beforeMs)));
    }
    if (keptSinceMs !== null) {
      await client.query("DELETE FROM telemetry.state_dedupe WHERE at_ms < $1", [keptSinceMs]);
    }
  });
  tools.partitions.forget();
  return dropped;
}
