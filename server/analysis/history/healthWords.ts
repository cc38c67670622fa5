/** A change of health in words: what stands in the list of events, and why. */
import { type Happening, type Health, type Patch, type Signals, type ThingId, thingOf } from "../../model/state.ts";
import type { Verdict } from "./judgeCalls.ts";
import type { HealthState } from "./judgedThing.ts";
import { sayRate } from "./sayNumbers.ts";
import { isPlural, thingName } from "./thingNames.ts";

export type HealthHappening = Happening;

export interface Change {
  readonly atMs: number;
  readonly health: Health;
  readonly verdict: Verdict;
  readonly signals: Signals;
  readonly usualPerSecond: number;
  /** So few calls are usual that their absence is no trouble. */
  readonly isQuiet: boolean;
}

const SEVERITY: Readonly<Record<Health, number>> = { unknown: 0, healthy: 0, degraded: 1, failed: 2 };

/** The happening, and what the thing is by it. */
export function transition(
  thing: ThingId,
  before: HealthState,
  change: Change,
): { readonly happening: HealthHappening; readonly state: HealthState } {
  const { atMs, health, signals } = change;
  const was = before.health ?? "unknown";
  const reason = reasonOf(thing, change, was);
  const judgement = SEVERITY[health] > 0 ? change.verdict.judgement : null;
  const state: HealthState = { health, reason, judgement, signals };
  const { kind } = thingOf(thing);
  const isGone = health === "unknown" && !change.isQuiet && !isPlural(thing);
  const isWorse = SEVERITY[health] > SEVERITY[was] || isGone;
  const happening = {
    atMs,
    kind: "health",
    thing,
    patch: patchOf(state, before),
    prev: patchOf(before, state),
    title: titleOf(thing, was, change, reason),
    problem: isWorse && kind !== "placedEdge",
    detail: { from: was, to: health },
  } as const;
  return { happening, state };
}

function reasonOf(thing: ThingId, { health, verdict, usualPerSecond }: Change, was: Health): string | null {
  if (health === "healthy") return null;
  if (health === "unknown") {
    const usually = usualPerSecond > 0 ? `, usually ${sayRate(usualPerSecond)}` : "";
    return `${silenceOf(thing, usualPerSecond)}${usually}`;
  }
  if (verdict.reason !== "") return verdict.reason;
  return was === "failed" ? "fails less than before, but is not well yet" : "is not well yet";
}

/** What was never called was judged by what it told of itself. */
function silenceOf(thing: ThingId, usualPerSecond: number): string {
  if (isPlural(thing)) return "have stopped";
  return usualPerSecond > 0 ? "gets no requests any more" : "tells nothing any more";
}

function titleOf(thing: ThingId, was: Health, { health }: Change, reason: string | null): string {
  const name = thingName(thing);
  const is = isPlural(thing) ? "are" : "is";
  if (health === "healthy") return `${name} ${is} healthy${SEVERITY[was] > 0 ? " again" : ""}`;
  const words = reason ?? "";
  if (health === "unknown") return `${name} ${words}`;
  if (thingOf(thing).kind === "region") return `${name} is in trouble: ${words}`;
  if (words.startsWith("fails ")) return `${name} ${isPlural(thing) ? "fail" : "fails"}${words.slice("fails".length)}`;
  return `${name} ${is} ${health}: ${words}`;
}

/** The keys that differ, as they are in `to`. */
function patchOf(to: HealthState, from: HealthState): Patch {
  const patch: Record<string, Patch[string]> = {};
  for (const key of ["health", "reason", "judgement", "signals"] as const) {
    if (to[key] !== null || from[key] !== null) patch[key] = to[key];
  }
  return patch;
}
