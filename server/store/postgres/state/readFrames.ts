/**
 * Numbers of all things at evenly spread instants, each standing for the stretch since the one before it (server/store/stateStore.ts,
 * `Frames`). Frames are opened one after the other and added up, so that memory holds the answer and one frame.
 */
import type pg from "pg";
import { type ThingId, thingOf } from "../../../model/state.ts";
import type { Frames, FramesQuery } from "../../stateStore.ts";
import { decompressLater } from "../compression.ts";
import { copiedNumber, copyRowsOut } from "../copyOut.ts";
import { onClient } from "./clientWork.ts";
import { decodeFrame, type FrameColumns, MEASURES } from "./frameCodec.ts";
import { type FramePiece, framePieces } from "./framePieces.ts";
import { FrameSums } from "./frameSums.ts";
import { COARSEST_MS, FINE, type FrameTier } from "./frameTiers.ts";
import type { StateTools } from "./stateTools.ts";

interface PackedFrame {
  readonly atMs: number;
  readonly tier: FrameTier;
  readonly codec: number;
  readonly payload: Uint8Array;
}
/** Frames in memory at once, still packed. */
const AT_ONCE = 240;

async function* packedFrames(client: pg.ClientBase, tenant: number, piece: FramePiece): AsyncGenerator<PackedFrame> {
  let firstMs = piece.firstMs;
  for (;;) {
    const rows = await copyRowsOut(
      client,
      `SELECT at_ms, codec, payload FROM telemetry.${piece.tier.table.name}
       WHERE tenant = ${tenant} AND at_ms >= ${firstMs} AND at_ms <= ${piece.lastMs} ORDER BY at_ms LIMIT ${AT_ONCE}`,
    );
    for (const row of rows) {
      firstMs = copiedNumber(row[0]) + 1;
      yield { atMs: firstMs - 1, tier: piece.tier, codec: copiedNumber(row[1]), payload: row[2] ?? Buffer.alloc(0) };
    }
    if (rows.length < AT_ONCE) return;
  }
}

interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** The rows that a frame belongs to, first and last; nothing when the first lies behind the last. */
function rowsOf({ startMs, stepMs, steps }: Grid, atMs: number, tier: FrameTier): readonly [number, number] {
  const row = (instant: number) => (instant - startMs) / stepMs - 1;
  const epsilon = 1e-9;
  const middle = tier === FINE ? atMs : atMs - tier.stepMs / 2;
  const isCoarse = tier.stepMs > stepMs && tier !== FINE;
  const [from, until] = isCoarse
    ? // Instants within what it stands for: (atMs - step, atMs].
      [Math.floor(row(atMs - tier.stepMs) + epsilon) + 1, Math.floor(row(atMs) + epsilon)]
    : // Instants from it on whose stretch it lies in; of one that stands for more than itself, its middle.
      [Math.ceil(row(middle) - epsilon), Math.ceil(row(middle + Math.max(stepMs, tier.stepMs)) - epsilon) - 1];
  return [Math.max(from, 0), Math.min(until, steps - 1)];
}

type Row = ReturnType<FrameSums["take"]>;

/** Adds frames up row by row, as they come in order of time. */
class FrameRows {
  readonly sums = new FrameSums();
  readonly rows = new Map<number, Row>();
  private current = -1;

  add(columns: FrameColumns, [from, until]: readonly [number, number]): void {
    for (let row = from; row <= until; row++) {
      if (row < this.current) continue;
      if (row > this.current) this.finish();
      this.current = row;
      this.sums.add(columns);
    }
  }

  finish(): void {
    if (this.current >= 0) this.rows.set(this.current, this.sums.take());
    this.current = -1;
  }
}

function assembled(grid: Grid, things: readonly ThingId[], rows: ReadonlyMap<number, Row>): Frames {
  const size = grid.steps * things.length;
  const column = () => new Float32Array(size).fill(Number.NaN);
  const health = new Uint8Array(size);
  const numbers = { requestsPerSecond: column(), errorRatio: column(), p95Seconds: column(), saturation: column() };
  for (const [row, columns] of rows) {
    health.set(columns.health, row * things.length);
    for (const measure of MEASURES) numbers[measure].set(columns[measure], row * things.length);
  }
  const atMs = Array.from({ length: grid.steps }, (_, i) => Math.round(grid.startMs + (i + 1) * grid.stepMs));
  return { atMs, things, health, ...numbers };
}

export async function readFrames(tools: StateTools, query: FramesQuery): Promise<Frames> {
  const { tenant, window, steps, kinds } = query;
  const grid = { startMs: window.startMs, stepMs: (window.endMs - window.startMs) / steps, steps };
  return onClient(tools.pool, async (client) => {
    const wanted = query.things && new Set(await tools.things.find(client, tenant, query.things));
    const all = new FrameRows();
    const firstMs = Math.ceil(window.startMs + grid.stepMs - Math.max(grid.stepMs, FINE.stepMs));
    // A coarse frame stands for what comes before it, so the last one may lie beyond the end.
    const pieces = await framePieces(client, tenant, {
      firstMs,
      lastMs: Math.floor(window.endMs) + COARSEST_MS,
      ...grid,
    });
    for (const piece of pieces) {
      for await (const { atMs, tier, codec, payload } of packedFrames(client, tenant, piece)) {
        const rows = rowsOf(grid, atMs, tier);
        if (rows[0] > rows[1]) continue;
        const columns = decodeFrame(await decompressLater(codec, payload));
        const unseen = all.sums.unseen(columns);
        if (unseen.length > 0) {
          const idOf = await tools.things.name(client, tenant, unseen);
          const isKind = (thing: number) => !kinds || kinds.includes(thingOf(idOf(thing)).kind);
          all.sums.admit(unseen, (thing) => (!wanted || wanted.has(thing)) && isKind(thing));
        }
        all.add(columns, rows);
      }
    }
    all.finish();
    const idOf = await tools.things.name(client, tenant, all.sums.things);
    return assembled(grid, all.sums.things.map(idOf), all.rows);
  });
}
