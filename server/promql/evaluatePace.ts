/**
 * What keeps one query from harming others: it lets other work run every few milliseconds, stops when it is cancelled, and counts the
 * samples it looks at and holds. The clock here decides only when to pause; it never enters an answer.
 * Errors: PromQlError `canceled` and `limit`, with Prometheus's texts.
 */
import { PromQlError } from "./promQlError.ts";

const SLICE_MS = 10;

/** Timers that browsers and Node have and the ES library does not declare. */
const outside = globalThis as unknown as {
  readonly performance: { now(): number };
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly setTimeout: (callback: () => void, delayMs: number) => unknown;
};

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (outside.setImmediate) outside.setImmediate(resolve);
    else outside.setTimeout(resolve, 0);
  });
}

export class Pace {
  private readonly signal: { readonly aborted: boolean } | null;
  private pauseAt: number;

  constructor(signal: { readonly aborted: boolean } | null) {
    this.signal = signal;
    this.pauseAt = outside.performance.now() + SLICE_MS;
  }

  due(): boolean {
    return outside.performance.now() >= this.pauseAt;
  }

  async pause(): Promise<void> {
    await nextTurn();
    this.check();
    this.pauseAt = outside.performance.now() + SLICE_MS;
  }

  /** Throws when the query was cancelled. */
  check(): void {
    if (this.signal?.aborted) throw new PromQlError("canceled", "query was canceled in expression evaluation");
  }
}

export class SampleBudget {
  readonly most: number;
  taken = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** Called before the samples are held, so that an allocation beyond the limit is never made. */
  take(samples: number): void {
    this.taken += samples;
    if (this.taken > this.most)
      throw new PromQlError("limit", "query processing would load too many samples into memory in query execution");
  }
}
