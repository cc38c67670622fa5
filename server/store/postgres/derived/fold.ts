/**
 * Folds committed increments into the tiers: one bounded step per call, exactly once whatever dies in between, because the rows
 * and the cursor move in one transaction.
 *
 * Order is (xid, increment_id) below the oldest running transaction: nothing can be committed behind the cursor any more.
 * Rows are read, added to and written back. Increments may be for any time; partitions are made as needed.
 * Next: readDerived.ts, which adds to the tiers what is not folded yet.
 */
import type pg from "pg";
import {
  decodeIncrements,
  encodeIncrements,
  type Increments,
  type InstanceIncrement,
} from "../../../model/increments.ts";
import { IncrementTotals } from "../../../model/incrementTotals.ts";
import { entryOf } from "./callSums.ts";
import { ensurePartitions, partitionStart } from "./partitions.ts";
import { resourceRows } from "./resources.ts";
import {
  countedPlacements,
  encodeHead,
  headOf,
  Kind,
  subjectOf,
  TIER_5M,
  TIER_10S,
  TIERS,
  type Tier,
} from "./tiers.ts";

export interface FoldOptions {
  /** Most flushes per step. */
  readonly step?: number;
  /** Flushes younger than this wait, so that a row is not written anew for each; reads do not wait for them. */
  readonly minAgeMs?: number;
}

/** Some 100 ms of work. */
const STEP = 256;

interface Slot {
  readonly tenant: number;
  readonly slot: number;
}

interface Unfolded {
  readonly xid: string;
  readonly id: string;
  readonly payload: Buffer;
}

interface Row {
  readonly kind: number;
  readonly bucket: number;
  readonly subject: string;
  readonly totals: IncrementTotals;
}

/** (tenant, slot) of everyone who ever wrote increments that are still there. */
const WRITERS = `WITH RECURSIVE writer AS (
    (SELECT tenant, slot FROM telemetry.derived_increment ORDER BY tenant, slot LIMIT 1)
    UNION ALL
    SELECT n.tenant, n.slot FROM writer w, LATERAL (
      SELECT tenant, slot FROM telemetry.derived_increment i
      WHERE (i.tenant, i.slot) > (w.tenant, w.slot) ORDER BY tenant, slot LIMIT 1) n
  ) SELECT tenant, slot FROM writer`;

const UNFOLDED = `SELECT i.xid::text AS xid, i.increment_id::text AS id, payload FROM telemetry.derived_increment i
  WHERE tenant = $1 AND slot = $2 AND (i.xid, i.increment_id) > ($3::xid8, $4::int8)
    AND i.xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY i.xid, i.increment_id LIMIT $5`;

/** Folds one step of each writer. Resolves to the number of flushes folded: 0 when there was nothing to do. */
export async function foldDerived(client: pg.ClientBase, options: FoldOptions = {}): Promise<number> {
  const { rows } = await client.query<Slot>(WRITERS);
  let folded = 0;
  for (const writer of rows) folded += await foldSlot(client, writer, options);
  return folded;
}

/** Whether there is enough to fold, or something that waited long enough; asked without a lock, five times a second. */
async function isDue(client: pg.ClientBase, { tenant, slot }: Slot, options: FoldOptions): Promise<boolean> {
  const step = options.step ?? STEP;
  const { rows } = await client.query<{ n: number; age: number | null }>(
    `SELECT count(*)::int4 AS n, extract(epoch FROM clock_timestamp() - min(at))::float8 * 1000 AS age FROM (
       SELECT i.at FROM telemetry.derived_increment i
       WHERE i.tenant = $1 AND i.slot = $2 AND i.xid < pg_snapshot_xmin(pg_current_snapshot())
         AND (i.xid, i.increment_id) > (
           coalesce((SELECT xid FROM telemetry.fold_cursor WHERE tenant = $1 AND slot = $2), '0'),
           coalesce((SELECT increment_id FROM telemetry.fold_cursor WHERE tenant = $1 AND slot = $2), 0))
       ORDER BY i.xid, i.increment_id LIMIT $3) waiting`,
    [tenant, slot, step],
  );
  const { n = 0, age = null } = rows[0] ?? {};
  return n === step || (age !== null && age >= (options.minAgeMs ?? 0));
}

async function foldSlot(client: pg.ClientBase, slotOf: Slot, options: FoldOptions): Promise<number> {
  if (!(await isDue(client, slotOf, options))) return 0;
  const { tenant, slot } = slotOf;
  await client.query("BEGIN");
  try {
    await client.query(
      "INSERT INTO telemetry.fold_cursor (tenant, slot, xid, increment_id) VALUES ($1, $2, '0', 0) ON CONFLICT DO NOTHING",
      [tenant, slot],
    );
    const { rows: cursors } = await client.query<{ xid: string; id: string }>(
      "SELECT xid::text AS xid, increment_id::text AS id FROM telemetry.fold_cursor WHERE tenant = $1 AND slot = $2 FOR UPDATE",
      [tenant, slot],
    );
    const from = cursors[0] ?? { xid: "0", id: "0" };
    const step = options.step ?? STEP;
    const { rows } = await client.query<Unfolded>(UNFOLDED, [tenant, slot, from.xid, from.id, step]);
    const last = rows.at(-1);
    if (last) {
      await addToTiers(
        client,
        { tenant, slot },
        rows.map(({ payload }) => payload),
      );
      await client.query(
        "UPDATE telemetry.fold_cursor SET xid = $3::xid8, increment_id = $4 WHERE tenant = $1 AND slot = $2",
        [tenant, slot, last.xid, last.id],
      );
    }
    await client.query("COMMIT");
    return rows.length;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function addToTiers(client: pg.ClientBase, slot: Slot, payloads: readonly Buffer[]): Promise<void> {
  const rows = new Map<Tier, Map<string, Row>>(TIERS.map((tier) => [tier, new Map()]));
  const instances: InstanceIncrement[] = [];
  for (const payload of payloads) {
    const increments = decodeIncrements(payload);
    instances.push(...increments.instances);
    sortInto(rows, increments);
  }
  // Each tier from the one below it: of many flushes most add to the same few rows.
  TIERS.forEach((tier, i) => {
    const coarser = TIERS[i + 1];
    if (!coarser) return;
    for (const { kind, bucket, subject, totals } of rows.get(tier)?.values() ?? [])
      rowOf(rows, coarser, kind, bucket, subject).totals.addTotals(totals);
  });
  for (const [tier, ofTier] of rows) await mergeRows(client, tier, slot, [...ofTier.values()]);
  await resourceRows(client, slot, instances);
}

/** Puts each record into its row of the finest tier that has its kind; descriptions live in the table of resources. */
function sortInto(rows: Map<Tier, Map<string, Row>>, increments: Increments): void {
  const totalsOf = (kind: number, bucket: number, name: string) =>
    rowOf(rows, kind === Kind.INSTANCES ? TIER_5M : TIER_10S, kind, bucket, subjectOf(name)).totals;
  for (const it of increments.operations) totalsOf(Kind.SERVICE, it.bucket, it.service).addOperation(it);
  for (const it of increments.edges) totalsOf(Kind.EDGES, it.bucket, it.client).addEdge(it);
  for (const it of increments.logs) totalsOf(Kind.LOGS, it.bucket, it.service).addLog(it);
  for (const it of increments.instances)
    totalsOf(Kind.INSTANCES, it.bucket, it.service).addInstance({ ...it, description: null });
  for (const it of increments.placements) totalsOf(Kind.PLACEMENTS, it.bucket, it.service).addPlacement(it);
  for (const it of increments.placedEdges) totalsOf(Kind.PLACED_EDGES, it.bucket, it.client).addPlacedEdge(it);
  for (const it of increments.exceptions) totalsOf(Kind.EXCEPTIONS, it.bucket, it.service).addException(it);
}

function rowOf(rows: Map<Tier, Map<string, Row>>, tier: Tier, kind: number, bucket: number, subject: string): Row {
  const start = bucket - (bucket % tier.buckets);
  const make = () => ({ kind, bucket: start, subject, totals: new IncrementTotals() });
  return entryOf(rows.get(tier) as Map<string, Row>, `${kind} ${start} ${subject}`, make);
}

async function mergeRows(client: pg.ClientBase, tier: Tier, slot: Slot, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const starts = new Set(rows.map(({ bucket }) => partitionStart(tier, bucket)));
  await ensurePartitions(client, tier, [...starts]);
  await addStored(client, tier, slot, rows);
  const heads: Uint8Array[] = [];
  const bodies: Uint8Array[] = [];
  for (const { kind, bucket, totals } of rows) {
    const increments = totals.increments(bucket);
    heads.push(kind === Kind.SERVICE ? encodeHead(headOf(bucket, increments)) : new Uint8Array(0));
    bodies.push(encodeIncrements({ ...increments, placements: countedPlacements(increments.placements) }));
  }
  // All bytes go as one value, cut to pieces by the server: an array of bytea would be sent as quoted hexadecimal text.
  await client.query(
    `INSERT INTO telemetry.${tier.table} AS t (tenant, slot, kind, bucket, subject, head, body)
     SELECT $1, $2, kind, bucket, subject,
       CASE WHEN head > 0 THEN substring($6::bytea FROM at FOR head) END, substring($6::bytea FROM at + head FOR body)
     FROM unnest($3::int2[], $4::int4[], $5::text[], $7::int4[], $8::int4[], $9::int4[]) AS r (kind, bucket, subject, at, head, body)
     ON CONFLICT (tenant, slot, kind, bucket, subject) DO UPDATE SET head = excluded.head, body = excluded.body`,
    [slot.tenant, slot.slot, ...keysOf(rows), ...piecesOf(heads, bodies)],
  );
}

const keysOf = (rows: readonly Row[]) => [
  rows.map(({ kind }) => kind),
  rows.map(({ bucket }) => bucket),
  rows.map(({ subject }) => subject),
];

/** Heads and bodies one after the other, where each begins (from 1), and both lengths. */
function piecesOf(heads: readonly Uint8Array[], bodies: readonly Uint8Array[]): [Buffer, number[], number[], number[]] {
  const at: number[] = [];
  let length = 0;
  const parts = heads.flatMap((head, i) => {
    const body = bodies[i] as Uint8Array;
    at.push(length + 1);
    length += head.length + body.length;
    return [head, body];
  });
  return [Buffer.concat(parts), at, heads.map((head) => head.length), bodies.map((body) => body.length)];
}

/** Adds to the totals what the tier holds of these rows already. */
async function addStored(client: pg.ClientBase, tier: Tier, slot: Slot, rows: readonly Row[]): Promise<void> {
  const { rows: stored } = await client.query<{ n: number; body: Buffer }>(
    `SELECT n::int4 AS n, t.body FROM unnest($3::int2[], $4::int4[], $5::text[]) WITH ORDINALITY AS r (kind, bucket, subject, n)
     JOIN telemetry.${tier.table} t ON t.tenant = $1 AND t.slot = $2 AND t.kind = r.kind AND t.bucket = r.bucket
       AND t.subject = r.subject`,
    [slot.tenant, slot.slot, ...keysOf(rows)],
  );
  for (const { n, body } of stored) rows[n - 1]?.totals.add(decodeIncrements(body));
}
