/**
 * Which tier answers for which part of a window: the coarsest that suits the step; before what it still has, coarser ones; after its last
 * frame, finer ones, since a coarse frame is made when its step is over.
 */
import type pg from "pg";
import { copiedNumber, copyRowsOut } from "../copyOut.ts";
import { type FrameTier, TIERS } from "./frameTiers.ts";

/** firstMs <= atMs <= lastMs of one tier. */
export interface FramePiece {
  readonly tier: FrameTier;
  readonly firstMs: number;
  readonly lastMs: number;
}

interface Extent {
  readonly oldestMs: number;
  readonly newestMs: number;
}

async function extentOf(client: pg.ClientBase, tier: FrameTier, tenant: number): Promise<Extent | null> {
  const end = (order: string) =>
    copyRowsOut(
      client,
      `SELECT at_ms FROM telemetry.${tier.table.name} WHERE tenant = ${tenant} ORDER BY at_ms ${order} LIMIT 1`,
    );
  const [oldest] = await end("ASC");
  const [newest] = await end("DESC");
  return oldest && newest ? { oldestMs: copiedNumber(oldest[0]), newestMs: copiedNumber(newest[0]) } : null;
}

/** Pieces in order of time that cover what there is of [firstMs, lastMs]. */
export async function framePieces(
  client: pg.ClientBase,
  tenant: number,
  { firstMs, lastMs, stepMs }: { firstMs: number; lastMs: number; stepMs: number },
): Promise<FramePiece[]> {
  const suited = Math.max(
    TIERS.findLastIndex((tier) => tier.stepMs <= stepMs),
    0,
  );
  const extents = [];
  for (const tier of TIERS) extents.push({ tier, extent: await extentOf(client, tier, tenant) });
  const pieces: FramePiece[] = [];
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const add = (tier: FrameTier, from: number, to: number) => {
    if (from <= to) pieces.push({ tier, firstMs: from, lastMs: to });
  };
  // Finer ones for what is too new for the suited one.
  for (const { tier, extent } of extents.slice(0, suited + 1).reverse()) {
    if (!extent) continue;
    add(tier, Math.max(firstMs, extent.oldestMs, newest + 1), Math.min(lastMs, extent.newestMs));
    oldest = Math.min(oldest, extent.oldestMs);
    newest = Math.max(newest, extent.newestMs);
  }
  for (const { tier, extent } of extents.slice(suited + 1)) {
    if (!extent) continue;
    add(tier, Math.max(firstMs, extent.oldestMs), Math.min(lastMs, oldest - 1, extent.newestMs));
    oldest = Math.min(oldest, extent.oldestMs);
  }
  return pieces.sort((a, b) => a.firstMs - b.firstMs);
}
