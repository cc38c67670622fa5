/**
 * What came in, and what became of it: counted twice over, per second for the ingest page (`takeSeconds`, kept by the store) and
 * since start for Prometheus (`counters`). The balance holds at every moment, per signal:
 *   received = stored + repeated + rejected + failed + in flight          (items)
 * where received counts what could be decoded, rejected what partial_success names, failed what the sender was told to send again.
 */
import { type DecodeIssue, SIGNALS, type Signal, type SignalColumns } from "../model/columns.ts";
import type { IngestTally } from "../store/telemetryStore.ts";
import type { CommitResult } from "./commitBatch.ts";
import type { RefusalReason } from "./outcome.ts";

export interface SignalCounters {
  requests: number;
  bytes: number;
  received: number;
  stored: number;
  repeated: number;
  failed: number;
  readonly rejected: Record<string, number>;
  readonly refused: Record<string, number>;
  newestMs: number | null;
}

export interface Tally {
  /** A request whose body is whole. */
  arrived(signal: Signal, bytes: number): void;
  decoded(signal: Signal, columns: SignalColumns, issues: readonly DecodeIssue[]): void;
  committed(signal: Signal, items: number, result: CommitResult): void;
  /** A request known already: `items` it holds, answered without decoding. */
  repeated(signal: Signal, items: number): void;
  refused(signal: Signal, reason: RefusalReason): void;
  /** The seconds that are over since the last call; `giveBack` returns those that could not be kept. */
  takeSeconds(): IngestTally[];
  giveBack(seconds: readonly IngestTally[]): void;
  counters(signal: Signal): Readonly<SignalCounters>;
}

/** Seconds held while the store is away; older ones are let go, the counters since start keep their sum. */
const MOST_SECONDS_HELD = 900;

export function createTally(nowMs: () => number): Tally {
  const totals = new Map(SIGNALS.map((signal) => [signal, emptyCounters()]));
  let second = new Map<Signal, SignalCounters>();
  let secondMs = Math.floor(nowMs() / 1000) * 1000;
  let over: IngestTally[] = [];

  function turn(): void {
    const startMs = Math.floor(nowMs() / 1000) * 1000;
    if (startMs === secondMs) return;
    for (const [signal, counters] of second) over.push(tallyOf(signal, secondMs, counters));
    if (over.length > MOST_SECONDS_HELD) over = over.slice(-MOST_SECONDS_HELD);
    second = new Map();
    secondMs = startMs;
  }

  /** Applies one change to the running second and to the sums since start. */
  function count(signal: Signal, change: (counters: SignalCounters) => void): void {
    turn();
    const running = second.get(signal) ?? emptyCounters();
    second.set(signal, running);
    change(running);
    change(countersOf(totals, signal));
  }

  return {
    arrived: (signal, bytes) =>
      count(signal, (counters) => {
        counters.requests++;
        counters.bytes += bytes;
      }),
    decoded: (signal, columns, issues) => {
      const newestMs = newestOf(columns);
      count(signal, (counters) => addDecoded(counters, columns.count, newestMs, issues));
    },
    committed: (signal, items, result) => count(signal, (counters) => addCommitted(counters, items, result)),
    repeated: (signal, items) =>
      count(signal, (counters) => {
        counters.received += items;
        counters.repeated += items;
      }),
    refused: (signal, reason) => count(signal, (counters) => add(counters.refused, reason, 1)),
    takeSeconds() {
      turn();
      const taken = over;
      over = [];
      return taken;
    },
    giveBack(seconds) {
      over = [...seconds, ...over].slice(-MOST_SECONDS_HELD);
    },
    counters: (signal) => countersOf(totals, signal),
  };
}

function emptyCounters(): SignalCounters {
  return {
    requests: 0,
    bytes: 0,
    received: 0,
    stored: 0,
    repeated: 0,
    failed: 0,
    rejected: {},
    refused: {},
    newestMs: null,
  };
}

function countersOf(map: Map<Signal, SignalCounters>, signal: Signal): SignalCounters {
  const counters = map.get(signal) ?? emptyCounters();
  map.set(signal, counters);
  return counters;
}

const add = (counts: Record<string, number>, key: string, by: number) => {
  counts[key] = (counts[key] ?? 0) + by;
};

function addDecoded(
  counters: SignalCounters,
  kept: number,
  newestMs: number | null,
  issues: readonly DecodeIssue[],
): void {
  counters.received += kept;
  if (newestMs !== null) counters.newestMs = Math.max(newestMs, counters.newestMs ?? newestMs);
  for (const issue of issues) {
    if (!issue.rejected) continue;
    counters.received += issue.count;
    add(counters.rejected, issue.code, issue.count);
  }
}

function addCommitted(counters: SignalCounters, items: number, result: CommitResult): void {
  if (result.kind === "repeated") counters.repeated += items;
  else if (result.kind === "stored") {
    counters.repeated += result.nearRepeats;
    counters.stored += items - result.nearRepeats;
  } else counters.failed += items;
}

function tallyOf(signal: Signal, atMs: number, counters: SignalCounters): IngestTally {
  const { requests, bytes, stored, rejected, refused, repeated, newestMs } = counters;
  return { atMs, signal, requests, bytes, accepted: stored, rejected, refused, repeats: repeated, newestMs };
}

/** The latest time of the records, in Unix milliseconds: a span's end, a point's time, a log record's time or observed time. */
function newestOf(columns: SignalColumns): number | null {
  let newest = 0;
  for (let i = 0; i < columns.count; i++) {
    const nano = timeOf(columns, i);
    if (nano > newest) newest = nano;
  }
  return newest === 0 ? null : Math.floor(newest / 1e6);
}

function timeOf(columns: SignalColumns, i: number): number {
  if (columns.signal === "traces") return instant(columns.endHi, columns.endLo, i);
  const time = instant(columns.timeHi, columns.timeLo, i);
  return time === 0 && columns.signal === "logs" ? instant(columns.observedHi, columns.observedLo, i) : time;
}

const instant = (hi: Uint32Array, lo: Uint32Array, i: number) => (hi[i] ?? 0) * 2 ** 32 + (lo[i] ?? 0);
