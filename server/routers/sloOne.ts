/** One SLO as of an instant: everything its page shows, from one read of its counts. Errors: NOT_FOUND when there was none then. */
import { budgetLine, burnDown } from "../analysis/slo/budgetLine.ts";
import { conditionsOf, neverFires } from "../analysis/slo/burnPairs.ts";
import { complianceBy } from "../analysis/slo/compliance.ts";
import type { CountSums } from "../analysis/slo/countSums.ts";
import { explainBudget } from "../analysis/slo/explainBudget.ts";
import { judgeCondition } from "../analysis/slo/judgeCondition.ts";
import { slaPeriods } from "../analysis/slo/penaltyOwed.ts";
import { replayConditions } from "../analysis/slo/replayConditions.ts";
import { saySlo } from "../analysis/slo/saySlo.ts";
import { sloReading } from "../analysis/slo/sloReading.ts";
import { nominalPeriodMs } from "../analysis/slo/sloWindows.ts";
import type { Definition } from "../db/definitions.ts";
import { type EnabledSlo, readSlo } from "../db/sloBody.ts";
import { DomainError } from "../errors.ts";
import type { SloBody } from "../model/slo.ts";
import { indicatorQueries, isInterpolated } from "../series/slo/indicatorQueries.ts";
import type { NeverFires, SloAnswer } from "./sloAnswer.ts";
import { type CountedSlo, readCountsOf, type SloContext, windowLengthMs } from "./sloCounts.ts";
import { definitionsAt, isNow, standingOf } from "./sloList.ts";
import { isSloId } from "./sloSaving.ts";
import { spentBy } from "./sloSpent.ts";

const DAY_MS = 86_400_000;
const LINE_MS = 30 * DAY_MS;
const LINE_STEPS = 360;
const NEAR_MS = DAY_MS / 2;
const NEAR_STEPS = 144;
const DAYS_MS = 90 * DAY_MS;
/** Thirteen calendar months. */
const KEPT_MS = 396 * DAY_MS;

export interface OneAsked {
  /** Its id, or its name. */
  readonly id: string;
  readonly atMs: number;
  readonly timeZone: string;
  readonly signal?: AbortSignal | undefined;
}

/** As it was in force at the instant. Its own revisions are read, and those of all SLOs only to find one by its name. */
export async function sloAt(
  ctx: SloContext,
  { id, atMs }: Pick<OneAsked, "id" | "atMs">,
): Promise<{ definition: Definition; slo: EnabledSlo }> {
  const revisions = isSloId(id) ? await ctx.db.readRevisions("slo", id) : [];
  const inForce = revisions.find(({ savedMs }) => isNow(atMs) || savedMs <= atMs);
  const definition = revisions.length > 0 ? inForce : (await definitionsAt(ctx, atMs)).find(({ name }) => name === id);
  if (!definition || definition.isDeleted) throw new DomainError("NOT_FOUND", "There was no such SLO at this instant.");
  const { slo, problem } = readSlo(definition);
  if (slo === null) throw new DomainError("INVALID", `${problem}.`);
  return { definition, slo };
}

export async function sloAnswer(ctx: SloContext, asked: OneAsked): Promise<SloAnswer> {
  const { atMs, signal } = asked;
  const { definition, slo } = await sloAt(ctx, asked);
  const lengthMs = () => Math.max(KEPT_MS, windowLengthMs(slo) + LINE_MS);
  const counted = (await readCountsOf(ctx, [slo], { atMs, lengthMs, asksNow: true, signal })).get(slo.id);
  if (!counted) throw new DomainError("INTERNAL", "An SLO was counted and not answered.");
  const timeZone = slo.window.kind === "calendar" ? slo.window.timeZone : asked.timeZone;
  const reading = sloReading(slo, counted.sums, atMs);
  const since = { startMs: reading.budget.window.startMs, endMs: Math.min(atMs, reading.budget.window.endMs) };
  return {
    atMs,
    slo,
    ...{ savedMs: definition.savedMs, author: definition.author, promise: saySlo(slo), reading, timeZone },
    ...{ standing: standingOf(slo, counted.sums, atMs), coverage: counted.coverage },
    ...linesOf(slo, counted.sums, atMs),
    ...periodsOf(slo, counted, { atMs, timeZone, remaining: reading.budget.remaining }),
    ...(await spentBy(ctx, slo, counted.sums, since)),
    replay: replayConditions(slo, counted.sums, { startMs: atMs - LINE_MS, endMs: atMs }),
    explain: explainBudget(slo, counted.sums, atMs),
    queries: indicatorQueries(slo.indicator),
    isInterpolated: isInterpolated(slo.indicator),
    neverFires: deadConditions(slo),
    conditions: conditionsOf(slo)
      .filter(({ kind }) => kind !== "burn")
      .map((condition) => ({ condition, judgement: judgeCondition(slo, condition, counted.sums, atMs) })),
    sla: slo.sla === null ? null : { periods: slaPeriods(slo, counted.sums, atMs) },
  };
}

function linesOf(slo: SloBody, sums: CountSums, atMs: number): Pick<SloAnswer, "line" | "near" | "burnDown"> {
  const lengthMs = Math.max(LINE_MS, nominalPeriodMs(slo.window));
  return {
    line: budgetLine(slo, sums, { startMs: atMs - lengthMs, endMs: atMs }, LINE_STEPS),
    near: budgetLine(slo, sums, { startMs: atMs - NEAR_MS, endMs: atMs }, NEAR_STEPS),
    burnDown: burnDown(slo, sums, atMs, LINE_STEPS),
  };
}

function periodsOf(
  slo: SloBody,
  { sums, coverage }: CountedSlo,
  {
    atMs,
    timeZone,
    remaining,
  }: { readonly atMs: number; readonly timeZone: string; readonly remaining: number | null },
): Pick<SloAnswer, "days" | "months"> {
  const { firstKnownMs } = coverage;
  if (firstKnownMs === null || firstKnownMs >= atMs) return { days: [], months: [] };
  const isMonthly = slo.window.kind === "calendar" && slo.window.unit === "month";
  const from = (lengthMs: number) => ({ startMs: Math.max(firstKnownMs, atMs - lengthMs), endMs: atMs });
  return {
    days: complianceBy(slo, sums, "day", timeZone, from(DAYS_MS)),
    months: complianceBy(slo, sums, "month", timeZone, from(KEPT_MS)).map((month) =>
      // The month at hand of an SLO by months has the budget of all of it, as the head of the page says.
      isMonthly && month.isOpen ? { ...month, remaining } : month,
    ),
  };
}

/** Conditions that cannot come to hold for this objective, with the reason. */
export function deadConditions(body: SloBody): NeverFires[] {
  return conditionsOf(body).flatMap((condition) => {
    const sentence = neverFires(body, condition);
    return sentence === null ? [] : [{ condition, sentence }];
  });
}
