/**
 * The virtual clock: a heap of events in time order, and tasks (generators) that sleep and wait on it.
 *
 * A task yields a number to sleep that many milliseconds, or a function that is given `resume` and calls it later with a
 * value. Events of one instant run in the order in which they were scheduled, so a run depends on its seed alone.
 * Units: Unix milliseconds with fractions (a double holds today's instants to 0.25 microseconds).
 */
export type Resume = (value: unknown) => void;
export type Wait = number | ((resume: Resume) => void);
export type Task<T = void> = Generator<Wait, T, unknown>;

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

const before = (a: Event, b: Event) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

export class Simulator {
  nowMs: number;
  private readonly heap: Event[] = [];
  private order = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Events that still wait. */
  get pending(): number {
    return this.heap.length;
  }

  after(delayMs: number, action: () => void): void {
    this.at(this.nowMs + delayMs, action);
  }

  /** An instant in the past runs now. */
  at(atMs: number, action: () => void): void {
    const heap = this.heap;
    const event = { atMs: Math.max(atMs, this.nowMs), order: this.order++, action };
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const above = (i - 1) >> 1;
      const parent = heap[above] as Event;
      if (!before(event, parent)) break;
      heap[i] = parent;
      i = above;
    }
    heap[i] = event;
  }

  /** Runs every event before `endMs`; the clock then stands at `endMs`. */
  runUntil(endMs: number): void {
    for (let next = this.heap[0]; next && next.atMs < endMs; next = this.heap[0]) {
      this.removeFirst();
      this.nowMs = next.atMs;
      next.action();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  /** Runs until nothing waits any more; for the rest of a stretch whose arrivals have ended. */
  drain(): void {
    for (let next = this.heap[0]; next; next = this.heap[0]) {
      this.removeFirst();
      this.nowMs = next.atMs;
      next.action();
    }
  }

  /** Starts a task now; `done` gets what it returns. */
  spawn<T>(task: Task<T>, done?: (value: T) => void): void {
    const step = (value: unknown): void => {
      const { value: wait, done: ended } = task.next(value);
      if (ended) done?.(wait as T);
      else if (typeof wait === "number") this.after(wait, () => step(undefined));
      else (wait as (resume: Resume) => void)(step);
    };
    step(undefined);
  }

  private removeFirst(): void {
    const heap = this.heap;
    const last = heap.pop();
    const size = heap.length;
    if (!last || size === 0) return;
    let i = 0;
    for (let child = 1; child < size; child = 2 * i + 1) {
      const right = child + 1;
      if (right < size && before(heap[right] as Event, heap[child] as Event)) child = right;
      const candidate = heap[child] as Event;
      if (!before(candidate, last)) break;
      heap[i] = candidate;
      i = child;
    }
    heap[i] = last;
  }
}
