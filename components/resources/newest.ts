/**
 * When resources of a kind last told of themselves: lists show what is true at the window's end, and senders that paused some minutes
 * before it are not senders that there never were.
 * Shape: `metrics.instant` asked with `newestQuestion`, one query a metric, its `ref` the metric -> the newest sample's instant.
 */
import type { TimeWindow } from "../../server/model/time.ts";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import type { InstantAnswer } from "./resourceRows.ts";

/** Looked back at least this far, however short the window. */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What came later has begun rather than stopped. */
const LEAST_PAUSE_MS = 60_000;

export interface Newest {
  readonly atMs: number;
  /** Metrics that came in the stretch, in the order asked. */
  readonly signs: readonly string[];
}

export function newestQuestion(signs: readonly string[], { startMs, endMs }: TimeWindow) {
  const queries = signs.map((sign) => ({ ref: sign, expr: `max(ts_of_last_over_time(${sign}[$__range]))` }));
  return { startMs: Math.min(startMs, endMs - HOUR_MS), endMs, queries };
}

/** Null when there is none, or when it is too near to the window's end to be called a pause. */
export function newestOf({ answers }: InstantAnswer, { endMs }: Pick<TimeWindow, "endMs">): Newest | null {
  const found = answers.flatMap(({ ref, series }) => {
    const seconds = series[0]?.values[0];
    return typeof seconds === "number" ? [{ ref, atMs: seconds * 1000 }] : [];
  });
  const atMs = Math.max(...found.map((one) => one.atMs));
  return found.length > 0 && endMs - atMs >= LEAST_PAUSE_MS ? { atMs, signs: found.map(({ ref }) => ref) } : null;
}

/** "Nothing of any queue for 7 min", "The newest sample is of 15:52:10. …" */
export function pauseWords(noun: string, atMs: number, endMs: number, zone: string) {
  const instant = formatInstant(atMs, zone, endMs - atMs < DAY_MS ? "clock" : "dayMinute");
  return {
    sentence: `Nothing of any ${noun} for ${formatSpanOfTime(endMs - atMs)}`,
    why: `The newest sample is of ${instant}: the senders stopped or cannot reach this server.`,
  };
}
