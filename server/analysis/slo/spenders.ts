/**
 * What spent the budget: stretches in which far more failed than usual, and how much of the window's budget each of them took.
 * Shape: counts of a window -> its greatest spenders, greatest first, and what the rest took. Units: ratios of the budget as it is at the
 * end of the window, so that they add up to what is not left of it.
 * A stretch is made of pieces of five minutes that burn faster than they may and three times as fast as the window does on the whole,
 * with at most ten minutes between them, cut to its first and last failure.
 */
import { SLO_STEP_MS, type SloBody } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { CountSums } from "./countSums.ts";
import { budgetAt } from "./errorBudget.ts";
import { MINUTE_MS } from "./sloWindows.ts";

export interface Spender {
  readonly startMs: number;
  readonly endMs: number;
  readonly minutes: number;
  readonly bad: number;
  readonly valid: number;
  /** Of the whole budget. */
  readonly budgetRatio: number;
}
export interface Spenders {
  readonly stretches: readonly Spender[];
  /** What was spent beside them; null: no events. */
  readonly restRatio: number | null;
}

const PIECE_MS = 5 * MINUTE_MS;
const GAP_MS = 10 * MINUTE_MS;
const ABOVE_USUAL = 3;
const MOST = 12;

export function spenders(
  body: Pick<SloBody, "objective" | "window">,
  counts: CountSums,
  window: TimeWindow,
  most: number = MOST,
): Spenders {
  const total = counts.between(window.startMs, window.endMs);
  if (total.valid === 0) return { stretches: [], restRatio: null };
  const { objective } = body;
  const allowedBad = budgetAt(body, counts, window.endMs).allowedBad || (1 - objective) * total.valid;
  const usual = total.bad / total.valid;
  const limit = Math.max(1 - objective, Math.min(usual * ABOVE_USUAL, (1 + usual) / 2));
  const found = stretchesOver(limit, counts, window).map((stretch) => spenderOf(stretch, counts, allowedBad));
  const stretches = found.sort((a, b) => b.bad - a.bad || a.startMs - b.startMs).slice(0, most);
  const spent = stretches.reduce((sum, { bad }) => sum + bad, 0);
  return { stretches, restRatio: Math.max(0, total.bad - spent) / allowedBad };
}

function stretchesOver(limit: number, counts: CountSums, { startMs, endMs }: TimeWindow): TimeWindow[] {
  const stretches: { startMs: number; endMs: number }[] = [];
  const first = Math.max(startMs, Math.floor(counts.startMs / PIECE_MS) * PIECE_MS);
  for (let at = first; at < Math.min(endMs, counts.endMs); at += PIECE_MS) {
    const until = Math.min(at + PIECE_MS, endMs);
    const { bad, valid } = counts.between(at, until);
    if (bad === 0 || bad / valid < limit) continue;
    const last = stretches.at(-1);
    if (last && at - last.endMs <= GAP_MS) last.endMs = until;
    else stretches.push({ startMs: at, endMs: until });
  }
  return stretches;
}

function spenderOf(stretch: TimeWindow, counts: CountSums, allowedBad: number): Spender {
  let { startMs, endMs } = stretch;
  while (counts.between(startMs, startMs + SLO_STEP_MS).bad === 0 && startMs < endMs) startMs += SLO_STEP_MS;
  while (counts.between(endMs - SLO_STEP_MS, endMs).bad === 0 && startMs < endMs) endMs -= SLO_STEP_MS;
  const { bad, valid } = counts.between(startMs, endMs);
  return { startMs, endMs, minutes: (endMs - startMs) / SLO_STEP_MS, bad, valid, budgetRatio: bad / allowedBad };
}
