/**
 * The book of SLOs, kept by the leader: each one's counts per minute, in memory and in the store, up to the last whole minute.
 *
 *   since ◄── the past, day by day ──┬── counted ──┬ newest minutes, anew each time ┬ now
 *                                    created        until − 6 min                   until
 *
 * Every 15 s the newest minutes are counted for all SLOs together (server/series/slo), those of the last minutes again, and from wherever
 * telemetry came in late. A new SLO, or one that counts something else, is counted back through all that is stored. Everything else
 * (`judge`, `rules`, the history, series for PromQL) is arithmetic over counts in memory. A restart goes on from the store's cursors.
 * Errors: the store's; the same step is then tried again.
 */
import { rulesOf } from "../../analysis/slo/sloRules.ts";
import type { Log } from "../../log.ts";
import type { AlertRule } from "../../model/alert.ts";
import type { SloCondition, SloSubject } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { PromQl } from "../../series/ask.ts";
import type { TelemetryStore } from "../../store/telemetryStore.ts";
import type { Job } from "../repeat.ts";
import type { PastDoor } from "../writtenPast.ts";
import { judgeSlo, type SloVerdict } from "./judgeSlo.ts";
import { byReach, type CountingTools, countStretch, floorMinute, isDue } from "./sloCounting.ts";
import type { DefinitionsDb } from "./sloDefinitions.ts";
import { type SloEntry, trimEntry } from "./sloEntry.ts";
import { SloHistory } from "./sloHistory.ts";
import { SloLateness } from "./sloLateness.ts";
import { SloPast } from "./sloPast.ts";
import { writeSloSeries } from "./sloSeries.ts";
import { type Provisioning, SloShelf } from "./sloShelf.ts";

export interface SloBookOptions {
  readonly store: TelemetryStore;
  readonly db: DefinitionsDb;
  readonly promQl: Pick<PromQl, "ask">;
  readonly tenant: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** How long counts are kept. */
  readonly retentionMs: number;
  /** Files that define SLOs; null: none do. */
  readonly provisioning: Provisioning | null;
  /** A past that somebody writes: nothing is counted until it is there. */
  readonly past?: PastDoor | null;
  /** Called when series were written, so that the next question finds them. */
  readonly onWritten?: () => void;
}

const EVERY_MS = 15_000;
const SETTLE_EACH_MS = 1_000;
/** Counted again each time: five minutes in which clients try again, and a minute for clocks. */
const PROVISIONAL_MS = 360_000;
/** Of one question, when much is to be caught up with. */
const PIECE_MS = 86_400_000;
/** Late telemetry older than PROVISIONAL_MS is counted once a minute at most, and in a quarter of the time at most. */
const LATE_EVERY_MS = 60_000;
const LATE_REST_TIMES = 3;
/** The past is counted for so long at a time, so that the newest minutes do not wait. */
const FILL_MS = 4_000;

/** Just after each minute is over, when the most of it has come. */
const AFTER_MS = 3_000;
const nextDue = (nowMs: number) => Math.floor((nowMs - AFTER_MS) / EVERY_MS + 1) * EVERY_MS + AFTER_MS;

export class SloBook {
  private readonly shelf: SloShelf;
  private readonly past: SloPast;
  private readonly lateness: SloLateness;
  private readonly history: SloHistory;
  private readonly tools: CountingTools;
  private dueMs = Number.NEGATIVE_INFINITY;
  private lateDueMs = Number.NEGATIVE_INFINITY;
  private toldMs = 0;
  private writtenMs = 0;
  private isSettled = false;
  private countedPast: TimeWindow | null = null;

  constructor(private readonly options: SloBookOptions) {
    this.shelf = new SloShelf(options);
    this.tools = options;
    this.past = new SloPast(options, this.tools);
    this.lateness = new SloLateness(options);
    this.history = new SloHistory(options);
  }

  job(): Job {
    return {
      name: "count SLOs",
      step: async () => {
        const { now } = this.options;
        if (!this.isSettled && !(await this.settle())) return SETTLE_EACH_MS;
        if (now() >= this.dueMs || now() < this.dueMs - EVERY_MS) await this.pass();
        const untilMs = now() + FILL_MS;
        let isMore = true;
        while (isMore && now() < untilMs) isMore = await this.piece();
        return isMore ? 0 : Math.max(0, this.dueMs - now());
      },
    };
  }

  /** Waits for a past that is written, and counts it and tells what became of SLOs in it, once. True when there is nothing to wait for. */
  private async settle(): Promise<boolean> {
    const past = (await this.options.past?.read()) ?? { phase: "none" };
    if (past.phase === "coming") return false;
    if (past.phase === "writing") {
      await this.shelf.refresh(past.fromMs);
      return false;
    }
    if (past.phase === "written" && !past.isJudged) {
      await this.count(floorMinute(this.options.now()), past.window.startMs);
      await this.fill();
      await this.history.tellPast(this.shelf.entries, past.window);
      this.countedPast = past.window;
    }
    this.isSettled = true;
    return true;
  }

  /** Whether this past was counted, and told. */
  isCounted({ startMs, endMs }: TimeWindow): boolean {
    return this.countedPast?.startMs === startMs && this.countedPast.endMs === endMs;
  }

  /** Counts all that is new up to the last whole minute, tells and writes what follows from it. */
  async pass(): Promise<void> {
    const { store, tenant, now, onWritten } = this.options;
    const began = now();
    const untilMs = floorMinute(began);
    await this.count(untilMs);
    await this.shelf.tellProblems();
    if (untilMs > this.toldMs && (await this.tell(untilMs))) this.toldMs = untilMs;
    if (untilMs > this.writtenMs) {
      await writeSloSeries(store, tenant, this.shelf.entries, untilMs);
      onWritten?.();
      this.writtenMs = untilMs;
    }
    this.dueMs = nextDue(began);
  }

  private async count(untilMs: number, sinceMs?: number): Promise<void> {
    const { store, tenant, now } = this.options;
    await this.shelf.refresh(sinceMs);
    const late = await store.readSloLate({ tenant });
    const isLate = await this.countNewest(untilMs, late.fromMs, now());
    if (late.fromMs === null || isLate) await store.forgetSloLate({ tenant, token: late.token, untilMs });
  }

  /** Counts the past until it is all counted: what `job` does bit by bit. */
  async fill(): Promise<void> {
    while (await this.piece());
  }

  /** Of the past that is not counted yet, then of what came late; true when there may be more. */
  private async piece(): Promise<boolean> {
    const { entries } = this.shelf;
    return (await this.past.fillPiece(entries)) || (await this.lateness.olderPiece(entries));
  }

  /** The alert rules of all SLOs that are not switched off; the same list until a definition changes. Null: they are not read yet. */
  rules(): readonly AlertRule[] | null {
    const { version } = this.shelf;
    if (version === 0) return null;
    if (this.made?.version !== version) {
      const enabled = this.shelf.entries.filter(({ slo }) => slo.isEnabled);
      this.made = { version, rules: enabled.flatMap(({ slo }) => rulesOf(slo)) };
    }
    return this.made.rules;
  }
  private made: { readonly version: number; readonly rules: readonly AlertRule[] } | null = null;

  /** Whose requests an SLO counts; null: there is no such SLO, or it counts something else. */
  subjectOf(sloId: string): { readonly subject: SloSubject; readonly thresholdSeconds: number | null } | null {
    const indicator = this.shelf.get(sloId)?.slo.indicator;
    if (!indicator || !("subject" in indicator)) return null;
    const thresholdSeconds = indicator.kind === "latency" ? indicator.thresholdSeconds : null;
    return { subject: indicator.subject, thresholdSeconds };
  }

  /** Null: there is no such SLO, or nothing of it was counted yet. */
  judge(sloId: string, condition: SloCondition, atMs: number): SloVerdict | null {
    const entry = this.shelf.get(sloId);
    return entry ? judgeSlo(entry, condition, atMs) : null;
  }

  /** True when the mark of what is late is with every entry that has to count it again. */
  private async countNewest(untilMs: number, lateMs: number | null, nowMs: number): Promise<boolean> {
    const { entries } = this.shelf;
    const isLate = lateMs !== null && lateMs < untilMs - PROVISIONAL_MS;
    const takesLate = nowMs >= this.lateDueMs;
    if (isLate && takesLate) this.lateness.note(entries, lateMs, untilMs);
    const due = entries.filter((entry) => isDue(entry, nowMs));
    const hasLate = takesLate && due.some((entry) => entry.lateMs !== null);
    const startOf = ({ cursor, lateMs: own }: SloEntry) => {
      const reachedMs = (cursor?.untilMs ?? untilMs - PROVISIONAL_MS) - PROVISIONAL_MS;
      return this.lateness.startOf({ lateMs: takesLate ? own : null }, reachedMs, untilMs);
    };
    for (const [startMs, group] of byReach(due, startOf)) {
      for (let atMs = startMs ?? untilMs; atMs < untilMs; atMs += PIECE_MS) {
        await countStretch(this.tools, group, { startMs: atMs, endMs: Math.min(untilMs, atMs + PIECE_MS) });
      }
    }
    for (const entry of due) trimEntry(entry, untilMs);
    if (takesLate) this.lateness.counted(due, untilMs);
    if (hasLate) this.lateDueMs = nowMs + Math.max(LATE_EVERY_MS, LATE_REST_TIMES * (this.options.now() - nowMs));
    return lateMs !== null && (takesLate || !isLate);
  }

  private async tell(atMs: number): Promise<boolean> {
    try {
      return await this.history.tell(this.shelf.entries, atMs);
    } catch (error) {
      this.history.forget();
      throw error;
    }
  }

  /** As they are counted now, for tests and figures. */
  get entries(): readonly SloEntry[] {
    return this.shelf.entries;
  }
}
