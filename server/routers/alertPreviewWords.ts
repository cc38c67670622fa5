/** What a preview says: how often and how long, and how much of the window is known. */
import type { TimeWindow } from "../model/time.ts";
import type { PreviewEpisode } from "./alertAnswer.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function lengthWords(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / 1_000)} s`;
  if (ms < HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return pair(ms, HOUR_MS, "h", MINUTE_MS, "min");
  return pair(ms, DAY_MS, "d", HOUR_MS, "h");
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = Math.floor(Math.round(ms / small) / (large / small));
  const rest = Math.round(ms / small) - whole * (large / small);
  return rest === 0 ? `${whole} ${largeUnit}` : `${whole} ${largeUnit} ${rest} ${smallUnit}`;
}

const timesWords = (count: number) =>
  count === 1 ? "once" : count === 2 ? "twice" : `${count.toLocaleString("en-US")} times`;

/** "It would have fired 4 times within 7 d, for 2 h 10 min in all." */
export function previewSentence(episodes: readonly PreviewEpisode[], { startMs, endMs }: TimeWindow): string {
  const within = lengthWords(endMs - startMs);
  if (episodes.length === 0) return `It would not have fired within ${within}.`;
  const firingMs = unionMs(episodes.map(({ firedMs, resolvedMs }) => [firedMs, resolvedMs ?? endMs]));
  const still = episodes.some(({ resolvedMs }) => resolvedMs === null) ? ", and would fire now" : "";
  return `It would have fired ${timesWords(episodes.length)} within ${within}, for ${lengthWords(firingMs)} in all${still}.`;
}

/** The time in which at least one of them fired: of several at once it is counted once. */
function unionMs(stretches: readonly (readonly [startMs: number, endMs: number])[]): number {
  let [sum, untilMs] = [0, Number.NEGATIVE_INFINITY];
  for (const [startMs, endMs] of [...stretches].sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, endMs - Math.max(startMs, untilMs));
    untilMs = Math.max(untilMs, endMs);
  }
  return sum;
}

export interface PreviewKnowledge {
  readonly window: TimeWindow;
  readonly stepMs: number;
  readonly intervalMs: number;
  /** Raw telemetry goes after so long. */
  readonly retentionMs: number;
  readonly nowMs: number;
  /** Telemetry there is from here on; null when there is none. */
  readonly sinceMs: number | null;
  readonly isSearched: boolean;
  /** Its templates would ask something when it fires. */
  readonly asksQueries: boolean;
  /** More matches than were looked at: nothing is known before. */
  readonly cutMs?: number;
}

/** Null when everything is known as it would have been. */
export function previewNote(known: PreviewKnowledge): string | null {
  const { window, stepMs, intervalMs, retentionMs, nowMs, sinceMs, isSearched, asksQueries, cutMs } = known;
  const parts: string[] = [];
  if (sinceMs === null || sinceMs >= window.endMs - stepMs) return "Nothing is stored of this window.";
  if (sinceMs > window.startMs + stepMs) {
    const share = Math.max(0, window.endMs - sinceMs);
    parts.push(`Telemetry begins ${lengthWords(share)} before the window's end, so only that is known.`);
  } else if (window.startMs < nowMs - retentionMs) {
    parts.push(
      `Raw telemetry is kept for ${lengthWords(retentionMs)}; before that only series counted from spans and logs are known.`,
    );
  }
  if (isSearched) parts.push(`Matches were counted by ${lengthWords(stepMs)}, so its window is rounded to that.`);
  else if (stepMs > intervalMs)
    parts.push(
      `It was looked at every ${lengthWords(stepMs)}, not every ${lengthWords(intervalMs)}, so short episodes may be missing.`,
    );
  if (cutMs !== undefined)
    parts.push(
      `So many traces match that only the newest ${lengthWords(Math.max(0, window.endMs - cutMs))} of them were looked at.`,
    );
  if (asksQueries) parts.push("Queries in its texts are asked when it fires, and not here.");
  return parts.length === 0 ? null : parts.join(" ");
}
