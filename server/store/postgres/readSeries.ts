/**
 * Samples of series out of blocks: which blocks have some of the window, which of those hold any of the series, then batch by batch
 * in order of arrival. While one batch is decoded the next is fetched and decompressed in libuv's pool; no more than two are held.
 * Blocks that were merged count as arrived when the last of them did. All is read of one state of the database.
 * Errors: TOO_LARGE as soon as more samples were met than asked for; the signal's reason when it is aborted.
 */
import { setImmediate as giveWay } from "node:timers/promises";
import type pg from "pg";
import type { FetchedBlock } from "../block/blockView.ts";
import { PointRuns, PointView } from "../block/decodePoints.ts";
import { type OddPoint, SampleGather } from "../block/sampleGather.ts";
import type { PresenceQuery, SamplesQuery, SeriesSamples } from "../seriesReader.ts";
import { fetchChunks } from "./blockReads.ts";
import { withSnapshot } from "./copyOut.ts";
import { batchesOf, type PointBlocks, type PointPlace } from "./pointBlocks.ts";

/** Decoding gives way to other questions after so many rows. */
const ROWS_IN_A_ROW = 128 * 1024;

export async function readSeriesSamples(
  pool: pg.Pool,
  blocks: PointBlocks,
  query: SamplesQuery,
): Promise<SeriesSamples[]> {
  query.signal?.throwIfAborted();
  if (query.ids.length === 0) return [];
  return withSnapshot(pool, (client) => gatherSamples(client, blocks, query));
}

/** From the blocks' lists of series alone. */
export async function readPresence(
  pool: pg.Pool,
  blocks: PointBlocks,
  { tenant, ids, window, signal }: PresenceQuery,
): Promise<ReadonlySet<number>> {
  signal?.throwIfAborted();
  const present = new Set<number>();
  const missing = new Set(ids);
  if (missing.size === 0) return present;
  await withSnapshot(pool, (client) =>
    blocks.places(client, tenant, window, (list) => {
      if (missing.size > 0) for (const id of list) if (missing.delete(id)) present.add(id);
      return false;
    }),
  );
  return present;
}

async function gatherSamples(client: pg.ClientBase, store: PointBlocks, query: SamplesQuery): Promise<SeriesSamples[]> {
  const { ids, window, maxSamples, signal, tenant } = query;
  const gather = new SampleGather(ids, window, maxSamples);
  const places = await store.places(client, tenant, window, (list) => gather.wants(list));
  const keep = store.keeps(places);
  const batches = batchesOf(places);
  let fetching = store.fetch(client, tenant, batches[0] ?? [], keep);
  for (let i = 0; i < batches.length; i++) {
    const blocks = await fetching;
    signal?.throwIfAborted();
    fetching = store.fetch(client, tenant, batches[i + 1] ?? [], keep);
    // Who fails below does not wait for it.
    fetching.catch(() => undefined);
    await addBatch(client, query, gather, batches[i] ?? [], blocks);
  }
  return gather.finish();
}

async function addBatch(
  client: pg.ClientBase,
  { tenant, window, signal }: SamplesQuery,
  gather: SampleGather,
  places: readonly PointPlace[],
  blocks: ReadonlyMap<number, FetchedBlock>,
): Promise<void> {
  let rows = 0;
  for (const { blockId, endMs } of places) {
    const block = blocks.get(blockId);
    if (block === undefined) continue;
    const share = (endMs - window.startMs) / (window.endMs - window.startMs);
    const odd = gather.add(new PointRuns(block), Math.min(Math.max(share, 0.001), 1));
    if (odd.length > 0) await readOdd(client, tenant, gather, block, odd);
    rows += block.count;
    if (rows < ROWS_IN_A_ROW) continue;
    rows = 0;
    await giveWay();
    signal?.throwIfAborted();
  }
}

/** Points that stayed bytes. */
async function readOdd(
  client: pg.ClientBase,
  tenant: number,
  gather: SampleGather,
  block: FetchedBlock,
  odd: readonly OddPoint[],
): Promise<void> {
  const view = new PointView(block);
  const chunks = [...new Set(odd.map(({ row }) => view.chunkOf(row)))];
  await fetchChunks(client, "metrics", tenant, [{ view, chunks }]);
  for (const point of odd) {
    if (!view.hasChunk(view.chunkOf(point.row))) continue;
    view.seekRest(point.row);
    gather.setOdd(point, view.restBytes.subarray(view.restFrom, view.restEnd));
  }
}
