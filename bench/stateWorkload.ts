/**
 * Thirty days of a system of 1,000 services, 5,000 edges and 10,000 pods: 6 million events, 5 % of them about services, 20 % about edges,
 * 75 % about pods, all deterministic. Patches, reasons and titles are as the history of telemetry makes them; `prev` is what was.
 */
import type { Happening, Patch, StateKey, StateValue, ThingId } from "../server/model/state.ts";
import { thingId } from "../server/model/state.ts";
import type { FrameRow } from "../server/store/stateStore.ts";
import { random } from "./derivedWorkload.ts";

export const SERVICES = 1_000;
export const EDGES = 5_000;
export const PODS = 10_000;

const SERVICE_IDS = Array.from({ length: SERVICES }, (_, i) => thingId("service", `service-${i}`));
const EDGE_IDS = Array.from({ length: EDGES }, (_, i) =>
  thingId("edge", `service-${i % SERVICES}`, `service-${(i * 7 + Math.floor(i / SERVICES) + 1) % SERVICES}`, ""),
);
const POD_IDS = Array.from({ length: PODS }, (_, i) => thingId("pod", "shop", `service-${i % SERVICES}-${7_000 + i}`));

type Draft = Pick<Happening, "kind" | "problem" | "title"> & { readonly patch: Patch };

export class SystemStory {
  private readonly next = random(7);
  private readonly states = new Map<ThingId, Record<StateKey, StateValue | null>>();

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }

  private signals() {
    const round = (value: number) => Number(value.toPrecision(3));
    return {
      requestsPerSecond: round(this.next() * 200),
      errorRatio: round(this.next() ** 4),
      p95Seconds: round(this.next()),
      saturation: null,
    };
  }

  private health(id: ThingId): Draft {
    const isBad = this.states.get(id)?.health !== "failed" && this.next() < 0.5;
    if (!isBad) {
      const patch = { health: "healthy", reason: null, judgement: null, signals: this.signals() };
      return { kind: "health", problem: false, title: `${id} is healthy again`, patch };
    }
    const signals = this.signals();
    const ratio = (signals.errorRatio * 100).toFixed(1);
    const reason = `fails ${ratio} % of requests, usually 0.1 %`;
    const judgement = { signal: "errorRatio", value: signals.errorRatio, usualLow: 0, usualHigh: 0.001 } as const;
    return {
      kind: "health",
      problem: true,
      title: `${id} ${reason}`,
      patch: { health: "failed", reason, judgement, signals },
    };
  }

  private pod(id: ThingId): Draft {
    const restarts = Math.floor(this.next() * 50);
    const patch = {
      present: this.next() > 0.1,
      "p.host": `node-${restarts}`,
      "p.startedMs": 1.7e12 + Math.floor(this.next() * 2e9),
    };
    return { kind: "restarted", problem: restarts > 45, title: `${id} restarted on node-${restarts}`, patch };
  }

  private deploy(id: ThingId): Draft {
    const version = `2.${Math.floor(this.next() * 40)}.${Math.floor(this.next() * 9)}`;
    return { kind: "deployed", problem: false, title: `${id} ${version} deployed`, patch: { "p.versions": [version] } };
  }

  happening(atMs: number): Happening {
    const kind = this.next();
    const thing = this.pick(kind < 0.05 ? SERVICE_IDS : kind < 0.25 ? EDGE_IDS : POD_IDS);
    const draft = kind < 0.01 ? this.deploy(thing) : kind < 0.25 ? this.health(thing) : this.pod(thing);
    const state = this.states.get(thing) ?? {};
    this.states.set(thing, state);
    const prev: Record<StateKey, StateValue | null> = {};
    for (const key of Object.keys(draft.patch)) prev[key] = state[key] ?? null;
    Object.assign(state, draft.patch);
    return { atMs, thing, prev, ...draft };
  }
}

const FRAME_THINGS = [...SERVICE_IDS, ...EDGE_IDS];
/** Rates that wander, a third of the edges idle, one thing in thirty failing. */
export function frameAt(atMs: number): FrameRow {
  const next = random(Math.floor(atMs / 1_000));
  const column = (of: (i: number) => number) => Float32Array.from(FRAME_THINGS, (_, i) => of(i));
  const isIdle = (i: number) => i >= SERVICES && i % 3 === 0;
  const isBad = (i: number) => i % 30 === Math.floor(atMs / 600_000) % 30;
  return {
    atMs,
    things: FRAME_THINGS,
    health: FRAME_THINGS.map((_, i) => (isIdle(i) ? "unknown" : isBad(i) ? "failed" : "healthy")),
    requestsPerSecond: column((i) => (isIdle(i) ? 0 : Math.round((i % 97) * 60 * (0.9 + next() / 5)) / 60)),
    errorRatio: column((i) => (isIdle(i) ? Number.NaN : isBad(i) ? 0.05 + next() / 10 : 0)),
    p95Seconds: column((i) => (isIdle(i) ? Number.NaN : 0.01 * (1 + (i % 50)) * (0.9 + next() / 5))),
    saturation: column((i) => (i < SERVICES ? 0.3 + next() / 50 : Number.NaN)),
  };
}
