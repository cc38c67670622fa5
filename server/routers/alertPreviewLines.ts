/**
 * What a rule would have seen over a window: one line per label set, with a value at each step at which its condition held.
 * Errors: PromQlError; those of the store.
 */
import type { AlertRuleBody, LabelPairs } from "../model/alert.ts";
import type { TimeWindow } from "../model/time.ts";
import type { MatrixSeries } from "../promql/queryValue.ts";
import { countHolds, countQuery, logQueryOf, type SearchCondition } from "../series/searchCounts.ts";
import type { TrpcContext } from "../trpc.ts";
import { countSpanSteps } from "./alertPreviewSpans.ts";

export type PreviewContext = Pick<TrpcContext, "store" | "promQl" | "db" | "tenant" | "doors">;

const MOST_STEPS = 11_000;
const TIMEOUT_MS = 30_000;

export interface RuleLine {
  readonly labels: LabelPairs;
  /** One value a step; NaN where the condition did not hold. */
  readonly values: Float64Array;
}

export interface RuleLines {
  readonly lines: readonly RuleLine[];
  readonly startMs: number;
  readonly stepMs: number;
  /** Of a search of logs that no series counts: coarser than the rule is. */
  readonly isSearched: boolean;
  /** Why nothing is known of the steps before `startMs` (`cut`), or of any (`slow`); left out: nothing is missing. */
  readonly unknown?: "cut" | "slow";
}

/** The rule's own steps, or the longest that an answer may have. */
export const stepOf = ({ intervalMs }: AlertRuleBody, { startMs, endMs }: TimeWindow) =>
  Math.max(intervalMs, Math.ceil((endMs - startMs) / MOST_STEPS / 1_000) * 1_000);

export async function linesOf(
  ctx: PreviewContext,
  body: AlertRuleBody,
  window: TimeWindow,
  signal: AbortSignal | undefined,
): Promise<RuleLines> {
  const { condition } = body;
  const stepMs = stepOf(body, window);
  const asked = { stepMs, startMs: Math.ceil(window.startMs / stepMs) * stepMs, endMs: window.endMs, signal };
  if (condition.kind === "promql") {
    const lines = await askLines(ctx, condition.query, { ...asked, offsetMs: condition.queryOffsetMs });
    return { lines, startMs: asked.startMs, stepMs, isSearched: false };
  }
  if (condition.kind === "slo") return { lines: [], startMs: asked.startMs, stepMs, isSearched: false };
  const query = countQuery(condition);
  if (query === null && condition.kind === "traces") return spanLines(ctx, condition, asked);
  if (query === null) return searchedLines(ctx, condition, window, signal);
  const [line] = await askLines(ctx, query, { ...asked, offsetMs: 0 });
  const lines = line ? [{ labels: searchLabels(condition), values: held(condition, line.values) }] : [];
  return { lines, startMs: asked.startMs, stepMs, isSearched: false };
}

async function spanLines(
  ctx: PreviewContext,
  condition: SearchCondition,
  { signal, ...steps }: Omit<AskedLines, "offsetMs">,
): Promise<RuleLines> {
  const counted = await countSpanSteps(ctx, condition, steps, signal);
  const asked = { stepMs: steps.stepMs, isSearched: false };
  if (counted === null) return { ...asked, lines: [], startMs: steps.startMs, unknown: "slow" };
  const { startMs, values, isCut } = counted;
  return { ...asked, lines: [{ labels: searchLabels(condition), values }], startMs, ...(isCut && { unknown: "cut" }) };
}

/** What an alert of a search is told apart by. */
export const searchLabels = ({ search }: SearchCondition): LabelPairs =>
  search.service === null ? {} : { service_name: search.service };

const held = (condition: SearchCondition, counts: Float64Array) =>
  counts.map((count) => (countHolds(condition, count) ? count : Number.NaN));

interface AskedLines {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly offsetMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Asked in pieces of so long: what is kept finely goes back less far, and one question reads what covers all of it. */
const PIECE_MS = 2 * 86_400_000;

export interface Piece {
  /** Place of its first step. */
  readonly from: number;
  readonly count: number;
}

/** So many steps, cut from the end on. */
export function piecesOf(count: number, most: number): Piece[] {
  const pieces: Piece[] = [];
  for (let end = count; end > 0; end -= most) {
    const from = Math.max(0, end - most);
    pieces.push({ from, count: end - from });
  }
  return pieces;
}

async function askLines({ promQl }: PreviewContext, query: string, asked: AskedLines): Promise<RuleLine[]> {
  const { startMs, endMs, stepMs, offsetMs, signal } = asked;
  const count = Math.max(1, Math.floor((endMs - startMs) / stepMs) + 1);
  const limits = { timeoutMs: TIMEOUT_MS, signal: signal ?? null, mostPoints: MOST_STEPS + 1 };
  const lines = new Map<string, RuleLine>();
  const answers = piecesOf(count, Math.max(1, Math.floor(PIECE_MS / stepMs))).map(async (piece) => {
    const firstMs = startMs - offsetMs + piece.from * stepMs;
    const steps = { startMs: firstMs, endMs: firstMs + (piece.count - 1) * stepMs, stepMs };
    return { ...piece, firstMs, value: (await promQl.ask({ query, ...steps, ...limits })).value };
  });
  for (const { value, firstMs, from, count: held } of await Promise.all(answers)) {
    for (const series of value.type === "matrix" ? value.series : []) {
      const labels = labelsOf(series);
      const key = JSON.stringify(Object.entries(labels).sort());
      const line = lines.get(key) ?? { labels, values: new Float64Array(count).fill(Number.NaN) };
      lines.set(key, line);
      line.values.set(onSteps(series, firstMs, stepMs, held), from);
    }
  }
  return [...lines.values()];
}

const labelsOf = ({ labels }: MatrixSeries): LabelPairs =>
  Object.fromEntries([...labels.entries()].filter(([name]) => name !== "__name__"));

function onSteps({ timesMs, values }: MatrixSeries, startMs: number, stepMs: number, count: number): Float64Array {
  const row = new Float64Array(count).fill(Number.NaN);
  for (let i = 0; i < timesMs.length; i++) {
    const place = Math.round(((timesMs[i] ?? 0) - startMs) / stepMs);
    if (place >= 0 && place < count) row[place] = values[i] ?? Number.NaN;
  }
  return row;
}

/** Counted by the search's own steps, some sixty to a window; the rule's window is rounded up to them. */
async function searchedLines(
  { store, tenant }: PreviewContext,
  condition: SearchCondition,
  window: TimeWindow,
  signal: AbortSignal | undefined,
): Promise<RuleLines> {
  const nothing = { lines: [], startMs: window.startMs, stepMs: 60_000, isSearched: true };
  const { volume } = await store.searchLogs({ ...logQueryOf({ tenant, condition, signal }), window, limit: 1 });
  const [first, second] = volume ?? [];
  if (!volume || !first || !second) return nothing;
  const stepMs = second.startMs - first.startMs;
  const counts = volume.map((one) => Object.values(one.counts).reduce((a, b) => a + b, 0));
  const reach = Math.max(1, Math.ceil(condition.windowMs / stepMs));
  const sums = counts.map((_, i) => counts.slice(Math.max(0, i + 1 - reach), i + 1).reduce((a, b) => a + b, 0));
  const values = held(condition, Float64Array.from(sums));
  return {
    lines: [{ labels: searchLabels(condition), values }],
    startMs: first.startMs + stepMs,
    stepMs,
    isSearched: true,
  };
}
