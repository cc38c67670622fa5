/**
 * Matching log records per bucket of time and severity name, counted while blocks go by. Buckets are round steps, at most 120.
 */
import { severityName } from "../../model/log.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { LogSearchResult } from "../telemetryStore.ts";
import type { LogView } from "./decodeLogs.ts";

const MOST_BUCKETS = 120;
const STEPS_MS = [
  1, 10, 100, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
];
const TWO_32 = 4_294_967_296;

export class LogVolume {
  private readonly stepMs: number;
  private readonly firstMs: number;
  private readonly counts: Map<string, number>[];

  constructor({ startMs, endMs }: TimeWindow) {
    const length = Math.max(1, endMs - startMs);
    const days = 86_400_000;
    this.stepMs =
      STEPS_MS.find((step) => length / step <= MOST_BUCKETS) ?? Math.ceil(length / MOST_BUCKETS / days) * days;
    this.firstMs = Math.floor(startMs / this.stepMs) * this.stepMs;
    const buckets = Math.ceil((endMs - this.firstMs) / this.stepMs);
    this.counts = Array.from({ length: Math.max(1, buckets) }, () => new Map());
  }

  add(view: LogView, rows: readonly number[]): void {
    const { hi, lo } = view.time;
    for (const row of rows) {
      const ms = Math.floor(((hi[row] ?? 0) * TWO_32 + (lo[row] ?? 0)) / 1e6);
      const bucket = this.counts[Math.floor((ms - this.firstMs) / this.stepMs)];
      if (bucket === undefined) continue;
      const name = severityName(view.severity[row] ?? 0);
      bucket.set(name, (bucket.get(name) ?? 0) + 1);
    }
  }

  finish(): NonNullable<LogSearchResult["volume"]> {
    return this.counts.map((counts, i) => ({
      startMs: this.firstMs + i * this.stepMs,
      counts: Object.fromEntries(counts),
    }));
  }
}
