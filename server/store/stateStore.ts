/**
 * The part of the waist that keeps the system's history: events with both times, snapshots of what they fold to, and frames of
 * numbers beside them. Nouns and their order: server/model/state.ts.
 *
 * Writing is idempotent by construction: a derivation says what its history of a stretch *is* (`rewriteHistory`); the store keeps what
 * is equal, takes back what is not said any more and adds what is new, in one transaction with the derivation's cursor. So running a
 * derivation again, after a crash or because late telemetry arrived, changes nothing or just what is different.
 * Events of different derivations about one thing touch different keys.
 *
 * `asKnownAtMs` of a read: the history as it was known then; left out: as it is known now.
 * Errors: as telemetryStore.ts. An instant before the first event has an empty state, and `sinceMs` says when history begins.
 */
import type { EventKind, EventPlace, Happening, Health, StateEvent, SystemState, ThingId } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

/** Who tells a part of the history. `reported` is what people and pipelines said. */
export type Derivation = "inventory" | "health" | "exceptions" | "reported" | "alerts" | "slos";

/**
 * Values of one instant: those of the minute before it. One entry per thing in every list. Told every 10 s at the most, and kept to 13
 * significant bits (within 0.013 %): whole as told for two days, then as frames of a minute for 30 days, of 10 min and 1 h for 13 months.
 */
export interface FrameRow {
  readonly atMs: number;
  readonly things: readonly ThingId[];
  readonly health: readonly Health[];
  readonly requestsPerSecond: Float32Array;
  /** NaN where unknown. */
  readonly errorRatio: Float32Array;
  readonly p95Seconds: Float32Array;
  readonly saturation: Float32Array;
}

export interface HistoryRewrite extends Scope {
  readonly derivation: Derivation;
  /** The stretch that is told anew: events with fromMs <= atMs < untilMs of this derivation are replaced. */
  readonly window: TimeWindow;
  readonly happenings: readonly Happening[];
  /** When this became known; not before anything known already. */
  readonly knownMs: number;
  /** Frames of the stretch, in order of time, replacing those there. */
  readonly frames?: readonly FrameRow[];
  /** Kept for the derivation, in the same transaction; read again by `readDerivationCursor`. */
  readonly cursor: DerivationCursor;
}
export interface DerivationCursor {
  /** Told up to here. */
  readonly untilMs: number;
  /** Plain JSON of the derivation's own. */
  readonly memo: unknown;
}

/** What happened below `untilMs` after it was told: telemetry folded or stored late. */
export interface LateTelemetry {
  /** The earliest instant of derived series, of sightings and of points that changed since `token` was given; null when nothing did. */
  readonly fromMs: number | null;
  /** Give it back with `forgetLate` once what it covers has been told anew. */
  readonly token: string;
}

export interface StateWriter {
  readDerivationCursor(query: Scope & { derivation: Derivation }): Promise<DerivationCursor | null>;
  /** Resolves to how many events were added and taken back. */
  rewriteHistory(rewrite: HistoryRewrite): Promise<{ readonly added: number; readonly retracted: number }>;
  /** Adds to the derivation `reported` (or another that reports one by one) at once; `dedupe` makes a repeat the same event. */
  reportEvent(query: Scope & { happening: Happening; dedupe?: string; derivation?: Derivation }): Promise<StateEvent>;
  readLate(query: Scope): Promise<LateTelemetry>;
  forgetLate(query: Scope & { token: string }): Promise<void>;
  /** One bounded step of making snapshots behind the watermark, rebuilding dirty ones; resolves to how many were written. */
  keepSnapshots(query: Scope): Promise<number>;
}

export interface StateAt {
  readonly atMs: number;
  readonly state: SystemState;
  /** History begins here and is told up to here; null both when there is none. Beyond `toldUntilMs` the state is that of then. */
  readonly sinceMs: number | null;
  readonly toldUntilMs: number | null;
  /** Place of the last event that is folded in; null when none is. */
  readonly place: EventPlace | null;
}

export interface EventFilter {
  readonly kinds?: readonly EventKind[];
  readonly things?: readonly ThingId[];
  readonly problemsOnly?: boolean;
  /** Of health, coming and going only that of whole things (WHOLE_KINDS), not of their edges, placements and instances. */
  readonly wholesOnly?: boolean;
}
export interface EventsQuery extends Scope, EventFilter {
  /** startMs <= atMs < endMs. */
  readonly window: TimeWindow;
  readonly asKnownAtMs?: number;
  readonly order: "oldest" | "newest";
  readonly limit: number;
  /** Continue after this event. */
  readonly after?: EventPlace;
  /** Also those taken back since, and those known only later: for looking at late knowledge itself. */
  readonly withRetracted?: boolean;
}
/** How many events fell into each step of a window, for marks that stand for many. */
export interface EventCounts {
  readonly startMs: number;
  readonly stepMs: number;
  /** Per kind, one entry per step; kinds without any are left out. */
  readonly counts: Readonly<Partial<Record<EventKind, readonly number[]>>>;
  readonly problems: readonly number[];
}

export interface FramesQuery extends Scope {
  readonly window: TimeWindow;
  /** Instants of the answer, evenly spread, the last at the window's end; at most 1,000. */
  readonly steps: number;
  readonly kinds?: readonly string[];
  readonly things?: readonly ThingId[];
}
/**
 * Numbers of all things at each of some instants, row after row: entry `step * things.length + thing`. Where a frame stands for a longer
 * stretch than its minute, health is the worst, the ratio and p95 the highest, and the rate the mean of the stretch since the one before.
 * NaN and "unknown" where nothing is known: also in a gap.
 */
export interface Frames {
  readonly atMs: readonly number[];
  readonly things: readonly ThingId[];
  /** Index in HEALTHS. */
  readonly health: Uint8Array;
  readonly requestsPerSecond: Float32Array;
  readonly errorRatio: Float32Array;
  readonly p95Seconds: Float32Array;
  readonly saturation: Float32Array;
}

/** The health of the whole over time: how many services fail, are degraded, were judged at all, at worst in each step. */
export interface StateStrip {
  readonly startMs: number;
  readonly stepMs: number;
  readonly failed: readonly number[];
  readonly degraded: readonly number[];
  readonly healthy: readonly number[];
  /** False where nothing was told: a gap, or before and after the history. */
  readonly known: readonly boolean[];
  /** The service in most trouble; null when none is. */
  readonly worst: readonly (string | null)[];
}

export interface StateReader {
  readState(query: Scope & { atMs: number; asKnownAtMs?: number }): Promise<StateAt>;
  /** Events in their order; `more` when the limit cut them. */
  readEvents(query: EventsQuery): Promise<{ readonly events: readonly StateEvent[]; readonly more: boolean }>;
  countEvents(query: Scope & EventFilter & { window: TimeWindow; steps: number }): Promise<EventCounts>;
  /** The next event after a place (or an instant), or the one before it; null when there is none. */
  stepEvent(
    query: Scope &
      EventFilter & {
        from: EventPlace | { readonly atMs: number };
        direction: "next" | "previous";
        asKnownAtMs?: number;
      },
  ): Promise<StateEvent | null>;
  readFrames(query: FramesQuery): Promise<Frames>;
  readStrip(query: Scope & { window: TimeWindow; steps: number }): Promise<StateStrip>;
}
