/**
 * What a search found, in one sentence with its proof: how many failed, how long they took, and what that covers. A list that was
 * cut says which traces it holds and, when they are the newest, since when, so that nobody takes it for the whole window.
 */
import { formatDuration } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount, formatCountOf, formatRatio } from "../format/formatNumbers.ts";
import { newestSince } from "./prepareScatter.ts";
import type { TraceFilters } from "./traceFilters.ts";

interface Found {
  readonly startUnixNano: string;
  readonly durationNano: number;
  readonly errorCount: number;
}
interface Asked {
  readonly filters: Pick<TraceFilters, "order" | "status">;
  readonly isActive: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly zone: string;
}
export interface Sentence {
  readonly kind: "ok" | "warn" | "fail" | "unknown";
  readonly sentence: string;
  readonly why?: string;
}

const WHICH = { newest: "the newest", slowest: "the slowest", mostErrors: "those with most errors" } as const;
const CLOCK_BELOW_MS = 600_000;
const DAY_MS = 86_400_000;

export function searchSentence(traces: readonly Found[], truncated: boolean, asked: Asked): Sentence {
  const { filters, isActive } = asked;
  if (traces.length === 0) {
    return { kind: "unknown", sentence: isActive ? "No trace matches" : "No traces in this window" };
  }
  const failed = traces.filter((trace) => trace.errorCount > 0).length;
  const sorted = traces.map((trace) => trace.durationNano).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const since = truncated ? sinceOf(traces, asked) : null;
  const all = truncated
    ? `More match; these are ${WHICH[filters.order]}.`
    : `Every trace ${isActive ? "that matches" : "of this window"}.`;
  const lengths =
    traces.length === 1
      ? `It took ${formatDuration(median)}.`
      : `Half took less than ${formatDuration(median)}, the longest ${formatDuration(sorted.at(-1) ?? 0)}.`;
  return {
    kind: failed > 0 ? "warn" : "ok",
    sentence: failuresOf(traces.length, failed, truncated, since, filters),
    why: `${lengths} ${all}`,
  };
}

function failuresOf(
  count: number,
  failed: number,
  truncated: boolean,
  since: string | null,
  { order, status }: Asked["filters"],
): string {
  const onlyFailed = status === "error" && failed === count;
  const traces = formatCountOf(count, onlyFailed ? "failed trace" : "trace");
  const which =
    order === "newest"
      ? `the newest ${traces}`
      : order === "slowest"
        ? `the slowest ${traces}`
        : `the ${traces} with most errors`;
  const whole = `${truncated ? which : traces}${since ? `, since ${since}` : ""}`;
  if (onlyFailed) return whole.replace(/^t/, "T");
  const join = since ? "," : "";
  if (failed === 0) return truncated ? `None of ${whole}${join} has a failure` : `${whole}, none with a failure`;
  if (failed === count && count > 1) return `All of ${whole}${join} have failures`.replace("All of the ", "All ");
  return `${formatCount(failed)} of ${whole}${join} ${failed === 1 ? "has" : "have"} failures (${formatRatio(failed / count)})`;
}

/** Since when the newest go back, in words; null for lists in another order, which are not about a stretch of time. */
function sinceOf(traces: readonly Found[], { filters, startMs, endMs, zone }: Asked): string | null {
  if (filters.order !== "newest") return null;
  const sinceMs = newestSince(traces, startMs);
  const back = endMs - sinceMs;
  return formatInstant(sinceMs, zone, back < CLOCK_BELOW_MS ? "clock" : back < DAY_MS ? "minute" : "dayMinute");
}
