/**
 * Blocks of points for questions about series: which have some of a window, which of those hold any of the series asked for, and their
 * columns, batch by batch. What was read lately is kept, up to a number of bytes: the panels of a page ask for the same blocks, one
 * after the other. A block never changes and its number is never used again, so nothing kept can be wrong.
 */
import type pg from "pg";
import type { TimeWindow } from "../../model/time.ts";
import type { FetchedBlock } from "../block/blockView.ts";
import { readSeriesList } from "../block/decodePoints.ts";
import { readChunkPlaces } from "../block/rawBlock.ts";
import { BlockCache } from "./blockCache.ts";
import { refuseLayout } from "./blockReads.ts";
import { Codec, decompressLater } from "./compression.ts";
import { copiedNumber, copyRowsOut } from "./copyOut.ts";
import { stepOfMs } from "./partitions.ts";

const LISTS_AT_ONCE = 400;
const BATCH_ROWS = 512 * 1024;
const BATCH_BLOCKS = 128;
/** Series in all lists that are kept: 8 bytes each. */
const MOST_LISTED = 1_000_000;

export interface PointPlace {
  readonly blockId: number;
  readonly step: number;
  readonly count: number;
  /** Unix ms. */
  readonly endMs: number;
}

const slotsOf = (tenant: number) =>
  `slot = ANY (ARRAY(SELECT slot FROM telemetry.ingest_slot WHERE tenant = ${tenant}))`;
const MOST_MS = 9_223_372_036_854;
const nano = (ms: number) => `${Math.trunc(Math.min(Math.max(ms, 0), MOST_MS))}000000`;

export class PointBlocks {
  private readonly cache: BlockCache;
  private readonly limitBytes: number;
  private readonly lists = new Map<number, Float64Array>();
  private listed = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
    this.cache = new BlockCache(limitBytes);
  }

  /** Blocks of the window whose list of series is wanted, in order of arrival. */
  async places(
    client: pg.ClientBase,
    tenant: number,
    window: TimeWindow,
    wants: (list: Float64Array) => boolean,
  ): Promise<PointPlace[]> {
    const { rows } = await client.query<{ id: string; step: number; n: number; t_max: string }>(
      `SELECT block_id AS id, step, n, t_max FROM telemetry.point_block
       WHERE tenant = ${Math.trunc(tenant)} AND ${slotsOf(Math.trunc(tenant))}
         AND step BETWEEN $1 AND $2 AND t_max >= $3 AND t_min < $4
       ORDER BY step, stored_at, block_id`,
      [stepOfMs(window.startMs), stepOfMs(window.endMs), nano(window.startMs), nano(window.endMs + 1)],
    );
    const all = rows.map(({ id, step, n, t_max: end }) => ({
      blockId: Number(id),
      step,
      count: n,
      endMs: Number(end) / 1e6,
    }));
    const lists = await this.listsOf(client, tenant, all);
    return all.filter(({ blockId }) => {
      const list = lists.get(blockId);
      return list !== undefined && wants(list);
    });
  }

  /** Columns of a batch, by block; what is gone meanwhile is left out. Kept for the next question unless `places` is a great one's. */
  async fetch(
    client: pg.ClientBase,
    tenant: number,
    batch: readonly PointPlace[],
    keep: boolean,
  ): Promise<Map<number, FetchedBlock>> {
    const blocks = new Map<number, FetchedBlock>();
    const missing: PointPlace[] = [];
    for (const place of batch) {
      const known = this.cache.get(place.blockId);
      if (known) blocks.set(place.blockId, known);
      else missing.push(place);
    }
    if (missing.length === 0) return blocks;
    for (const block of await fetchColumns(client, tenant, missing)) {
      blocks.set(block.blockId, block);
      if (keep) this.cache.put(ownedBy(block));
    }
    return blocks;
  }

  /** Whether what so many points take fits well into what is kept. */
  keeps(places: readonly PointPlace[]): boolean {
    const rows = places.reduce((sum, { count }) => sum + count, 0);
    return rows * TYPICAL_POINT_BYTES < this.limitBytes / 2;
  }

  private async listsOf(
    client: pg.ClientBase,
    tenant: number,
    places: readonly PointPlace[],
  ): Promise<Map<number, Float64Array>> {
    const found = new Map<number, Float64Array>();
    const missing: PointPlace[] = [];
    for (const place of places) {
      const list = this.lists.get(place.blockId);
      if (list === undefined) missing.push(place);
      else {
        found.set(place.blockId, list);
        this.keepList(place.blockId, list);
      }
    }
    for (let from = 0; from < missing.length; from += LISTS_AT_ONCE) {
      const part = missing.slice(from, from + LISTS_AT_ONCE);
      for (const [id, ids] of await copyRowsOut(client, selectOf(tenant, part, "block_id, ids"))) {
        if (!ids) continue;
        const list = readSeriesList(ids);
        found.set(copiedNumber(id), list);
        this.keepList(copiedNumber(id), list);
      }
    }
    return found;
  }

  /** As the one used last; those not used for longest go. */
  private keepList(blockId: number, list: Float64Array): void {
    if (this.lists.delete(blockId)) this.listed -= list.length;
    this.lists.set(blockId, list);
    this.listed += list.length;
    for (const [oldest, gone] of this.lists) {
      if (this.listed <= MOST_LISTED) break;
      this.lists.delete(oldest);
      this.listed -= gone.length;
    }
  }
}

/** With bytes of its own: those that were read are a part of a whole batch's. */
function ownedBy(block: FetchedBlock): FetchedBlock {
  const hot = block.codec === Codec.NONE ? Buffer.from(block.hot) : block.hot;
  return { ...block, hot, ids: Buffer.from(block.ids) };
}

/** Decompressed, of plain points; histograms take more, of which the cache takes care. */
const TYPICAL_POINT_BYTES = 8;

function selectOf(tenant: number, places: readonly PointPlace[], columns: string): string {
  const steps = [...new Set(places.map(({ step }) => Math.trunc(step)))];
  const ids = places.map(({ blockId }) => Math.trunc(blockId));
  return `SELECT ${columns} FROM telemetry.point_block WHERE tenant = ${Math.trunc(tenant)} AND ${slotsOf(Math.trunc(tenant))}
    AND step = ANY ('{${steps.join(",")}}'::int4[]) AND block_id = ANY ('{${ids.join(",")}}'::int8[])`;
}

export function batchesOf(places: readonly PointPlace[]): PointPlace[][] {
  const batches: PointPlace[][] = [];
  let rows = BATCH_ROWS;
  for (const place of places) {
    const last = batches.at(-1);
    if (last && rows < BATCH_ROWS && last.length < BATCH_BLOCKS) last.push(place);
    else {
      batches.push([place]);
      rows = 0;
    }
    rows += place.count;
  }
  return batches;
}

async function fetchColumns(
  client: pg.ClientBase,
  tenant: number,
  places: readonly PointPlace[],
): Promise<FetchedBlock[]> {
  const rows = await copyRowsOut(
    client,
    selectOf(tenant, places, "block_id, step, n, codec::int4, layout::int4, ids, chunks, hot"),
  );
  return Promise.all(
    rows.map(async ([id, step, count, codec, layout, ids, chunks, hot]): Promise<FetchedBlock> => {
      refuseLayout(copiedNumber(layout), "metrics");
      return {
        blockId: copiedNumber(id),
        step: copiedNumber(step),
        count: copiedNumber(count),
        codec: copiedNumber(codec),
        layout: copiedNumber(layout),
        hot: await decompressLater(copiedNumber(codec), hot ?? Buffer.alloc(0)),
        ids: ids ?? Buffer.alloc(0),
        places: readChunkPlaces(chunks ?? Buffer.alloc(0)),
      };
    }),
  );
}
