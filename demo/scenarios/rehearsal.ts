/**
 * Rehearses a scenario without sending anything: what each service's requests were like in any part of it.
 * Shape: minute 0 is the scenario's start; requests are a service's SERVER and CONSUMER work, failing means 500 or worse;
 * saturation is the memory of its fullest process against its limit, of a database its connections against theirs.
 * Units: durations in milliseconds, ratios 0..1.
 */
import type { Activity } from "../engine/activity.ts";
import type { Topology } from "../engine/topology.ts";
import { startTraffic } from "../engine/traffic.ts";
import { World } from "../engine/world.ts";
import type { Scenario } from "./scenario.ts";

export interface Golden {
  readonly requests: number;
  readonly errorRatio: number;
  readonly p95Ms: number;
  readonly saturation: number;
}

export interface Served {
  readonly region: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: boolean;
}

const LOOK_MS = 15_000;

export class Rehearsal {
  private readonly served = new Map<string, Served[]>();
  private readonly looks = new Map<string, { atMs: number; share: number }[]>();

  constructor(
    topology: Topology,
    scenario: Scenario,
    private readonly startMs: number,
    aroundMs: number,
  ) {
    const beginMs = startMs - aroundMs;
    const endMs = startMs + scenario.durationMs + scenario.recoveryMs + aroundMs;
    const world = new World({
      topology,
      startMs: beginMs,
      endMs,
      seed: `rehearsal/${startMs}`,
      lifeSeed: "rehearsal",
      bornMs: beginMs,
      lives: new Map(),
      recorder: { finished: (activity) => this.note(activity), logged: () => undefined, retired: () => undefined },
    });
    startTraffic(world);
    for (let atMs = beginMs; atMs < endMs; atMs += LOOK_MS) world.simulator.at(atMs, () => this.look(world));
    scenario.play(world, startMs);
    world.simulator.runUntil(endMs);
    world.simulator.drain();
  }

  /** Everything with a `service.name` that can be in trouble: what served requests, and databases. */
  get services(): string[] {
    return [...new Set([...this.served.keys(), ...this.looks.keys()])].sort();
  }

  /** A service's requests that ended between two instants, in milliseconds after the scenario's start. */
  golden(service: string, fromMs: number, toMs: number): Golden {
    const from = this.startMs + fromMs;
    const to = this.startMs + toMs;
    const some = (this.served.get(service) ?? []).filter(({ endMs }) => endMs >= from && endMs < to);
    const lengths = some.map(({ startMs, endMs }) => endMs - startMs).sort((a, b) => a - b);
    const looks = (this.looks.get(service) ?? []).filter(({ atMs }) => atMs >= from && atMs < to);
    return {
      saturation: Math.max(0, ...looks.map(({ share }) => share)),
      requests: some.length,
      errorRatio: some.filter(({ failed }) => failed).length / Math.max(1, some.length),
      p95Ms: lengths[Math.floor(lengths.length * 0.95)] ?? 0,
    };
  }

  /** A service's requests in the order in which they ended, with instants in milliseconds after the scenario's start. */
  requests(service: string): Served[] {
    const list = (this.served.get(service) ?? []).map((one) => ({
      ...one,
      startMs: one.startMs - this.startMs,
      endMs: one.endMs - this.startMs,
    }));
    return list.sort((a, b) => a.endMs - b.endMs);
  }

  /** How much worse these requests are than those before the scenario: by errors, by the slow ones, or by memory that runs out. */
  degraded(service: string, fromMs: number, toMs: number): boolean {
    const usual = this.golden(service, -600_000, 0);
    const now = this.golden(service, fromMs, toMs);
    const full = now.saturation > 0.85 && now.saturation > usual.saturation + 0.2;
    return full || now.errorRatio > usual.errorRatio + 0.01 || now.p95Ms > 1.6 * usual.p95Ms + 20;
  }

  private note(activity: Activity): void {
    const { work, startMs, endMs, failure, instance } = activity;
    if (work.type !== "serve" && work.type !== "consume") return;
    const list = this.served.get(instance.spec.name) ?? [];
    const failed = failure !== null && failure.status >= 500;
    list.push({ region: instance.region.name, startMs, endMs, failed });
    this.served.set(instance.spec.name, list);
  }

  private look(world: World): void {
    const note = (name: string, shares: readonly number[]) => {
      const list = this.looks.get(name) ?? [];
      list.push({ atMs: world.simulator.nowMs, share: Math.max(...shares) });
      this.looks.set(name, list);
    };
    for (const { spec } of world.services.values()) {
      const shares = world.instances(spec.name).map(({ memoryMb }) => memoryMb / spec.memoryLimitMb);
      note(spec.name, shares);
    }
    for (const { name, maxConnections } of world.topology.databases) {
      const servers = world.databases.filter(({ spec }) => spec.name === name);
      const shares = servers.map(({ held, connections }) => (held + connections.inUse) / maxConnections);
      note(name, shares);
    }
  }
}
