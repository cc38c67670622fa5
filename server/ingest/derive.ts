/**
 * Derives, while telemetry is taken in, what one flush adds to the derived series (DESIGN §4, "Counted once").
 *
 * Shape: the columns of the flush's requests -> packed increments (server/model/increments.ts), which the flush's own transaction
 * stores. A derivation is provisional until `commit`; `rollback` makes the deriver forget it, so that a flush that failed can be
 * derived again and its retry is not taken for a repeat. There is at most one open derivation.
 * Time: an average of about 0.3 us per span; memory is bounded whatever is sent (deriveNames, deriveIdentity, deriveHalves, deriveMessages).
 * A restarted deriver is shown again what was stored last (`remember`, warmDeriver.ts).
 * Next: server/store/postgres/derived/fold.ts.
 */
import type { SignalColumns, SpanColumns } from "../model/columns.ts";
import type { ClockOffset } from "./deriveClock.ts";
import { WaitingHalves } from "./deriveHalves.ts";
import { RecentSpans } from "./deriveIdentity.ts";
import { Messages } from "./deriveMessages.ts";
import { DerivedNames } from "./deriveNames.ts";
import { deriveRecords } from "./deriveRecords.ts";
import type { KnownResource } from "./deriveResource.ts";
import { SpanDeriver, type Waiting } from "./deriveSpans.ts";
import { FlushTotals } from "./deriveTotals.ts";

export interface DeriverOptions {
  /** Unix ms; for tests. */
  readonly now?: () => number;
  /** Spans whose identity is remembered; a power of two. */
  readonly recentSpans?: number;
  /** Halves of calls that may wait; a power of two. */
  readonly waitingHalves?: number;
  readonly halfLifeMs?: number;
}

export interface Derivation {
  /** Packed; no bytes when there is nothing to count. */
  readonly increments: Uint8Array;
  /** Per request, the spans that were left out as near repeats. */
  readonly repeats: number[];
  /** The earliest instant, Unix ms, of which something may be told otherwise once this is stored; null when there is none. */
  readonly touchedMs: number | null;
  commit(): void;
  rollback(): void;
}

export interface Deriver {
  derive(requests: readonly SignalColumns[]): Derivation;
  /**
   * Knows these spans, which were counted before a restart, as if they had arrived at this time. `seesPartners`: the other half of
   * each of their calls was shown too, if it came before.
   */
  remember(columns: SpanColumns, arrivedMs: number, seesPartners: boolean): void;
  /** Senders whose clocks are off, the furthest first, at most 20. */
  clockOffsets(): ClockOffset[];
}

/** How long a half of a call waits for the other. */
export const HALF_LIFE_MS = 60_000;

function waitingOf({
  recentSpans = 1 << 20,
  waitingHalves = 1 << 17,
  halfLifeMs = HALF_LIFE_MS,
}: DeriverOptions): Waiting {
  return {
    recent: new RecentSpans(recentSpans),
    halves: new WaitingHalves(waitingHalves, halfLifeMs),
    messages: new Messages(waitingHalves, halfLifeMs),
  };
}

export function createDeriver(options: DeriverOptions = {}): Deriver {
  const now = options.now ?? Date.now;
  const totals = new FlushTotals();
  let names = new DerivedNames(now());
  const waiting = waitingOf(options);
  const { recent, halves, messages } = waiting;
  const spans = new SpanDeriver(totals, names, waiting, Math.floor(Math.random() * 2 ** 32));
  /** The derivation that is neither committed nor rolled back. */
  let open: ReadonlySet<KnownResource> | null = null;

  function count(requests: readonly SignalColumns[], nowMs: number): number[] {
    totals.clear();
    spans.edges.expire(nowMs);
    return requests.map((columns) => {
      const resources = columns.resources.map((range) => names.resourceOf(columns.bytes, range));
      if (columns.signal === "traces") return spans.derive(columns, resources, nowMs);
      deriveRecords({ totals, names }, columns, resources, nowMs);
      return 0;
    });
  }

  function settle(isCommit: boolean, described: ReadonlySet<KnownResource>): void {
    if (open !== described) return;
    open = null;
    if (isCommit) {
      for (const resource of described) resource.announced = true;
      totals.noteSeen(names, now());
    }
    for (const part of [recent, halves, messages]) isCommit ? part.commit() : part.rollback();
  }

  function derive(requests: readonly SignalColumns[]): Derivation {
    if (open) throw new Error("The derivation before was neither committed nor rolled back.");
    const described = new Set<KnownResource>();
    open = described;
    try {
      const nowMs = now();
      if (names.isStale(nowMs)) {
        names = new DerivedNames(nowMs);
        halves.forget();
        messages.forget();
        spans.rename(names);
      }
      const repeats = count(requests, nowMs);
      const increments = totals.pack(names, described);
      const touchedMs = totals.touchedMs(names, nowMs);
      const ending = (isCommit: boolean) => () => settle(isCommit, described);
      return { increments, repeats, touchedMs, commit: ending(true), rollback: ending(false) };
    } catch (error) {
      settle(false, described);
      throw error;
    }
  }

  function remember(columns: SpanColumns, arrivedMs: number, seesPartners: boolean): void {
    if (open) throw new Error("A derivation is open.");
    spans.edges.namesPeers = seesPartners;
    try {
      count([columns], arrivedMs);
    } finally {
      spans.edges.namesPeers = true;
      totals.noteSeen(names, arrivedMs);
      for (const part of [recent, halves, messages]) part.commit();
    }
  }
  return { derive, remember, clockOffsets: () => names.clockOffsets(now()) };
}
