/**
 * "Run until …": conditions at which playing stops, how an address writes them, and where the first of them begins to hold in the
 * stretch ahead. What is past is known, so the instant is exact whatever the speed: events stop at their own instant, numbers at the
 * first frame at which they hold and did not before. Nothing is known in a gap, and no condition begins to hold there.
 * Units: Unix ms, percent and milliseconds as people write them. Errors: never throws; what cannot be read is null.
 */
import {
  EVENT_KINDS,
  type EventKind,
  type Health,
  type ThingKind,
  thingId,
  thingOf,
} from "../../server/model/state.ts";
import type { EventView } from "../../server/routers/stateAnswer.ts";
import type { FrameSet } from "../playback/frameSet.ts";

export const HEALED = ["everything", "service", "placement", "peer"] as const;

export type Stop =
  /** Any service, or one. */
  | { readonly kind: "fails"; readonly service: string | null }
  | { readonly kind: "errors"; readonly service: string; readonly percent: number }
  | { readonly kind: "p95"; readonly service: string; readonly ms: number }
  | { readonly kind: "trace"; readonly service: string }
  /** Nothing of the kind is degraded or failed any more: of all of them together, at one instant. */
  | { readonly kind: "healthy"; readonly of: (typeof HEALED)[number] }
  | { readonly kind: "event"; readonly event: EventKind };

/** `fails`, `fails:checkout`, `errors:checkout:5`, `p95:checkout:800`, `trace:checkout`, `healthy`, `healthy:peer`, `event:deployed`. */
export function writeStop(stop: Stop): string {
  switch (stop.kind) {
    case "fails":
      return stop.service === null ? "fails" : `fails:${encodeURIComponent(stop.service)}`;
    case "errors":
      return `errors:${encodeURIComponent(stop.service)}:${stop.percent}`;
    case "p95":
      return `p95:${encodeURIComponent(stop.service)}:${stop.ms}`;
    case "trace":
      return `trace:${encodeURIComponent(stop.service)}`;
    case "healthy":
      return stop.of === "everything" ? "healthy" : `healthy:${stop.of}`;
    case "event":
      return `event:${stop.event}`;
  }
}

export function parseStop(text: string): Stop | null {
  const [kind, first = "", second = ""] = text.split(":");
  const service = decoded(first);
  const bound = second.trim() === "" ? Number.NaN : Number(second);
  const isBound = Number.isFinite(bound) && bound >= 0;
  if (kind === "fails") return { kind, service: service || null };
  if (kind === "errors") return service && isBound && bound < 100 ? { kind, service, percent: bound } : null;
  if (kind === "p95") return service && isBound ? { kind, service, ms: bound } : null;
  if (kind === "trace") return service ? { kind, service } : null;
  if (kind === "healthy") {
    const of = first === "" ? "everything" : HEALED.find((one) => one === first);
    return of ? { kind, of } : null;
  }
  const event = EVENT_KINDS.find((one) => one === first);
  return kind === "event" && event ? { kind, event } : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A trace with an error, as a search finds it. */
export interface FailedTrace {
  readonly traceId: string;
  readonly atMs: number;
}
/** What is known of the stretch ahead. */
export interface Ahead {
  readonly fromMs: number;
  readonly toMs: number;
  /** From the frame of `fromMs` on. */
  readonly frames: FrameSet | null;
  /** Those that conditions ask for, oldest first. */
  readonly events: readonly Pick<EventView, "atMs" | "kind" | "thing" | "patch" | "title">[];
  /** The first failed trace of each service that has one. */
  readonly traces: ReadonlyMap<string, FailedTrace>;
}
export interface FirstStop {
  readonly stop: Stop;
  readonly atMs: number;
  /** Title of the event, the number that holds. */
  readonly title: string | null;
  readonly value: number | null;
  readonly traceId: string | null;
}

/** Where playing stops: the earliest of all of them, or null when none comes to hold. */
export function firstStop(stops: readonly Stop[], ahead: Ahead): FirstStop | null {
  const found = stops.flatMap((stop) => firstOf(stop, ahead) ?? []);
  return found.reduce<FirstStop | null>((first, one) => (first && first.atMs <= one.atMs ? first : one), null);
}

const PLAIN = { title: null, value: null, traceId: null };

function firstOf(stop: Stop, ahead: Ahead): FirstStop | null {
  const { fromMs, toMs, frames, events, traces } = ahead;
  const isAhead = (atMs: number) => atMs > fromMs && atMs <= toMs;
  if (stop.kind === "fails" || stop.kind === "event") {
    const event = events.find((one) => isAhead(one.atMs) && isStoppedBy(stop, one));
    return event ? { ...PLAIN, stop, atMs: event.atMs, title: event.title } : null;
  }
  if (stop.kind === "trace") {
    const trace = traces.get(stop.service);
    return trace && isAhead(trace.atMs) ? { ...PLAIN, stop, ...trace } : null;
  }
  if (!frames) return null;
  return stop.kind === "healthy" ? firstHealthy(stop, frames, isAhead) : firstAbove(stop, frames, isAhead);
}

export function isStoppedBy(stop: Stop, { kind, thing, patch }: Pick<EventView, "kind" | "thing" | "patch">): boolean {
  if (stop.kind === "event") return kind === stop.event;
  if (stop.kind !== "fails" || kind !== "health" || patch.health !== "failed") return false;
  return stop.service === null ? thingOf(thing).kind === "service" : thing === thingId("service", stop.service);
}

type Above = Extract<Stop, { kind: "errors" | "p95" }>;

/** The number at a step; null where it is not known. */
export function valueAt(stop: Above, frames: FrameSet, step: number): number | null {
  const thing = frames.indexOf(thingId("service", stop.service));
  return stop.kind === "errors" ? frames.errorRatio(step, thing) : frames.p95Seconds(step, thing);
}
/** The bound itself is not above, also as the 32-bit number that frames hold. */
export const isAbove = (stop: Above, value: number | null): boolean =>
  value !== null && value > Math.fround(stop.kind === "errors" ? stop.percent / 100 : stop.ms / 1000);

function firstAbove(stop: Above, frames: FrameSet, isAhead: (atMs: number) => boolean): FirstStop | null {
  let held = false;
  for (const [step, atMs] of frames.atMs.entries()) {
    const value = valueAt(stop, frames, step);
    const holds = isAbove(stop, value);
    if (isAhead(atMs) && holds && !held) return { ...PLAIN, stop, atMs, value };
    // What is not known says nothing: it neither begins nor ends.
    if (value !== null) held = holds;
  }
  return null;
}

const isIn = (of: (typeof HEALED)[number], kind: ThingKind) =>
  of === "everything" ? kind === "service" || kind === "peer" || kind === "placement" : kind === of;

/** Healthy is what was seen healthy: something that fell silent while it failed is not. */
function firstHealthy(
  stop: Extract<Stop, { kind: "healthy" }>,
  frames: FrameSet,
  isAhead: (atMs: number) => boolean,
): FirstStop | null {
  const things = frames.things.flatMap((thing, index) => (isIn(stop.of, thingOf(thing).kind) ? [index] : []));
  const ill = new Set<number>();
  for (const [step, atMs] of frames.atMs.entries()) {
    if (frames.stepAt(atMs) !== step) continue;
    const wasIll = ill.size > 0;
    for (const thing of things) noteHealth(ill, thing, frames.health(step, thing));
    if (isAhead(atMs) && wasIll && ill.size === 0) return { ...PLAIN, stop, atMs };
  }
  return null;
}

function noteHealth(ill: Set<number>, thing: number, health: Health): void {
  if (health === "healthy") ill.delete(thing);
  else if (health !== "unknown") ill.add(thing);
}
