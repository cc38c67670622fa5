/**
 * Requests that wait for their flush, oldest first, with what they weigh.
 * Units: items are spans, data points or log records; bytes are those of the request bodies.
 */
import type { IncomingRequest } from "../store/telemetryStore.ts";
import type { CommitResult } from "./commitBatch.ts";

/** A flush takes no more than this many (or one request, however large): a longer one would make the next wait too long. */
const MOST_ITEMS = 32_768;
const MOST_BYTES = 32 * 1024 * 1024;

export interface Waiting {
  readonly request: IncomingRequest;
  readonly settle: (result: CommitResult) => void;
}

export class WaitingLine {
  items = 0;
  /** When the oldest one that has not been left behind by a flush came. */
  oldestMs = 0;
  #waiting: Waiting[] = [];
  #bytes = 0;

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Flushes that it takes to empty the line. */
  get flushes(): number {
    return Math.max(Math.ceil(this.items / MOST_ITEMS), Math.ceil(this.#bytes / MOST_BYTES));
  }

  push(entry: Waiting, nowMs: number): void {
    if (this.empty) this.oldestMs = nowMs;
    this.#waiting.push(entry);
    this.items += entry.request.columns.count;
    this.#bytes += entry.request.columns.bytes.length;
  }

  /** Takes what the next flush carries. */
  take(): Waiting[] {
    let items = 0;
    let bytes = 0;
    let taken = 0;
    for (const { request } of this.#waiting) {
      const { count, bytes: body } = request.columns;
      if (taken > 0 && (items + count > MOST_ITEMS || bytes + body.length > MOST_BYTES)) break;
      items += count;
      bytes += body.length;
      taken++;
    }
    this.items -= items;
    this.#bytes -= bytes;
    return this.#waiting.splice(0, taken);
  }
}

/** How many full flushes this many items would be, at least one. */
export const fullFlushes = (items: number) => Math.max(1, items / MOST_ITEMS);
