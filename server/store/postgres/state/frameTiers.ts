/** The tiers of frames: of 10 s, 1 min, 10 min and 1 h. A frame at t of the coarser ones stands for those in (t - step, t]. */
import { FRAMES_1H, FRAMES_1M, FRAMES_10M, FRAMES_10S, type TimedTable } from "./partitions.ts";

export interface FrameTier {
  readonly table: TimedTable;
  readonly stepMs: number;
}
export const FINE: FrameTier = { table: FRAMES_10S, stepMs: 10_000 };
export const COARSEST_MS = 3_600_000;
export const COARSE: readonly FrameTier[] = [
  { table: FRAMES_1M, stepMs: 60_000 },
  { table: FRAMES_10M, stepMs: 600_000 },
  { table: FRAMES_1H, stepMs: COARSEST_MS },
];
export const TIERS: readonly FrameTier[] = [FINE, ...COARSE];

/** The end of the step in which an instant lies. */
export const stepEnd = ({ stepMs }: FrameTier, atMs: number) => Math.ceil(atMs / stepMs) * stepMs;
