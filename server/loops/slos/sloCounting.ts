/**
 * Counting: asks PromQL for a stretch of minutes of some SLOs, all at once, and writes what is different, with the cursors, in one
 * transaction. What an expression does wrong keeps its SLO where it stands; it is asked again later, less and less often.
 * Errors: those of the store and of PromQL's being called off; then nothing was changed, and the same stretch is counted again.
 */
import { SLO_STEP_MS } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { PromQl } from "../../series/ask.ts";
import { type AskedCounts, askManyCounts } from "../../series/slo/askSloCounts.ts";
import type { SloStore, SloWrite } from "../../store/sloStore.ts";
import { keepKnown } from "./keepKnown.ts";
import { changedPart, emptyCounts, heldLengthMs, type SloEntry, unknownMinute } from "./sloEntry.ts";

export interface CountingTools {
  readonly store: Pick<SloStore, "writeSloCounts">;
  readonly promQl: Pick<PromQl, "ask">;
  readonly tenant: number;
  readonly signal: AbortSignal;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 600_000;
/** One SLO's expression may take so long, so that it does not hold up the others. */
const TIMEOUT_MS = 20_000;

/**
 * Counts [startMs, endMs) of these entries anew. The cursor of each then covers the stretch besides what it covered. `stored`: of an old
 * stretch, of which what is stored may say more than what is answered now.
 */
export async function countStretch(
  tools: CountingTools,
  entries: readonly SloEntry[],
  window: TimeWindow,
  stored: Pick<SloStore, "readManySloCounts"> | null = null,
): Promise<void> {
  if (entries.length === 0 || window.endMs <= window.startMs) return;
  const ask: PromQl["ask"] = (question) => tools.promQl.ask({ ...question, timeoutMs: TIMEOUT_MS });
  const indicators = entries.map(({ slo }) => slo.indicator);
  const answers = await askManyCounts({ ask }, indicators, window, tools.signal);
  const slos = entries.map(({ slo }) => slo.id);
  const known = await stored?.readManySloCounts({ tenant: tools.tenant, slos, window });
  const steps = entries.flatMap((entry, i) => {
    const answer = answers[i];
    const before = known?.get(entry.slo.id);
    if (!answer) return [];
    const counts = before && answer.problem === null ? keepKnown(answer.counts, before) : answer.counts;
    return stepOf(tools, entry, { ...answer, counts }, window);
  });
  await tools.store.writeSloCounts({ tenant: tools.tenant, writes: steps.map(({ write }) => write) });
  for (const { entry, write } of steps) {
    entry.cursor = write.cursor;
    const isHeld = window.endMs > write.cursor.untilMs - heldLengthMs(entry.slo);
    if (isHeld && write.counts.valid.length > 0) entry.sums.write(write.counts);
    // Minutes without data are counted too: that is how silence is known.
    if (entry.sums.endMs < write.cursor.untilMs) entry.sums.write(unknownMinute(write.cursor.untilMs));
  }
}

interface Step {
  readonly entry: SloEntry;
  readonly write: SloWrite;
}

function stepOf(tools: CountingTools, entry: SloEntry, answer: AskedCounts, window: TimeWindow): Step[] {
  noteProblem(entry, answer.problem, tools.now());
  if (answer.problem !== null) return [];
  const { cursor, slo, revision, sums } = entry;
  const sinceMs = Math.min(cursor?.sinceMs ?? window.startMs, window.startMs);
  const untilMs = Math.max(cursor?.untilMs ?? window.endMs, window.endMs);
  const next = { slo: slo.id, revision, sinceMs, untilMs };
  const part = changedPart(sums, answer.counts);
  const hasMoved = cursor === null || cursor.sinceMs !== sinceMs || cursor.untilMs !== untilMs;
  if (part === null && !hasMoved) return [];
  // What is unknown need not be written, but where it takes the place of something.
  return [{ entry, write: { cursor: next, counts: part ?? emptyCounts(untilMs) } }];
}

function noteProblem(entry: SloEntry, problem: string | null, nowMs: number): void {
  entry.problem = problem;
  entry.failures = problem === null ? 0 : entry.failures + 1;
  const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(10, entry.failures - 1));
  entry.retryMs = problem === null ? 0 : nowMs + restMs;
}

/** Those that are to be asked now: not switched off, and not resting. */
export const isDue = ({ slo, retryMs }: SloEntry, nowMs: number): boolean => slo.isEnabled && retryMs <= nowMs;

/** Entries by how far they are counted, so that each group is asked for its own stretch; those never counted under null. */
export function byReach(
  entries: readonly SloEntry[],
  reach: (entry: SloEntry) => number | null,
): Map<number | null, SloEntry[]> {
  const groups = new Map<number | null, SloEntry[]>();
  for (const entry of entries) {
    const key = reach(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}

export const floorMinute = (ms: number) => Math.floor(ms / SLO_STEP_MS) * SLO_STEP_MS;
