/**
 * One group of rules over the samples of a test: its rules in order, each seeing what those before it wrote, series that vanish marked.
 * The alerts are those of the product's own state machine and templates.
 * Source: Prometheus rules/group.go (Eval), rules/recording.go.
 */
import { alertRulesOf, limitOf } from "../../alerting/alertRules.ts";
import { alertSamples } from "../../alerting/alertSamples.ts";
import { type AlertTemplates, expandAlerts } from "../../alerting/expandAlerts.ts";
import { RuleState } from "../../alerting/ruleState.ts";
import type { Alert, AlertRule } from "../../model/alert.ts";
import { evaluate } from "../../promql/evaluate.ts";
import { Labels, METRIC_NAME } from "../../promql/labels.ts";
import { parseQuery } from "../../promql/parse.ts";
import { formatDuration } from "../../promql/parseDurationText.ts";
import type { VectorSample } from "../../promql/queryValue.ts";
import type { RecordingRule, RuleGroup } from "../../promql/rules.ts";
import type { RuleTestStorage } from "./ruleTestStorage.ts";

const LOOKBACK_MS = 300_000;
const LIMITS = { maxSamples: 50_000_000, maxPoints: Number.POSITIVE_INFINITY };

export interface RuleTestSetting {
  readonly storage: RuleTestStorage;
  readonly evaluationMs: number;
  readonly templates: AlertTemplates;
}
type Series = ReadonlyMap<string, Labels>;

/** An instant query whose answer is a vector; of a number, one sample without labels. */
export async function askVector(
  query: string,
  atMs: number,
  setting: Pick<RuleTestSetting, "storage" | "evaluationMs">,
) {
  const { storage, evaluationMs } = setting;
  const times = { startMs: atMs, endMs: atMs, stepMs: 0, lookbackMs: LOOKBACK_MS, subqueryStepMs: evaluationMs };
  const { value } = await evaluate(parseQuery(query), { ...times, limits: LIMITS, signal: null, query }, storage);
  if (value.type === "vector") return value.samples;
  if (value.type !== "scalar") throw new Error("rule result is not a vector or scalar");
  const sample: VectorSample = { labels: Labels.EMPTY, timeMs: atMs, value: value.value, histogram: null };
  return [sample];
}

export class RuleTestGroupRun {
  private readonly states: ReadonlyMap<number, { readonly rule: AlertRule; readonly state: RuleState }>;
  private readonly before: Series[];

  constructor(
    private readonly group: RuleGroup,
    private readonly setting: RuleTestSetting,
  ) {
    const watching = alertRulesOf(group).map(({ place, rule }) => {
      return [place, { rule, state: new RuleState({ ...rule, limit: limitOf(rule) }) }] as const;
    });
    this.states = new Map(watching);
    this.before = group.rules.map(() => new Map());
  }

  /** What fires, of rules of this name. */
  firing(alertName: string): Alert[] {
    const states = [...this.states.values()].filter(({ rule }) => rule.name === alertName);
    return states.flatMap(({ state }) => state.alerts.filter((alert) => alert.state === "firing"));
  }

  /** What went wrong, by rule. */
  async evaluate(atMs: number): Promise<string[]> {
    const problems: string[] = [];
    for (const [place, rule] of this.group.rules.entries()) {
      try {
        const series = rule.kind === "recording" ? await this.record(rule, atMs) : await this.watch(place, atMs);
        for (const [key, labels] of this.before[place] ?? []) {
          if (!series.has(key)) this.setting.storage.markStale(labels, atMs - this.group.queryOffsetMs);
        }
        this.before[place] = series;
      } catch (error) {
        problems.push(
          `rule: ${rule.name}, time: ${formatDuration(atMs)}, err: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
    return problems;
  }

  private async record(rule: RecordingRule, atMs: number): Promise<Series> {
    const sampleMs = atMs - this.group.queryOffsetMs;
    const samples = await askVector(rule.query, sampleMs, this.setting);
    const named = samples.map(({ labels, value, histogram }) => ({
      labels: labels.with([[METRIC_NAME, rule.name], ...Object.entries(rule.labels)]),
      value,
      histogram,
    }));
    const series = new Map(named.map(({ labels }) => [labels.key, labels]));
    if (series.size < named.length) {
      throw new Error("vector contains metrics with the same labelset after applying rule labels");
    }
    const { limit } = this.group;
    if (limit > 0 && series.size > limit) throw new Error(`exceeded limit of ${limit} with ${series.size} series`);
    for (const sample of named) this.setting.storage.record(sample, sampleMs);
    return series;
  }

  private async watch(place: number, atMs: number): Promise<Series> {
    const watching = this.states.get(place);
    if (watching?.rule.condition.kind !== "promql") return new Map();
    const { rule, state } = watching;
    const sampleMs = atMs - this.group.queryOffsetMs;
    const answer = await askVector(watching.rule.condition.query, sampleMs, this.setting);
    const samples = answer.map(({ labels, value }) => ({ labels: Object.fromEntries(labels.entries()), value }));
    const step = state.take(await expandAlerts(rule, samples, atMs, this.setting.templates), atMs);
    if (step.error !== null) throw new Error(step.error);
    const series = new Map<string, Labels>();
    for (const sample of alertSamples(rule, step.alerts)) {
      const labels = Labels.of(Object.entries(sample.labels));
      series.set(labels.key, labels);
      this.setting.storage.record({ labels, value: sample.value, histogram: null }, sampleMs);
    }
    return series;
  }
}
