/** Partitions of the counts by 30 days. Retention drops those that lie wholly before what is kept. */
import type pg from "pg";
import { listTimed, type TimedTable } from "../state/partitions.ts";

export const SLO_HOURS: TimedTable = { name: "slo_hour", spanMs: 30 * 86_400_000, keptMs: null };
/** Whoever waits longer for its lock tries again at the next turn. */
const LOCK_TIMEOUT = "2s";

/** Resolves to the names of the partitions that went. */
export async function dropExpiredHours(client: pg.ClientBase, beforeMs: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const { name, startMs } of await listTimed(client, SLO_HOURS)) {
    if (startMs + SLO_HOURS.spanMs > beforeMs) continue;
    await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'; DROP TABLE telemetry.${name}; RESET lock_timeout`);
    dropped.push(name);
  }
  return dropped;
}
