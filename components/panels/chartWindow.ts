/**
 * What a chart of some width asks for: about one value to four pixels, in whole round steps. The window is cut to whole steps, so that
 * a live page asks anew when a step is over and not at every tick of the clock.
 */
import { stepFor } from "../../server/model/chartSteps.ts";
import type { TimeWindow } from "../../server/model/time.ts";
import type { PanelQuery } from "./panelSpec.ts";

const PX_PER_VALUE = 4;
/** Widths come in classes: a page that is dragged wider does not ask at every pixel. */
const MOST_VALUES = [60, 120, 240, 360, 480] as const;

/** As wide as the least of these: one of four panels in a row. */
export const GLANCE_PX = MOST_VALUES[0] * PX_PER_VALUE;

export interface ChartWindow extends TimeWindow {
  readonly stepMs: number;
}

/** Series that are counted here have a bucket every ten seconds. */
const COUNTED_EVERY_MS = 10_000;

/** What a panel's step must be a multiple of: one that counts from step to step must hold whole buckets. */
export function stepUnitOf(queries: readonly Pick<PanelQuery, "expr">[]): number | undefined {
  return queries.some(({ expr }) => expr.includes("[$__interval]")) ? COUNTED_EVERY_MS : undefined;
}

export function chartWindow({ startMs, endMs }: TimeWindow, widthPx: number, unitMs?: number): ChartWindow {
  const wished = widthPx / PX_PER_VALUE;
  const most = MOST_VALUES.findLast((values) => values <= wished * 1.25) ?? MOST_VALUES[0];
  const stepMs = stepFor(endMs - startMs, most, unitMs);
  const lastMs = Math.floor(endMs / stepMs) * stepMs;
  // A window shorter than a step, or one whose steps all lie outside of it, is asked as it is.
  const firstMs = Math.floor(startMs / stepMs) * stepMs;
  return firstMs < lastMs ? { startMs: firstMs, endMs: lastMs, stepMs } : { startMs, endMs, stepMs };
}
