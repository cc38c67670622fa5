/**
 * Group commit: requests wait together for one transaction, and are answered when it is durable.
 *
 *   arrive -> waiting (linger a few ms, or until FLUSH_ITEMS) -> prepared (one) -> in flight (one) -> answered
 *
 * While one flush is in flight the next one gathers, so the batch grows with the load by itself; a full one is encoded and
 * compressed meanwhile (smaller ones wait: they would cost a transaction each). `estimatedWaitMs` is what admission looks at:
 * how many flushes stand before a newcomer, times what a full one took lately.
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
const stuckMs = (busyMs: number) => (busyMs > STUCK_MS ? busyMs : 0);

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
  const { store, tenant, slot, lingerMs = LINGER_MS, nowMs = () => performance.now(), onFlush } = options;
  const line = new WaitingLine();
  /** The batch that is being prepared, or waits for the flight before it to end. */
  let ahead: Promise<void> | null = null;
  let flight: Promise<void> | null = null;
  let busySinceMs = 0;
  let fullFlushMs = 20;
  let timer: NodeJS.Timeout | null = null;

  async function commit(batch: readonly Waiting[], requests: readonly IncomingRequest[], preparedMs: number) {
    busySinceMs = nowMs();
    const results = await commitBatch(requests, options);
    flight = null;
    const stats = statsOf(requests, results, preparedMs + nowMs() - busySinceMs);
    fullFlushMs = 0.8 * fullFlushMs + 0.2 * (stats.tookMs / fullFlushes(stats.items));
    onFlush?.(stats);
    settle(batch, results);
    lingerOn();
  }

  /** Prepares a batch and commits it when the flight before has ended. Derivations stay in the order of the commits. */
  async function launch(): Promise<void> {
    const startedMs = nowMs();
    if (!flight) busySinceMs = startedMs;
    const batch = line.take();
    const requests = batch.map((entry) => entry.request);
    await store.prepare?.({ tenant, slot, requests });
    const preparedMs = nowMs() - startedMs;
    await flight;
    flight = commit(batch, requests, preparedMs);
    ahead = null;
    lingerOn();
  }

  function start(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (ahead || line.empty) return;
    ahead = launch();
  }

  /** Starts a full batch at once; another when its oldest request has waited long enough and no flush is in flight. */
  function lingerOn(): void {
    const isFull = line.items >= FLUSH_ITEMS;
    if (ahead || line.empty || (flight && !isFull)) return;
    const leftMs = isFull ? 0 : lingerMs - (nowMs() - line.oldestMs);
    if (leftMs <= 0) start();
    else timer ??= setTimeout(start, leftMs);
  }

  return {
    add: (request) =>
      new Promise((settled) => {
        line.push({ request, settle: settled }, nowMs());
        lingerOn();
      }),
    estimatedWaitMs: () => Math.max(line.flushes * fullFlushMs, ahead || flight ? stuckMs(nowMs() - busySinceMs) : 0),
    get waitingItems() {
      return line.items;
    },
    async drain() {
      while (ahead || flight || !line.empty) {
        start();
        await (ahead ?? flight);
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
