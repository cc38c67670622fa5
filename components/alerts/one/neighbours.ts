/** Who calls a service and whom it calls at an instant, with how well each is: a state of the system -> two short lists. Pure. */
import { type Health, thingOf } from "../../../server/model/state.ts";
import type { ThingView } from "../../../server/routers/stateAnswer.ts";

export interface Neighbour {
  readonly name: string;
  /** A service has a page of its own, a database or queue has none. */
  readonly isService: boolean;
  readonly health: Health;
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
}
export interface Neighbours {
  readonly health: Health;
  readonly callers: readonly Neighbour[];
  readonly callees: readonly Neighbour[];
}

const OUTSIDE = "user";
const RANKS: Readonly<Record<Health, number>> = { failed: 0, degraded: 1, unknown: 2, healthy: 3 };

/** Those in trouble first, then the busiest. Numbers are those of the call between the two. */
export function neighboursOf(things: readonly ThingView[], service: string): Neighbours {
  const healths = new Map(
    things
      .filter(({ kind }) => kind === "service" || kind === "peer")
      .map(({ kind, names, health }) => [`${kind} ${names.at(-1)}`, health]),
  );
  const edges = things.filter(({ kind }) => kind === "edge");
  const side = (own: 0 | 1, other: 0 | 1): Neighbour[] =>
    edges
      .filter(({ names }) => names[own] === service && names[other] !== service)
      .map(({ id, names, requestsPerSecond, errorRatio, health }) => {
        const name = names[other] ?? "";
        const type = thingOf(id).names[2] ?? "";
        const isService = type === "" || type === "messaging_system" ? healths.has(`service ${name}`) : false;
        const known = healths.get(`service ${name}`) ?? healths.get(`peer ${name}`) ?? health;
        return { name: name === OUTSIDE ? "outside" : name, isService, health: known, requestsPerSecond, errorRatio };
      })
      .sort((a, b) => RANKS[a.health] - RANKS[b.health] || (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0));
  return { health: healths.get(`service ${service}`) ?? "unknown", callers: side(1, 0), callees: side(0, 1) };
}
