/** Snapshots as rows, and the events after them as folding reads them. */
import type pg from "pg";
import { applyPatch, type SystemState, type ThingId, type ThingState } from "../../../model/state.ts";
import { Codec, decompress } from "../compression.ts";
import { copiedNumber, copyRowsOut } from "../copyOut.ts";
import { FOLD_COLUMNS, type FoldRow, foldRow } from "./eventRows.ts";
import { decodePatch } from "./packedPatch.ts";
import { DAY_MS } from "./partitions.ts";
import { eventsSql } from "./selectEvents.ts";
import { compressPacked, decodeSnapshot, encodeSnapshot, thingsOfSnapshot } from "./snapshotCodec.ts";
import type { StateTools } from "./stateTools.ts";

/** The fold of all events before `atMs`. */
export interface Snapshot {
  readonly atMs: number;
  readonly state: SystemState;
}

async function selectSnapshot(client: pg.ClientBase, where: string, order: string) {
  const [row] = await copyRowsOut(
    client,
    `SELECT at_ms, codec, payload FROM telemetry.state_snapshot WHERE ${where} ORDER BY ${order} LIMIT 1`,
  );
  return row && { atMs: copiedNumber(row[0]), codec: copiedNumber(row[1]), payload: row[2] ?? Buffer.alloc(0) };
}

/**
 * The newest snapshot that holds for this knowledge and lies at or before `beforeMs`; null when there is none. `baseMs` is where what
 * is kept begins: knowledge older than the snapshot there is gone with its events, so the earliest one stands for it.
 */
export async function readSnapshot(
  tools: StateTools,
  client: pg.ClientBase,
  of: { tenant: number; beforeMs: number; asKnownAtMs: number | null; baseMs: number | null; afterMs?: number },
): Promise<Snapshot | null> {
  const { tenant, beforeMs, asKnownAtMs, baseMs, afterMs } = of;
  const holds =
    asKnownAtMs === null
      ? "dirty_ms IS NULL"
      : `known_ms <= ${asKnownAtMs} AND (dirty_ms IS NULL OR dirty_ms > ${asKnownAtMs})`;
  const scope = `tenant = ${tenant} AND at_ms <= ${beforeMs}${afterMs === undefined ? "" : ` AND at_ms > ${afterMs}`}`;
  const order = "at_ms DESC, known_ms DESC";
  const found =
    // Nearly always within a day, which is one or two partitions.
    (await selectSnapshot(client, `${scope} AND at_ms > ${beforeMs - DAY_MS} AND ${holds}`, order)) ??
    (await selectSnapshot(client, `${scope} AND ${holds}`, order)) ??
    (baseMs !== null && afterMs === undefined
      ? await selectSnapshot(client, `${scope} AND at_ms = ${baseMs}`, "known_ms")
      : undefined);
  if (!found) return null;
  const bytes = decompress(found.codec, found.payload);
  const idOf = await tools.things.name(client, tenant, thingsOfSnapshot(bytes));
  return { atMs: found.atMs, state: decodeSnapshot(bytes, idOf) };
}

export async function writeSnapshot(
  tools: StateTools,
  client: pg.ClientBase,
  tenant: number,
  snapshot: Snapshot,
  knownMs: number,
): Promise<void> {
  const numberOf = await tools.things.intern(tools.pool, tenant, snapshot.state.keys());
  const payload = await compressPacked(encodeSnapshot(snapshot.state, numberOf));
  await client.query(
    "INSERT INTO telemetry.state_snapshot (at_ms, known_ms, tenant, codec, payload) VALUES ($1, $2, $3, $4, $5)",
    [snapshot.atMs, knownMs, tenant, Codec.BROTLI, payload],
  );
}

/** An event with the id of its thing, still packed. */
export interface NamedRow extends FoldRow {
  readonly id: ThingId;
}

/** Events from `startMs` on and before `endMs`, by order of folding; at most `limit`. */
export async function readFoldRows(
  tools: StateTools,
  client: pg.ClientBase,
  of: { tenant: number; startMs: number; endMs: number; asKnownAtMs: number | null; limit: number | null },
): Promise<NamedRow[]> {
  const sql = eventsSql(of, of, FOLD_COLUMNS, "next", of.limit);
  const rows = (await copyRowsOut(client, sql)).map(foldRow);
  const idOf = await tools.things.name(
    client,
    of.tenant,
    rows.map(({ thing }) => thing),
  );
  // Of one instant and rank only those of one thing have an order that counts: that of their ids.
  const ordered = rows.sort((a, b) => a.atMs - b.atMs || a.rank - b.rank || a.eventId - b.eventId);
  return ordered.map((row) => ({ ...row, id: idOf(row.thing) }));
}

export function foldInto(state: Map<ThingId, ThingState>, rows: Iterable<NamedRow>): void {
  for (const { id, patch } of rows) if (patch.length > 1) applyPatch(state, id, decodePatch(patch));
}
