/**
 * One flush: requests -> blocks -> one transaction. Everything of it becomes durable together, or nothing.
 * Encoding runs on the calling thread, some milliseconds per block, giving way in between; compression in another thread (both
 * while the flush before commits, when the caller asks for it); then the transaction: request hashes first (a repeat stores nothing), blocks, trace index, increments of derived series, commit.
 * Errors: UNAVAILABLE when nothing was stored. When the connection breaks during COMMIT the outcome is unknown: the hashes then
 * tell the caller on the next try.
 */
import { setImmediate as giveWay } from "node:timers/promises";
import type pg from "pg";
import type { BufferPool } from "../../bufferPool.ts";
import type { SignalColumns } from "../../model/columns.ts";
import { cutByStep } from "../block/blockSlice.ts";
import { encodeLogs, LogTime } from "../block/encodeLogs.ts";
import { encodePoints, PointTime } from "../block/encodePoints.ts";
import { encodeSpans, SpanTime } from "../block/encodeSpans.ts";
import type { RawBlock } from "../block/rawBlock.ts";
import type { Flush, FlushReport, IncomingRequest } from "../telemetryStore.ts";
import type { BlockIds } from "./blockIds.ts";
import type { Compressor } from "./compression.ts";
import { CopyRows, copyInto } from "./copyRows.ts";
import { sqlState } from "./databaseErrors.ts";
import { FLUSH_CHANNEL } from "./flushHints.ts";
import type { KnownPartitions, SteppedTable } from "./partitions.ts";
import { insertHashes } from "./requestHashes.ts";
import type { SeriesDictionary } from "./seriesDictionary.ts";
import {
  BLOCK_COLUMNS,
  BLOCK_TABLES,
  compressBlock,
  type StoredBlock,
  storedBytes,
  writeBlockRow,
  writeTraceRows,
} from "./storedBlock.ts";
import { inTransaction, type WriterConnection } from "./writerConnection.ts";

export const BLOCK_LIMITS = { maxRecords: 8192, maxBytes: 32 * 1024 * 1024 };
/** A partition that retention dropped while we believed in it. */
const NO_PARTITION = "23514";

export interface FlushTools {
  readonly writer: WriterConnection;
  readonly compressor: Compressor;
  /** Room for what goes to the compressor, which gives it back. */
  readonly buffers: BufferPool;
  readonly partitions: KnownPartitions;
  readonly blockIds: BlockIds;
  readonly series: SeriesDictionary;
  /** Blocks made ahead, by the array of their requests. */
  readonly prepared: WeakMap<readonly IncomingRequest[], Promise<StoredBlock[]>>;
  now(): number;
}

/** What a flush is before anything is derived from it. */
type Gathered = Omit<Flush, "increments" | "touchedMs">;

/** Encodes and compresses what `writeFlush` will store; when that fails, `writeFlush` says so. */
export async function prepareFlush(tools: FlushTools, flush: Gathered): Promise<void> {
  const blocks = encodeAll(tools, flush);
  tools.prepared.set(flush.requests, blocks);
  await blocks.catch(() => undefined);
}

export async function writeFlush(tools: FlushTools, flush: Flush): Promise<FlushReport> {
  const repeats = repeatsWithin(flush.requests);
  if (repeats.length > 0) return { repeats };
  const blocks = await (tools.prepared.get(flush.requests) ?? encodeAll(tools, flush));
  try {
    return await storeAll(tools, flush, blocks);
  } catch (error) {
    if (sqlState(error) !== NO_PARTITION) throw error;
    tools.partitions.forget();
    return await storeAll(tools, flush, blocks);
  }
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

function repeatsWithin(requests: readonly IncomingRequest[]): number[] {
  const seen = new Set<string>();
  return requests.flatMap(({ hash }, index) => {
    const key = hexOf(hash);
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}

async function encodeAll(tools: FlushTools, flush: Gathered): Promise<StoredBlock[]> {
  const pending: Promise<StoredBlock>[] = [];
  for await (const raw of encodeRequests(tools, flush)) {
    const block = compressBlock(tools.compressor, raw);
    block.catch(() => undefined);
    pending.push(block);
  }
  return Promise.all(pending);
}

async function* encodeRequests(tools: FlushTools, flush: Gathered): AsyncGenerator<RawBlock> {
  const of = <S extends SignalColumns["signal"]>(signal: S) =>
    flush.requests
      .map(({ columns }) => columns)
      .filter(
        (columns): columns is Extract<SignalColumns, { signal: S }> => columns.signal === signal && columns.count > 0,
      );
  for (const slice of cutByStep(of("traces"), new SpanTime(), BLOCK_LIMITS)) {
    yield encodeSpans(slice, tools.buffers);
    await giveWay();
  }
  for (const slice of cutByStep(of("logs"), new LogTime(), BLOCK_LIMITS)) {
    yield encodeLogs(slice, tools.buffers);
    await giveWay();
  }
  const points = of("metrics");
  if (points.length === 0) return;
  const { tenant, slot } = flush;
  const series = await tools.writer.use((client) => tools.series.resolve(client, tenant, slot, points));
  for (const slice of cutByStep(points, new PointTime(), BLOCK_LIMITS)) {
    yield encodePoints(slice, series);
    await giveWay();
  }
}

function partitionsOf(blocks: readonly StoredBlock[]): Map<SteppedTable, Set<number>> {
  const needed = new Map<SteppedTable, Set<number>>();
  const need = (table: SteppedTable, step: number) => needed.set(table, (needed.get(table) ?? new Set()).add(step));
  for (const { raw } of blocks) {
    need(BLOCK_TABLES[raw.signal], raw.step);
    if (raw.traces.length > 0) need("trace_index", raw.step);
  }
  return needed;
}

async function storeAll(tools: FlushTools, flush: Flush, blocks: readonly StoredBlock[]): Promise<FlushReport> {
  return tools.writer.use(async (client) => {
    await tools.blockIds.prepare(client, flush.tenant, flush.slot, blocks.length);
    for (const [table, steps] of partitionsOf(blocks)) await tools.partitions.ensure(client, [table], [...steps]);
    let repeats: number[] = [];
    await inTransaction(
      client,
      async () => {
        repeats = await repeatsBefore(client, flush, tools.now());
        if (repeats.length > 0) return null;
        await copyBlocks(client, flush, blocks, tools.blockIds);
        await insertIncrements(client, flush);
        return true;
      },
      FLUSH_CHANNEL,
    );
    return { repeats };
  });
}

async function repeatsBefore(client: pg.ClientBase, flush: Flush, nowMs: number): Promise<number[]> {
  if (flush.requests.length === 0) return [];
  const known = await insertHashes(
    client,
    flush.tenant,
    flush.requests.map(({ hash }) => hash),
    nowMs,
  );
  if (known.size === 0) return [];
  return flush.requests.flatMap(({ hash }, index) => (known.has(hexOf(hash)) ? [index] : []));
}

async function copyBlocks(
  client: pg.ClientBase,
  flush: Flush,
  blocks: readonly StoredBlock[],
  ids: BlockIds,
): Promise<void> {
  const traces = new CopyRows(blocks.reduce((sum, { raw }) => sum + raw.traces.length * 3, 1024));
  let hasTraces = false;
  for (const block of blocks) {
    const key = { blockId: ids.take(), tenant: flush.tenant, slot: flush.slot, origin: 0 };
    const rows = new CopyRows(storedBytes(block));
    writeBlockRow(rows, block, key);
    await copyInto(client, `telemetry.${BLOCK_TABLES[block.raw.signal]} ${BLOCK_COLUMNS}`, rows.finish());
    if (block.raw.traces.length === 0) continue;
    hasTraces = true;
    writeTraceRows(traces, block.raw.traces, block.raw.step, key);
  }
  if (hasTraces)
    await copyInto(client, "telemetry.trace_index (trace_hash, block_id, step, tenant, slot)", traces.finish());
}

async function insertIncrements(client: pg.ClientBase, flush: Flush): Promise<void> {
  const { tenant, slot, increments, touchedMs = null } = flush;
  if (increments.length === 0 && touchedMs === null) return;
  await client.query({
    name: "insert increments",
    text: "INSERT INTO telemetry.derived_increment (tenant, slot, payload, touched_ms) VALUES ($1, $2, $3, $4)",
    values: [tenant, slot, Buffer.from(increments.buffer, increments.byteOffset, increments.byteLength), touchedMs],
  });
}
