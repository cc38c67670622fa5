/**
 * What the processes of one installation tell each other through the database: heartbeats, and which `loops` leads.
 * Errors: the driver's own, when the database cannot be reached; `lead` tries again by itself.
 */
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/** Lock of the leading `loops` process; any number that nothing else of this product takes. */
const LEADER_LOCK = 0x6c6f6f7073;

export interface Heartbeat {
  readonly role: string;
  readonly instance: string;
  readonly pid: number;
  readonly startedMs: number;
  readonly status: unknown;
  /** Prometheus text exposition. */
  readonly metrics: string;
}

export interface Coordination {
  beat(heartbeat: Heartbeat): Promise<void>;
  /** Heartbeats with their age by the database's clock, youngest first; those older than 10 minutes are forgotten. */
  readHeartbeats(): Promise<(Heartbeat & { readonly ageMs: number })[]>;
  /** Removes this process's row, so that nobody waits for it. */
  leave(role: string, instance: string): Promise<void>;
  /** Runs `work` whenever this process leads, until `signal` aborts. The signal given to `work` aborts when the lead is lost. */
  lead(signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const BEAT = `INSERT INTO telemetry.heartbeat (role, instance, pid, started_at, beat_at, status, metrics)
  VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000), now(), $5, $6)
  ON CONFLICT (role, instance) DO UPDATE SET pid = excluded.pid, started_at = excluded.started_at,
    beat_at = excluded.beat_at, status = excluded.status, metrics = excluded.metrics`;

const READ = `SELECT role, instance, pid, status, metrics,
    extract(epoch FROM started_at)::float8 * 1000 AS "startedMs",
    extract(epoch FROM now() - beat_at)::float8 * 1000 AS "ageMs"
  FROM telemetry.heartbeat WHERE beat_at > now() - interval '10 minutes' ORDER BY beat_at DESC`;

/** Holds the lock on a connection of its own while `work` runs; resolves to false when another process leads. */
async function leadOnce(
  connectionString: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const client = new pg.Client({ connectionString, application_name: "chronoscope leader", keepAlive: true });
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  try {
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [LEADER_LOCK]);
    if (!rows[0]?.held) return false;
    await work(AbortSignal.any([signal, lost.signal]));
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function createCoordination(connectionString: string): Coordination {
  const pool = new pg.Pool({ connectionString, max: 2, application_name: "chronoscope", idleTimeoutMillis: 60_000 });
  pool.on("error", () => undefined);
  return {
    beat: async ({ role, instance, pid, startedMs, status, metrics }) => {
      await pool.query(BEAT, [role, instance, pid, startedMs, JSON.stringify(status ?? null), metrics]);
    },
    readHeartbeats: async () => (await pool.query<Heartbeat & { ageMs: number }>(READ)).rows,
    leave: async (role, instance) => {
      await pool.query(
        "DELETE FROM telemetry.heartbeat WHERE (role = $1 AND instance = $2) OR beat_at < now() - interval '1 hour'",
        [role, instance],
      );
    },
    lead: async (signal, work) => {
      while (!signal.aborted) {
        await leadOnce(connectionString, signal, work).catch(() => false);
        await delay(1_000, undefined, { signal, ref: false }).catch(() => undefined);
      }
    },
    ping: async () => {
      await pool.query("SELECT 1");
    },
    close: () => pool.end(),
  };
}
