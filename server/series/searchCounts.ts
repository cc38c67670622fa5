/**
 * How many log records (spans) match a search: what rules on logs and on traces watch.
 * Searches by service, severity, span name and failure alone are counted from derived series, exactly over whole steps of 10 s, by a
 * query that any part of the product can ask. Others are searched: exact up to 10,000 matches (and for logs while the store counts
 * along), at least that many beyond.
 * Units: Unix milliseconds. Errors: as the store's.
 */
import type { AlertCondition, AlertSearch } from "../model/alert.ts";
import { SEVERITY_NAMES } from "../model/log.ts";
import { StatusCode } from "../model/span.ts";
import { quoteGo } from "../promql/formatGo.ts";
import type { AttributeFilter, TelemetryReader } from "../store/telemetryStore.ts";

export type SearchCondition = Extract<AlertCondition, { kind: "logs" | "traces" }>;

export const MOST_MATCHES = 10_000;
/** A severity's name stands for four numbers, from this one on. */
const SEVERITIES_A_NAME = 4;
/** Counts are kept by steps of so long. */
export const COUNT_STEP_MS = 10_000;

/**
 * PromQL of the count in the window before each instant; null where the search is finer than what is counted. Rounded, since `increase`
 * stretches what it saw to the whole window.
 */
export function countQuery({ kind, search, windowMs }: SearchCondition): string | null {
  if (search.attributes.length > 0 || search.minDurationMs !== null || windowMs % COUNT_STEP_MS !== 0) return null;
  const selector = kind === "logs" ? logSelector(search) : spanSelector(search);
  return selector === null ? null : `round(sum(increase(${selector}[${windowMs}ms]))) or vector(0)`;
}

function logSelector({ service, text, leastSeverity }: AlertSearch): string | null {
  if (text !== null && text !== "") return null;
  const matchers = service === null ? [] : [`service_name=${quoteGo(service)}`];
  if (leastSeverity !== null) {
    const first = (leastSeverity - 1) / SEVERITIES_A_NAME + 1;
    if (!Number.isInteger(first)) return null;
    matchers.push(`severity=~${quoteGo(SEVERITY_NAMES.slice(first).join("|"))}`);
  }
  return `log_records_total{${matchers.join(",")}}`;
}

function spanSelector({ service, text, failedOnly }: AlertSearch): string {
  const matchers = service === null ? [] : [`service_name=${quoteGo(service)}`];
  if (text !== null && text !== "") matchers.push(`span_name=${quoteGo(text)}`);
  if (failedOnly) matchers.push(`status_code="STATUS_CODE_ERROR"`);
  return `traces_span_metrics_calls_total{${matchers.join(",")}}`;
}

export interface MatchCount {
  readonly count: number;
  /** True when there are at least so many, maybe more. */
  readonly isLeast: boolean;
}

export interface CountWish {
  readonly tenant: number;
  readonly condition: SearchCondition;
  /** The window ends here. */
  readonly atMs: number;
  readonly signal?: AbortSignal | undefined;
}

type Reader = Pick<TelemetryReader, "searchLogs" | "searchTraces">;

export async function countMatches(reader: Reader, wish: CountWish): Promise<MatchCount> {
  return wish.condition.kind === "logs" ? countLogs(reader, wish) : countSpans(reader, wish);
}

const filtersOf = ({ attributes }: AlertSearch): AttributeFilter[] =>
  attributes.map(({ key, value }) => ({ key, value: { type: "string", value }, on: "any" }));

/** The search of a rule as the store takes it. */
export function logQueryOf({ tenant, condition, signal }: Omit<CountWish, "atMs">) {
  const { service, text, leastSeverity } = condition.search;
  return {
    tenant,
    order: "newest" as const,
    attributes: filtersOf(condition.search),
    ...(service !== null && { services: [service] }),
    ...(text !== null && text !== "" && { text }),
    ...(leastSeverity !== null && { severities: [{ from: leastSeverity, to: 24 }] }),
    ...(signal && { signal }),
  };
}

async function countLogs(reader: Reader, wish: CountWish): Promise<MatchCount> {
  const { condition, atMs } = wish;
  const window = { startMs: atMs - condition.windowMs, endMs: atMs };
  const counted = await reader.searchLogs({ ...logQueryOf(wish), window, limit: 1 });
  if (counted.volume) return { count: sumOf(counted.volume), isLeast: false };
  const { records, truncated } = await reader.searchLogs({ ...logQueryOf(wish), window, limit: MOST_MATCHES });
  return { count: records.length, isLeast: truncated };
}

type Volume = readonly { readonly counts: Readonly<Record<string, number>> }[];
const sumOf = (volume: Volume) =>
  volume.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0);

async function countSpans(reader: Reader, wish: CountWish): Promise<MatchCount> {
  const { condition, atMs } = wish;
  const window = { startMs: atMs - condition.windowMs, endMs: atMs };
  const { traces, truncated } = await reader.searchTraces({ ...spanQueryOf(wish), window, limit: MOST_MATCHES });
  return { count: traces.reduce((sum, { matchedCount }) => sum + matchedCount, 0), isLeast: truncated };
}

/** As `logQueryOf`, of traces. */
export function spanQueryOf({ tenant, condition, signal }: Omit<CountWish, "atMs">) {
  const { service, text, failedOnly, minDurationMs } = condition.search;
  return {
    tenant,
    order: "newest" as const,
    attributes: filtersOf(condition.search),
    ...(service !== null && { service }),
    ...(text !== null && text !== "" && { name: text }),
    ...(failedOnly && { statusCode: StatusCode.ERROR }),
    ...(minDurationMs !== null && { minDurationNano: minDurationMs * 1e6 }),
    ...(signal && { signal }),
  };
}

/** Whether a count stands beside the threshold as the rule says. At least so many can only prove that there are more. */
export function countHolds({ operator, threshold }: SearchCondition, count: number): boolean {
  switch (operator) {
    case ">":
      return count > threshold;
    case ">=":
      return count >= threshold;
    case "<":
      return count < threshold;
    case "<=":
      return count <= threshold;
  }
}
