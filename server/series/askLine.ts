/**
 * A line before something of which a few are done at once: the others wait in the order they came, and leave when nobody waits for them.
 * Errors: PromQlError `limit` when too many wait, `canceled` for one that left.
 */
import { PromQlError } from "../promql/promQlError.ts";

const MOST_WAITING = 200;

export class AskLine {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly mostRunning: number) {}

  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.running >= this.mostRunning) await this.turn(signal);
    else this.running++;
    try {
      if (signal.aborted) throw canceled();
      return await work();
    } finally {
      this.next();
    }
  }

  /** Waits for a place, which is handed over by whoever leaves one. */
  private turn(signal: AbortSignal): Promise<void> {
    if (this.waiting.size >= MOST_WAITING) {
      throw new PromQlError("limit", "too many queries are waiting; ask again when some have ended");
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.delete(enter);
        reject(canceled());
      };
      const enter = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      if (signal.aborted) return leave();
      this.waiting.add(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  private next(): void {
    const [first] = this.waiting;
    if (!first) {
      this.running--;
      return;
    }
    this.waiting.delete(first);
    first();
  }
}

const canceled = () => new PromQlError("canceled", "query was canceled in query queue");
