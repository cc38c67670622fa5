/** All SLOs as of an instant: the definitions that were in force then, with the counts up to then. */
import { budgetLine } from "../analysis/slo/budgetLine.ts";
import type { CountSums } from "../analysis/slo/countSums.ts";
import { budgetAt, burnRateAt, exhaustionAt } from "../analysis/slo/errorBudget.ts";
import { saySlo, sloSentence } from "../analysis/slo/saySlo.ts";
import { type SloStanding, sloStanding } from "../analysis/slo/sloStanding.ts";
import type { Definition } from "../db/definitions.ts";
import { type EnabledSlo, type ReadSlo, readSlo } from "../db/sloBody.ts";
import type { SloTrouble } from "../store/sloStore.ts";
import type { SloListAnswer, SloRow } from "./sloAnswer.ts";
import { type CountedSlo, readCountsOf, type SloContext, windowLengthMs } from "./sloCounts.ts";

const HOUR_MS = 3_600_000;
const SPARK_MS = 7 * 24 * HOUR_MS;
const SPARK_STEPS = 42;
/**
 * More recent than this is now: the console's live clock goes in steps of up to a minute and its instant in half minutes, both on a machine
 * that may be busy, and what was just saved must be there.
 */
const NOW_MS = 150_000;

export const isNow = (atMs: number): boolean => atMs > Date.now() - NOW_MS;

export function definitionsAt({ db }: SloContext, atMs: number): Promise<Definition[]> {
  return db.readDefinitions("slo", isNow(atMs) ? undefined : atMs);
}

/** Bodies as they were read before: a revision never changes. */
const readBefore = new Map<string, ReadSlo>();
const MOST_READ = 5_000;

function readOnce(definition: Definition): ReadSlo {
  const key = `${definition.id} ${definition.revision}`;
  const read = readBefore.get(key) ?? readSlo(definition);
  if (readBefore.size >= MOST_READ) readBefore.clear();
  readBefore.set(key, read);
  return read;
}

export async function sloList(ctx: SloContext, atMs: number, signal?: AbortSignal): Promise<SloListAnswer> {
  const definitions = await definitionsAt(ctx, atMs);
  const read = definitions.map((definition) => ({ definition, ...readOnce(definition) }));
  const slos = read.flatMap(({ slo }) => slo ?? []);
  const isPast = atMs < Date.now() - HOUR_MS;
  const lengthMs = (slo: EnabledSlo) => windowLengthMs(slo) + SPARK_MS;
  const counts = await readCountsOf(ctx, slos, { atMs, lengthMs, asksNow: isPast, signal });
  const spark = { startMs: atMs - SPARK_MS, endMs: atMs };
  const rows = slos.flatMap((slo) => {
    const counted = counts.get(slo.id);
    return counted ? [rowOf(slo, counted, atMs)] : [];
  });
  const unread = read.flatMap(({ definition, problem }): SloTrouble[] =>
    problem === null ? [] : [{ slo: definition.name, file: null, line: null, message: `${problem}.` }],
  );
  const problems = [...unread, ...(await ctx.store.readSloProblems({ tenant: ctx.tenant }))];
  return { atMs, slos: rows.sort(byUrgency), spark, problems };
}

const UNCOUNTED: SloStanding = { status: "unknown", severity: null, silentMinutes: 0, isSilent: false };

/** What is switched off tells nothing. */
export const standingOf = (slo: EnabledSlo, sums: CountSums, atMs: number): SloStanding =>
  slo.isEnabled ? sloStanding(slo, sums, atMs) : UNCOUNTED;

function rowOf(slo: EnabledSlo, { sums, coverage }: CountedSlo, atMs: number): SloRow {
  const budget = budgetAt(slo, sums, atMs);
  const { leftMs, goneMs } = exhaustionAt(slo, sums, atMs);
  const spark = budgetLine(slo, sums, { startMs: atMs - SPARK_MS, endMs: atMs }, SPARK_STEPS).remaining;
  return {
    slo,
    ...standingOf(slo, sums, atMs),
    remaining: budget.remaining,
    goodRatio: budget.goodRatio,
    leftMs,
    goneMs,
    burnRate: burnRateAt(slo, sums, atMs, HOUR_MS),
    sentence: sloSentence(slo, sums, atMs),
    promise: saySlo(slo),
    spark,
    coverage,
  };
}

const STATUS_ORDER = { exhausted: 1, burning: 2, unknown: 3, healthy: 4 } as const;
const urgency = ({ status, severity }: SloRow) => (severity === "page" ? 0 : STATUS_ORDER[status]);

function byUrgency(a: SloRow, b: SloRow): number {
  const left = (row: SloRow) => row.remaining ?? 2;
  return urgency(a) - urgency(b) || left(a) - left(b) || a.slo.title.localeCompare(b.slo.title);
}
