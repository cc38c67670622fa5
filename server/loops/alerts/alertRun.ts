/**
 * One rule that alerts, evaluated at one instant after the other: its question (askRule.ts), its alerts (server/alerting), how it fared.
 * Errors: none but the end of leading; whatever is wrong with a rule is in its standing, and its alerts stay as they were.
 */

import { limitOf } from "../../alerting/alertRules.ts";
import { expandAlerts } from "../../alerting/expandAlerts.ts";
import type { AlertCandidate } from "../../alerting/nextAlert.ts";
import type { PastCandidates } from "../../alerting/pastCandidates.ts";
import type { RestoreOptions } from "../../alerting/restoreAlerts.ts";
import { RuleState, type RuleStep } from "../../alerting/ruleState.ts";
import type { Alert, AlertRule, AlertSample } from "../../model/alert.ts";
import { NEVER_EVALUATED, type RuleStanding } from "../../model/ruleReport.ts";
import type { Expr } from "../../promql/ast.ts";
import { parseQuery } from "../../promql/parse.ts";
import { isPromQlError } from "../../promql/promQlError.ts";
import { type Answers, type AskTools, askRule, templatesOf } from "./askRule.ts";

/** Told of every step, before anything else can fail. */
export type OnStep = (rule: AlertRule, step: RuleStep, atMs: number) => void;

const watchingOf = (rule: AlertRule) => ({ ...rule, limit: limitOf(rule) });

export class AlertRun {
  private readonly state: RuleState;
  private report: RuleStanding = NEVER_EVALUATED;
  /** Null for what is no PromQL. Throws PromQlError when it is made of a query that is none. */
  readonly expr: Expr | null;

  constructor(
    private current: AlertRule,
    private readonly onStep: OnStep,
  ) {
    this.state = new RuleState(watchingOf(current));
    this.expr = current.condition.kind === "promql" ? parseQuery(current.condition.query) : null;
  }

  get rule(): AlertRule {
    return this.current;
  }

  get alerts(): readonly Alert[] {
    return this.state.alerts;
  }

  get standing(): RuleStanding {
    return { ...this.report, alerts: this.alerts.filter(({ state }) => state !== "inactive") };
  }

  /** What another process knew of it. */
  restore(alerts: readonly Alert[], standing: RuleStanding | null, options: RestoreOptions): void {
    if (standing) this.report = standing;
    if (alerts.length > 0) this.onStep(this.rule, this.state.restore(alerts, options), options.nowMs);
  }

  /** Goes on with the alerts of an earlier form of the rule. */
  takeOver(earlier: AlertRun, nowMs: number): void {
    this.report = earlier.report;
    // No time was lost in between: nothing is forgiven, nothing begins anew.
    this.state.restore(earlier.alerts, { downMs: nowMs, nowMs, graceMs: 0 });
  }

  /**
   * The clock was set back: alerts keep their age, so that none waits for the clock to come back to where it was. Episodes that were told
   * in the clock's future end there, and go on in its present.
   */
  setBack(byMs: number, nowMs: number): void {
    const earlier = (ms: number | null) => (ms === null ? null : Math.min(ms, nowMs + byMs) - byMs);
    const moved = this.alerts.map((alert) => ({
      ...alert,
      activeMs: Math.min(alert.activeMs, nowMs + byMs) - byMs,
      firedMs: earlier(alert.firedMs),
      keepFiringSinceMs: earlier(alert.keepFiringSinceMs),
      resolvedMs: earlier(alert.resolvedMs),
      evaluatedMs: nowMs,
    }));
    const ended = this.alerts.flatMap((alert): Alert[] =>
      alert.state === "firing" ? [{ ...alert, state: "inactive", resolvedMs: alert.firedMs }] : [],
    );
    const { alerts } = this.state.restore(moved, { downMs: nowMs, nowMs, graceMs: 0 });
    this.onStep(
      this.rule,
      { alerts, changed: [...ended, ...moved], forgotten: [], lapsed: [], error: null, isJudged: false },
      nowMs,
    );
  }

  /** The rule is no more. */
  end(nowMs: number): void {
    this.onStep(this.rule, this.state.end(nowMs), nowMs);
  }

  /** An instant of a past that is judged again: what was asked for all of it at once. */
  async takePast(
    samples: readonly AlertSample[],
    atMs: number,
    candidates: PastCandidates,
    summary?: string,
  ): Promise<void> {
    if (samples.length === 0 && this.alerts.length === 0) return;
    const made = await candidates.at(samples, atMs, this.alerts, summary);
    this.onStep(this.rule, this.state.take(made, atMs), atMs);
  }

  /** The past is judged: who is told from now on is told of what fires, not of what was over before anybody watched. */
  forgetOver(atMs: number): void {
    const step = this.state.forgetOver();
    if (step.forgotten.length > 0) this.onStep(this.rule, step, atMs);
  }

  /** False when its alerts are not known at this instant. */
  async evaluate(tools: AskTools, atMs: number, answers: Answers | null): Promise<boolean> {
    const began = tools.clock();
    const step = await this.stepAt(tools, atMs, answers);
    const health = step.error === null ? "ok" : "err";
    const evaluationMs = tools.clock() - began;
    this.report = { health, lastError: step.error, evaluationMs, lastEvaluationMs: atMs, alerts: [] };
    this.onStep(this.rule, step, atMs);
    return step.error === null;
  }

  private async stepAt(tools: AskTools, atMs: number, answers: Answers | null): Promise<RuleStep> {
    try {
      const answer = await askRule(tools, this, atMs, answers);
      if (answer.kind === "tooMany") return this.state.exceed(answer.sentence);
      if (answer.kind === "keep")
        return { alerts: this.alerts, changed: [], forgotten: [], lapsed: [], error: null, isJudged: false };
      if (answer.samples.length === 0) return this.state.take([], atMs);
      const candidates = await expandAlerts(this.rule, answer.samples, atMs, templatesOf(tools, this.rule));
      const { summary } = answer;
      return this.state.take(summary === undefined ? candidates : candidates.map(saying(summary)), atMs);
    } catch (error) {
      if (tools.signal.aborted || (isPromQlError(error) && error.kind === "canceled")) throw error;
      return this.state.fail(error instanceof Error ? error.message : String(error));
    }
  }
}

const saying = (summary: string) => (candidate: AlertCandidate) => ({
  ...candidate,
  annotations: { ...candidate.annotations, summary },
});
