/**
 * Rules over a past that somebody wrote (../writtenPast.ts): nothing is evaluated until it is written; then every rule goes through it at its
 * group's own instants, with the state machine that also runs live, and what fired is kept and told with its true times as if it had been
 * watched. Nobody is called for what was over; what still fires goes on live. Done once, and the same if it is done again after a kill: a
 * rule begins with its alerts as they stood where the past begins.
 * A rule whose question fails, or can only be searched for, begins with the present.
 * Units: Unix milliseconds. Errors: those of the store and of the control plane; the same is then tried again.
 */
import { setTimeout as delay } from "node:timers/promises";
import { PastCandidates } from "../../alerting/pastCandidates.ts";
import type { Log } from "../../log.ts";
import type { TimeWindow } from "../../model/time.ts";
import { Pace } from "../../promql/evaluatePace.ts";
import { isPromQlError } from "../../promql/promQlError.ts";
import type { PastDoor } from "../writtenPast.ts";
import type { AlertLedger } from "./alertLedger.ts";
import type { AlertRun } from "./alertRun.ts";
import { askPast, type PastAnswers } from "./askPast.ts";
import { type AskTools, templatesOf } from "./askRule.ts";
import type { RuleBook } from "./ruleBook.ts";
import type { RuleGroupRun } from "./ruleGroup.ts";
import { onGrid } from "./ruleSchedule.ts";

export interface JudgeTools {
  /** Null: nobody writes any. */
  readonly door: PastDoor | null;
  readonly book: RuleBook;
  readonly ledger: Pick<AlertLedger, "flush" | "hasTurns">;
  readonly ask: AskTools;
  /** Whether the SLOs are counted over it. */
  readonly isCounted: (window: TimeWindow) => boolean;
  /** Turns that the history was not told yet. */
  readonly untold: () => number;
  readonly log: Log;
  readonly now: () => number;
}

/** Questions of so many rules at once. */
const MOST_ASKED = 2;
const LONGEST_WAIT_MS = 300_000;
const AGAIN_MS = 1_000;

interface JudgedRule {
  readonly run: AlertRun;
  readonly answers: PastAnswers;
  readonly candidates: PastCandidates;
}
interface JudgedGroup {
  readonly group: RuleGroupRun;
  readonly rules: readonly JudgedRule[];
}

export class PastJudge {
  private isOver: boolean;
  private judged: TimeWindow | null = null;
  private askedMs: number | null = null;
  /** Rules go through the past now. */
  isJudging = false;

  constructor(private readonly tools: JudgeTools) {
    this.isOver = tools.door === null;
  }

  /** Whether rules are evaluated live. */
  get isDone(): boolean {
    return this.isOver;
  }

  /** One step towards it; true once it is done. */
  async settle(): Promise<boolean> {
    const { door, book, isCounted, untold, now } = this.tools;
    if (this.isOver || door === null) return true;
    const past = await door.read();
    if (past.phase === "none" || (past.phase === "written" && past.isJudged)) this.isOver = true;
    // So that people see which rules there are.
    else if (past.phase === "writing") await book.look(now(), past.fromMs);
    else if (past.phase === "written" && this.hasCounts(isCounted(past.window), now())) {
      if (this.judged === null) await this.judge(past.window);
      else if (untold() === 0) {
        await door.keepJudged(past.window);
        this.isOver = true;
      }
    }
    return this.isOver;
  }

  /** Whatever stands in the way of counting SLOs keeps the other rules waiting no longer than some minutes. */
  private hasCounts(isCounted: boolean, nowMs: number): boolean {
    this.askedMs ??= nowMs;
    return isCounted || Math.abs(nowMs - this.askedMs) > LONGEST_WAIT_MS;
  }

  private async judge(window: TimeWindow): Promise<void> {
    const { book, log, now } = this.tools;
    const began = performance.now();
    const cpu = process.cpuUsage();
    book.lookAgain();
    await book.look(now(), window.startMs);
    const groups: JudgedGroup[] = [];
    for (const group of book.groups.values()) groups.push({ group, rules: await this.askGroup(group, window) });
    const asked = performance.now();
    this.isJudging = true;
    try {
      await this.goThrough(groups, window);
      for (const run of book.alertRuns) run.forgetOver(window.endMs);
      await this.flush(window.endMs);
    } finally {
      this.isJudging = false;
    }
    this.judged = window;
    const askedMs = Math.round(asked - began);
    const tookMs = Math.round(performance.now() - began);
    const { user, system } = process.cpuUsage(cpu);
    const cpuMs = Math.round((user + system) / 1_000);
    log.info({ ...window, askedMs, tookMs, cpuMs }, "rules were judged over the past that was written");
  }

  private async askGroup(group: RuleGroupRun, window: TimeWindow): Promise<JudgedRule[]> {
    const { intervalMs } = group.group;
    const startMs = onGrid(group.key, intervalMs, window.startMs) + intervalMs;
    const steps = { startMs, endMs: onGrid(group.key, intervalMs, window.endMs), stepMs: intervalMs };
    const waiting = [...group.alertRuns];
    const rules: JudgedRule[] = [];
    const take = async () => {
      for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
        const answers = await this.askOne(run, steps);
        if (answers === null) continue;
        rules.push({ run, answers, candidates: new PastCandidates(run.rule, templatesOf(this.tools.ask, run.rule)) });
      }
    };
    if (steps.endMs >= steps.startMs) await Promise.all(Array.from({ length: MOST_ASKED }, take));
    return rules;
  }

  private async askOne(run: AlertRun, steps: Parameters<typeof askPast>[2]): Promise<PastAnswers | null> {
    const { ask, log } = this.tools;
    try {
      return await askPast(ask, run, steps);
    } catch (error) {
      if (ask.signal.aborted || !isPromQlError(error)) throw error;
      log.info({ error, rule: run.rule.name }, "a rule could not be judged over the past that was written");
      return null;
    }
  }

  /** Alerts are half way through the past: a store that is away is waited for. */
  private async flush(atMs: number): Promise<void> {
    const { ledger, ask, log } = this.tools;
    for (;;) {
      try {
        return await ledger.flush(atMs);
      } catch (error) {
        if (ask.signal.aborted) throw error;
        log.warn({ error, retryMs: AGAIN_MS }, "alerts of the past were not written; they are written again");
        await delay(AGAIN_MS, undefined, { signal: ask.signal });
      }
    }
  }

  /** All rules together, instant by instant, so that what happened is told in its order. */
  private async goThrough(groups: readonly JudgedGroup[], window: TimeWindow): Promise<void> {
    const { ledger, ask } = this.tools;
    const due = new Map<number, JudgedGroup[]>();
    for (const one of groups) {
      const { key, group } = one.group;
      const lastMs = onGrid(key, group.intervalMs, window.endMs);
      for (let atMs = lastMs; atMs > window.startMs; atMs -= group.intervalMs) {
        const known = due.get(atMs);
        if (known) known.push(one);
        else due.set(atMs, [one]);
      }
    }
    const pace = new Pace(ask.signal);
    for (const atMs of [...due.keys()].sort((a, b) => a - b)) {
      for (const { group, rules } of due.get(atMs) ?? []) {
        for (const rule of rules) await takeInstant(rule, atMs);
        group.lastMs = atMs;
      }
      // Each turn on its own: of one that fires and ends within a flush only the end would be told.
      if (ledger.hasTurns) await this.flush(atMs);
      if (pace.due()) await pace.pause();
    }
  }
}

async function takeInstant({ run, answers, candidates }: JudgedRule, atMs: number): Promise<void> {
  const answer = answers(atMs);
  if (answer === null) return;
  await run.takePast(answer.samples, atMs, candidates, answer.summary);
}
