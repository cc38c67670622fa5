/**
 * Drafts of happenings: what would be said about a thing at an instant, given what it is then. Folding them in the order of events finds
 * out what each one replaces; a draft that would change nothing, or has nothing to say, falls away.
 */
import {
  applyPatch,
  type EventKind,
  type Happening,
  type Patch,
  type PropertyValue,
  rankOf,
  type StateValue,
  type SystemState,
  type ThingId,
  type ThingState,
} from "../../model/state.ts";

export interface Said {
  /** What the keys are from now on; null takes one away. */
  readonly sets: Readonly<Record<string, StateValue | null>>;
  readonly title: string;
  readonly problem?: boolean;
  readonly detail?: Readonly<Record<string, PropertyValue>>;
}
export interface Draft {
  readonly atMs: number;
  readonly kind: EventKind;
  readonly thing: ThingId;
  /** Orders drafts of one kind at one place. */
  readonly tie?: string;
  /** Null when there is nothing to say after all. */
  readonly say: (state: ThingState) => Said | null;
}

export function foldDrafts(before: SystemState, drafts: readonly Draft[]): Happening[] {
  const state = new Map(before);
  const happenings: Happening[] = [];
  for (const { atMs, kind, thing, say } of [...drafts].sort(byPlace)) {
    const now = state.get(thing) ?? {};
    const said = say(now);
    if (said === null) continue;
    const changed = Object.entries(said.sets).filter(([key, value]) => !isSame(now[key] ?? null, value));
    if (changed.length === 0) continue;
    const patch: Patch = Object.fromEntries(changed);
    const prev: Patch = Object.fromEntries(changed.map(([key]) => [key, now[key] ?? null]));
    applyPatch(state, thing, patch);
    const { title, problem = false, detail } = said;
    happenings.push({ atMs, kind, thing, patch, prev, title, problem, ...(detail && { detail }) });
  }
  return happenings;
}

function byPlace(a: Draft, b: Draft): number {
  return (
    a.atMs - b.atMs ||
    rankOf(a.kind) - rankOf(b.kind) ||
    text(a.thing, b.thing) ||
    text(a.kind, b.kind) ||
    text(a.tie ?? "", b.tie ?? "")
  );
}
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const isSame = (a: StateValue | null, b: StateValue | null) => a === b || JSON.stringify(a) === JSON.stringify(b);
