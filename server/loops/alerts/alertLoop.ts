/**
 * Alerts as one term of leading runs them: rules evaluated, turns told to the history, evidence gathered; and what the rest may ask of it.
 * Whoever leads next goes on from what is stored. Next: evaluateRules.ts.
 */
import type { Definition, DefinitionKind } from "../../db/definitions.ts";
import { type EvidenceStore, gatherEvidence } from "../../evidence/gatherEvidence.ts";
import type { Log } from "../../log.ts";
import type { AlertRule } from "../../model/alert.ts";
import type { EvaluationReport } from "../../model/ruleReport.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { PromQl } from "../../series/ask.ts";
import { SharedSelections } from "../../series/sharedSelections.ts";
import type { AlertStore } from "../../store/alertStore.ts";
import type { StateReader, StateWriter } from "../../store/stateStore.ts";
import type { TelemetryReader, TelemetryWriter } from "../../store/telemetryStore.ts";
import type { Job } from "../repeat.ts";
import type { PastDoor } from "../writtenPast.ts";
import { AlertLedger, type LedgerEntry } from "./alertLedger.ts";
import { askingForRules, type SloJudge } from "./askRule.ts";
import { type EvaluationCounts, RuleEvaluation } from "./evaluateRules.ts";
import { EvidenceGatherer, type Subject } from "./gatherAtFiring.ts";
import { PastJudge } from "./judgePast.ts";
import { EvidenceRecall } from "./recallEvidence.ts";
import { RuleBook } from "./ruleBook.ts";
import { RuleFiles } from "./ruleFiles.ts";
import type { GroupTools } from "./ruleGroup.ts";
import { RuleSources } from "./ruleSources.ts";
import { HistoryTeller } from "./tellHistory.ts";

/** SLOs as they are counted in this process. */
export interface SloRules extends SloJudge {
  /** Null while they are not read yet; the same list as long as nothing changed. */
  rules(): readonly AlertRule[] | null;
  /** Whose requests an SLO counts, for evidence; null when it is not known. */
  subjectOf(sloId: string): Subject | null;
  /** Whether a past that was written is counted, so that it can be judged. */
  isCounted(past: TimeWindow): boolean;
}

export interface AlertLoopOptions {
  /** Of rule files; null when there is none. */
  readonly folder: string | null;
  readonly promQl: Pick<PromQl, "ask">;
  readonly store: AlertStore &
    EvidenceStore &
    Pick<StateWriter, "reportEvent"> &
    Pick<StateReader, "readState"> &
    Pick<TelemetryReader, "searchLogs" | "searchTraces"> &
    Pick<TelemetryWriter, "append">;
  readonly definitions: { readDefinitions(kind: DefinitionKind): Promise<Definition[]> } | null;
  readonly builtin: readonly AlertRule[];
  readonly slos: SloRules | null;
  /** A past that somebody writes, over which rules are judged first. */
  readonly past?: PastDoor | null;
  readonly consoleUrl: string;
  readonly tenant: number;
  /** Called when series were written. */
  readonly onWritten: () => void;
  readonly log: Log;
  readonly now: () => number;
  /** Ends with this term of leading. */
  readonly signal: AbortSignal;
}

/** Counts alone: 5,000 rules in a heartbeat would be megabytes. */
export interface AlertStatus extends EvaluationCounts {
  readonly groups: number;
  readonly rules: number;
  readonly unhealthy: number;
  readonly pending: number;
  readonly firing: number;
  /** Turns and evidence still to be written. */
  readonly waiting: number;
  readonly problems: number;
}

export interface AlertLoop {
  readonly jobs: readonly Job[];
  status(): AlertStatus;
  /** Every rule as this process evaluates it. */
  report(): EvaluationReport;
  /**
   * How all alerts stand, those lately over included; without those whose evidence is still awaited. Null while not all rules are known:
   * an alert that is missing then is not over. After a minute of that, those of unknown rules are as they stood. Null also until rules were
   * judged over a past that somebody writes.
   */
  alerts(): LedgerEntry[] | null;
}

const SETTLE_EACH_MS = 500;

export function createAlertLoop(given: AlertLoopOptions): AlertLoop {
  const options = { ...given, promQl: askingForRules(given.promQl) };
  const { store, tenant, log, now, slos, past = null } = options;
  const teller = new HistoryTeller({ store, tenant, log, now });
  const gatherer = new EvidenceGatherer({
    ...{ store, tenant, now },
    gather: (query) => gatherEvidence(store, query),
    ruleOf: (key) => book.ruleOf(key),
    subjectOf: ({ condition }) => (condition.kind === "slo" ? (slos?.subjectOf(condition.sloId) ?? null) : null),
  });
  const ledger = new AlertLedger(store, tenant, (turns, isRecalled) => {
    teller.add(turns);
    // Of what fired in the past evidence is gathered once the history of it is told.
    if (isRecalled || judge.isJudging) return;
    for (const { entry, to } of turns) if (to === "firing") gatherer.add(entry);
  });
  const book = bookOf(options, ledger);
  const tools = toolsOf(options);
  const evaluation = new RuleEvaluation({ book, ledger, tools, store, log, now });
  const judge = new PastJudge({
    ...{ door: past, book, ledger, ask: tools, log, now },
    isCounted: (past) => slos?.isCounted(past) ?? true,
    untold: () => teller.waiting,
  });
  const shown = new EvidenceRecall({ past, store, tenant, now, book, gatherer });
  const jobs: Job[] = [
    {
      name: "evaluate rules",
      step: async () => ((await judge.settle()) ? evaluation.step() : SETTLE_EACH_MS),
    },
    { name: "tell the history of alerts", step: () => teller.step() },
    {
      name: "gather evidence",
      step: async () => {
        if (judge.isDone) await shown.recall();
        return gatherer.step();
      },
    },
  ];
  const unwritten = () => ledger.waiting + teller.waiting + gatherer.waiting;
  const alerts = () => {
    const nowMs = now();
    const waiting = judge.isDone ? book.waiting(nowMs) : null;
    if (waiting === null) return null;
    const entries = [...book.alertRuns].flatMap(({ rule: { name, source }, alerts: all }) =>
      all.map((alert): LedgerEntry => ({ alert, name, source })),
    );
    return [...entries, ...waiting, ...ledger.left].filter((entry) => !gatherer.isAwaited(entry, nowMs));
  };
  return { jobs, alerts, report: () => book.report(), status: () => statusOf(book, evaluation, unwritten()) };
}

function toolsOf({ promQl, store, slos, tenant, consoleUrl, signal, onWritten }: AlertLoopOptions): GroupTools {
  const clock = () => performance.now();
  return {
    promQl,
    reader: store,
    shared: new SharedSelections(),
    slos,
    tenant,
    consoleUrl,
    clock,
    signal,
    writer: store,
    onWritten,
  };
}

function bookOf(options: AlertLoopOptions, ledger: AlertLedger): RuleBook {
  const { folder, definitions, builtin, slos, promQl, store, tenant, onWritten, log } = options;
  const files = folder === null ? null : new RuleFiles(folder);
  const sources = new RuleSources({ files, definitions, builtin, slos: slos && (() => slos.rules()) });
  return new RuleBook({
    sources,
    store,
    ledger,
    ask: { promQl },
    write: { writer: store, tenant, onWritten },
    tenant,
    log,
  });
}

function statusOf(book: RuleBook, evaluation: RuleEvaluation, waiting: number): AlertStatus {
  const counted = { groups: book.groups.size, rules: 0, unhealthy: 0, pending: 0, firing: 0 };
  for (const { group, standing } of book.groups.values()) {
    counted.rules += group.rules.length;
    for (const { health, alerts } of standing.rules) {
      if (health === "err") counted.unhealthy++;
      for (const { state } of alerts) counted[state === "firing" ? "firing" : "pending"]++;
    }
  }
  return { ...counted, ...evaluation.counts, waiting, problems: book.problems.length };
}
