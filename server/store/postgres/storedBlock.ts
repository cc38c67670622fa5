/**
 * A block on its way into its table: compressed, and as a COPY row. The columns are those of migration 0001.
 */
import type { Signal } from "../../model/columns.ts";
import { LAYOUTS, type RawBlock, writeChunkPlaces } from "../block/rawBlock.ts";
import { CODEC, type Compressor } from "./compression.ts";
import type { CopyRows } from "./copyRows.ts";

export const BLOCK_TABLES: Readonly<Record<Signal, "span_block" | "log_block" | "point_block">> = {
  traces: "span_block",
  logs: "log_block",
  metrics: "point_block",
};

export const BLOCK_COLUMNS =
  "(block_id, t_min, t_max, max_duration, step, n, n_error, tenant, slot, origin, codec, layout, summary, chunks, tokens, ids, hot, rest)";

export interface StoredBlock {
  readonly raw: RawBlock;
  readonly hot: Uint8Array;
  readonly chunks: Uint8Array;
  readonly rest: readonly Uint8Array[];
}

export async function compressBlock(compressor: Compressor, raw: RawBlock, effort?: number): Promise<StoredBlock> {
  const parts = [raw.hot, ...raw.rest.map(({ bytes }) => bytes)];
  const [hot = new Uint8Array(0), ...rest] = await compressor.compress(parts, effort);
  return { raw, hot, rest, chunks: writeChunkPlaces(raw.rest, rest) };
}

export function storedBytes({ raw, hot, rest }: StoredBlock): number {
  return rest.reduce((sum, part) => sum + part.length, hot.length + raw.ids.length + raw.tokens.length + 512);
}

export interface BlockKey {
  readonly blockId: number;
  readonly tenant: number;
  readonly slot: number;
  /** 0 as it arrived, 1 compacted. */
  readonly origin: number;
}

const LARGEST_INT8 = 2 ** 63 - 1024;

export function writeBlockRow(rows: CopyRows, { raw, hot, chunks, rest }: StoredBlock, key: BlockKey): void {
  rows.row(18);
  rows.int8(BigInt(key.blockId));
  rows.int8(raw.tMin);
  rows.int8(raw.tMax);
  rows.int8(BigInt(Math.floor(Math.min(raw.maxDurationNano, LARGEST_INT8))));
  rows.int4(raw.step);
  rows.int4(raw.count);
  rows.int4(raw.errorCount);
  rows.int2(key.tenant);
  rows.int2(key.slot);
  rows.int2(key.origin);
  rows.int2(CODEC);
  rows.int2(LAYOUTS[raw.signal]);
  rows.bytea(raw.summary);
  rows.bytea(chunks);
  rows.bytea(raw.tokens);
  rows.bytea(raw.ids);
  rows.bytea(hot);
  rows.bytea(...rest);
}

/** The two halves of a trace id folded into 64 bits, for the trace index. */
export function traceHash(view: DataView, at: number): { hi: number; lo: number } {
  return { hi: view.getInt32(at) ^ view.getInt32(at + 8), lo: view.getInt32(at + 4) ^ view.getInt32(at + 12) };
}

/** One row of the trace index per distinct trace of a block. */
export function writeTraceRows(rows: CopyRows, traces: Uint8Array, step: number, key: BlockKey): void {
  const view = new DataView(traces.buffer, traces.byteOffset, traces.byteLength);
  const blockId = BigInt(key.blockId);
  for (let at = 0; at < traces.length; at += 16) {
    const { hi, lo } = traceHash(view, at);
    rows.row(5);
    rows.int8Halves(hi, lo);
    rows.int8(blockId);
    rows.int4(step);
    rows.int2(key.tenant);
    rows.int2(key.slot);
  }
}
