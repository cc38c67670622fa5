/**
 * What was committed, in an order that skips nothing: (transaction id, block id), and only below the oldest transaction that still
 * runs, since above it an earlier place may yet be filled. Block ids alone are no order of commits.
 * Compacted blocks are not followed: their records were, as they arrived. A place is good for some minutes, after which compaction
 * may have merged what came after it; whoever must lose nothing keeps his place in telemetry.follower, which compaction respects.
 */
import type pg from "pg";
import { DomainError } from "../../errors.ts";
import type { Signal } from "../../model/columns.ts";
import type { FollowCursor, Followed } from "../telemetryStore.ts";
import { fetchBlocks, SLOTS } from "./blockReads.ts";
import type { FlushHints } from "./flushHints.ts";
import { BLOCK_TABLES } from "./storedBlock.ts";
import { readWhole } from "./wholeBlocks.ts";

const AT_ONCE = 16;
/** Without a hint: how long until the next look. Short, for a commit may wait for an older transaction to end. */
const LOOK_AGAIN_MS = 250;

interface Place {
  readonly xid: string;
  readonly blockId: string;
}

function parseCursor(cursor: FollowCursor): Place {
  const match = /^(\d+):(\d+)$/.exec(cursor);
  if (!match) throw new DomainError("INVALID", "This place to follow from was made by another store.");
  return { xid: match[1] ?? "0", blockId: match[2] ?? "0" };
}

const formatCursor = ({ xid, blockId }: Place) => `${xid}:${blockId}` as FollowCursor;

async function placeOfNow(pool: pg.Pool): Promise<Place> {
  const { rows } = await pool.query<{ xid: string }>("SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid");
  return { xid: rows[0]?.xid ?? "0", blockId: "0" };
}

interface NextRow {
  block_id: string;
  step: number;
  xid: string;
}

async function committedAfter(pool: pg.Pool, tenant: number, of: Signal, place: Place): Promise<NextRow[]> {
  const { rows } = await pool.query<NextRow>({
    name: `follow ${of}`,
    text: `SELECT block_id, step, xid::text AS xid FROM telemetry.${BLOCK_TABLES[of]}
      WHERE tenant = $1 AND ${SLOTS} AND origin = 0 AND (xid, block_id) > ($2::xid8, $3::int8)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY xid, block_id LIMIT ${AT_ONCE}`,
    values: [tenant, place.xid, place.blockId],
  });
  return rows;
}

export interface FollowTools {
  readonly pool: pg.Pool;
  readonly hints: FlushHints;
}

export async function* followBlocks(
  { pool, hints }: FollowTools,
  tenant: number,
  of: Signal,
  cursor: FollowCursor | null,
  signal: AbortSignal,
): AsyncGenerator<Followed> {
  let place = cursor === null ? await placeOfNow(pool) : parseCursor(cursor);
  while (!signal.aborted) {
    const next = await committedAfter(pool, tenant, of, place);
    for (const { block_id: blockId, step, xid } of next) {
      if (signal.aborted) return;
      place = { xid, blockId };
      const blocks = await fetchBlocks(pool, of, tenant, [{ blockId: Number(blockId), step }]);
      if (blocks.length > 0) yield { cursor: formatCursor(place), data: await readWhole(pool, of, tenant, blocks) };
    }
    if (next.length < AT_ONCE) await hints.wait(LOOK_AGAIN_MS, signal);
  }
}
