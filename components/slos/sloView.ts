/**
 * What is shown of an SLO at an instant, from its counts: the arithmetic is server/analysis/slo, the choice of stretches is here.
 * The editor's preview computes it in the browser, so that it follows the form without asking; a saved SLO's page gets the same from the server.
 */
import { type BudgetLine, budgetLine } from "../../server/analysis/slo/budgetLine.ts";
import type { CountSums } from "../../server/analysis/slo/countSums.ts";
import type { Budget, Exhaustion } from "../../server/analysis/slo/errorBudget.ts";
import { type Replay, replayConditions } from "../../server/analysis/slo/replayConditions.ts";
import { type BurnReading, type SloReading, sloReading } from "../../server/analysis/slo/sloReading.ts";
import { type Spenders, spenders } from "../../server/analysis/slo/spenders.ts";
import type { SloBody, SloSeverity } from "../../server/model/slo.ts";
import type { TimeWindow } from "../../server/model/time.ts";
import type { BurnRow, BurnTells } from "./BurnTable.tsx";
import type { BudgetPoint } from "./budgetPicture.ts";
import { DAY_MS } from "./sloWords.ts";

const HOUR_MS = 3_600_000;
const LINE_STEPS = 360;
/** Rules are replayed, and a preview shows, so many days. */
export const REPLAY_MS = 30 * DAY_MS;

export interface Preview {
  readonly reading: SloReading;
  /** Of the line: as much of the last days as is known. */
  readonly window: TimeWindow;
  readonly line: BudgetLine;
  readonly spenders: Spenders;
  readonly replay: Replay;
}

/** How the last days would have gone. */
export function previewOf(body: SloBody, counts: CountSums, atMs: number): Preview {
  const window = { startMs: atMs - REPLAY_MS, endMs: atMs };
  const shown = knownWindow(window, counts.firstKnownMs);
  return {
    reading: sloReading(body, counts, atMs),
    window: shown,
    line: budgetLine(body, counts, shown, LINE_STEPS),
    spenders: spenders(body, counts, window),
    replay: replayConditions(body, counts, window),
  };
}

/** Less than this of a window is known: what is known fills the picture, and its heading says how much that is. */
const MOSTLY = 0.6;

export function knownWindow(window: TimeWindow, firstKnownMs: number | null): TimeWindow {
  if (firstKnownMs === null) return window;
  const known = window.endMs - firstKnownMs;
  return known > 0 && known < MOSTLY * (window.endMs - window.startMs) ? { ...window, startMs: firstKnownMs } : window;
}

export const pointsOf = ({ atMs, remaining }: Pick<BudgetLine, "atMs" | "remaining">): BudgetPoint[] =>
  atMs.map((at, i) => ({ atMs: at, left: remaining[i] ?? null }));

type Line = Pick<BudgetLine, "atMs" | "remaining">;

/** The whole line, with the finer one in place of its end, up to the budget as it stands. */
export function finePoints(line: Line, near: Line, { atMs: endMs, remaining }: Pick<Budget, "atMs" | "remaining">) {
  const fromMs = near.atMs[0] ?? Number.POSITIVE_INFINITY;
  const points = [...pointsOf(line).filter(({ atMs }) => atMs < fromMs), ...pointsOf(near)];
  return [...points.filter(({ atMs }) => atMs < endMs), { atMs: endMs, left: remaining }];
}

/** A burn window as the table has it. */
export function burnRow({ condition, factor, long, short, goneInMs, holds, isHeldBack }: BurnReading): BurnRow {
  const tells: BurnTells = holds
    ? condition.severity
    : isHeldBack
      ? "few"
      : long === null || short === null
        ? "nothing"
        : "quiet";
  return {
    longMs: condition.longMs,
    shortMs: condition.shortMs,
    long,
    short,
    limit: factor,
    lastsMs: long === null ? null : (goneInMs ?? Number.POSITIVE_INFINITY),
    tells,
  };
}

/** How grave what burns now is; null: nothing does. */
export function gravestBurn(burns: readonly Pick<BurnReading, "condition" | "holds">[]): SloSeverity | null {
  const severities = burns.filter(({ holds }) => holds).map(({ condition }) => condition.severity);
  return severities.includes("page") ? "page" : (severities[0] ?? null);
}

/** So many times as much of what is to come as of what was. */
const MOST_AHEAD = 3;
/** Where nothing is going to be gone the picture is of what was. */
const [QUIET_BACK_MS, QUIET_AHEAD_MS] = [12 * HOUR_MS, 3 * HOUR_MS];

/** How far the picture of now reaches to either side: so that the end of the budget is in it, if it is near. */
export function nearStretch(
  atMs: number,
  { goneMs }: Pick<Exhaustion, "goneMs">,
  windowMs: number,
  firstKnownMs: number | null,
): TimeWindow {
  const isGoing = goneMs !== null && goneMs > atMs;
  const ahead = isGoing ? Math.min(Math.max((goneMs - atMs) * 1.45, 2 * HOUR_MS), windowMs / 2) : QUIET_AHEAD_MS;
  const back = isGoing ? ahead : QUIET_BACK_MS;
  const startMs = firstKnownMs !== null && firstKnownMs < atMs ? Math.max(atMs - back, firstKnownMs) : atMs - back;
  return { startMs, endMs: atMs + Math.min(ahead, (atMs - startMs) * MOST_AHEAD) };
}

/** What spends the budget now (to within an hour), else what spent most of it lately, else the last hour. */
export function stretchToCompare(spenders: readonly TimeWindow[], atMs: number): TimeWindow {
  const now = spenders.filter(({ endMs }) => endMs >= atMs - HOUR_MS).sort((a, b) => b.endMs - a.endMs)[0];
  const lately = now ?? spenders.find(({ endMs }) => endMs >= atMs - 24 * HOUR_MS) ?? spenders[0];
  return lately ? { startMs: lately.startMs, endMs: lately.endMs } : { startMs: atMs - HOUR_MS, endMs: atMs };
}
