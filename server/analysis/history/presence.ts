/**
 * What appears and vanishes: drafts for every run of a thing that begins or ends in the stretch. A thing that is there at the start of the
 * stretch without having appeared (history begins here) appears then; one that should be there and gives no sign vanished.
 */
import { isPresent, type StateValue, type SystemState, type ThingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { Draft } from "./drafts.ts";
import type { Run } from "./runs.ts";

export interface Presence {
  readonly thing: ThingId;
  readonly runs: readonly Run[];
  /** What is known of it when a run begins. */
  readonly properties?: (run: Run) => Readonly<Record<string, StateValue>>;
  readonly appears: string | ((run: Run) => string);
  readonly vanishes: string | ((run: Run) => string);
  /** Its end is trouble. */
  readonly isMissed?: boolean;
  /** Says its beginning otherwise: as a restart. */
  readonly instead?: (run: Run) => { readonly title: string; readonly problem: boolean } | null;
}

export function presenceDrafts(presence: Presence, { startMs, endMs }: TimeWindow, before: SystemState): Draft[] {
  const drafts: Draft[] = [];
  const was = isPresent(before.get(presence.thing));
  for (const run of presence.runs) {
    const covers = run.startMs < startMs && (!run.isOver || run.endMs >= startMs);
    const beganMs = covers && !was ? startMs : run.startMs;
    if (beganMs >= startMs && beganMs < endMs) drafts.push(appearance(presence, run, beganMs));
    if (run.isOver && run.endMs >= startMs && run.endMs < endMs) drafts.push(vanishing(presence, run));
  }
  return drafts;
}

function appearance({ thing, properties, appears, instead }: Presence, run: Run, atMs: number): Draft {
  const other = instead?.(run) ?? null;
  return {
    atMs,
    kind: other ? "restarted" : "appeared",
    thing,
    say: () => ({
      sets: { present: true, ...properties?.(run) },
      title: other?.title ?? textOf(appears, run),
      problem: other?.problem ?? false,
    }),
  };
}

function vanishing({ thing, vanishes, isMissed = false }: Presence, run: Run): Draft {
  const title = textOf(vanishes, run);
  return {
    atMs: run.endMs,
    kind: "vanished",
    thing,
    say: () => ({ sets: { present: false }, title, problem: isMissed }),
  };
}

const textOf = (text: string | ((run: Run) => string), run: Run) => (typeof text === "string" ? text : text(run));
