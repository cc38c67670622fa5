/**
 * What a rule's condition gives at an instant: samples, each of which is an alert; or that nothing is to change.
 * PromQL is asked once for rules of one query and instant. Searches are counted from series where these suffice, else searched
 * (server/series/searchCounts.ts). SLOs are judged from their counts, without a question.
 * Errors: PromQlError, and those of the store.
 */
import type { AlertTemplates } from "../../alerting/expandAlerts.ts";
import type { AlertRule, AlertSample, LabelPairs } from "../../model/alert.ts";
import type { SloCondition } from "../../model/slo.ts";
import type { Expr } from "../../promql/ast.ts";
import { comparisonOf } from "../../promql/comparison.ts";
import type { Labels } from "../../promql/labels.ts";
import type { QueryValue } from "../../promql/queryValue.ts";
import type { PromQl } from "../../series/ask.ts";
import {
  COUNT_STEP_MS,
  countHolds,
  countMatches,
  countQuery,
  type SearchCondition,
} from "../../series/searchCounts.ts";
import type { SharedSelections } from "../../series/sharedSelections.ts";
import type { TelemetryReader } from "../../store/telemetryStore.ts";

/** What the SLOs say of their own rules. */
export interface SloJudge {
  /** Null when the SLO is not known (yet); `problem`: why it cannot be judged now. */
  judge(
    sloId: string,
    condition: SloCondition,
    atMs: number,
  ):
    | { readonly holds: boolean; readonly value: number; readonly summary: string }
    | { readonly problem: string }
    | null;
}

export interface AskTools {
  readonly promQl: Pick<PromQl, "ask">;
  readonly reader: Pick<TelemetryReader, "searchLogs" | "searchTraces">;
  /** Of questions of the same instants. */
  readonly shared: SharedSelections;
  readonly slos: SloJudge | null;
  readonly tenant: number;
  /** Where the console is reached; "" when nobody said. */
  readonly consoleUrl: string;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/** Answers by instant and query, for rules that ask the same. */
export type Answers = Map<string, Promise<QueryValue>>;

export type RuleAnswer =
  /** `summary`: a better sentence than the rule's own, from whoever judged. */
  | { readonly kind: "samples"; readonly samples: readonly AlertSample[]; readonly summary?: string }
  | { readonly kind: "keep" }
  | { readonly kind: "tooMany"; readonly sentence: string };

interface AskedRule {
  readonly rule: AlertRule;
  readonly expr: Expr | null;
}

/** One question of a rule takes no longer than until the rule is due again, nor than this; some are asked every second. */
const LONGEST_ASK_MS = 30_000;
const SHORTEST_ASK_MS = 5_000;
export const timeoutOf = ({ intervalMs }: Pick<AlertRule, "intervalMs">) =>
  Math.min(LONGEST_ASK_MS, Math.max(SHORTEST_ASK_MS, intervalMs));

/** Rules wait for nobody else's questions. */
export const askingForRules = (promQl: Pick<PromQl, "ask">): Pick<PromQl, "ask"> => ({
  ask: (question) => promQl.ask({ timeoutMs: LONGEST_ASK_MS, lane: "rules", ...question }),
});

/** Of one rule, whatever limit its group has: more than this is a mistake, and would be told to nobody's use. */
export const MOST_ALERTS = 10_000;
export const NO_DATA_LABEL = "no_data";

export async function askRule(
  tools: AskTools,
  asked: AskedRule,
  atMs: number,
  answers: Answers | null,
): Promise<RuleAnswer> {
  const { condition } = asked.rule;
  if (condition.kind === "promql") return askPromQl(tools, asked, condition, atMs, answers);
  if (condition.kind !== "slo") return askSearch(tools, asked.rule, condition, atMs, answers);
  const verdict = tools.slos?.judge(condition.sloId, condition.condition, atMs) ?? null;
  if (verdict === null) return { kind: "keep" };
  if ("problem" in verdict) throw new Error(verdict.problem);
  const samples = verdict.holds ? [{ labels: {}, value: verdict.value }] : [];
  return { kind: "samples", samples, summary: verdict.summary };
}

const samplesOnly = (samples: readonly AlertSample[]): RuleAnswer => ({ kind: "samples", samples });

interface RuleQuestion {
  readonly query: string;
  readonly expr?: Expr | null;
  readonly atMs: number;
  readonly timeoutMs: number;
}

async function askOnce(
  { promQl, shared }: AskTools,
  { query, expr, atMs, timeoutMs }: RuleQuestion,
  answers: Answers | null,
): Promise<QueryValue> {
  const key = `${atMs} ${query}`;
  const known = answers?.get(key);
  if (known) return known;
  const more = { ...(expr && { expr }), ...(answers && { shared }), timeoutMs };
  const value = promQl.ask({ query, ...more, startMs: atMs, endMs: atMs, stepMs: 0 }).then((asked) => asked.value);
  answers?.set(key, value);
  return value;
}

async function askPromQl(
  tools: AskTools,
  { rule, expr }: AskedRule,
  { query, queryOffsetMs, limit }: Extract<AlertRule["condition"], { kind: "promql" }>,
  atMs: number,
  answers: Answers | null,
): Promise<RuleAnswer> {
  const at = { atMs: atMs - queryOffsetMs, timeoutMs: timeoutOf(rule) };
  const value = await askOnce(tools, { query, expr, ...at }, answers);
  const sentence = tooMany(value, limit);
  if (sentence !== null) return { kind: "tooMany", sentence };
  const samples = samplesOf(value);
  if (samples.length > 0 || rule.noData === "ok") return samplesOnly(samples);
  const there = await askOnce(tools, { query: comparisonOf(query).query, ...at }, answers);
  if (samplesOf(there).length > 0) return samplesOnly([]);
  if (rule.noData === "keep") return { kind: "keep" };
  return samplesOnly([{ labels: { [NO_DATA_LABEL]: "true" }, value: Number.NaN }]);
}

/** Before anything is made of so many; null: there are not. Fewer are held to the rule's limit by its state. */
function tooMany(value: QueryValue, limit: number): string | null {
  const count = value.type === "vector" ? value.samples.length : 0;
  if (count <= MOST_ALERTS) return null;
  if (limit > 0 && limit <= MOST_ALERTS) return `exceeded limit of ${limit} with ${count} alerts`;
  const [many, most] = [count, MOST_ALERTS].map((one) => one.toLocaleString("en-US"));
  return `the query gives ${many} series and a rule has at most ${most} alerts: aggregate it, or narrow it`;
}

function samplesOf(value: QueryValue): AlertSample[] {
  if (value.type === "scalar") return [{ labels: {}, value: value.value }];
  if (value.type !== "vector") throw new Error("rule result is not a vector or scalar");
  // Prometheus's rules see nothing of a histogram but a float of zero.
  return value.samples.map(({ labels, value: number, histogram }) => ({
    labels: recordOf(labels),
    value: histogram === null ? number : 0,
  }));
}
const recordOf = (labels: Labels): Record<string, string> => Object.fromEntries(labels.entries());

async function askSearch(
  tools: AskTools,
  rule: AlertRule,
  condition: SearchCondition,
  atMs: number,
  answers: Answers | null,
): Promise<RuleAnswer> {
  const { service } = condition.search;
  const labels: LabelPairs = service === null ? {} : { service_name: service };
  const query = countQuery(condition);
  const endMs = Math.floor(atMs / COUNT_STEP_MS) * COUNT_STEP_MS;
  let count: number;
  if (query === null) {
    count = await searchedCount(tools, condition, atMs, timeoutOf(rule));
  } else {
    count = samplesOf(await askOnce(tools, { query, atMs: endMs, timeoutMs: timeoutOf(rule) }, answers))[0]?.value ?? 0;
  }
  return samplesOnly(countHolds(condition, count) ? [{ labels, value: count }] : []);
}

async function searchedCount(
  { reader, tenant, signal }: AskTools,
  condition: SearchCondition,
  atMs: number,
  timeoutMs: number,
): Promise<number> {
  const over = AbortSignal.timeout(timeoutMs);
  try {
    return (await countMatches(reader, { tenant, condition, atMs, signal: AbortSignal.any([signal, over]) })).count;
  } catch (error) {
    if (over.aborted && !signal.aborted) throw new Error(`the search took longer than ${timeoutMs / 1_000} s`);
    throw error;
  }
}

/** What templates of annotations may ask. */
export function templatesOf({ promQl, consoleUrl, signal }: AskTools, rule: AlertRule): AlertTemplates {
  const timeoutMs = timeoutOf(rule);
  const query: AlertTemplates["query"] = async (text, atMs) =>
    samplesOf((await promQl.ask({ query: text, timeoutMs, startMs: atMs, endMs: atMs, stepMs: 0 })).value);
  return { externalUrl: consoleUrl, externalLabels: {}, query, signal };
}
