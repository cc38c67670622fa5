/**
 * Frames of a stretch, replaced in the transaction of its history, with the coarser frames that they complete or change. A coarse frame
 * is made when the stretch reaches its end, so that each is written once while history goes on; until then readers take finer ones.
 */
import type pg from "pg";
import { HEALTHS, thingOf } from "../../../model/state.ts";
import type { FrameRow, HistoryRewrite } from "../../stateStore.ts";
import { Codec, decompress } from "../compression.ts";
import { copiedNumber, copyRowsOut } from "../copyOut.ts";
import { CopyRows, copyInto } from "../copyRows.ts";
import { decodeFrame, encodeFrame, type FrameColumns } from "./frameCodec.ts";
import { sumFrames } from "./frameSums.ts";
import { COARSE, FINE, type FrameTier, stepEnd } from "./frameTiers.ts";
import { compressPacked } from "./snapshotCodec.ts";
import type { StateTools } from "./stateTools.ts";

/** How many services fail and so on, at the worst instant that the frame stands for, and which is in most trouble. */
export interface FrameHead {
  readonly failed: number;
  readonly degraded: number;
  readonly healthy: number;
  readonly worst: number | null;
}
export interface StoredFrame extends FrameHead {
  readonly atMs: number;
  readonly columns: FrameColumns;
}

export interface PreparedFrames {
  readonly tenant: number;
  /** Frames there are replaced; both ends belong to it. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly frames: readonly StoredFrame[];
}

const FAILED = HEALTHS.indexOf("failed");
const DEGRADED = HEALTHS.indexOf("degraded");
const HEALTHY = HEALTHS.indexOf("healthy");

function headOf(row: FrameRow, columns: FrameColumns, numberOf: (id: string) => number): FrameHead {
  const counts = [0, 0, 0, 0];
  let worst: { thing: number; health: number; ratio: number } | null = null;
  row.things.forEach((id, i) => {
    if (thingOf(id).kind !== "service") return;
    const health = HEALTHS.indexOf(row.health[i] ?? "unknown");
    counts[health] = (counts[health] ?? 0) + 1;
    const ratio = row.errorRatio[i] || 0;
    const isWorse = worst === null || health > worst.health || (health === worst.health && ratio > worst.ratio);
    if (health >= DEGRADED && isWorse) worst = { thing: numberOf(id), health, ratio };
  });
  const named = worst as { thing: number } | null;
  return {
    failed: counts[FAILED] ?? 0,
    degraded: counts[DEGRADED] ?? 0,
    healthy: counts[HEALTHY] ?? 0,
    worst: columns.things.length > 0 && named ? named.thing : null,
  };
}

function storedFrame(row: FrameRow, numberOf: (id: string) => number): StoredFrame {
  const numbers = row.things.map(numberOf);
  const order = numbers.map((_, i) => i).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const column = (of: Float32Array) => Float32Array.from(order, (i) => of[i] ?? Number.NaN);
  const columns = {
    things: Int32Array.from(order, (i) => numbers[i] ?? 0),
    health: Uint8Array.from(order, (i) => Math.max(HEALTHS.indexOf(row.health[i] ?? "unknown"), 0)),
    requestsPerSecond: column(row.requestsPerSecond),
    errorRatio: column(row.errorRatio),
    p95Seconds: column(row.p95Seconds),
    saturation: column(row.saturation),
  };
  return { atMs: Math.floor(row.atMs), columns, ...headOf(row, columns, numberOf) };
}

/** Numbers of things and partitions, before the transaction; null when the rewrite says nothing of frames. */
export async function prepareFrames(
  tools: StateTools,
  client: pg.ClientBase,
  { tenant, frames, window }: HistoryRewrite,
): Promise<PreparedFrames | null> {
  if (!frames) return null;
  const things = new Set(frames.flatMap((frame) => frame.things));
  const numberOf = await tools.things.intern(client, tenant, things);
  const stored = frames.map((frame) => storedFrame(frame, numberOf));
  const instants = stored.map(({ atMs }) => atMs);
  for (const tier of [FINE, ...COARSE]) {
    await tools.partitions.ensure(
      client,
      tier.table,
      instants.map((atMs) => stepEnd(tier, atMs)),
    );
  }
  await tools.partitions.ensure(client, FINE.table, instants);
  // The last frame may lie at the very end, where it tells of the minute before; then the first belongs to the stretch before.
  const isAtEnd = instants.includes(Math.floor(window.endMs));
  const firstMs = isAtEnd ? Math.floor(window.startMs) + 1 : Math.ceil(window.startMs);
  const lastMs = isAtEnd ? Math.floor(window.endMs) : Math.ceil(window.endMs) - 1;
  return { tenant, frames: stored, firstMs: Math.min(firstMs, ...instants), lastMs: Math.max(lastMs, ...instants) };
}

const COLUMNS = "at_ms, failed, degraded, healthy, worst, tenant, codec, payload";

async function insertFrames(client: pg.ClientBase, tier: FrameTier, tenant: number, frames: readonly StoredFrame[]) {
  if (frames.length === 0) return;
  const rows = new CopyRows(frames.length * 4096);
  for (const { atMs, failed, degraded, healthy, worst, columns } of frames) {
    const payload = await compressPacked(encodeFrame(columns));
    rows.row(8);
    const high = Math.floor(atMs / 2 ** 32);
    rows.int8Halves(high, atMs - high * 2 ** 32);
    for (const value of [failed, degraded, healthy]) rows.int4(value);
    if (worst === null) rows.none();
    else rows.int4(worst);
    rows.int2(tenant);
    rows.int2(Codec.BROTLI);
    rows.bytea(payload);
  }
  await copyInto(client, `telemetry.${tier.table.name} (${COLUMNS})`, rows.finish());
}

async function deleteFrames(client: pg.ClientBase, tier: FrameTier, tenant: number, firstMs: number, lastMs: number) {
  await client.query(`DELETE FROM telemetry.${tier.table.name} WHERE tenant = $1 AND at_ms >= $2 AND at_ms <= $3`, [
    tenant,
    firstMs,
    lastMs,
  ]);
}

/** firstMs <= atMs <= lastMs, oldest first. */
export async function readStored(
  client: pg.ClientBase,
  tier: FrameTier,
  tenant: number,
  firstMs: number,
  lastMs: number,
): Promise<StoredFrame[]> {
  if (firstMs > lastMs) return [];
  const rows = await copyRowsOut(
    client,
    `SELECT at_ms, failed, degraded, healthy, worst, codec, payload FROM telemetry.${tier.table.name}
     WHERE tenant = ${tenant} AND at_ms >= ${firstMs} AND at_ms <= ${lastMs} ORDER BY at_ms`,
  );
  return rows.map((row) => ({
    atMs: copiedNumber(row[0]),
    failed: copiedNumber(row[1]),
    degraded: copiedNumber(row[2]),
    healthy: copiedNumber(row[3]),
    worst: row[4] && row[4].length > 0 ? copiedNumber(row[4]) : null,
    columns: decodeFrame(decompress(copiedNumber(row[5]), row[6] ?? Buffer.alloc(0))),
  }));
}

/** More services fail, or as many and more are degraded. */
export const isWorse = (one: FrameHead, other: FrameHead) =>
  one.failed > other.failed || (one.failed === other.failed && one.degraded > other.degraded);

function coarseFrame(atMs: number, parts: readonly StoredFrame[]): StoredFrame {
  const most = parts.reduce((worst, one) => (isWorse(one, worst) ? one : worst));
  return { ...most, atMs, columns: sumFrames(parts.map(({ columns }) => columns)) };
}

/** Fine frames of the steps that the replaced stretch touches, and where the last of these steps ends that may be made. */
async function readTouched(
  client: pg.ClientBase,
  tier: FrameTier,
  { tenant, firstMs, lastMs, frames }: PreparedFrames,
) {
  const firstEnd = stepEnd(tier, firstMs);
  const touchedEnd = stepEnd(tier, lastMs);
  const { rows } = await client.query(`SELECT 1 FROM telemetry.${tier.table.name} WHERE tenant = $1 AND at_ms = $2`, [
    tenant,
    touchedEnd,
  ]);
  // The last one is made when history has reached its end, and made again when it was.
  const lastEnd = rows.length > 0 ? touchedEnd : Math.floor(lastMs / tier.stepMs) * tier.stepMs;
  const before = await readStored(client, FINE, tenant, firstEnd - tier.stepMs + 1, firstMs - 1);
  const after = await readStored(client, FINE, tenant, lastMs + 1, lastEnd);
  return { firstEnd, lastEnd, parts: [...before, ...frames, ...after] };
}

async function replaceCoarse(client: pg.ClientBase, tier: FrameTier, prepared: PreparedFrames): Promise<void> {
  const { tenant, firstMs, lastMs } = prepared;
  if (stepEnd(tier, firstMs) > stepEnd(tier, lastMs)) return;
  const { firstEnd, lastEnd, parts } = await readTouched(client, tier, prepared);
  const steps = new Map<number, StoredFrame[]>();
  for (const frame of parts) {
    const end = stepEnd(tier, frame.atMs);
    if (end > lastEnd) continue;
    const step = steps.get(end);
    if (step) step.push(frame);
    else steps.set(end, [frame]);
  }
  await deleteFrames(client, tier, tenant, firstEnd, lastEnd);
  const made = [...steps].map(([atMs, step]) => coarseFrame(atMs, step));
  await insertFrames(client, tier, tenant, made);
}

export async function replaceFrames(client: pg.ClientBase, prepared: PreparedFrames): Promise<void> {
  const { tenant, firstMs, lastMs, frames } = prepared;
  await deleteFrames(client, FINE, tenant, firstMs, lastMs);
  await insertFrames(client, FINE, tenant, frames);
  for (const tier of COARSE) await replaceCoarse(client, tier, prepared);
}
