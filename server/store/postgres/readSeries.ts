/**
 * Samples of series out of blocks: which blocks have some of the window, which of those hold any of the series, then batch by batch
 * in order of arrival. While one batch is decoded the next is fetched and decompressed in libuv's pool; no more than two are held.
 * Blocks that were merged count as arrived when the last of them did. All is read of one state of the database.
 * Errors: TOO_LARGE as soon as more samples were met than asked for; the signal's reason when it is aborted.
 */
import { setImmediate as giveWay } from "node:timers/promises";
import type pg from "pg";
import type { TimeWindow } from "../../model/time.ts";
import type { FetchedBlock } from "../block/blockView.ts";
import { PointRuns, PointView, readSeriesList } from "../block/decodePoints.ts";
import { readChunkPlaces } from "../block/rawBlock.ts";
import { type OddPoint, SampleGather } from "../block/sampleGather.ts";
import type { SamplesQuery, SeriesSamples } from "../seriesReader.ts";
import { fetchChunks, refuseLayout } from "./blockReads.ts";
import { decompressLater } from "./compression.ts";
import { copiedNumber, copyRowsOut, withSnapshot } from "./copyOut.ts";
import { stepOfMs } from "./partitions.ts";

const LISTS_AT_ONCE = 400;
const BATCH_ROWS = 512 * 1024;
const BATCH_BLOCKS = 128;
/** Decoding gives way to other questions after so many rows. */
const ROWS_IN_A_ROW = 128 * 1024;

export interface PointPlace {
  readonly blockId: number;
  readonly step: number;
  readonly count: number;
  /** Unix ms. */
  readonly endMs: number;
}

export async function readSeriesSamples(pool: pg.Pool, query: SamplesQuery): Promise<SeriesSamples[]> {
  query.signal?.throwIfAborted();
  if (query.ids.length === 0) return [];
  return withSnapshot(pool, (client) => gatherSamples(client, query));
}

async function gatherSamples(client: pg.ClientBase, query: SamplesQuery): Promise<SeriesSamples[]> {
  const { ids, window, maxSamples, signal, tenant } = query;
  const gather = new SampleGather(ids, window, maxSamples);
  const places = await placesOf(client, tenant, window, (list) => gather.wants(list));
  const batches = batchesOf(places);
  let fetching = fetchBatch(client, tenant, batches[0] ?? []);
  for (let i = 0; i < batches.length; i++) {
    const blocks = await fetching;
    signal?.throwIfAborted();
    fetching = fetchBatch(client, tenant, batches[i + 1] ?? []);
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

const slotsOf = (tenant: number) =>
  `slot = ANY (ARRAY(SELECT slot FROM telemetry.ingest_slot WHERE tenant = ${tenant}))`;
const MOST_MS = 9_223_372_036_854;
const nano = (ms: number) => `${Math.trunc(Math.min(Math.max(ms, 0), MOST_MS))}000000`;

/** Blocks of the window whose list of series is wanted, in order of arrival. */
export async function placesOf(
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
  const wanted = new Set<number>();
  for (let from = 0; from < all.length; from += LISTS_AT_ONCE) {
    const lists = await copyRowsOut(client, selectOf(tenant, all.slice(from, from + LISTS_AT_ONCE), "block_id, ids"));
    for (const [id, list] of lists) if (list && wants(readSeriesList(list))) wanted.add(copiedNumber(id));
  }
  return all.filter(({ blockId }) => wanted.has(blockId));
}

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

export async function fetchBatch(
  client: pg.ClientBase,
  tenant: number,
  places: readonly PointPlace[],
): Promise<Map<number, FetchedBlock>> {
  if (places.length === 0) return new Map();
  const rows = await copyRowsOut(
    client,
    selectOf(tenant, places, "block_id, step, n, codec::int4, layout::int4, ids, chunks, hot"),
  );
  const blocks = await Promise.all(
    rows.map(async ([id, step, count, codec, layout, ids, chunks, hot]): Promise<FetchedBlock> => {
      refuseLayout(copiedNumber(layout), "metrics");
      return {
        blockId: copiedNumber(id),
        step: copiedNumber(step),
        count: copiedNumber(count),
        codec: copiedNumber(codec),
        hot: await decompressLater(copiedNumber(codec), hot ?? Buffer.alloc(0)),
        ids: ids ?? Buffer.alloc(0),
        places: readChunkPlaces(chunks ?? Buffer.alloc(0)),
      };
    }),
  );
  return new Map(blocks.map((block) => [block.blockId, block]));
}
