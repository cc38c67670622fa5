/**
 * Rules as jobs of the leader: every group at its own instants, each instant once; what becomes of alerts is written, told to the history,
 * and shown. A few groups run at once; those that take long hold nobody up, and one that fails is tried again with growing patience.
 * Next: ruleBook.ts for which rules there are, ruleGroup.ts for one evaluation, alertLedger.ts for what becomes of it.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../log.ts";
import type { AlertStore } from "../../store/alertStore.ts";
import type { Job } from "../repeat.ts";
import type { AlertLedger } from "./alertLedger.ts";
import type { RuleBook } from "./ruleBook.ts";
import type { GroupTools, RuleGroupRun } from "./ruleGroup.ts";
import { type Due, nextDue } from "./ruleSchedule.ts";

const LONGEST_WAIT_MS = 1_000;
const MOST_RUNNING = 3;
/** Groups that take longer than this have places of their own, so that they cannot fill those of the others. */
const SLOW_MS = 3_000;
const MOST_SLOW = 2;
/** Answers of instants before this are shared no more: whoever is later than this asks for itself. */
const SHARED_MS = 60_000;
const SHOW_EACH_MS = 1_000;
const FIRST_PATIENCE_MS = 500;
const LONGEST_PATIENCE_MS = 30_000;

export interface EvaluationOptions {
  readonly book: RuleBook;
  readonly ledger: AlertLedger;
  readonly tools: GroupTools;
  readonly store: Pick<AlertStore, "writeRuleStandings">;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Since this process leads. */
export interface EvaluationCounts {
  evaluations: number;
  failures: number;
  missed: number;
  /** How long after its instant the last group was begun, and the longest of the last minute. */
  lagMs: number;
  worstLagMs: number;
}

interface Running {
  readonly group: RuleGroupRun;
  readonly evaluated: Promise<void>;
  /** By the monotonic clock. */
  readonly sinceMs: number;
}
interface Patience {
  readonly untilMs: number;
  readonly waitMs: number;
}

export class RuleEvaluation {
  readonly counts: EvaluationCounts = { evaluations: 0, failures: 0, missed: 0, lagMs: 0, worstLagMs: 0 };
  private readonly running = new Map<string, Running>();
  private readonly patience = new Map<string, Patience>();
  private readonly unshown = new Set<RuleGroupRun>();
  private shownMs = Number.NEGATIVE_INFINITY;
  private worstSinceMs = 0;

  constructor(private readonly options: EvaluationOptions) {}

  job(): Job {
    return { name: "evaluate rules", step: () => this.step() };
  }

  /** Resolves to how long until the next group is due. */
  async step(): Promise<number> {
    const { book, ledger, now } = this.options;
    await book.look(now());
    this.options.tools.shared.forgetBefore(now() - SHARED_MS);
    await this.evaluateDue();
    await ledger.flush(now());
    await this.show(now());
    return this.waitMs(now());
  }

  /** All that are due, but for no longer than a second: whoever takes longer goes on beside the next step. */
  private async evaluateDue(): Promise<void> {
    const turn = new AbortController();
    let isOver = false;
    const over = delay(LONGEST_WAIT_MS, undefined, { signal: turn.signal })
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    for (this.startDue(); this.running.size > 0 && !isOver; this.startDue()) {
      await Promise.race([...[...this.running.values()].map(({ evaluated }) => evaluated), over]);
    }
    turn.abort();
  }

  /** Those that were evaluated longest ago first, as far as there is room: when there is too much to do, all are late by as much. */
  private startDue(): void {
    const nowMs = this.options.now();
    const room = this.room();
    if (this.options.tools.signal.aborted || room.quick + room.slow === 0) return;
    const due = [...this.options.book.groups.values()]
      .filter((group) => this.isFree(group, nowMs))
      .map((group) => ({ group, due: nextDue(scheduleOf(group), nowMs) }))
      .filter(({ due: { atMs } }) => atMs <= nowMs)
      .sort((a, b) => (a.group.lastMs ?? 0) - (b.group.lastMs ?? 0) || a.due.atMs - b.due.atMs);
    for (const { group, due: at } of due) {
      const lane = group.evaluationMs > SLOW_MS ? "slow" : "quick";
      if (room[lane] === 0) continue;
      room[lane]--;
      this.note(nowMs - at.atMs, nowMs);
      const evaluated = this.evaluate(group, at).finally(() => {
        this.running.delete(group.key);
      });
      this.running.set(group.key, { group, evaluated, sinceMs: this.options.tools.clock() });
    }
  }

  /** How many more may be begun of either kind. */
  private room(): { quick: number; slow: number } {
    const clockMs = this.options.tools.clock();
    const isSlow = ({ group, sinceMs }: Running) => Math.max(group.evaluationMs, clockMs - sinceMs) > SLOW_MS;
    const slow = [...this.running.values()].filter(isSlow).length;
    const free = MOST_RUNNING + MOST_SLOW - this.running.size;
    return {
      quick: Math.max(0, Math.min(free, MOST_RUNNING - (this.running.size - slow))),
      slow: Math.max(0, Math.min(free, MOST_SLOW - slow)),
    };
  }

  private isFree({ key }: RuleGroupRun, nowMs: number): boolean {
    return !this.running.has(key) && (this.patience.get(key)?.untilMs ?? 0) <= nowMs;
  }

  private async evaluate(group: RuleGroupRun, { atMs, isNewest, skipped, setBackMs }: Due): Promise<void> {
    const { tools, log, now } = this.options;
    try {
      if (setBackMs > 0) group.setBack(setBackMs, atMs);
      await group.evaluate(tools, atMs, isNewest);
      group.missed += skipped + (isNewest ? 0 : 1);
      this.counts.missed += skipped + (isNewest ? 0 : 1);
      this.counts.evaluations++;
      this.patience.delete(group.key);
    } catch (error) {
      if (tools.signal.aborted) return;
      const waitMs = Math.min((this.patience.get(group.key)?.waitMs ?? FIRST_PATIENCE_MS / 2) * 2, LONGEST_PATIENCE_MS);
      this.patience.set(group.key, { untilMs: now() + waitMs, waitMs });
      this.counts.failures++;
      log.warn({ group: group.key, error, retryMs: waitMs }, "a group of rules was not evaluated; it is tried again");
    }
    this.unshown.add(group);
  }

  private note(lagMs: number, nowMs: number): void {
    if (nowMs - this.worstSinceMs > 60_000) [this.worstSinceMs, this.counts.worstLagMs] = [nowMs, 0];
    this.counts.lagMs = lagMs;
    this.counts.worstLagMs = Math.max(this.counts.worstLagMs, lagMs);
  }

  /** Writes how groups fared, for whoever is asked and does not lead. */
  private async show(nowMs: number): Promise<void> {
    if (this.unshown.size === 0 || Math.abs(nowMs - this.shownMs) < SHOW_EACH_MS) return;
    const groups = [...this.unshown];
    this.unshown.clear();
    this.shownMs = nowMs;
    const standings = groups.map(({ standing }) => standing);
    try {
      await this.options.store.writeRuleStandings({ tenant: this.options.tools.tenant, standings });
    } catch (error) {
      for (const group of groups) this.unshown.add(group);
      throw error;
    }
  }

  private waitMs(nowMs: number): number {
    // The next step waits for them itself.
    if (this.running.size > 0) return 0;
    let waitMs = LONGEST_WAIT_MS;
    for (const group of this.options.book.groups.values()) {
      const untilMs = Math.max(nextDue(scheduleOf(group), nowMs).atMs, this.patience.get(group.key)?.untilMs ?? 0);
      waitMs = Math.min(waitMs, Math.max(0, untilMs - nowMs));
    }
    return waitMs;
  }
}

const scheduleOf = ({ key, lastMs, records, group: { intervalMs } }: RuleGroupRun) => ({
  key,
  lastMs,
  records,
  intervalMs,
});
