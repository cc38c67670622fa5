/**
 * One consistent look at the derived series: the tiers, and the increments that the fold has not reached, in one statement, which
 * sees one snapshot. So an answer is the same before, while and after something is folded, and holds whatever was acknowledged.
 * Increments never change: those decoded lately are kept in memory, and only the others are fetched.
 */
import type pg from "pg";
import { decodeIncrements, type Increments } from "../../../model/increments.ts";
import { copyRowsOut } from "../copyOut.ts";
import { PendingCache } from "./pendingCache.ts";
import type { TierPart } from "./readPlan.ts";

/** What is asked of the tiers: rows of one kind in these parts, of one subject or of all. */
export interface SnapshotQuery {
  readonly tenant: number;
  readonly parts: readonly TierPart[];
  readonly kind: number;
  readonly subject?: string;
}

/** A subject's rows one after the other: heads as they are, bodies each by itself. */
export interface StoredRow {
  readonly subject: string;
  readonly bytes: Buffer;
}

export interface DerivedSnapshot {
  readonly stored: readonly StoredRow[];
  /** Not folded yet, of any time. */
  readonly pending: readonly Increments[];
}

/** (slot, cursor) of everyone who ever wrote. */
const WRITERS = `WITH RECURSIVE slots AS (
    (SELECT slot FROM telemetry.derived_increment WHERE tenant = $1 ORDER BY slot LIMIT 1)
    UNION ALL
    SELECT n.slot FROM slots w, LATERAL (
      SELECT slot FROM telemetry.derived_increment i WHERE i.tenant = $1 AND i.slot > w.slot ORDER BY slot LIMIT 1) n
  ), writer AS MATERIALIZED (
    SELECT s.slot, coalesce(c.xid, '0') AS xid, coalesce(c.increment_id, 0) AS id
    FROM (SELECT slot FROM slots UNION SELECT slot FROM telemetry.fold_cursor WHERE tenant = $1) s
    LEFT JOIN telemetry.fold_cursor c ON c.tenant = $1 AND c.slot = s.slot
  )`;

/** `id` is null in rows of tiers; the bytes of known increments stay where they are. */
const PENDING = `SELECT i.increment_id::text AS id, NULL AS subject,
    CASE WHEN i.increment_id = ANY ($2::int8[]) THEN NULL ELSE i.payload END AS bytes
  FROM writer w, LATERAL (
    SELECT increment_id, payload FROM telemetry.derived_increment
    WHERE tenant = $1 AND slot = w.slot AND (xid, increment_id) > (w.xid, w.id)) i`;

interface Row {
  readonly id: string | null;
  readonly subject: string | null;
  readonly bytes: Buffer | null;
}

const caches = new WeakMap<pg.Pool, PendingCache>();

function cacheOf(pool: pg.Pool): PendingCache {
  const known = caches.get(pool) ?? new PendingCache();
  caches.set(pool, known);
  return known;
}

const BODIES = (rows: string) => `SELECT NULL AS id, t.subject, t.body AS bytes FROM ${rows}`;

export function readBodies(pool: pg.Pool, query: SnapshotQuery): Promise<DerivedSnapshot> {
  return read(pool, pool, query, BODIES);
}

/** Buckets of a tier that one answer of readBodiesInTurn holds. */
const BUCKETS_AT_ONCE = 120;

/**
 * As readBodies, a stretch of buckets at a time, all of one snapshot: for questions whose rows would not fit into memory together.
 * What is pending comes with the first.
 */
export async function* readBodiesInTurn(pool: pg.Pool, query: SnapshotQuery): AsyncGenerator<DerivedSnapshot> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    yield await read(pool, client, { tenant: query.tenant, kind: query.kind, parts: [] }, BODIES);
    for (const parts of stretches(await seenParts(client, query))) {
      const stored =
        query.subject === undefined
          ? await copyBodies(client, { ...query, parts })
          : (await read(pool, client, { ...query, parts }, BODIES)).stored;
      yield { stored, pending: [] };
    }
    await client.query("COMMIT");
    isBroken = false;
  } finally {
    client.release(isBroken);
  }
}

/** More stretches than this are asked for only where there are rows. */
const MOST_BLIND = 32 * BUCKETS_AT_ONCE;

/** The parts cut to what is there: a window of a hundred years has seven thousand stretches, nearly all of them empty. */
async function seenParts(client: pg.ClientBase, { tenant, parts, kind }: SnapshotQuery): Promise<readonly TierPart[]> {
  if (parts.every(({ tier, from, to }) => (to - from) / tier.buckets <= MOST_BLIND)) return parts;
  const seen: TierPart[] = [];
  for (const { tier, from, to } of parts) {
    const { rows } = await client.query<{ first: number | null; last: number | null }>(
      `SELECT min(bucket) AS first, max(bucket) AS last FROM telemetry.${tier.table}
       WHERE tenant = $1 AND slot = ANY (ARRAY(SELECT slot FROM telemetry.fold_cursor WHERE tenant = $1)) AND kind = $2
         AND bucket >= $3 AND bucket < $4`,
      [tenant, kind, from, to],
    );
    const { first = null, last = null } = rows[0] ?? {};
    if (first !== null && last !== null) seen.push({ tier, from: first, to: Math.min(to, last + tier.buckets) });
  }
  return seen;
}

/** Of all subjects; numbers alone stand in the text, since COPY takes no parameters. */
async function copyBodies(client: pg.ClientBase, { tenant, parts, kind }: SnapshotQuery): Promise<StoredRow[]> {
  const slots = `SELECT DISTINCT slot FROM telemetry.fold_cursor WHERE tenant = ${Number(tenant)}`;
  const selects = parts.map(
    ({ tier, from, to }) => `SELECT subject, body FROM telemetry.${tier.table}
      WHERE tenant = ${Number(tenant)} AND slot = ANY (ARRAY(${slots})) AND kind = ${Number(kind)}
        AND bucket >= ${Number(from)} AND bucket < ${Number(to)}`,
  );
  if (selects.length === 0) return [];
  const rows = await copyRowsOut(client, selects.join("\nUNION ALL "));
  return rows.map(([subject = NO_BYTES, bytes = NO_BYTES]) => ({ subject: subject.toString(), bytes }));
}
const NO_BYTES = Buffer.alloc(0);

function* stretches(parts: readonly TierPart[]): Generator<TierPart[]> {
  let gathered: TierPart[] = [];
  let buckets = 0;
  for (const { tier, from, to } of parts) {
    for (let at = from; at < to; at += BUCKETS_AT_ONCE * tier.buckets) {
      const end = Math.min(to, at + BUCKETS_AT_ONCE * tier.buckets);
      const more = (end - at) / tier.buckets;
      if (gathered.length > 0 && buckets + more > BUCKETS_AT_ONCE) {
        yield gathered;
        gathered = [];
        buckets = 0;
      }
      gathered.push({ tier, from: at, to: end });
      buckets += more;
    }
  }
  yield gathered;
}

/** Heads of services, one after the other per service. */
export function readHeads(pool: pg.Pool, query: SnapshotQuery): Promise<DerivedSnapshot> {
  return read(
    pool,
    pool,
    query,
    (rows) => `SELECT NULL AS id, t.subject, string_agg(t.head, ''::bytea) AS bytes FROM ${rows} GROUP BY t.subject`,
  );
}

async function read(
  pool: pg.Pool,
  asker: pg.Pool | pg.ClientBase,
  { tenant, parts, kind, subject }: SnapshotQuery,
  select: (rows: string) => string,
): Promise<DerivedSnapshot> {
  const cache = cacheOf(pool);
  const asked = cache.known;
  // A window in which nothing is stored has no parts, and no use for the subject.
  const isNamed = subject !== undefined && parts.length > 0;
  const values: unknown[] = [tenant, [...asked.keys()], kind, ...(isNamed ? [subject] : [])];
  const selects = parts.map((part) => select(rowsOf(part, values, subject !== undefined)));
  // Without parts the kind would be a parameter that nothing uses.
  const text = [`${WRITERS} ${PENDING} WHERE $3::int2 IS NOT NULL`, ...selects].join("\nUNION ALL ");
  const { rows } = await asker.query<Row>({ name: nameOf(text), text, values });
  const stored: StoredRow[] = [];
  const pending: [string, Buffer | null][] = [];
  for (const { id, subject: of, bytes } of rows) {
    if (id !== null) pending.push([id, bytes]);
    else if (bytes !== null) stored.push({ subject: of ?? "", bytes });
  }
  return { stored, pending: cache.take(asked, pending, decodeIncrements) };
}

const names = new Map<string, string>();

/** A name per shape of statement, so that a connection plans each once; shapes are as many as ways to cover a window. */
function nameOf(text: string): string {
  const known = names.get(text) ?? `derived ${names.size}`;
  names.set(text, known);
  return known;
}

/** One subject is looked up step by step, since the key has the bucket first; all subjects are a range of it. */
function rowsOf({ tier, from, to }: TierPart, values: unknown[], hasSubject: boolean): string {
  const [first, end] = [`$${values.push(from)}::int4`, `$${values.push(to)}::int4`];
  const row = `t.tenant = $1 AND t.slot = ANY (ARRAY(SELECT slot FROM writer)) AND t.kind = $3::int2`;
  const inside = `t.bucket >= ${first} AND t.bucket < ${end}`;
  if (!hasSubject) return `telemetry.${tier.table} t WHERE ${row} AND ${inside}`;
  return `generate_series(${first}, ${end} - 1, ${tier.buckets}) AS b (bucket)
    JOIN telemetry.${tier.table} t ON ${row} AND t.bucket = b.bucket AND ${inside} AND t.subject = $4`;
}
