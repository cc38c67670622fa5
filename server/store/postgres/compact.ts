/**
 * Merges small blocks of one partition into larger ones, so that low rates do not leave a block per flush, the spans of a trace
 * lie together, and points of a series are neighbours (which packs them several times tighter). Repeated spans are dropped.
 * One call is one bounded step. Reading, sorting and compressing happen before the transaction; that only exchanges rows, and
 * undoes itself when any of the old blocks is gone. Killed at any moment it leaves either the old or the new.
 */
import { availableParallelism, loadavg } from "node:os";
import { setImmediate as giveWay } from "node:timers/promises";
import type pg from "pg";
import type { Signal } from "../../model/columns.ts";
import { SIGNALS } from "../../model/columns.ts";
import type { FetchedBlock } from "../block/blockView.ts";
import { SpanView } from "../block/decodeSpans.ts";
import { encodeSorted } from "../block/encodeSorted.ts";
import type { BlockIds } from "./blockIds.ts";
import { fetchBlocks } from "./blockReads.ts";
import { mergePointBlocks } from "./compactPoints.ts";
import { BACKGROUND_EFFORT, type Compressor } from "./compression.ts";
import { CopyRows, copyInto } from "./copyRows.ts";
import { stepOfMs } from "./partitions.ts";
import {
  BLOCK_COLUMNS,
  BLOCK_TABLES,
  compressBlock,
  type StoredBlock,
  storedBytes,
  traceHash,
  writeBlockRow,
  writeTraceRows,
} from "./storedBlock.ts";
import { readWhole } from "./wholeBlocks.ts";
import { inTransaction } from "./writerConnection.ts";

/** Records that one step merges. Points gain by meeting others of their series, so more of them. */
const MERGED_RECORDS: Readonly<Record<Signal, number>> = { traces: 16_384, logs: 16_384, metrics: 524_288 };
const TARGET_BYTES = 24 * 1024 * 1024;
/** Blocks of at least this many records stay as they arrived, but for points of closed partitions on an idle machine. */
const SMALL_RECORDS = 6000;
/** What is merged of a closed partition while it is smaller: series that meet few points of theirs pack badly. */
const SMALL_POINTS = 32_000;
const MOST_BLOCKS = 512;
const FEWEST_BLOCKS = 16;
/** Arrivals rest this long, for those who follow them. */
export const REST_MS = 3 * 60_000;
/** A partition that ended so long ago is tidied down to any two blocks. */
const CLOSED_MS = 3_600_000;

export interface CompactTools {
  readonly pool: pg.Pool;
  readonly compressor: Compressor;
  readonly blockIds: BlockIds;
  /** Whether there is processor time for what only saves disk: full blocks of points, which sorting packs twice as tight. */
  readonly isIdle: () => boolean;
}

/** Less than half of the processors busy over the last minute. */
export function isMachineIdle(): boolean {
  const [lastMinute = 0] = loadavg();
  return lastMinute < availableParallelism() / 2;
}

interface Batch {
  readonly signal: Signal;
  readonly tenant: number;
  readonly slot: number;
  readonly step: number;
  readonly blockIds: readonly number[];
}

/** Merges the batch with the most blocks. Resolves to the number of blocks merged, 0 when there is nothing to do. */
export async function compactOnce(tools: CompactTools, nowMs: number): Promise<number> {
  let largest: Batch | null = null;
  for (const signal of SIGNALS) {
    const batch = await findBatch(tools, signal, nowMs);
    if (batch && batch.blockIds.length > (largest?.blockIds.length ?? 0)) largest = batch;
  }
  return largest ? merge(tools, largest) : 0;
}

interface SmallRow {
  tenant: number;
  slot: number;
  step: number;
  ids: string[];
  sizes: number[];
  counts: number[];
}

/**
 * Blocks to merge per partition, smallest first, behind everyone who keeps a place. Points of closed partitions go in order of time,
 * so that merged blocks follow one another and readers need not sort.
 */
async function findBatch({ pool, isIdle }: CompactTools, signal: Signal, nowMs: number): Promise<Batch | null> {
  const isThorough = signal === "metrics" && isIdle();
  const closedStep = stepOfMs(nowMs - CLOSED_MS) - 1;
  const { rows } = await pool.query<SmallRow>(
    `SELECT tenant, slot, step, array_agg(block_id::text ORDER BY nr) AS ids,
       array_agg(size ORDER BY nr) AS sizes, array_agg(n ORDER BY nr) AS counts
     FROM (
       SELECT *, octet_length(rest) + octet_length(hot) + octet_length(ids) AS size, row_number() OVER (
         PARTITION BY tenant, slot, step ORDER BY CASE WHEN step <= $5 THEN t_min ELSE n END, block_id) AS nr
       FROM telemetry.${BLOCK_TABLES[signal]} AS block
       WHERE (n < $1 OR (step <= $5 AND (origin = 0 OR n < $6))) AND (origin = 1 OR stored_at < to_timestamp($2::float8))
         AND xid < pg_snapshot_xmin(pg_current_snapshot())
         AND xid < ALL (SELECT f.xid FROM telemetry.follower f WHERE f.tenant = block.tenant AND f.signal = $3)
     ) AS small WHERE nr <= $4
     GROUP BY tenant, slot, step ORDER BY count(*) DESC`,
    [SMALL_RECORDS, (nowMs - REST_MS) / 1000, signal, MOST_BLOCKS, isThorough ? closedStep : -1, SMALL_POINTS],
  );
  for (const row of rows) {
    const isClosed = row.step <= closedStep;
    const taken = takeWithin(row, MERGED_RECORDS[signal], isClosed);
    if (taken.length >= FEWEST_BLOCKS || (isClosed && taken.length > 1)) {
      return { signal, tenant: row.tenant, slot: row.slot, step: row.step, blockIds: taken };
    }
  }
  return null;
}

/**
 * The smallest blocks, up to one that is larger than all before it together: so a record is rewritten about as often as a block
 * doubles, not each time that small ones have gathered beside a large one.
 */
function takeWithin({ ids, sizes, counts }: SmallRow, mostRecords: number, isClosed: boolean): number[] {
  const taken: number[] = [];
  let bytes = 0;
  let records = 0;
  for (let i = 0; i < ids.length; i++) {
    const count = counts[i] ?? 0;
    if (!isClosed && i >= FEWEST_BLOCKS && count > records && count < SMALL_RECORDS) break;
    bytes += sizes[i] ?? 0;
    records += count;
    if (bytes > TARGET_BYTES / 4 || records > mostRecords) break;
    taken.push(Number(ids[i]));
  }
  return taken;
}

async function merge(tools: CompactTools, batch: Batch): Promise<number> {
  const { signal, tenant, slot, step, blockIds } = batch;
  const places = blockIds.map((blockId) => ({ blockId, step }));
  const blocks = await fetchBlocks(tools.pool, signal, tenant, places);
  if (blocks.length < blockIds.length) return 0;
  const raws =
    signal === "metrics"
      ? await mergePointBlocks(tools.pool, tenant, step, await byArrival(tools.pool, batch, blocks))
      : encodeSorted(signal, step, await readWhole(tools.pool, signal, tenant, blocks));
  if (raws === null) return 0;
  const stored: StoredBlock[] = [];
  for (const raw of raws) {
    stored.push(await compressBlock(tools.compressor, raw, signal === "metrics" ? BACKGROUND_EFFORT : undefined));
    await giveWay();
  }
  const client = await tools.pool.connect();
  try {
    await tools.blockIds.prepare(client, tenant, slot, stored.length);
    const isDone = await inTransaction(client, () => exchange(client, batch, blocks, stored, tools.blockIds));
    return isDone ? blocks.length : 0;
  } finally {
    client.release();
  }
}

/** Blocks of points in order of arrival. */
async function byArrival(
  pool: pg.Pool,
  { tenant, slot, step, blockIds }: Batch,
  blocks: readonly FetchedBlock[],
): Promise<FetchedBlock[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT block_id AS id FROM telemetry.point_block
     WHERE tenant = $1 AND slot = $2 AND step = $3 AND block_id = ANY ($4::int8[]) ORDER BY stored_at, block_id`,
    [tenant, slot, step, blockIds],
  );
  const places = new Map(rows.map(({ id }, i) => [Number(id), i]));
  return [...blocks].sort((a, b) => (places.get(a.blockId) ?? 0) - (places.get(b.blockId) ?? 0));
}

/** Inside a transaction: new for old, or null when one of the old is gone. */
async function exchange(
  client: pg.ClientBase,
  batch: Batch,
  old: readonly FetchedBlock[],
  stored: readonly StoredBlock[],
  ids: BlockIds,
): Promise<true | null> {
  const { signal, tenant, slot, step } = batch;
  const { rowCount, rows: gone } = await client.query<{ at: string }>(
    `DELETE FROM telemetry.${BLOCK_TABLES[signal]} WHERE tenant = $1 AND slot = $2 AND step = $3 AND block_id = ANY ($4::int8[])
     RETURNING to_char(stored_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') AS at`,
    [tenant, slot, step, batch.blockIds],
  );
  if (rowCount !== old.length) return null;
  if (signal === "traces") await deleteTraceRows(client, batch, old);
  const traces = new CopyRows(65_536);
  const made: number[] = [];
  for (const block of stored) {
    const key = { blockId: ids.take(), tenant, slot, origin: 1 };
    made.push(key.blockId);
    const rows = new CopyRows(storedBytes(block));
    writeBlockRow(rows, block, key);
    await copyInto(client, `telemetry.${BLOCK_TABLES[signal]} ${BLOCK_COLUMNS}`, rows.finish());
    writeTraceRows(traces, block.raw.traces, step, key);
  }
  if (signal === "traces") {
    await copyInto(client, "telemetry.trace_index (trace_hash, block_id, step, tenant, slot)", traces.finish());
  }
  if (signal === "metrics") {
    // Of samples of one instant the last that arrived counts, so a merged block stands where the last of its parts stood.
    const arrived = gone
      .map(({ at }) => at)
      .sort()
      .at(-1);
    await client.query(
      "UPDATE telemetry.point_block SET stored_at = $5 WHERE tenant = $1 AND slot = $2 AND step = $3 AND block_id = ANY ($4::int8[])",
      [tenant, slot, step, made, arrived],
    );
  }
  return true;
}

async function deleteTraceRows(
  client: pg.ClientBase,
  { tenant, slot, step }: Batch,
  old: readonly FetchedBlock[],
): Promise<void> {
  const hashes: string[] = [];
  const owners: number[] = [];
  for (const block of old) {
    const { blockId, ids } = block;
    const { traceCount } = new SpanView(block);
    const view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
    for (let trace = 0; trace < traceCount; trace++) {
      const { hi, lo } = traceHash(view, trace * 16);
      hashes.push(((BigInt(hi) << 32n) | BigInt(lo >>> 0)).toString());
      owners.push(blockId);
    }
  }
  await client.query(
    `DELETE FROM telemetry.trace_index AS t USING unnest($4::int8[], $5::int8[]) AS gone (trace_hash, block_id)
     WHERE t.tenant = $1 AND t.slot = $2 AND t.step = $3 AND t.trace_hash = gone.trace_hash AND t.block_id = gone.block_id`,
    [tenant, slot, step, hashes, owners],
  );
}
