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
  /** Null when the SLO is not known (yet). */
  judge(
    sloId: string,
    condition: SloCondition,
    atMs: number,
  ): { readonly holds: boolean; readonly value: number; readonly summary: string } | null;
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

/** Of one rule, whatever limit its group has: more than this is a mistake, and would be told to nobody's use. */
export const MOST_ALERTS = 10_000;
const NO_DATA_LABEL = "no_data";

export async function askRule(
  tools: AskTools,
  asked: AskedRule,
  atMs: number,
  answers: Answers | null,
): Promise<RuleAnswer> {
  const { condition } = asked.rule;
  if (condition.kind === "promql") return askPromQl(tools, asked, condition, atMs, answers);
  if (condition.kind !== "slo") return askSearch(tools, condition, atMs, answers);
  const verdict = tools.slos?.judge(condition.sloId, condition.condition, atMs) ?? null;
  if (verdict === null) return { kind: "keep" };
  const samples = verdict.holds ? [{ labels: {}, value: verdict.value }] : [];
  return { kind: "samples", samples, summary: verdict.summary };
}

const samplesOnly = (samples: readonly AlertSample[]): RuleAnswer => ({ kind: "samples", samples });

async function askOnce(
  { promQl, shared }: AskTools,
  query: string,
  expr: Expr | null,
  atMs: number,
  answers: Answers | null,
): Promise<QueryValue> {
  const key = `${atMs} ${query}`;
  const known = answers?.get(key);
  if (known) return known;
  const more = { ...(expr && { expr }), ...(answers && { shared }) };
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
  const value = await askOnce(tools, query, expr, atMs - queryOffsetMs, answers);
  const samples = samplesOf(value);
  if (samples.length > MOST_ALERTS && (limit === 0 || limit > MOST_ALERTS)) {
    const [many, most] = [samples.length, MOST_ALERTS].map((one) => one.toLocaleString("en-US"));
    const sentence = `the query gives ${many} series and a rule has at most ${most} alerts: aggregate it, or narrow it`;
    return { kind: "tooMany", sentence };
  }
  if (samples.length > 0 || rule.noData === "ok") return samplesOnly(samples);
  const there = await askOnce(tools, comparisonOf(query).query, null, atMs - queryOffsetMs, answers);
  if (samplesOf(there).length > 0) return samplesOnly([]);
  if (rule.noData === "keep") return { kind: "keep" };
  return samplesOnly([{ labels: { [NO_DATA_LABEL]: "true" }, value: Number.NaN }]);
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
    const { reader, tenant, signal } = tools;
    count = (await countMatches(reader, { tenant, condition, atMs, signal })).count;
  } else {
    count = samplesOf(await askOnce(tools, query, null, endMs, answers))[0]?.value ?? 0;
  }
  return samplesOnly(countHolds(condition, count) ? [{ labels, value: count }] : []);
}

/** What templates of annotations may ask. */
export function templatesOf({ promQl, consoleUrl }: AskTools): AlertTemplates {
  const query: AlertTemplates["query"] = async (text, atMs) =>
    samplesOf((await promQl.ask({ query: text, startMs: atMs, endMs: atMs, stepMs: 0 })).value);
  return { externalUrl: consoleUrl, externalLabels: {}, query };
}
