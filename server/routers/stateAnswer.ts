/**
 * The forms in which `state.*` answers: plain JSON for the console and for /api/state. Nouns: server/model/state.ts.
 * Units: instants in Unix ms, rates per second, ratios 0..1, durations in seconds; null where a number cannot be known.
 * Lists of numbers in frames are base64 of little-endian typed arrays, laid out as `Frames` (server/store/stateStore.ts) says.
 */
import type { EventKind, Health, Judgement, PropertyValue, StateEvent, ThingId, ThingKind } from "../model/state.ts";
import type { EventCounts, StateStrip } from "../store/stateStore.ts";

export interface ThingView {
  readonly id: ThingId;
  readonly kind: ThingKind;
  /** The parts of its name, as `thingOf` gives them. */
  readonly names: readonly string[];
  readonly health: Health;
  /** One sentence with the numbers; null when healthy, and for what is never judged. */
  readonly reason: string | null;
  readonly judgement: Judgement | null;
  /** Over the minute before the instant, from the frame of that instant. */
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
  readonly p95Seconds: number | null;
  readonly saturation: number | null;
  /** Without the leading `p.`. */
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

export interface StateAnswer {
  readonly atMs: number;
  /** History is told from here to there; null: there is none yet. */
  readonly sinceMs: number | null;
  readonly toldUntilMs: number | null;
  /** True when the instant lies in a stretch in which nothing arrived: what is shown is the last known, and health is unknown. */
  readonly gap: boolean;
  /** What must be said beside it: why nothing is known of the instant, or that numbers are not as known then; null when nothing must. */
  readonly note: string | null;
  /** What exists at the instant, by kind and name; of no kind more than 30,000. */
  readonly things: readonly ThingView[];
  /** How many were left out for it. */
  readonly omitted: number;
}

export type EventView = Pick<
  StateEvent,
  "id" | "atMs" | "knownMs" | "retractedMs" | "kind" | "thing" | "title" | "problem" | "detail" | "patch" | "prev"
> & {
  /** The service it is about, for its colour and its link; null when none is. */
  readonly service: string | null;
  /** Opaque; continues a list and steps from here. */
  readonly place: string;
};

/** Marks of the time bar: single ones where they are few, and counts for clusters always. */
export interface MarksAnswer {
  readonly counts: EventCounts;
  /** The events themselves, oldest first, when no more than 300 are in the window; else empty. */
  readonly events: readonly EventView[];
}

export interface FramesAnswer {
  readonly atMs: readonly number[];
  readonly things: readonly ThingId[];
  /** Uint8Array, index in HEALTHS. */
  readonly health: string;
  /** Float32Array each; NaN where unknown. */
  readonly requestsPerSecond: string;
  readonly errorRatio: string;
  readonly p95Seconds: string;
  readonly saturation: string;
}

export type StripAnswer = StateStrip;

/** One difference of a thing between two instants. */
export interface Difference {
  readonly thing: ThingId;
  readonly kind: ThingKind;
  readonly names: readonly string[];
  readonly change:
    | "appeared"
    | "vanished"
    | "version"
    | "health"
    | "rate"
    | "latency"
    | "errors"
    | "configuration"
    | "scale";
  /** As people say it: "payments 2.13.4 → 2.14.0", with the parts to draw side by side. */
  readonly title: string;
  readonly property: string | null;
  readonly before: PropertyValue | null;
  readonly after: PropertyValue | null;
  /** When it happened between the two, by the event that made it; null for what drifted. */
  readonly atMs: number | null;
  readonly eventKind: EventKind | null;
}
export interface DiffAnswer {
  readonly a: { readonly atMs: number; readonly failed: number; readonly degraded: number; readonly healthy: number };
  readonly b: { readonly atMs: number; readonly failed: number; readonly degraded: number; readonly healthy: number };
  /** Oldest first; what only drifted comes last. */
  readonly differences: readonly Difference[];
  /** What changed first, in one sentence; null when nothing did. */
  readonly first: string | null;
  /** How many things changed in between and had changed back at B. */
  readonly changedBack: number;
  /** True when more happened in between than was looked at: instants and `changedBack` are then those of what was. */
  readonly truncated: boolean;
  /** True when `a` was asked for as the later one. */
  readonly swapped: boolean;
  /** What must be said of either end, as of a state; null when nothing must. */
  readonly note: string | null;
}

/** One thing at an instant, what it consists of, and what happened to both in a window. */
export interface ThingAnswer {
  /** Null when nothing is known of it by then. */
  readonly thing: ThingView | null;
  /** False when it is gone: `thing` is then what was known of it last. */
  readonly present: boolean;
  /** A service's placements, versions and instances that exist; a region's placements. */
  readonly parts: readonly ThingView[];
  /** Newest first. */
  readonly events: readonly EventView[];
  readonly more: boolean;
  readonly sinceMs: number | null;
  readonly toldUntilMs: number | null;
  readonly gap: boolean;
}

/** A trace that was under way at an instant, and where it stood. */
export interface OpenTrace {
  readonly traceId: string;
  readonly rootService: string | null;
  readonly rootName: string | null;
  readonly startedMs: number;
  /** Null when the end is not known. */
  readonly endedMs: number | null;
  readonly failed: boolean;
  /** The innermost spans open then. */
  readonly open: readonly {
    readonly spanId: string;
    readonly service: string;
    readonly name: string;
    readonly sinceMs: number;
  }[];
}
export interface InFlightAnswer {
  readonly atMs: number;
  readonly traces: readonly OpenTrace[];
  /** How many there were; more than listed when cut. */
  readonly total: number;
  readonly truncated: boolean;
  /** The newest instant of which nearly all requests are known: they are sent once they have ended. */
  readonly settledMs: number;
  /** What must be said of an instant after that; null when nothing must. */
  readonly note: string | null;
}
