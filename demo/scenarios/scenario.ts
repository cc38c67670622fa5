/**
 * A scenario: something that goes wrong in the shop on purpose, and the truth about it.
 * It turns knobs of the world (a database's connections, an instance's version); what follows from that is not its doing.
 * Units: offsets in seconds after the scenario's start; lengths in milliseconds.
 */
import type { World } from "../engine/world.ts";

export interface RootCause {
  /** What kind of thing is at fault, in the words of the map. */
  readonly kind: "database" | "deployment" | "memory" | "network" | "queue" | "retries";
  /** Its name: a `service.name`, a database, a region, a queue. */
  readonly name: string;
  readonly sentence: string;
}
export interface Happening {
  readonly offsetSeconds: number;
  readonly subject: string;
  readonly sentence: string;
}
export interface Truth {
  readonly rootCause: RootCause;
  /** Every `service.name` that is degraded or fails by 70 % of the scenario's time, and recovers after it. */
  readonly affected: readonly string[];
  readonly timeline: readonly Happening[];
}
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly durationMs: number;
  /** After this the system is as before. */
  readonly recoveryMs: number;
  /** How long before the demo's first start it is placed. */
  readonly placedBeforeMs: number;
  readonly truth: Truth;
  /** How short it can be made, by beginning its end (from `endingMs` on) earlier; left out: it cannot. */
  readonly shortening?: { readonly leastMs: number; readonly endingMs: number };
  /** Puts what the scenario does on the world's clock; `earlierMs`: its end begins so much earlier. */
  readonly play: (world: World, startMs: number, earlierMs?: number) => void;
}

export const MINUTE_MS = 60_000;

/** A ramp in small steps: `turn` is given 0 .. 1 over the length, at its start and end too. */
export function ramp(world: World, startMs: number, lengthMs: number, turn: (share: number) => void): void {
  const steps = Math.max(1, Math.round(lengthMs / 5_000));
  for (let i = 0; i <= steps; i++) world.simulator.at(startMs + (lengthMs * i) / steps, () => turn(i / steps));
}
