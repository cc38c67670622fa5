/**
 * What a rule's condition gave at each instant of a past, asked for all of it at once: one range query instead of thousands of instants.
 * SLOs are judged from their counts, minute by minute.
 * Errors: PromQlError, and those of the store. Null: it cannot be asked so (searches that no series counts); the rule then begins with the
 * present.
 */
import type { AlertRule, AlertSample, LabelPairs } from "../../model/alert.ts";
import { SLO_STEP_MS } from "../../model/slo.ts";
import type { Expr } from "../../promql/ast.ts";
import { comparisonOf } from "../../promql/comparison.ts";
import { METRIC_NAME } from "../../promql/labels.ts";
import type { QueryValue } from "../../promql/queryValue.ts";
import type { PromQl } from "../../series/ask.ts";
import { COUNT_STEP_MS, countHolds, countQuery, type SearchCondition } from "../../series/searchCounts.ts";
import { NO_DATA_LABEL, type SloJudge } from "./askRule.ts";

export interface PastSteps {
  /** Of the first evaluation and the last. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}
export interface PastAnswer {
  readonly samples: readonly AlertSample[];
  /** A better sentence than the rule's own. */
  readonly summary?: string;
}
/** Null: nothing is known at this instant, and the alerts stay as they are. */
export type PastAnswers = (atMs: number) => PastAnswer | null;

export interface PastTools {
  readonly promQl: Pick<PromQl, "ask">;
  readonly slos: SloJudge | null;
}
interface AskedRule {
  readonly rule: AlertRule;
  readonly expr: Expr | null;
}

/** Asked in pieces of so long: what is kept finely goes back less far, and one question reads what covers all of it. */
const PIECE_MS = 86_400_000;
/** Of all series at all instants; a rule that holds for more than this says nothing. */
const MOST_SAMPLES = 2_000_000;
const NOTHING: PastAnswer = { samples: [] };

export async function askPast(tools: PastTools, asked: AskedRule, steps: PastSteps): Promise<PastAnswers | null> {
  const { condition, noData } = asked.rule;
  if (condition.kind === "slo") return judgedPast(tools.slos, condition);
  if (condition.kind !== "promql") return countedPast(tools, condition, steps);
  const moved = { ...steps, startMs: steps.startMs - condition.queryOffsetMs };
  const held = await askSteps(tools, asked, condition.query, moved);
  const there =
    noData === "ok"
      ? null
      : await askSteps(tools, { ...asked, expr: null }, comparisonOf(condition.query).query, moved);
  return (atMs) => {
    const samples = held.get(atMs);
    if (samples) return { samples };
    if (there === null || there.has(atMs)) return NOTHING;
    return noData === "keep" ? null : { samples: [{ labels: NO_DATA, value: Number.NaN }] };
  };
}
const NO_DATA: LabelPairs = { [NO_DATA_LABEL]: "true" };

/** The minutes of its counts, each judged once. */
function judgedPast(
  slos: SloJudge | null,
  { sloId, condition }: Extract<AlertRule["condition"], { kind: "slo" }>,
): PastAnswers | null {
  if (slos === null) return null;
  const labels: LabelPairs = {};
  let minuteMs = Number.NaN;
  let answer: PastAnswer | null = null;
  return (atMs) => {
    const ofMs = Math.floor(atMs / SLO_STEP_MS) * SLO_STEP_MS;
    if (ofMs === minuteMs) return answer;
    minuteMs = ofMs;
    const verdict = slos.judge(sloId, condition, ofMs);
    if (verdict === null || "problem" in verdict) answer = null;
    else if (!verdict.holds) answer = NOTHING;
    else answer = { samples: [{ labels, value: verdict.value }], summary: verdict.summary };
    return answer;
  };
}

/** A search whose matches are counted from series, over whole steps of these. */
async function countedPast(
  tools: PastTools,
  condition: SearchCondition,
  steps: PastSteps,
): Promise<PastAnswers | null> {
  const query = countQuery(condition);
  if (query === null) return null;
  const { service } = condition.search;
  const labels: LabelPairs = service === null ? {} : { service_name: service };
  const stepOf = (ms: number) => Math.floor(ms / COUNT_STEP_MS) * COUNT_STEP_MS;
  const grid = { startMs: stepOf(steps.startMs), endMs: steps.endMs, stepMs: COUNT_STEP_MS };
  const counts = await askSteps(tools, { expr: null }, query, grid);
  return (atMs) => {
    const count = counts.get(stepOf(atMs))?.[0]?.value ?? 0;
    return countHolds(condition, count) ? { samples: [{ labels, value: count }] } : NOTHING;
  };
}

/** By the instants of evaluation: of those at which it gave anything. */
async function askSteps(
  { promQl }: PastTools,
  { expr }: Pick<AskedRule, "expr">,
  query: string,
  { startMs, endMs, stepMs }: PastSteps,
): Promise<Map<number, AlertSample[]>> {
  const held = new Map<number, AlertSample[]>();
  let count = 0;
  for (let fromMs = startMs; fromMs <= endMs; fromMs += Math.max(stepMs, Math.floor(PIECE_MS / stepMs) * stepMs)) {
    const untilMs = Math.min(endMs, fromMs + Math.floor(PIECE_MS / stepMs) * stepMs - stepMs);
    const steps = { startMs: fromMs, endMs: Math.max(fromMs, untilMs), stepMs };
    const { value } = await promQl.ask({ query, ...(expr && { expr }), ...steps });
    count += keep(held, value);
    if (count > MOST_SAMPLES) throw new Error(`it holds for more than ${MOST_SAMPLES.toLocaleString("en-US")} samples`);
  }
  return held;
}

function keep(held: Map<number, AlertSample[]>, value: QueryValue): number {
  let count = 0;
  for (const { labels: all, timesMs, values, histograms } of value.type === "matrix" ? value.series : []) {
    const labels = Object.fromEntries([...all.entries()].filter(([name]) => name !== METRIC_NAME));
    count += timesMs.length;
    timesMs.forEach((atMs, i) => {
      // Prometheus's rules see nothing of a histogram but a float of zero.
      const sample = { labels, value: histograms?.[i] ? 0 : (values[i] ?? Number.NaN) };
      const known = held.get(atMs);
      if (known) known.push(sample);
      else held.set(atMs, [sample]);
    });
  }
  return count;
}
