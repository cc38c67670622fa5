/**
 * A trace being played: which steps have happened at the moment shown, and what stands open because of them. Plain state with a
 * subscription, outside React, since it moves with every frame while hundreds of rows stay as they are.
 * Units: nanoseconds of the trace; elapsed time in milliseconds of the viewer's clock.
 * Next: server/analysis/traceReplay.ts has the order of the steps.
 */
import {
  applyStep,
  type Breakpoints,
  breakBetween,
  type ReplayRows,
  type ReplayStep,
  RowState,
  type StepWish,
  stepsAt,
  stepTo,
  undoStep,
} from "../../../server/analysis/traceReplay.ts";

export type StopReason = "name" | "error" | "gap" | "end";

export interface ReplayMoment {
  /** Steps that have happened. */
  readonly played: number;
  readonly atNano: number;
  readonly playing: boolean;
  /** Why it stopped by itself; null while it plays or was stopped by hand. */
  readonly stopped: StopReason | null;
}

/** How long the whole takes to play, in seconds; the first is the default. */
export const PLAY_SECONDS = [10, 3, 30, 60, 180] as const;
export const NO_BREAKPOINTS: Breakpoints = { isNamed: null, atError: false, gapNano: null };

export class TraceReplayer {
  readonly steps: readonly ReplayStep[];
  /** RowState of every row. */
  readonly states: Uint8Array;
  breakpoints: Breakpoints = NO_BREAKPOINTS;
  playSeconds: number = PLAY_SECONDS[0];
  private readonly whole: readonly [number, number];
  private readonly listeners = new Set<() => void>();
  private moment: ReplayMoment;

  /** `whole`: the stretch that is played. */
  constructor(rows: Pick<ReplayRows, "count">, steps: readonly ReplayStep[], whole: readonly [number, number]) {
    this.steps = steps;
    this.states = new Uint8Array(rows.count);
    this.whole = whole;
    this.moment = { played: 0, atNano: whole[0], playing: false, stopped: null };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly get = (): ReplayMoment => this.moment;

  /** Shows an instant, as dragging does. */
  seek(atNano: number): void {
    const [from, to] = this.whole;
    const at = Math.min(Math.max(atNano, from), to);
    this.show(stepsAt(this.steps, at), at, false, null);
  }

  /** Shows the moment right after so many steps. */
  goTo(played: number): void {
    const count = Math.min(Math.max(Math.round(played), 0), this.steps.length);
    this.show(count, this.steps[count - 1]?.offsetNano ?? this.whole[0], false, null);
  }

  /** False when there is no such step that way. */
  step(wish: StepWish, direction: "next" | "previous"): boolean {
    const played = stepTo(this.steps, this.moment.played, wish, direction);
    if (played === null && direction === "previous" && wish === "any" && this.moment.played > 0) {
      this.goTo(0);
      return true;
    }
    if (played === null) return false;
    this.goTo(played);
    return true;
  }

  play(): void {
    const isOver = this.moment.played >= this.steps.length;
    if (isOver) this.goTo(0);
    this.show(this.moment.played, this.moment.atNano, true, null);
  }

  pause(): void {
    this.show(this.moment.played, this.moment.atNano, false, null);
  }

  /** Goes on by so much of the viewer's time; stops at a breakpoint and at the end. */
  advance(elapsedMs: number): void {
    if (!this.moment.playing) return;
    const [from, to] = this.whole;
    const at = this.moment.atNano + ((to - from) * elapsedMs) / (this.playSeconds * 1000);
    const played = stepsAt(this.steps, at);
    const stop = breakBetween(this.steps, this.moment.played, played, this.breakpoints);
    if (stop) this.stopAt(stop.played, stop.why);
    else if (played >= this.steps.length) this.stopAt(this.steps.length, "end");
    else this.show(played, at, true, null);
  }

  private stopAt(played: number, why: StopReason): void {
    const shown = this.steps[played - 1]?.offsetNano ?? this.moment.atNano;
    this.show(played, why === "gap" ? Math.max(this.moment.atNano, shown) : shown, false, why);
  }

  private show(played: number, atNano: number, playing: boolean, stopped: StopReason | null): void {
    for (let i = this.moment.played; i < played; i++) applyStep(this.states, this.steps[i]);
    for (let i = this.moment.played - 1; i >= played; i--) undoStep(this.states, this.steps[i]);
    this.moment = { played, atNano, playing, stopped };
    for (const listener of this.listeners) listener();
  }
}

/** What a service is doing: something of it is open, something failed, it is done, or its turn has not come. */
export type Doing = "waiting" | "open" | "done" | "failed";

export function doingOf(states: Uint8Array, rows: readonly number[]): { readonly doing: Doing; readonly open: number } {
  let [open, done, failed] = [0, 0, 0];
  for (const row of rows) {
    const state = states[row];
    if (state === RowState.OPEN) open++;
    else if (state === RowState.FAILED) failed++;
    else if (state === RowState.DONE) done++;
  }
  if (open > 0) return { doing: failed > 0 ? "failed" : "open", open };
  if (failed > 0) return { doing: "failed", open };
  return { doing: done > 0 ? "done" : "waiting", open };
}
