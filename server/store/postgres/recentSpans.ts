/**
 * What one ingest slot stored last, in order of commits, so that a restarted ingest can remember it.
 * Read from the newest back, until far enough, enough, or long enough; then nothing is missing between the oldest and the newest.
 * Only what compaction leaves alone yet. Ages are of the database's clock.
 */
import type pg from "pg";
import { assembleTraces } from "../block/assembleTraces.ts";
import { SpanView } from "../block/decodeSpans.ts";
import type { RecentSpans, RecentSpansQuery } from "../telemetryStore.ts";
import { type BlockRow, fetchedOf } from "./blockReads.ts";
import { REST_MS } from "./compact.ts";
import { decompress } from "./compression.ts";
import { rowsOf } from "./wholeBlocks.ts";

/** Younger than this nothing is merged while it is read. */
const UNTOUCHED_MS = REST_MS - 20_000;
const MOST_BLOCKS = 8_192;
const AT_ONCE = 64;

interface Listed {
  readonly blockId: number;
  readonly step: number;
  readonly ageMs: number;
}
type WholeRow = BlockRow & { rest: Buffer };

/** The newest blocks of the slot, newest first. */
async function listNewest(pool: pg.Pool, { tenant, slot }: RecentSpansQuery): Promise<Listed[]> {
  const { rows } = await pool.query<{ block_id: string; step: number; age: number }>(
    `SELECT block_id, step, extract(epoch FROM clock_timestamp() - stored_at)::float8 * 1000 AS age
     FROM telemetry.span_block WHERE tenant = $1 AND slot = $2 AND origin = 0
     ORDER BY xid DESC, block_id DESC LIMIT ${MOST_BLOCKS}`,
    [tenant, slot],
  );
  return rows.map(({ block_id, step, age }) => ({ blockId: Number(block_id), step, ageMs: age }));
}

/** These blocks with all their bytes, by id. */
async function fetchWhole(
  pool: pg.Pool,
  { tenant, slot }: RecentSpansQuery,
  listed: readonly Listed[],
): Promise<Map<number, WholeRow>> {
  const { rows } = await pool.query<WholeRow>(
    `SELECT block_id, step, n, codec, layout, hot, ids, chunks, rest FROM telemetry.span_block
     WHERE tenant = $1 AND slot = $2 AND step = ANY ($3::int4[]) AND block_id = ANY ($4::int8[])`,
    [tenant, slot, [...new Set(listed.map(({ step }) => step))], listed.map(({ blockId }) => blockId)],
  );
  return new Map(rows.map((row) => [Number(row.block_id), row]));
}

function tracesOf(row: WholeRow): Uint8Array {
  const view = new SpanView(fetchedOf(row));
  view.block.places.forEach(({ at, storedBytes }, chunk) => {
    view.putChunk(chunk, decompress(row.codec, row.rest.subarray(at, at + storedBytes)));
  });
  return assembleTraces(rowsOf([view]));
}

export async function readRecentSpanBlocks(pool: pg.Pool, query: RecentSpansQuery): Promise<RecentSpans> {
  const startedMs = performance.now();
  const listed = await listNewest(pool, query);
  const newestMs = listed[0]?.ageMs ?? 0;
  const oldestMs = Math.min(newestMs + query.withinMs, UNTOUCHED_MS);
  const wanted = listed.filter(({ ageMs }) => ageMs <= oldestMs);
  const blocks: RecentSpans["blocks"][number][] = [];
  let spans = 0;
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const batch = wanted.slice(from, from + AT_ONCE);
    const rows = await fetchWhole(pool, query, batch);
    for (const { blockId, ageMs } of batch) {
      const row = rows.get(blockId);
      const isEnough = spans >= query.most || performance.now() - startedMs > query.tookAtMostMs;
      if (!row || isEnough) return { coveredMs: blocks.at(-1)?.beforeNewestMs ?? 0, blocks: blocks.reverse() };
      spans += row.n;
      blocks.push({ data: tracesOf(row), beforeNewestMs: Math.max(0, ageMs - newestMs) });
    }
  }
  const isCut = listed.length === MOST_BLOCKS && wanted.length === MOST_BLOCKS;
  const coveredMs = isCut ? (blocks.at(-1)?.beforeNewestMs ?? 0) : Math.max(0, oldestMs - newestMs);
  return { coveredMs, blocks: blocks.reverse() };
}
