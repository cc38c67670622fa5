/**
 * What a search found, in one sentence with its proof: how many failed, how long they took, and what that covers. A list that was
 * cut says which traces it holds and, when they are the newest, since when, so that nobody takes it for the whole window; and what
 * at least fails elsewhere in the window, by the sample drawn beside it, so that nothing green stands over those failures.
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
  /** What the scatter draws of a list that was cut; empty as long as it is not known. */
  readonly drawn: readonly Pick<Found, "errorCount">[];
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
  const failed = failedOf(traces);
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
  const listed = failuresOf(traces.length, failed, truncated, since, filters);
  const drawn = truncated ? drawnFailures(asked) : null;
  // Of the rest of the window nothing is known until the sample is there.
  const kind = failed > 0 || drawn ? "warn" : truncated && asked.drawn.length === 0 ? "unknown" : "ok";
  if (failed === 0 && drawn) return { kind, sentence: drawn, why: `${listed}. ${lengths} ${all}` };
  const beside = drawn && filters.status !== "error" ? ` ${drawn}.` : "";
  return { kind, sentence: listed, why: `${lengths} ${all}${beside}` };
}

const failedOf = (traces: readonly Pick<Found, "errorCount">[]) =>
  traces.filter(({ errorCount }) => errorCount > 0).length;

/** "At least 40 traces of this window have failures": what is drawn keeps failed traces first, so no ratio follows from it; null without any. */
function drawnFailures({ drawn, isActive }: Asked): string | null {
  const failed = failedOf(drawn);
  if (failed === 0) return null;
  const which = isActive ? "that match" : "of this window";
  const one = isActive ? "that matches" : "of this window";
  return failed === 1
    ? `At least one trace ${one} has failures`
    : `At least ${formatCount(failed)} traces ${which} have failures`;
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
