/**
 * Partitions of episodes by the week in which they began. Retention drops those that are over; one with an episode that is still open
 * stays until that ends.
 */
import type pg from "pg";
import { listTimed, type TimedTable } from "../state/partitions.ts";
import { OPEN_MS } from "./episodeRows.ts";

export const EPISODES: TimedTable = { name: "alert_episode", spanMs: 7 * 86_400_000, keptMs: null };
/** Whoever waits longer for its lock tries again at the next turn. */
const LOCK_TIMEOUT = "2s";

/** Resolves to the names of the partitions that went. */
export async function dropExpiredEpisodes(client: pg.ClientBase, beforeMs: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const { name, startMs } of await listTimed(client, EPISODES)) {
    if (startMs + EPISODES.spanMs > beforeMs) continue;
    const { rows } = await client.query(`SELECT 1 FROM telemetry.${name} WHERE until_ms = ${OPEN_MS} LIMIT 1`);
    if (rows.length > 0) continue;
    await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'; DROP TABLE telemetry.${name}; RESET lock_timeout`);
    dropped.push(name);
  }
  return dropped;
}
