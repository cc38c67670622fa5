/** The health of all services over time, from what stands beside the frames; no frame is opened. */
import { thingOf } from "../../../model/state.ts";
import type { TimeWindow } from "../../../model/time.ts";
import type { StateStrip } from "../../stateStore.ts";
import { copiedNumber, copyRowsOut } from "../copyOut.ts";
import { onClient } from "./clientWork.ts";
import { framePieces } from "./framePieces.ts";
import { COARSEST_MS, FINE, type FrameTier } from "./frameTiers.ts";
import type { StateTools } from "./stateTools.ts";
import { type FrameHead, isWorse } from "./writeFrames.ts";

export interface StripQuery {
  readonly tenant: number;
  readonly window: TimeWindow;
  readonly steps: number;
}

/** Bars that a frame of (atMs - step, atMs] lies in: one where bars are longer, else all that it touches. */
function barsOf({ window, steps }: StripQuery, stepMs: number, atMs: number, tier: FrameTier): [number, number] {
  const bar = (instant: number) => Math.floor((instant - window.startMs) / stepMs);
  const middle = tier === FINE ? atMs - 1 : atMs - tier.stepMs / 2;
  const isOne = stepMs >= tier.stepMs;
  const last = bar(isOne ? middle : atMs - 1);
  const first = isOne ? last : bar(atMs - tier.stepMs);
  return [Math.max(first, 0), Math.min(last, steps - 1)];
}

export async function readStrip(tools: StateTools, query: StripQuery): Promise<StateStrip> {
  const { tenant, window, steps } = query;
  const stepMs = (window.endMs - window.startMs) / steps;
  return onClient(tools.pool, async (client) => {
    const bars = new Array<FrameHead | undefined>(steps).fill(undefined);
    const range = { firstMs: Math.floor(window.startMs) + 1, lastMs: Math.floor(window.endMs) + COARSEST_MS, stepMs };
    for (const { tier, firstMs, lastMs } of await framePieces(client, tenant, range)) {
      const rows = await copyRowsOut(
        client,
        `SELECT at_ms, failed, degraded, healthy, worst FROM telemetry.${tier.table.name}
         WHERE tenant = ${tenant} AND at_ms >= ${firstMs} AND at_ms <= ${Math.min(lastMs, Math.ceil(window.endMs) + tier.stepMs)}`,
      );
      for (const row of rows) {
        const [atMs = 0, failed = 0, degraded = 0, healthy = 0] = row.map(copiedNumber);
        const worst = row[4] && row[4].length > 0 ? copiedNumber(row[4]) : null;
        const head = { failed, degraded, healthy, worst };
        const [first, last] = barsOf(query, stepMs, atMs, tier);
        for (let bar = first; bar <= last; bar++) {
          const there = bars[bar];
          if (!there || isWorse(head, there)) bars[bar] = head;
        }
      }
    }
    const worst = bars.map((bar) => bar?.worst ?? null);
    const idOf = await tools.things.name(
      client,
      tenant,
      worst.filter((thing) => thing !== null),
    );
    return {
      startMs: window.startMs,
      stepMs,
      failed: bars.map((bar) => bar?.failed ?? 0),
      degraded: bars.map((bar) => bar?.degraded ?? 0),
      healthy: bars.map((bar) => bar?.healthy ?? 0),
      known: bars.map((bar) => bar !== undefined),
      worst: worst.map((thing) => (thing === null ? null : (thingOf(idOf(thing)).names[0] ?? null))),
    };
  });
}
