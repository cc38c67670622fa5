/**
 * Group commit: requests wait together for one transaction, and are answered when it is durable.
 *
 *   arrive -> waiting (linger a few ms, or until FLUSH_ITEMS) -> in flight (one at a time) -> answered
 *
 * While one flush is in flight the next one gathers, so the batch grows with the load by itself. `estimatedWaitMs` is what
 * admission looks at: how many flushes stand before a newcomer, times what a full one took lately.
 * Units: milliseconds; items are spans, data points or log records.
 */
import type { IncomingRequest } from "../store/telemetryStore.ts";
import { type BatchTarget, type CommitResult, commitBatch } from "./commitBatch.ts";
import { fullFlushes, type Waiting, WaitingLine } from "./waitingLine.ts";

/** A flush starts at once with this many items waiting. Measured: bench/RESULTS.md, "Ingest". */
const FLUSH_ITEMS = 8_192;
const LINGER_MS = 4;
/** A flush that takes longer than this is trouble; newcomers are told to come back. */
const STUCK_MS = 3_000;

export interface GroupCommitOptions extends BatchTarget {
  readonly lingerMs?: number;
  readonly nowMs?: () => number;
  readonly onFlush?: (flush: FlushStats) => void;
}

/** What became of one flush. */
export interface FlushStats {
  readonly tookMs: number;
  readonly items: number;
  readonly requests: number;
  /** Why the store could not be reached, or null. */
  readonly away: unknown | null;
  /** Why single requests can never be stored. */
  readonly poisoned: readonly unknown[];
}

export interface GroupCommit {
  /** Resolves when the request is durable, or when it is known that it is not. */
  add(request: IncomingRequest): Promise<CommitResult>;
  estimatedWaitMs(): number;
  readonly waitingItems: number;
  /** Flushes what waits; resolves when nothing is left. */
  drain(): Promise<void>;
}

export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { lingerMs = LINGER_MS, nowMs = () => performance.now(), onFlush } = options;
  const line = new WaitingLine();
  let flight: Promise<void> | null = null;
  let flightStartedMs = 0;
  let fullFlushMs = 20;
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    flightStartedMs = nowMs();
    const batch = line.take();
    const requests = batch.map((entry) => entry.request);
    const results = await commitBatch(requests, options);
    const stats = statsOf(requests, results, nowMs() - flightStartedMs);
    fullFlushMs = 0.8 * fullFlushMs + 0.2 * (stats.tookMs / fullFlushes(stats.items));
    onFlush?.(stats);
    settle(batch, results);
  }

  function start(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (flight || line.empty) return;
    flight = flush().finally(() => {
      flight = null;
      lingerOn();
    });
  }

  /** Starts the next flush when the oldest request has waited long enough, at once when it has already or when a batch is full. */
  function lingerOn(): void {
    if (flight || line.empty) return;
    const leftMs = line.items >= FLUSH_ITEMS ? 0 : lingerMs - (nowMs() - line.oldestMs);
    if (leftMs <= 0) start();
    else timer ??= setTimeout(start, leftMs);
  }

  return {
    add: (request) =>
      new Promise((settled) => {
        line.push({ request, settle: settled }, nowMs());
        lingerOn();
      }),
    estimatedWaitMs() {
      const flightMs = flight ? nowMs() - flightStartedMs : 0;
      return Math.max(line.flushes * fullFlushMs, flightMs > STUCK_MS ? flightMs : 0);
    },
    get waitingItems() {
      return line.items;
    },
    async drain() {
      while (flight || !line.empty) {
        start();
        await flight;
      }
    },
  };
}

function settle(batch: readonly Waiting[], results: readonly CommitResult[]): void {
  batch.forEach((entry, i) => {
    entry.settle(results[i] ?? { kind: "away", cause: null });
  });
}

function statsOf(requests: readonly IncomingRequest[], results: readonly CommitResult[], tookMs: number): FlushStats {
  const causes = (kind: "away" | "poison") => results.flatMap((result) => (result.kind === kind ? [result.cause] : []));
  const away = causes("away");
  return {
    tookMs,
    items: requests.reduce((sum, request) => sum + request.columns.count, 0),
    requests: requests.length,
    away: away.length > 0 ? (away[0] ?? new Error("nothing is known about the cause")) : null,
    poisoned: causes("poison"),
  };
}
