/**
 * State, events and frames of the store -> the forms in which they are answered (stateAnswer.ts).
 * Shape: what exists at an instant, with the numbers of that instant's frame beside it; by kind, then by name.
 * Units: as in stateAnswer.ts. Errors: a place that is none of ours is INVALID; nothing else throws.
 */
import { DomainError } from "../errors.ts";
import {
  type EventPlace,
  HEALTHS,
  type Health,
  healthOf,
  isPresent,
  type Judgement,
  type PropertyValue,
  placeOf,
  type StateEvent,
  THING_KINDS,
  type ThingId,
  type ThingKind,
  type ThingState,
  thingOf,
} from "../model/state.ts";
import type { Frames, StateAt } from "../store/stateStore.ts";
import type { EventView, FramesAnswer, StateAnswer, ThingView } from "./stateAnswer.ts";

/** One row of frames: which one, and where each thing stands in it. Row -1 knows nothing. */
export class FrameAt {
  readonly #frames: Frames;
  readonly #row: number;
  readonly #index: ReadonlyMap<ThingId, number>;
  constructor(frames: Frames, row: number) {
    this.#frames = frames;
    this.#row = row;
    this.#index = new Map(row < 0 ? [] : frames.things.map((thing, at) => [thing, at]));
  }
  get isKnown(): boolean {
    return this.#row >= 0;
  }
  /** The numbers of a thing; null where nothing is known. */
  numbers(thing: ThingId): Pick<ThingView, "requestsPerSecond" | "errorRatio" | "p95Seconds" | "saturation"> {
    const index = this.#index.get(thing);
    if (index === undefined) return NO_NUMBERS;
    const cell = this.#row * this.#frames.things.length + index;
    return {
      requestsPerSecond: known(this.#frames.requestsPerSecond[cell]),
      errorRatio: known(this.#frames.errorRatio[cell]),
      p95Seconds: known(this.#frames.p95Seconds[cell]),
      saturation: known(this.#frames.saturation[cell]),
    };
  }
}
const NO_NUMBERS = { requestsPerSecond: null, errorRatio: null, p95Seconds: null, saturation: null };
const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : fourDigits(value));

/** Frames keep about so many; more would be noise. */
function fourDigits(value: number): number {
  if (value === 0) return 0;
  const scale = 10 ** (3 - Math.floor(Math.log10(Math.abs(value))));
  return Math.round(value * scale) / scale;
}

/** The last row in which anything is known; -1 when none is. */
export function lastKnownRow({ atMs, things, health, requestsPerSecond }: Frames): number {
  for (let row = atMs.length - 1; row >= 0; row--) {
    for (let cell = row * things.length; cell < (row + 1) * things.length; cell++) {
      if (health[cell] !== UNKNOWN || !Number.isNaN(requestsPerSecond[cell])) return row;
    }
  }
  return -1;
}
const UNKNOWN = HEALTHS.indexOf("unknown");

/** Things of one kind that one answer lists: beyond them nobody reads a list, and a hundred thousand instances make it tens of megabytes. */
const MOST_OF_A_KIND = 30_000;

/** What exists, by kind and name. `kinds` null takes all. In a gap nobody's health is known. */
export function thingViews(
  { state }: StateAt,
  frame: FrameAt,
  gap: boolean,
  kinds: ReadonlySet<ThingKind> | null,
): Pick<StateAnswer, "things" | "omitted"> {
  const things: ThingView[] = [];
  const counts = new Map<ThingKind, number>();
  let omitted = 0;
  for (const [id, thing] of state) {
    if (!isPresent(thing)) continue;
    const named = thingOf(id);
    if (kinds && !kinds.has(named.kind)) continue;
    const count = counts.get(named.kind) ?? 0;
    counts.set(named.kind, count + 1);
    if (count >= MOST_OF_A_KIND) omitted++;
    else things.push(thingView(id, thing, frame, gap, named));
  }
  return { things: things.sort(byKindAndName), omitted };
}

export function thingView(
  id: ThingId,
  state: ThingState,
  frame: FrameAt,
  gap: boolean,
  named: Pick<ThingView, "kind" | "names"> = thingOf(id),
): ThingView {
  const isJudged = state.health !== undefined;
  const health: Health = gap ? "unknown" : healthOf(state);
  const reason = typeof state.reason === "string" ? state.reason : null;
  return {
    id,
    ...named,
    health,
    reason: gap && isJudged ? GAP_REASON : health === "healthy" ? null : reason,
    judgement: gap ? null : judgementOf(state),
    ...frame.numbers(id),
    properties: propertiesOf(state),
  };
}
const GAP_REASON = "Nothing arrived around this instant, so its health is not known.";

function judgementOf({ judgement }: ThingState): Judgement | null {
  return typeof judgement === "object" && "signal" in judgement ? judgement : null;
}

/** Without the leading `p.`. */
export function propertiesOf(state: ThingState): Record<string, PropertyValue> {
  const properties: Record<string, PropertyValue> = {};
  for (const key in state) {
    const value = state[key];
    if (key.startsWith("p.") && value !== undefined && isProperty(value)) properties[key.slice(2)] = value;
  }
  return properties;
}
export const isProperty = (value: unknown): value is PropertyValue => typeof value !== "object" || Array.isArray(value);

const RANK = new Map(THING_KINDS.map((kind, rank) => [kind, rank]));
function byKindAndName(a: ThingView, b: ThingView): number {
  return (RANK.get(a.kind) ?? 0) - (RANK.get(b.kind) ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function eventView(event: StateEvent): EventView {
  const { id, atMs, knownMs, retractedMs, kind, thing, title, problem, detail, patch, prev } = event;
  const view = { id, atMs, knownMs, retractedMs, kind, thing, title, problem, patch, prev };
  return {
    ...view,
    ...(detail && { detail: shownDetail(detail) }),
    service: serviceOf(thing),
    place: placeText(placeOf(event)),
  };
}

/** Without what only tells repeats apart (stateReports.ts). */
function shownDetail({ contentHash: _hash, ...detail }: Readonly<Record<string, PropertyValue>>) {
  return detail;
}

/** The service that a thing belongs to; of an edge the one that is called, of one to a peer the one that calls. */
export function serviceOf(thing: ThingId): string | null {
  const { kind, names } = thingOf(thing);
  const [first = "", second = "", third = "", , fifth = ""] = names;
  switch (kind) {
    case "service":
    case "placement":
    case "version":
    case "instance":
      return first || null;
    case "edge":
      return (third === "" ? second : first) || null;
    case "placedEdge":
      return (fifth === "" ? third : first) || null;
    default:
      return null;
  }
}

const placeText = ({ atMs, rank, id, thing }: EventPlace) => `${atMs}.${rank}.${id}.${thing}`;
const PLACE = /^(\d{1,16})\.(\d{1,2})\.(\d{1,20})\.([\s\S]+)$/;
/** Undoes the text of an event's place. */
export function placeFrom(text: string): EventPlace {
  const [, atMs, rank, id, thing] = PLACE.exec(text) ?? [];
  if (!atMs || !rank || !id || !thing) {
    throw new DomainError("INVALID", "This is no place of an event. Take `place` from an event that was answered.");
  }
  return { atMs: Number(atMs), rank: Number(rank), id, thing: thing as ThingId };
}

export function framesAnswer(frames: Frames): FramesAnswer {
  return {
    atMs: frames.atMs,
    things: frames.things,
    health: base64(frames.health),
    requestsPerSecond: base64(frames.requestsPerSecond),
    errorRatio: base64(frames.errorRatio),
    p95Seconds: base64(frames.p95Seconds),
    saturation: base64(frames.saturation),
  };
}
/** Little-endian, as every machine that Node runs on keeps its numbers. */
function base64({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
