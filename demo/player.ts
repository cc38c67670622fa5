/**
 * Plays a system through time and hands out its telemetry, chunk by chunk.
 *
 * Time is cut into stretches of half an hour (UTC), never inside a scenario. Each is simulated afresh from a seed that is the
 * stretch itself, and runs out before the next begins; so any instant can be reached from the start of its stretch, and always
 * has the same traffic. What is cumulative (counters, replaced processes) passes from stretch to stretch in a `Checkpoint`.
 *
 *   stretch 08:30 | 09:00 ......... (scenario 09:20-09:38) .... | 10:00
 *
 * Units: Unix milliseconds.
 */
import type { Topology } from "./engine/topology.ts";
import { startTraffic } from "./engine/traffic.ts";
import { type Life, World } from "./engine/world.ts";
import { type Episode, recoveredMs, scenarioNamed } from "./scenarios/all.ts";
import type { SavedMeter } from "./telemetry/meter.ts";
import type { Batch } from "./telemetry/outbox.ts";
import { Telemetry } from "./telemetry/telemetry.ts";

export const STRETCH_MS = 30 * 60_000;
const CALM_BEFORE_MS = 60_000;

/** All that a later run needs to go on from the start of a stretch. */
export interface Checkpoint {
  readonly startMs: number;
  readonly lives: Readonly<Record<string, Life>>;
  readonly meters: Readonly<Record<string, SavedMeter>>;
}

export interface Chunk {
  readonly endMs: number;
  /** Its last record's time: later than `endMs` where a stretch ran out. */
  readonly settledMs: number;
  /** From where a later run goes on when all up to here was sent. */
  readonly checkpoint: Checkpoint;
  /** A trace that is whole by now, in hexadecimal; "" when there is none. */
  readonly traceId: string;
  readonly batches: readonly { readonly signal: "traces" | "metrics" | "logs"; readonly batch: Batch }[];
}

export interface PlayerOptions {
  readonly topology: Topology;
  readonly seed: string;
  /** When the processes of the system began, unless they were replaced since; also names them. */
  readonly bornMs: number;
  readonly episodes: readonly Episode[];
  /** Where to go on, or where to begin. */
  readonly checkpoint: Checkpoint;
  /** What ended before was sent already. */
  readonly quietUntilMs: number;
}

/** The end of the stretch that holds (or begins at) this instant. */
export function stretchEnd(fromMs: number, episodes: readonly Episode[]): number {
  const busy = (ms: number) => episodes.some((one) => ms > one.startMs - CALM_BEFORE_MS && ms < recoveredMs(one));
  let end = (Math.floor(fromMs / STRETCH_MS) + 1) * STRETCH_MS;
  while (busy(end)) end += STRETCH_MS;
  return end;
}

/** The start of the stretch that holds this instant, when nothing happened long before. */
export function stretchStart(atMs: number): Checkpoint {
  return { startMs: Math.floor(atMs / STRETCH_MS) * STRETCH_MS, lives: {}, meters: {} };
}

export class Player {
  /** Of the present stretch's start. */
  checkpoint: Checkpoint;
  private readonly episodes: Episode[];
  private readonly telemetry: Telemetry;
  private readonly lives: Map<string, Life>;
  private world: World | null = null;
  private nowMs: number;
  private settledMs: number;

  constructor(private readonly options: PlayerOptions) {
    const { topology, bornMs, checkpoint, quietUntilMs } = options;
    this.checkpoint = checkpoint;
    this.episodes = [...options.episodes];
    this.lives = new Map(Object.entries(checkpoint.lives));
    this.telemetry = new Telemetry(topology, bornMs, quietUntilMs, checkpoint.meters);
    this.nowMs = checkpoint.startMs;
    this.settledMs = checkpoint.startMs;
  }

  /** Plays on to this instant and takes what there is to send since the last time. */
  advance(toMs: number): Chunk {
    while (this.nowMs < toMs) {
      const world = this.world ?? this.open();
      const endMs = Math.min(toMs, world.endMs);
      world.simulator.runUntil(endMs);
      this.nowMs = endMs;
      if (endMs === world.endMs) this.close(world);
    }
    const batches = (["spans", "points", "logs"] as const).flatMap((outbox) => {
      const batch = this.telemetry[outbox].take();
      const signal = outbox === "spans" ? "traces" : outbox === "points" ? "metrics" : "logs";
      return batch ? [{ signal, batch } as const] : [];
    });
    const { checkpoint, telemetry } = this;
    return {
      endMs: toMs,
      settledMs: Math.max(toMs, this.settledMs),
      checkpoint,
      traceId: telemetry.lastTraceId,
      batches,
    };
  }

  /** Begins a scenario at this instant, which must not have been played yet. */
  begin(scenario: string, startMs: number, earlierMs = 0): Episode {
    const episode = { scenario, startMs, ...(earlierMs > 0 && { earlierMs }) };
    this.episodes.push(episode);
    if (this.world) {
      this.world.endMs = stretchEnd(this.nowMs, this.episodes);
      if (startMs < this.world.endMs) scenarioNamed(scenario).play(this.world, startMs, earlierMs);
    }
    return episode;
  }

  private open(): World {
    const { topology, seed, bornMs } = this.options;
    const startMs = this.nowMs;
    const world = new World({
      topology,
      startMs,
      endMs: stretchEnd(startMs, this.episodes),
      seed: `${seed}/${startMs}`,
      lifeSeed: `${seed}/${bornMs}`,
      bornMs,
      lives: this.lives,
      recorder: this.telemetry,
    });
    this.telemetry.attach(world);
    startTraffic(world);
    for (const { scenario, startMs: at, earlierMs } of this.episodes) {
      if (at >= startMs && at < world.endMs) scenarioNamed(scenario).play(world, at, earlierMs);
    }
    this.world = world;
    return world;
  }

  private close(world: World): void {
    world.simulator.drain();
    this.settledMs = world.simulator.nowMs;
    this.world = null;
    this.checkpoint = { startMs: world.endMs, lives: Object.fromEntries(this.lives), meters: this.telemetry.save() };
  }
}
