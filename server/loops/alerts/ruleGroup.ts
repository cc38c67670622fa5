/**
 * One group of rules, evaluated at one instant after the other: its rules in their order, each seeing what those before it wrote.
 * Recording rules write series; rules that alert write ALERTS and ALERTS_FOR_STATE where they come from files or the console. Series that
 * a rule gave at the instant before and does not give any more end with a stale marker.
 * Errors: those of the store, so that the same instant is tried again; what a rule's query does wrong is told in its standing.
 * Source: Prometheus rules/group.go (Eval), rules/recording.go, rules/alerting.go.
 */
import { alertSamples } from "../../alerting/alertSamples.ts";
import type { EvaluatedGroup, EvaluationStanding } from "../../model/ruleReport.ts";
import { quoteGo } from "../../promql/formatGo.ts";
import { Labels, METRIC_NAME } from "../../promql/labels.ts";
import type { RecordedSample } from "../recordedPoints.ts";
import { RecordingWrite, type WriteTools } from "../recordingWrite.ts";
import type { AlertRun } from "./alertRun.ts";
import { type Answers, type AskTools, timeoutOf } from "./askRule.ts";
import { type Known, NOTHING, RecordRun } from "./recordRun.ts";

export interface GroupTools extends AskTools, WriteTools {}

/** When a group was evaluated last: written with its results, so that whoever leads next goes on from there. */
export const LAST_EVALUATION = "prometheus_rule_group_last_evaluation_timestamp_seconds";
const LAST_DURATION = "prometheus_rule_group_last_duration_seconds";
/** How far back a new leader looks for where the one before stopped. */
const RESUME_MS = 3_600_000;

type Entry = RecordRun | AlertEntry;
interface AlertEntry {
  readonly kind: "alerting";
  readonly run: AlertRun;
  /** ALERTS and the like as they were written last. */
  series: Known | null;
}

export class RuleGroupRun {
  private readonly entries: readonly Entry[];
  /** Rules of one query may share its answer: nothing is written between them. */
  private readonly sharesAnswers: boolean;
  /** How long the last evaluation took. */
  evaluationMs = 0;
  /** The instant of the last evaluation. */
  lastMs: number | null = null;
  /** Instants that were left out. */
  missed = 0;
  /** Another process evaluated last, at this instant: what it wrote is read from the store. */
  private recallMs: number | null = null;
  /** Series of rules that this group does not have any more. */
  private orphans: Known = NOTHING;

  constructor(
    readonly group: EvaluatedGroup,
    runOf: (rule: Extract<EvaluatedGroup["rules"][number], { kind: "alerting" }>) => AlertRun,
  ) {
    this.entries = group.rules.map((rule): Entry => {
      if (rule.kind === "recording") return new RecordRun(rule);
      const run = runOf(rule);
      return { kind: "alerting", run, series: this.writes(run) ? seriesOf(run) : NOTHING };
    });
    this.sharesAnswers = !this.records;
  }

  get key(): string {
    return this.group.key;
  }

  /** Whether instants missed must be made up for. */
  get records(): boolean {
    return this.group.rules.some(({ kind }) => kind === "recording");
  }

  get alertRuns(): AlertRun[] {
    return this.entries.flatMap((entry) => (entry.kind === "alerting" ? [entry.run] : []));
  }

  /** Groups of files say when they were evaluated, as Prometheus's do. */
  get writesOwn(): boolean {
    return this.key === `${this.group.file};${this.group.name}`;
  }

  get standing(): EvaluationStanding {
    const { key, evaluationMs, lastMs, missed } = this;
    const rules = this.entries.map((entry) => (entry.kind === "alerting" ? entry.run.standing : entry.standing));
    return { key, evaluationMs, lastEvaluationMs: lastMs, missed, rules };
  }

  /** Finds in the store when this group was evaluated last, by whichever process. */
  async resume({ promQl }: Pick<AskTools, "promQl">, nowMs: number): Promise<void> {
    const query = `{__name__="${LAST_EVALUATION}",rule_group=${quoteGo(this.key)}}`;
    const { value } = await promQl.ask({ query, startMs: nowMs, endMs: nowMs, stepMs: 0, lookbackMs: RESUME_MS });
    const [sample] = value.type === "vector" ? value.samples : [];
    this.lastMs = sample ? Math.round(sample.value * 1_000) : null;
    this.recallMs = this.lastMs;
  }

  /** Goes on from what an earlier form of this group knew; what only that had ends at the next evaluation. */
  takeOver(earlier: RuleGroupRun): void {
    [this.lastMs, this.recallMs, this.evaluationMs] = [earlier.lastMs, earlier.recallMs, earlier.evaluationMs];
    this.missed = earlier.missed;
    const left = new Map(earlier.orphans);
    for (const old of earlier.entries) {
      const same =
        old.kind === "recording"
          ? this.entries.find((one) => one.kind === "recording" && one.takeOver(old))
          : undefined;
      if (!same) for (const [key, labels] of old.series ?? []) left.set(key, labels);
    }
    this.orphans = left;
  }

  /** The clock was set back: what is known keeps its age, not its instants. */
  setBack(byMs: number, nowMs: number): void {
    for (const entry of this.entries) if (entry.kind === "alerting") entry.run.setBack(byMs, nowMs);
    this.lastMs = null;
  }

  /** `alerts`: false for an instant that is made up for: only what is recorded is written then. */
  async evaluate(tools: GroupTools, timeMs: number, alerts = true): Promise<void> {
    const began = tools.clock();
    const sampleMs = timeMs - this.group.queryOffsetMs;
    if (this.recallMs !== null) {
      const recallMs = this.recallMs - this.group.queryOffsetMs;
      for (const entry of this.entries) if (entry.kind === "recording") await entry.recall(tools, recallMs);
      this.recallMs = null;
    }
    const write = new RecordingWrite(tools, [this.key, String(timeMs)]);
    const next = new Map<Entry, Known>();
    const answers: Answers | null = this.sharesAnswers ? new Map() : null;
    for (const entry of this.entries) {
      const samples = await this.samplesOf(entry, { tools, timeMs, sampleMs, alerts, answers, write });
      if (samples === null) continue;
      write.add(samples);
      next.set(entry, new Map(samples.map(({ labels }) => [labels.key, labels])));
    }
    for (const labels of this.vanished(next)) write.markStale(labels, sampleMs);
    this.evaluationMs = tools.clock() - began;
    if (this.writesOwn) write.add(this.ownSamples(timeMs));
    await write.flush();
    for (const [entry, series] of next) entry.series = series;
    this.orphans = NOTHING;
    this.lastMs = timeMs;
  }

  /** Null when nothing is known of the rule's series at this instant. */
  private async samplesOf(entry: Entry, at: EvaluatedAt): Promise<RecordedSample[] | null> {
    const { tools, write, timeMs, sampleMs } = at;
    if (entry.kind === "recording") {
      if (write.isReadBy(entry.expr)) await write.flush();
      return entry.evaluate(tools, { timeMs, sampleMs, limit: this.group.limit, timeoutMs: timeoutOf(this.group) });
    }
    const { run } = entry;
    if (!at.alerts) return null;
    if (run.expr && write.isReadBy(run.expr)) await write.flush();
    const isKnown = await run.evaluate(tools, timeMs, at.answers);
    if (!isKnown || !this.writes(run)) return null;
    return alertSamples(run.rule, run.alerts).map(({ labels, value }) => ({
      labels: Labels.of(Object.entries(labels)),
      value,
      timeMs: sampleMs,
    }));
  }

  /** Ends every series of a group that is no more. */
  async end(tools: WriteTools, timeMs: number): Promise<void> {
    const write = new RecordingWrite(tools, [this.key, String(timeMs), "end"]);
    for (const { series } of this.entries) for (const labels of series?.values() ?? []) write.markStale(labels, timeMs);
    for (const labels of this.orphans.values()) write.markStale(labels, timeMs);
    await write.flush();
  }

  private writes({ rule: { source } }: AlertRun): boolean {
    return source === "file" || source === "console";
  }

  /** What was there before and is not any more. A rule that failed says nothing about its series. */
  private vanished(next: ReadonlyMap<Entry, Known>): Labels[] {
    const here = new Set(this.entries.flatMap((entry) => [...(next.get(entry) ?? entry.series ?? NOTHING).keys()]));
    const before = [this.orphans, ...[...next.keys()].map(({ series }) => series ?? NOTHING)];
    const gone = new Map(before.flatMap((known) => [...known]));
    return [...gone].filter(([key]) => !here.has(key)).map(([, labels]) => labels);
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

interface EvaluatedAt {
  readonly tools: GroupTools;
  readonly timeMs: number;
  readonly sampleMs: number;
  readonly alerts: boolean;
  readonly answers: Answers | null;
  readonly write: RecordingWrite;
}

/** What the alerts that are known already were written as. */
function seriesOf(run: AlertRun): Known {
  const samples = alertSamples(run.rule, run.alerts).map(({ labels }) => Labels.of(Object.entries(labels)));
  return new Map(samples.map((labels) => [labels.key, labels]));
}
