/**
 * The rules that are evaluated now, as groups that run: read again every few seconds from files, definitions and SLOs. What stays the same
 * goes on; a rule that is changed keeps its alerts where Prometheus keeps them; one that is no more ends them. At the start of leading
 * each rule goes on where another process left it.
 * Errors: those of the store and of the control plane, so that the look is tried again.
 */
import { keepsAlerts } from "../../alerting/alertRules.ts";
import { alertAsOf } from "../../alerting/restoreAlerts.ts";
import { sourceOfRule } from "../../alerting/ruleKeys.ts";
import type { Log } from "../../log.ts";
import { ALERT_NAME, type Alert, type AlertRule } from "../../model/alert.ts";
import type { EvaluatedGroup, EvaluationProblem, EvaluationReport, RuleStanding } from "../../model/ruleReport.ts";
import type { AlertStore } from "../../store/alertStore.ts";
import type { WriteTools } from "../recordingWrite.ts";
import type { AlertLedger, LedgerEntry } from "./alertLedger.ts";
import { AlertRun, type OnStep } from "./alertRun.ts";
import type { AskTools } from "./askRule.ts";
import { RuleGroupRun } from "./ruleGroup.ts";
import type { RuleSources, SourcedRules } from "./ruleSources.ts";

const LOOK_EACH_MS = 5_000;
/** What fired is told of after so long although its rule is not known yet: trouble with some rules must not silence all. */
const LONGEST_SILENCE_MS = 60_000;

export interface BookOptions {
  readonly sources: RuleSources;
  readonly store: Pick<AlertStore, "readAlerts" | "readRuleReport" | "writeRuleGroups">;
  readonly ledger: AlertLedger;
  readonly ask: Pick<AskTools, "promQl">;
  readonly write: WriteTools;
  readonly tenant: number;
  readonly log: Log;
}

export class RuleBook {
  groups = new Map<string, RuleGroupRun>();
  problems: readonly EvaluationProblem[] = [];
  private readonly definitions = new Map<string, string>();
  private readonly runs = new Map<string, AlertRun>();
  /** Alerts as another process left them, by rule, until their rule is met. */
  private unclaimed: Map<string, Alert[]> | null = null;
  private recalledMs = 0;
  private standings = new Map<string, RuleStanding>();
  private lastMs = new Map<string, number | null>();
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  /** Read, and not taken yet. */
  private sourced: SourcedRules | null = null;
  private isDirty = false;
  private hasRules = false;

  constructor(private readonly options: BookOptions) {}

  get alertRuns(): IterableIterator<AlertRun> {
    return this.runs.values();
  }

  /** Whether every alert that another process left has met its rule, or was ended. */
  get isWhole(): boolean {
    return this.hasRules && this.unclaimed?.size === 0;
  }

  /** Alerts that still wait for their rule, as another process left them. Null: they may meet it soon, or nothing is known yet. */
  waiting(nowMs: number): LedgerEntry[] | null {
    if (this.isWhole) return [];
    if (this.unclaimed === null || Math.abs(nowMs - this.recalledMs) < LONGEST_SILENCE_MS) return null;
    return [...this.unclaimed.values()].flat().map(entryOf);
  }

  ruleOf(key: string): AlertRule | null {
    return this.runs.get(key)?.rule ?? null;
  }

  report(): EvaluationReport {
    const groups = [...this.groups.values()].map(({ group, standing }) => ({ group, standing }));
    return { groups, problems: this.problems };
  }

  /** The next look is at once, whenever the last one was. */
  lookAgain(): void {
    this.lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** `asOfMs`: rules go on from this instant of the past, whatever became of their alerts since. */
  async look(nowMs: number, asOfMs: number | null = null): Promise<void> {
    if (Math.abs(nowMs - this.lookedAtMs) < LOOK_EACH_MS) return;
    if (this.unclaimed === null) await this.recall(nowMs, asOfMs);
    this.sourced = (await this.options.sources.refresh()) ?? this.sourced;
    if (this.sourced !== null) {
      await this.regroup(this.sourced, asOfMs ?? nowMs);
      [this.sourced, this.isDirty] = [null, true];
    }
    if (this.isDirty) await this.publish();
    this.lookedAtMs = nowMs;
  }

  /** Reads what another process left. */
  private async recall(nowMs: number, asOfMs: number | null): Promise<void> {
    const { store, tenant, ledger } = this.options;
    const [left, report] = await Promise.all([store.readAlerts({ tenant }), store.readRuleReport({ tenant })]);
    const alerts = asOfMs === null ? left : left.flatMap((alert) => alertAsOf(alert, asOfMs) ?? []);
    const unclaimed = new Map<string, Alert[]>();
    for (const alert of alerts) unclaimed.set(alert.ruleKey, [...(unclaimed.get(alert.ruleKey) ?? []), alert]);
    [this.standings, this.lastMs] = standingsOf(report);
    ledger.recall(alerts.map(entryOf), nowMs);
    [this.unclaimed, this.recalledMs] = [unclaimed, nowMs];
  }

  private async regroup({ groups, problems, loaded, isUnread }: SourcedRules, nowMs: number): Promise<void> {
    for (const { file, line, message } of problems)
      this.options.log.warn({ file, line }, `${file}:${line}: ${message}`);
    this.problems = problems;
    const wanted = new Set(
      groups.flatMap((group) => group.rules.flatMap((one) => (one.kind === "alerting" ? [one.rule.key] : []))),
    );
    for (const [key, run] of this.runs) {
      if (wanted.has(key) || isUnread(key)) continue;
      run.end(nowMs);
      this.runs.delete(key);
    }
    const next = new Map<string, RuleGroupRun>();
    for (const group of groups) next.set(group.key, await this.groupRun(group, nowMs));
    for (const [key, group] of this.groups) {
      if (next.has(key)) continue;
      await group.end(this.options.write, nowMs);
      this.definitions.delete(key);
    }
    this.groups = next;
    this.hasRules = true;
    this.endOrphans((key) => loaded.has(sourceOfRule(key)) && !isUnread(key), nowMs);
    const rules = groups.reduce((sum, group) => sum + group.rules.length, 0);
    this.options.log.info({ groups: groups.length, rules }, "the rules were read");
  }

  private async groupRun(group: EvaluatedGroup, nowMs: number): Promise<RuleGroupRun> {
    const definition = JSON.stringify(group);
    const earlier = this.groups.get(group.key);
    if (earlier && this.definitions.get(group.key) === definition) return earlier;
    const run = new RuleGroupRun(group, ({ rule }) => this.alertRun(rule, nowMs));
    if (earlier) run.takeOver(earlier);
    else if (run.writesOwn) await run.resume(this.options.ask, nowMs);
    else run.lastMs = this.lastMs.get(group.key) ?? null;
    this.definitions.set(group.key, definition);
    return run;
  }

  private alertRun(rule: AlertRule, nowMs: number): AlertRun {
    const earlier = this.runs.get(rule.key);
    if (earlier && JSON.stringify(earlier.rule) === JSON.stringify(rule)) return earlier;
    const onStep: OnStep = (of, step, atMs) => this.options.ledger.take(of, step, atMs);
    const run = new AlertRun(rule, onStep);
    if (earlier && keepsAlerts(earlier.rule, rule)) run.takeOver(earlier, nowMs);
    else if (earlier) earlier.end(nowMs);
    else this.restore(run, nowMs);
    this.runs.set(rule.key, run);
    return run;
  }

  private restore(run: AlertRun, nowMs: number): void {
    const { key } = run.rule;
    const alerts = this.unclaimed?.get(key) ?? [];
    const standing = this.standings.get(key) ?? null;
    const seenMs = alerts.reduce((last, { evaluatedMs }) => Math.max(last, evaluatedMs), 0);
    const downMs = Math.min(nowMs, Math.max(standing?.lastEvaluationMs ?? 0, seenMs));
    this.unclaimed?.delete(key);
    this.standings.delete(key);
    run.restore(alerts, standing, { downMs, nowMs });
  }

  /** Alerts that nobody will evaluate any more: once their rule would be known if there were one. */
  private endOrphans(isGone: (key: string) => boolean, nowMs: number): void {
    for (const [key, alerts] of this.unclaimed ?? []) {
      if (!isGone(key)) continue;
      for (const alert of alerts) this.options.ledger.endOrphan(entryOf(alert), nowMs);
      this.unclaimed?.delete(key);
    }
  }

  private async publish(): Promise<void> {
    const { store, tenant } = this.options;
    const groups = [...this.groups.values()].map(({ group }) => group);
    await store.writeRuleGroups({ tenant, groups, problems: this.problems });
    this.isDirty = false;
  }
}

function entryOf(alert: Alert): LedgerEntry {
  return { alert, name: alert.labels[ALERT_NAME] ?? "", source: sourceOfRule(alert.ruleKey) };
}

function standingsOf({ groups }: EvaluationReport) {
  const rules = new Map<string, RuleStanding>();
  const lastMs = new Map<string, number | null>();
  for (const { group, standing } of groups) {
    lastMs.set(group.key, standing.lastEvaluationMs);
    group.rules.forEach((one, i) => {
      const fared = standing.rules[i];
      if (one.kind === "alerting" && fared) rules.set(one.rule.key, fared);
    });
  }
  return [rules, lastMs] as const;
}
