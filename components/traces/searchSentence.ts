/** What a search found, in one sentence with its proof: how many failed, how long they took, and whether this is all. */
import { formatDuration } from "../format/formatDuration.ts";
import { formatCount, formatCountOf, formatRatio } from "../format/formatNumbers.ts";
import type { TraceFilters } from "./traceFilters.ts";

interface Found {
  readonly durationNano: number;
  readonly errorCount: number;
}
export interface Sentence {
  readonly kind: "ok" | "warn" | "fail" | "unknown";
  readonly sentence: string;
  readonly why?: string;
}

const WHICH = { newest: "the newest", slowest: "the slowest", mostErrors: "those with most errors" } as const;

export function searchSentence(
  traces: readonly Found[],
  truncated: boolean,
  { filters, isActive }: { readonly filters: Pick<TraceFilters, "order">; readonly isActive: boolean },
): Sentence {
  if (traces.length === 0) {
    return { kind: "unknown", sentence: isActive ? "No trace matches" : "No traces in this window" };
  }
  const failed = traces.filter((trace) => trace.errorCount > 0).length;
  const sorted = traces.map((trace) => trace.durationNano).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const count = formatCountOf(traces.length, "trace");
  const sentence =
    failed === 0
      ? `${count}, none with a failure`
      : `${formatCount(failed)} of ${count} ${failed === 1 ? "has" : "have"} failures (${formatRatio(failed / traces.length)})`;
  const all = truncated
    ? `Of more that match, ${WHICH[filters.order]}.`
    : `Every trace ${isActive ? "that matches" : "of this window"}.`;
  const lengths =
    traces.length === 1
      ? `It took ${formatDuration(median)}.`
      : `Half took less than ${formatDuration(median)}, the longest ${formatDuration(sorted.at(-1) ?? 0)}.`;
  return { kind: failed > 0 ? "warn" : "ok", sentence, why: `${lengths} ${all}` };
}
