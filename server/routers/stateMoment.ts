/**
 * One instant of the system: its state, with the frame of that instant, and what must be said beside both. Units: Unix ms.
 * Instants before the first data and in the future have an empty state, no error; the note says why.
 */
import type { SystemState, ThingId, ThingState } from "../model/state.ts";
import type { Frames, StateAt, StateReader } from "../store/stateStore.ts";
import { FrameAt, lastKnownRow } from "./frameAt.ts";
import { knownThenNote, liesAhead, outsideNote } from "./stateNotes.ts";

export interface Asked {
  readonly tenant: number;
  readonly atMs: number;
  readonly asKnownAtMs?: number | undefined;
  /** The server's clock. */
  readonly nowMs: number;
}

/** History is told some seconds late; when it is later than this, nothing is known of the instant. */
const LATEST_TOLD_MS = 120_000;
/** How far back the frame of an instant may lie, in steps of the finest tier; a coarser frame stands for all of its own step. */
const LOOK_BACK = { lengthMs: 30_000, steps: 3 };

/** The state at an instant with the frame of that instant. */
export interface Moment {
  readonly at: StateAt;
  readonly frame: FrameAt;
  readonly gap: boolean;
  /** What must be said beside it; null when nothing must. */
  readonly note: string | null;
}

type Moments = Pick<StateReader, "readState" | "readFrames">;

async function frameAt(store: Moments, tenant: number, atMs: number): Promise<FrameAt> {
  const window = { startMs: Math.max(0, atMs - LOOK_BACK.lengthMs), endMs: Math.max(1, atMs) };
  const frames: Frames = await store.readFrames({ tenant, window, steps: LOOK_BACK.steps });
  return new FrameAt(frames, lastKnownRow(frames));
}

export async function momentAt(store: Moments, asked: Asked): Promise<Moment> {
  const { tenant, atMs, asKnownAtMs, nowMs } = asked;
  if (asKnownAtMs !== undefined) return momentAsKnown(store, { ...asked, asKnownAtMs });
  const [at, exact] = await Promise.all([store.readState({ tenant, atMs }), frameAt(store, tenant, atMs)]);
  const note = outsideNote(at, atMs, nowMs);
  if (at.sinceMs === null || at.toldUntilMs === null || atMs < at.sinceMs)
    return { at, frame: exact, gap: false, note };
  if (liesAhead(atMs, nowMs)) return { at: { ...at, state: new Map() }, frame: exact, gap: false, note };
  const frame = exact.isKnown || atMs <= at.toldUntilMs ? exact : await frameAt(store, tenant, at.toldUntilMs);
  return { at, frame, gap: !frame.isKnown || atMs - at.toldUntilMs > LATEST_TOLD_MS, note };
}

/** As known at an earlier time. Numbers are kept as known now alone: what is known otherwise since goes without. */
async function momentAsKnown(store: Moments, asked: Asked & { readonly asKnownAtMs: number }): Promise<Moment> {
  const { asKnownAtMs, ...now } = asked;
  const { tenant, atMs, nowMs } = asked;
  const [at, moment] = await Promise.all([store.readState({ tenant, atMs, asKnownAtMs }), momentAt(store, now)]);
  if (moment.note !== null) return { ...moment, at: { ...at, state: moment.at.state } };
  const frame = moment.frame.without(differing(at.state, moment.at.state));
  return { ...moment, at, frame, note: asKnownAtMs < nowMs ? knownThenNote(asKnownAtMs) : null };
}

function differing(then: SystemState, now: SystemState): Set<ThingId> {
  return new Set([...then].flatMap(([id, state]) => (sameText(state) === sameText(now.get(id)) ? [] : [id])));
}
const sameText = (state: ThingState | undefined) => JSON.stringify(Object.entries(state ?? {}).sort());
