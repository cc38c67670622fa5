/**
 * What is asked of the system's state: read, look at it, answer. One function a question, over the store alone, for the console's
 * procedures (stateRouter.ts) and for scripts (server/api/stateDoor.ts) alike.
 * Instants before the first data and in the future have an empty state, no error; `sinceMs` and `toldUntilMs` say why.
 */
import { DomainError } from "../errors.ts";
import { type ThingId, type ThingKind, thingId, thingOf } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import type { EventFilter, EventsQuery, StateReader } from "../store/stateStore.ts";
import { framesAnswer } from "./frameAt.ts";
import type {
  EventView,
  FramesAnswer,
  MarksAnswer,
  StateAnswer,
  StripAnswer,
  ThingAnswer,
  ThingView,
} from "./stateAnswer.ts";
import { type Asked, type Moment, momentAt } from "./stateMoment.ts";
import { eventView, identifier, placeFrom, thingView, thingViews } from "./stateViews.ts";

export async function stateAt(
  store: StateReader,
  asked: Asked & { readonly kinds?: readonly ThingKind[] | undefined },
): Promise<StateAnswer> {
  const { at, frame, gap, note } = await momentAt(store, asked);
  const kinds = asked.kinds ? new Set(asked.kinds) : null;
  const { sinceMs, toldUntilMs } = at;
  return { atMs: asked.atMs, sinceMs, toldUntilMs, gap, note, ...thingViews(at, frame, gap, kinds) };
}

export async function stateEvents(
  store: StateReader,
  query: Omit<EventsQuery, "after"> & { readonly after?: string | undefined },
): Promise<{ events: EventView[]; more: boolean }> {
  const { after, ...rest } = query;
  const { events, more } = await store.readEvents(after === undefined ? rest : { ...rest, after: placeFrom(after) });
  return { events: events.map(eventView), more };
}

/** More events in a window are drawn as counts. */
const MOST_MARKS = 300;

export async function stateMarks(
  store: StateReader,
  query: EventFilter & { readonly tenant: number; readonly window: TimeWindow; readonly steps: number },
): Promise<MarksAnswer> {
  const counts = await store.countEvents(query);
  const total = Object.values(counts.counts).reduce((sum, list) => list.reduce((a, b) => a + b, sum), 0);
  if (total === 0 || total > MOST_MARKS) return { counts, events: [] };
  const { steps: _steps, ...rest } = query;
  const { events, more } = await store.readEvents({ ...rest, order: "oldest", limit: MOST_MARKS });
  return { counts, events: more ? [] : events.map(eventView) };
}

export async function stateStep(
  store: StateReader,
  query: EventFilter & {
    readonly tenant: number;
    readonly from: string | null;
    readonly atMs: number;
    readonly direction: "next" | "previous";
    readonly asKnownAtMs?: number;
  },
): Promise<{ event: EventView | null }> {
  const { from, atMs, ...rest } = query;
  const event = await store.stepEvent({ ...rest, from: from === null ? { atMs } : placeFrom(from) });
  return { event: event && eventView(event) };
}

/** Numbers of one answer, things times instants: 17 bytes each. */
const MOST_CELLS = 4_000_000;

export async function stateFrames(
  store: StateReader,
  query: {
    readonly tenant: number;
    readonly window: TimeWindow;
    readonly steps: number;
    readonly kinds?: readonly ThingKind[];
    readonly things?: readonly ThingId[];
  },
): Promise<FramesAnswer> {
  const frames = await store.readFrames(query);
  if (frames.things.length * frames.atMs.length > MOST_CELLS) {
    throw new DomainError(
      "TOO_LARGE",
      `${frames.things.length} things at ${frames.atMs.length} instants are too many numbers for one answer. Ask for fewer steps, or for fewer kinds.`,
    );
  }
  return framesAnswer(frames);
}

export async function stateStrip(
  store: StateReader,
  { tenant, window, bars }: { readonly tenant: number; readonly window: TimeWindow; readonly bars: number },
): Promise<StripAnswer> {
  return store.readStrip({ tenant, window, steps: bars });
}

/** Parts and events of one thing that an answer lists. */
const MOST_PARTS = 1_000;
const MOST_OWN_EVENTS = 200;

/** One thing, what it consists of (a service's placements, versions and instances; a region's placements), and what happened to them, newest first. */
export async function stateThing(
  store: StateReader,
  asked: Asked & { readonly id: ThingId; readonly window: TimeWindow },
): Promise<ThingAnswer> {
  const moment = await momentAt(store, asked);
  const { at, frame, gap } = moment;
  const own = at.state.get(asked.id);
  const ids = partsOf(moment, asked.id);
  const { tenant, window, asKnownAtMs } = asked;
  const known = asKnownAtMs === undefined ? {} : { asKnownAtMs };
  const things = [asked.id, ...ids].slice(0, MOST_PARTS);
  const { events, more } = await store.readEvents({
    ...{ tenant, window, things, order: "newest", limit: MOST_OWN_EVENTS },
    ...known,
  });
  const parts: ThingView[] = ids.slice(0, MOST_PARTS).flatMap((id) => {
    const state = at.state.get(id);
    return state?.present === true ? thingView(id, state, frame, gap) : [];
  });
  return {
    thing: own ? identifier(at.state)(thingView(asked.id, own, frame, gap)) : null,
    present: own?.present === true,
    parts,
    events: events.map(eventView),
    more,
    sinceMs: at.sinceMs,
    toldUntilMs: at.toldUntilMs,
    gap,
  };
}

const PART_KINDS = ["placement", "version", "instance"] as const;

/** Also those that are gone: what happened to them is part of the thing's story. */
function partsOf({ at }: Moment, id: ThingId): ThingId[] {
  const { kind, names } = thingOf(id);
  const [name = ""] = names;
  if (kind === "region") {
    return [...at.state.keys()].filter((other) => other.startsWith("placement:") && thingOf(other).names[1] === name);
  }
  if (kind !== "service") return [];
  const starts = PART_KINDS.map((part) => `${thingId(part, name)}/`);
  return [...at.state.keys()].filter((other) => starts.some((start) => other.startsWith(start)));
}
