/**
 * Something of which there is only so much: workers, processor cores, connections. First come, first served; a line that may
 * be bounded, a wait that may end. Everything that overload does in the simulation comes from these.
 * Units: milliseconds; `busyMs` is the integral of units in use over time, for utilisation.
 */
import type { Resume, Simulator, Task } from "./simulator.ts";

export type Acquired = "acquired" | "timeout" | "full";

interface Waiter {
  readonly resume: Resume;
  gone: boolean;
}

export class Semaphore {
  inUse = 0;
  /** Waits that ran out, since the beginning. */
  timeouts = 0;
  waiting = 0;
  private readonly line: Waiter[] = [];
  private busy = 0;
  private since: number;

  constructor(
    private readonly simulator: Simulator,
    private size: number,
    private readonly lineLimit = Number.POSITIVE_INFINITY,
  ) {
    this.since = simulator.nowMs;
  }

  get capacity(): number {
    return this.size;
  }

  get busyMs(): number {
    this.account();
    return this.busy;
  }

  resize(size: number): void {
    this.size = size;
    this.admit();
  }

  tryAcquire(): boolean {
    if (this.inUse >= this.size) return false;
    this.account();
    this.inUse++;
    return true;
  }

  *acquire(timeoutMs = Number.POSITIVE_INFINITY): Task<Acquired> {
    if (this.tryAcquire()) return "acquired";
    if (this.waiting >= this.lineLimit) return "full";
    return (yield (resume) => {
      const waiter: Waiter = { resume, gone: false };
      this.line.push(waiter);
      this.waiting++;
      if (timeoutMs < Number.POSITIVE_INFINITY) this.simulator.after(timeoutMs, () => this.giveUp(waiter));
    }) as Acquired;
  }

  release(): void {
    this.account();
    this.inUse--;
    this.admit();
  }

  private giveUp(waiter: Waiter): void {
    if (waiter.gone) return;
    waiter.gone = true;
    this.waiting--;
    this.timeouts++;
    waiter.resume("timeout");
  }

  private admit(): void {
    while (this.inUse < this.size && this.line.length > 0) {
      const waiter = this.line.shift();
      if (!waiter || waiter.gone) continue;
      waiter.gone = true;
      this.waiting--;
      this.account();
      this.inUse++;
      // Through the heap, so that whoever releases finishes its own instant first.
      this.simulator.after(0, () => waiter.resume("acquired"));
    }
  }

  private account(): void {
    this.busy += this.inUse * (this.simulator.nowMs - this.since);
    this.since = this.simulator.nowMs;
  }
}
