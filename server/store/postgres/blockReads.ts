/**
 * Fetching blocks and parts of them. `hot`, `ids` and `chunks` come whole; of `rest` only the chunks that are needed, each as a
 * range of the stored bytes, which Postgres reads without the rest.
 * `bytea` comes as text (hexadecimal): the driver's binary mode corrupts it.
 */
import type pg from "pg";
import { DomainError } from "../../errors.ts";
import type { Signal } from "../../model/columns.ts";
import type { BlockView, FetchedBlock } from "../block/blockView.ts";
import { LAYOUTS, OLDEST_LAYOUTS, readChunkPlaces } from "../block/rawBlock.ts";
import { decompress } from "./compression.ts";
import { BLOCK_TABLES } from "./storedBlock.ts";

/** Which block, and where: the step lets Postgres look into one partition only. */
export interface BlockPlace {
  readonly blockId: number;
  readonly step: number;
}

/** What `fetchedOf` reads of a block's row. */
export interface BlockRow {
  block_id: string;
  step: number;
  n: number;
  codec: number;
  layout: number;
  hot: Buffer;
  ids: Buffer;
  chunks: Buffer;
}

export const SLOTS = "slot = ANY (ARRAY(SELECT slot FROM telemetry.ingest_slot WHERE tenant = $1))";

/** These blocks without their rest; those that are gone meanwhile (compacted, dropped) are left out. */
export async function fetchBlocks(
  pool: pg.Pool | pg.ClientBase,
  signal: Signal,
  tenant: number,
  places: readonly BlockPlace[],
): Promise<FetchedBlock[]> {
  if (places.length === 0) return [];
  const { rows } = await pool.query<BlockRow>({
    name: `fetch ${signal}`,
    text: `SELECT block_id, step, n, codec, layout, hot, ids, chunks FROM telemetry.${BLOCK_TABLES[signal]}
      WHERE tenant = $1 AND ${SLOTS} AND step = ANY ($2::int4[]) AND block_id = ANY ($3::int8[])`,
    values: [tenant, [...new Set(places.map(({ step }) => step))], places.map(({ blockId }) => blockId)],
  });
  return rows.map((row) => fetchedOf(row, signal));
}

export function fetchedOf(row: BlockRow, signal: Signal = "traces"): FetchedBlock {
  refuseLayout(row.layout, signal);
  return {
    blockId: Number(row.block_id),
    step: row.step,
    count: row.n,
    codec: row.codec,
    layout: row.layout,
    hot: decompress(row.codec, row.hot),
    ids: row.ids,
    places: readChunkPlaces(row.chunks),
  };
}

export function refuseLayout(layout: number, signal: Signal): void {
  if (layout >= OLDEST_LAYOUTS[signal] && layout <= LAYOUTS[signal]) return;
  const remedy =
    layout > LAYOUTS[signal]
      ? "start the newer one again"
      : "it is older than the first release: start with a new data directory, or wait until retention has dropped it";
  throw new DomainError(
    "INTERNAL",
    `A block of ${signal} has layout ${layout}, which this version does not know; ${remedy}.`,
  );
}

/** Which chunks of a block are wanted. */
export interface ChunkWish {
  readonly view: BlockView;
  readonly chunks: readonly number[];
}

/**
 * Puts the wanted chunks into their views, in one query. Resolves to false when a block is gone meanwhile. With a needle, chunks
 * that do not contain those bytes are left out.
 */
export async function fetchChunks(
  pool: pg.Pool | pg.ClientBase,
  signal: Signal,
  tenant: number,
  wishes: readonly ChunkWish[],
  needle: Uint8Array | null = null,
): Promise<boolean> {
  const missing = wishes.flatMap(({ view, chunks }) =>
    chunks.filter((chunk) => !view.hasChunk(chunk)).map((chunk) => ({ view, chunk, place: view.block.places[chunk] })),
  );
  if (missing.length === 0) return true;
  const { rows } = await pool.query<{ nr: number; part: Buffer }>({
    name: `chunks ${signal}`,
    text: `SELECT wish.nr::int4, substring(block.rest FROM wish.at FOR wish.length) AS part
      FROM unnest($2::int4[], $3::int8[], $4::int4[], $5::int4[]) WITH ORDINALITY AS wish (step, block_id, at, length, nr)
      JOIN telemetry.${BLOCK_TABLES[signal]} AS block
        ON block.tenant = $1 AND block.${SLOTS} AND block.block_id = wish.block_id AND block.step = wish.step`,
    values: [
      tenant,
      missing.map(({ view }) => view.block.step),
      missing.map(({ view }) => view.block.blockId),
      missing.map(({ place }) => (place?.at ?? 0) + 1),
      missing.map(({ place }) => place?.storedBytes ?? 0),
    ],
  });
  for (const { nr, part } of rows) {
    const wish = missing[nr - 1];
    if (wish === undefined) continue;
    const bytes = decompress(wish.view.block.codec, part);
    if (needle === null || contains(bytes, needle)) wish.view.putChunk(wish.chunk, bytes);
  }
  return rows.length === missing.length;
}

function contains(bytes: Uint8Array, needle: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from(needle.buffer, needle.byteOffset, needle.byteLength),
  );
}

/** The chunks that hold these rows. */
export function wishOf({ view, rows }: { readonly view: BlockView; readonly rows: readonly number[] }): ChunkWish {
  return { view, chunks: [...new Set(rows.map((row) => view.chunkOf(row)))] };
}
