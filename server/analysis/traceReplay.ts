/**
 * A trace as a sequence of steps on its own clock: what starts, ends, is said and goes wrong, one after the other, for playing it.
 *
 * Shape: rows of a trace (traceTree.ts; times with or without clock shifts) and what was said meanwhile -> steps in one total order.
 * Order: by time, except that no effect comes before its cause: a span starts no earlier than its parent, ends no earlier than it
 * starts, and what is said in it is said while it is there. A step that had to wait for its cause carries `heldNano`, by how much.
 * So every prefix of the steps is a cut closed under happens-before (Chandy and Lamport 1985), also where clocks disagree.
 * Units: nanoseconds from the start of the trace. Cost: one sort.
 * Rows without a span (a parent that never arrived) start and end with their children.
 */
import { StatusCode } from "../model/span.ts";
import { NO_ROW } from "./traceTree.ts";

export interface ReplayRows {
  readonly count: number;
  readonly span: Int32Array;
  readonly parent: Int32Array;
  readonly offsetNano: Float64Array;
  readonly durationNano: Float64Array;
  readonly statusCode: Int32Array;
}

/** Something said at an instant: a span event or a log record. `key` is the caller's own, handed back. */
export interface Saying {
  readonly row: number;
  readonly offsetNano: number;
  readonly kind: "event" | "exception" | "log" | "errorLog";
  readonly key: number;
}

export type StepKind = "start" | "end" | "failedEnd" | Saying["kind"];

export interface ReplayStep {
  readonly kind: StepKind;
  readonly row: number;
  /** When it is played: its own time, or its cause's where that is later. */
  readonly offsetNano: number;
  /** How much later than its own clock said; 0 mostly. */
  readonly heldNano: number;
  /** `Saying.key`; -1 for starts and ends. */
  readonly key: number;
}

/** Of one instant: what starts first, then what is said, then what ends (inner before outer). */
const ORDER: Readonly<Record<StepKind, number>> = {
  start: 0,
  event: 1,
  log: 1,
  exception: 2,
  errorLog: 2,
  end: 3,
  failedEnd: 3,
};

export function replaySteps(rows: ReplayRows, sayings: readonly Saying[]): ReplayStep[] {
  const steps: ReplayStep[] = [];
  const start = new Float64Array(rows.count);
  const end = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const own = rows.offsetNano[row] ?? 0;
    const above = rows.parent[row] ?? NO_ROW;
    // Rows come parents first.
    start[row] = above === NO_ROW ? own : Math.max(own, start[above] ?? own);
    const ownEnd = own + (rows.durationNano[row] ?? 0);
    end[row] = Math.max(ownEnd, start[row] ?? own);
    const kind = rows.statusCode[row] === StatusCode.ERROR ? "failedEnd" : "end";
    steps.push(stepOf("start", row, own, start[row] ?? own), stepOf(kind, row, ownEnd, end[row] ?? ownEnd));
  }
  for (const { row, offsetNano, kind, key } of sayings) {
    const at = Math.max(offsetNano, start[row] ?? offsetNano);
    steps.push({ kind, row, offsetNano: at, heldNano: at - offsetNano, key });
  }
  return steps.sort(byOrder);
}

function stepOf(kind: StepKind, row: number, own: number, offsetNano: number): ReplayStep {
  return { kind, row, offsetNano, heldNano: offsetNano - own, key: -1 };
}

/** Starts: outer first. Ends: inner first. Rows are in the order of the tree, so a greater row is never an outer one. */
function byOrder(a: ReplayStep, b: ReplayStep): number {
  const byTime = a.offsetNano - b.offsetNano || startThenEnd(a, b);
  if (byTime !== 0) return byTime;
  return ORDER[a.kind] >= ORDER.end ? b.row - a.row : a.row - b.row || a.key - b.key;
}
const startThenEnd = (a: ReplayStep, b: ReplayStep) => ORDER[a.kind] - ORDER[b.kind];

export const RowState = { WAITING: 0, OPEN: 1, DONE: 2, FAILED: 3 } as const;

/** Where every row stands after the first `count` steps. */
export function rowStates(rows: Pick<ReplayRows, "count">, steps: readonly ReplayStep[], count: number): Uint8Array {
  const states = new Uint8Array(rows.count);
  for (let i = 0; i < count; i++) applyStep(states, steps[i]);
  return states;
}

/** One step forward, in place. */
export function applyStep(states: Uint8Array, step: ReplayStep | undefined): void {
  if (step?.kind === "start") states[step.row] = RowState.OPEN;
  else if (step?.kind === "end") states[step.row] = RowState.DONE;
  else if (step?.kind === "failedEnd") states[step.row] = RowState.FAILED;
}

/** The same step backward. */
export function undoStep(states: Uint8Array, step: ReplayStep | undefined): void {
  if (step?.kind === "start") states[step.row] = RowState.WAITING;
  else if (step?.kind === "end" || step?.kind === "failedEnd") states[step.row] = RowState.OPEN;
}

/** How many steps have been played at an instant: those at it are included. */
export function stepsAt(steps: readonly ReplayStep[], offsetNano: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.offsetNano ?? 0) <= offsetNano) low = middle + 1;
    else high = middle;
  }
  return low;
}

export type StepWish = "any" | "start" | "end" | "log" | "error";
const WISHES: Readonly<Record<StepWish, readonly StepKind[] | null>> = {
  any: null,
  start: ["start"],
  end: ["end", "failedEnd"],
  log: ["log", "errorLog", "event"],
  error: ["failedEnd", "exception", "errorLog"],
};

/** `played` after going on to the next such step (or back to the one before); null when there is none. */
export function stepTo(
  steps: readonly ReplayStep[],
  played: number,
  wish: StepWish,
  direction: "next" | "previous",
): number | null {
  const kinds = WISHES[wish];
  const fits = (step: ReplayStep | undefined) => step !== undefined && (kinds === null || kinds.includes(step.kind));
  if (direction === "next") {
    for (let i = played; i < steps.length; i++) if (fits(steps[i])) return i + 1;
    return null;
  }
  for (let i = played - 2; i >= 0; i--) if (fits(steps[i])) return i + 1;
  return null;
}

/** Where playing stops by itself. */
export interface Breakpoints {
  /** Row names, as the caller tells them apart. */
  readonly isNamed: ((row: number) => boolean) | null;
  readonly atError: boolean;
  /** Nothing happens for longer than this; null: never mind. */
  readonly gapNano: number | null;
}

/** The first step in [from, to) before which playing stops, counted as played when it is not a gap; null when none is. */
export function breakBetween(
  steps: readonly ReplayStep[],
  from: number,
  to: number,
  { isNamed, atError, gapNano }: Breakpoints,
): { readonly played: number; readonly why: "name" | "error" | "gap" } | null {
  for (let i = from; i < to; i++) {
    const step = steps[i];
    const before = steps[i - 1];
    if (step === undefined) return null;
    if (gapNano !== null && before && step.offsetNano - before.offsetNano > gapNano && i > from)
      return { played: i, why: "gap" };
    if (isNamed !== null && step.kind === "start" && isNamed(step.row)) return { played: i + 1, why: "name" };
    if (atError && WISHES.error?.includes(step.kind)) return { played: i + 1, why: "error" };
  }
  return null;
}
