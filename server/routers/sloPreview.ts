/**
 * How an SLO that is not saved would have gone: its counts asked now by PromQL over the last days, and all that they say. What stands in
 * the way of saving is told beside it, so that a form can show both.
 * Errors: PromQL's, where it was called off; an expression without an answer is the answer's `problem`.
 */

import { sayDigits } from "../analysis/history/sayNumbers.ts";
import { budgetLine } from "../analysis/slo/budgetLine.ts";
import { CountSums } from "../analysis/slo/countSums.ts";
import { budgetAt } from "../analysis/slo/errorBudget.ts";
import { countsRequests } from "../analysis/slo/measureCondition.ts";
import { replayConditions } from "../analysis/slo/replayConditions.ts";
import { sayPeriod, saySlo } from "../analysis/slo/saySlo.ts";
import { sloReading } from "../analysis/slo/sloReading.ts";
import { sloStanding } from "../analysis/slo/sloStanding.ts";
import { nominalPeriodMs } from "../analysis/slo/sloWindows.ts";
import { SLO_STEP_MS, type SloBody, type SloCounts } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import { askSloCounts } from "../series/slo/askSloCounts.ts";
import { indicatorQueries, isInterpolated } from "../series/slo/indicatorQueries.ts";
import type { PackedCounts, SloPreviewAnswer } from "./sloAnswer.ts";
import { coverageOf, type SloContext, viewerPromQl } from "./sloCounts.ts";
import { withoutUnknownStart } from "./sloCountsCache.ts";
import { deadConditions } from "./sloOne.ts";
import { problemsOf } from "./sloSaving.ts";

const DAY_MS = 86_400_000;
const SHOWN_MS = 30 * DAY_MS;
const MOST_ASKED_MS = 92 * DAY_MS;
const LINE_STEPS = 360;

export async function sloPreview(
  ctx: SloContext,
  body: SloBody,
  atMs: number,
  signal?: AbortSignal,
): Promise<SloPreviewAnswer> {
  const problems = problemsOf(body);
  const canAsk = !problems.some(({ field }) => field === "indicator" || field === "objective" || field === "window");
  const lengthMs = canAsk ? Math.min(MOST_ASKED_MS, Math.max(SHOWN_MS, nominalPeriodMs(body.window))) : 0;
  const asked = await askSloCounts(viewerPromQl(ctx), body, { startMs: atMs - lengthMs, endMs: atMs }, signal ?? null);
  const counts = withoutUnknownStart(asked);
  const sums = new CountSums(body, counts);
  const window = { startMs: atMs - SHOWN_MS, endMs: atMs };
  const line = budgetLine(body, sums, window, LINE_STEPS);
  return {
    atMs,
    counts: packCounts(counts),
    promise: saySlo(body),
    queries: indicatorQueries(body.indicator),
    isInterpolated: isInterpolated(body.indicator),
    problem: asked.problem,
    problems,
    standing: sloStanding(body, sums, atMs),
    reading: sloReading(body, sums, atMs),
    line,
    replay: replayConditions(body, sums, window),
    breaches: breachesOf(line.atMs, line.remaining),
    coverage: { ...coverageOf(body, sums, null, atMs), isAsked: true, problem: asked.problem },
    neverFires: deadConditions(body),
    lowTraffic: lowTraffic(body, sums, atMs),
  };
}

/** Stretches in which nothing was left. */
export function breachesOf(atMs: readonly number[], remaining: readonly (number | null)[]): TimeWindow[] {
  const breaches: { startMs: number; endMs: number }[] = [];
  let isOver = false;
  remaining.forEach((left, i) => {
    const at = atMs[i] ?? 0;
    const last = breaches.at(-1);
    const isBreach = left !== null && left <= 0;
    if (isBreach && isOver && last) last.endMs = at;
    else if (isBreach) breaches.push({ startMs: at, endMs: at });
    isOver = isBreach;
  });
  return breaches;
}

/** Fewer failures than this would fit into the window, with as many requests as came so far: single ones move the budget. */
const FEW_FAILURES = 20;

export function lowTraffic(body: SloBody, sums: CountSums, atMs: number): string | null {
  const { window, periodMs, valid } = budgetAt(body, sums, atMs);
  if (!countsRequests(body) || valid === 0) return null;
  const seenMs = Math.min(atMs, window.endMs) - Math.max(window.startMs, sums.firstKnownMs ?? window.startMs);
  const allowed = Math.floor((1 - body.objective) * valid * (periodMs / Math.max(SLO_STEP_MS, seenMs)) + 1e-9);
  if (allowed >= FEW_FAILURES) return null;
  const many = allowed === 1 ? "1 failure is" : `${sayDigits(allowed)} failures are`;
  return `Low traffic: ${many} allowed in ${sayPeriod(body)}, so a few failures spend all of it.`;
}

export function packCounts({ startMs, bad, valid }: SloCounts): PackedCounts {
  const packed = (values: Float64Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
  return { startMs, bad: packed(bad), valid: packed(valid) };
}
