/**
 * Content hashes of the requests committed in the last quarters of an hour, so that a request sent again is stored once.
 * Shape: a ring of four tables, one per quarter of an hour of the writer's clock. A hash is inserted where it is unique; for the
 * first minute of a quarter also into the quarter before, so that two writers on either side of the border meet in one table.
 */
import type pg from "pg";

const QUARTER_MS = 15 * 60_000;
const BORDER_MS = 60_000;
const RINGS = 4;

function ringOf(quarter: number): number {
  return ((quarter % RINGS) + RINGS) % RINGS;
}

/** Inserts the hashes inside the caller's transaction. Resolves to those that were committed before, as hexadecimal digits. */
export async function insertHashes(
  client: pg.ClientBase,
  tenant: number,
  hashes: readonly Uint8Array[],
  nowMs: number,
): Promise<Set<string>> {
  const quarter = Math.floor(nowMs / QUARTER_MS);
  const current = ringOf(quarter);
  const before = ringOf(quarter - 1);
  const rings = nowMs % QUARTER_MS < BORDER_MS ? [current, before] : [current];
  // Named, so that Postgres plans it once: planning took longer than the work.
  const { rows } = await client.query<{ hash: string }>({
    name: "insert request hashes",
    text: `WITH incoming AS (SELECT unnest($2::bytea[]) AS hash),
       seen AS (SELECT hash FROM telemetry.request_hash WHERE tenant = $1 AND ring = $4 AND hash = ANY ($2::bytea[])),
       put AS (
         INSERT INTO telemetry.request_hash (tenant, ring, hash)
         SELECT $1, ring, hash FROM incoming, unnest($3::int2[]) AS ring ORDER BY hash
         ON CONFLICT DO NOTHING RETURNING ring, hash)
     SELECT encode(hash, 'hex') AS hash FROM seen
     UNION
     SELECT encode(hash, 'hex') FROM (
       SELECT hash, ring FROM incoming, unnest($3::int2[]) AS ring EXCEPT SELECT hash, ring FROM put) AS refused`,
    values: [tenant, hashes.map((hash) => Buffer.from(hash)), rings, before],
  });
  return new Set(rows.map(({ hash }) => hash));
}

export async function readHashes(pool: pg.Pool, tenant: number): Promise<Uint8Array[]> {
  const { rows } = await pool.query<{ hash: Buffer }>(
    "SELECT DISTINCT hash FROM telemetry.request_hash WHERE tenant = $1 AND at > now() - interval '15 minutes'",
    [tenant],
  );
  return rows.map(({ hash }) => hash);
}

/** Empties the parts of the ring that come next. */
export async function emptyOldHashes(client: pg.ClientBase, nowMs: number): Promise<void> {
  const quarter = Math.floor(nowMs / QUARTER_MS);
  await client.query("SET lock_timeout = '2s'");
  try {
    for (const ring of [ringOf(quarter + 1), ringOf(quarter + 2)]) {
      const { rowCount } = await client.query(`SELECT 1 FROM telemetry.request_hash_${ring} LIMIT 1`);
      if (rowCount) await client.query(`TRUNCATE telemetry.request_hash_${ring}`);
    }
  } finally {
    await client.query("RESET lock_timeout");
  }
}
