/**
 * One group of rules, evaluated at one instant after the other: its recording rules in their order, each seeing what those before it
 * wrote. Series that a rule gave at the instant before and does not give any more end with a stale marker.
 * Errors: those of the store, so that the same instant is tried again; what a rule's query does wrong is told in its report.
 * Source: Prometheus rules/group.go (Eval), rules/recording.go.
 */
import type { Expr } from "../promql/ast.ts";
import { quoteGo } from "../promql/formatGo.ts";
import { Labels, METRIC_NAME } from "../promql/labels.ts";
import { parseQuery } from "../promql/parse.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import type { RecordingRule, RuleGroup, RuleGroupReport, RuleReport } from "../promql/rules.ts";
import type { PromQl } from "../series/ask.ts";
import type { RecordedSample } from "./recordedPoints.ts";
import { RecordingWrite, RuleError, recordedSamples, type WriteTools } from "./recordingWrite.ts";

export interface RecordingTools extends WriteTools {
  readonly promQl: Pick<PromQl, "ask">;
}

/** When a group was evaluated last: written with its results, so that whoever leads next goes on from there. */
export const LAST_EVALUATION = "prometheus_rule_group_last_evaluation_timestamp_seconds";
const LAST_DURATION = "prometheus_rule_group_last_duration_seconds";
/** How far back a new leader looks for where the one before stopped. */
const RESUME_MS = 3_600_000;
const NOT_YET = "alerting rules are not evaluated yet; recording rules are";

type Known = ReadonlyMap<string, Labels>;
const NOTHING: Known = new Map();

interface Entry {
  readonly expr: Expr;
  report: RuleReport;
  /** What it gave last; null when that is not known. */
  series: Known | null;
}

export class RecordingGroup {
  private readonly entries: readonly Entry[];
  private evaluationMs = 0;
  /** The instant of the last evaluation. */
  lastMs: number | null = null;
  /** Another process evaluated last, at this instant: what it wrote is read from the store. */
  private recallMs: number | null = null;
  /** Series of rules that this group does not have any more. */
  private orphans: Known = NOTHING;

  constructor(readonly group: RuleGroup) {
    this.entries = group.rules.map((rule): Entry => {
      const lastError = rule.kind === "alerting" ? NOT_YET : null;
      const report = { rule, health: "unknown", evaluationMs: 0, lastEvaluationMs: null, lastError } as const;
      return { expr: parseQuery(rule.query), report, series: null };
    });
  }

  get key(): string {
    return `${this.group.file};${this.group.name}`;
  }

  get report(): RuleGroupReport {
    const rules = this.entries.map(({ report }) => report);
    return { ...this.group, rules, evaluationMs: this.evaluationMs, lastEvaluationMs: this.lastMs };
  }

  /** Finds in the store when this group was evaluated last, by whichever process. */
  async resume({ promQl }: RecordingTools, nowMs: number): Promise<void> {
    const query = `{__name__="${LAST_EVALUATION}",rule_group=${quoteGo(this.key)}}`;
    const { value } = await promQl.ask({ query, startMs: nowMs, endMs: nowMs, stepMs: 0, lookbackMs: RESUME_MS });
    const [sample] = value.type === "vector" ? value.samples : [];
    this.lastMs = sample ? Math.round(sample.value * 1_000) : null;
    this.recallMs = this.lastMs;
  }

  /** Goes on from what an earlier version of this group knew; what only that had ends at the next evaluation. */
  takeOver(earlier: RecordingGroup): void {
    [this.lastMs, this.recallMs, this.evaluationMs] = [earlier.lastMs, earlier.recallMs, earlier.evaluationMs];
    const left = new Map(earlier.orphans);
    for (const old of earlier.entries) {
      const same = this.entries.find(({ report }) => JSON.stringify(report.rule) === JSON.stringify(old.report.rule));
      if (same) [same.report, same.series] = [old.report, old.series];
      else for (const [key, labels] of old.series ?? []) left.set(key, labels);
    }
    this.orphans = left;
  }

  async evaluate(tools: RecordingTools, timeMs: number, clock: () => number): Promise<void> {
    const began = clock();
    const sampleMs = timeMs - this.group.queryOffsetMs;
    await this.recall(tools);
    const write = new RecordingWrite(tools, [this.key, String(timeMs)]);
    const next = new Map<Entry, Known>();
    for (const entry of this.entries) {
      const { rule } = entry.report;
      if (rule.kind !== "recording") continue;
      if (write.isReadBy(entry.expr)) await write.flush();
      const ruleBegan = clock();
      const { samples, lastError } = await this.ask(tools, rule, sampleMs);
      const evaluationMs = clock() - ruleBegan;
      const health = lastError === null ? "ok" : "err";
      entry.report = { rule, health, lastError, evaluationMs, lastEvaluationMs: timeMs };
      if (samples === null) continue;
      write.add(samples);
      next.set(entry, new Map(samples.map(({ labels }) => [labels.key, labels])));
    }
    for (const labels of this.vanished(next)) write.markStale(labels, sampleMs);
    this.evaluationMs = clock() - began;
    write.add(this.ownSamples(timeMs));
    await write.flush();
    for (const [entry, series] of next) entry.series = series;
    this.orphans = NOTHING;
    this.lastMs = timeMs;
  }

  /** Ends every series of a group that is no more. */
  async end(tools: RecordingTools, timeMs: number): Promise<void> {
    const write = new RecordingWrite(tools, [this.key, String(timeMs), "end"]);
    for (const entry of this.entries)
      for (const labels of entry.series?.values() ?? []) write.markStale(labels, timeMs);
    for (const labels of this.orphans.values()) write.markStale(labels, timeMs);
    await write.flush();
  }

  /** What was there before and is not any more. A rule that failed says nothing about its series. */
  private vanished(next: ReadonlyMap<Entry, Known>): Labels[] {
    const here = new Set(this.entries.flatMap((entry) => [...(next.get(entry) ?? entry.series ?? NOTHING).keys()]));
    const before = [this.orphans, ...[...next.keys()].map(({ series }) => series ?? NOTHING)];
    const gone = new Map(before.flatMap((known) => [...known]));
    return [...gone].filter(([key]) => !here.has(key)).map(([, labels]) => labels);
  }

  private async ask(
    { promQl }: RecordingTools,
    rule: RecordingRule,
    timeMs: number,
  ): Promise<{ samples: RecordedSample[] | null; lastError: string | null }> {
    try {
      const { value } = await promQl.ask({ query: rule.query, startMs: timeMs, endMs: timeMs, stepMs: 0 });
      return { samples: recordedSamples(rule, value, timeMs, this.group.limit), lastError: null };
    } catch (error) {
      const isOfRule = error instanceof RuleError || (isPromQlError(error) && error.kind !== "canceled");
      if (!isOfRule) throw error;
      return { samples: null, lastError: error.message };
    }
  }

  /** Reads what another process wrote at its last evaluation: only what stands exactly there. */
  private async recall({ promQl }: RecordingTools): Promise<void> {
    if (this.recallMs === null) return;
    const timeMs = this.recallMs - this.group.queryOffsetMs;
    for (const entry of this.entries) {
      const { rule } = entry.report;
      if (rule.kind !== "recording" || entry.series !== null) continue;
      const labels = Object.entries(rule.labels).map(([name, value]) => `,${quoteGo(name)}=${quoteGo(value)}`);
      const query = `{__name__=${quoteGo(rule.name)}${labels.join("")}}`;
      const { value } = await promQl.ask({ query, startMs: timeMs, endMs: timeMs, stepMs: 0, lookbackMs: 1 });
      const samples = value.type === "vector" ? value.samples : [];
      entry.series = new Map(samples.map((sample) => [sample.labels.key, sample.labels]));
    }
    this.recallMs = null;
  }

  private ownSamples(timeMs: number): RecordedSample[] {
    const sample = (name: string, value: number) => {
      const labels: [string, string][] = [
        [METRIC_NAME, name],
        ["rule_group", this.key],
      ];
      return { labels: Labels.of(labels), value, timeMs };
    };
    return [sample(LAST_EVALUATION, timeMs / 1_000), sample(LAST_DURATION, this.evaluationMs / 1_000)];
  }
}
