/**
 * One running process of a service: its workers, processor cores, connection pools and memory, and the knobs of scenarios.
 * Memory saw-tooths with use and collection; a leak adds to it until the limit kills the process, which then starts again.
 * Units: milliseconds, megabytes.
 */
import { hexOf } from "./random.ts";
import { Semaphore } from "./semaphore.ts";
import type { Simulator } from "./simulator.ts";
import type { RegionSpec, ServiceSpec } from "./topology.ts";
import type { Host, Life } from "./world.ts";

export interface InstancePlace extends Life {
  readonly region: RegionSpec;
  readonly host: Host;
  readonly index: number;
}

const GARBAGE_MB_PER_REQUEST = 0.6;
/** The young generation is this share of what the service needs, and no more than this of what is left. */
const YOUNG = { ofUsed: 0.3, ofRoom: 0.2 } as const;
const PAUSE_MS = 4;
/** A collection walks through what it cannot free. */
const PAUSE_MS_PER_LEAKED_MB = 0.1;

export class Instance {
  readonly id: string;
  readonly version: string;
  readonly lifeSeed: string;
  readonly bornMs: number;
  readonly region: RegionSpec;
  readonly host: Host;
  readonly workers: Semaphore;
  readonly cores: Semaphore;
  readonly pools = new Map<string, Semaphore>();
  /** Knobs. */
  cpuFactor = 1;
  bugRatio = 0;
  /** Statements that this version runs instead of the endpoint's own. */
  readonly statements = new Map<string, string>();
  down = false;
  retired = false;
  /** Counted since the beginning of the stretch. */
  served = 0;
  active = 0;
  collections = 0;
  collectionMs = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Waits for a connection that ran out although the pool had one to give: the server refused, by database. */
  readonly connectTimeouts = new Map<string, number>();
  private garbageMb = 0;
  private leakRate = 0;
  private leakedBefore = 0;
  private leakingSinceMs: number;

  constructor(
    private readonly simulator: Simulator,
    readonly spec: ServiceSpec,
    readonly place: InstancePlace,
  ) {
    this.version = place.version;
    this.lifeSeed = place.lifeSeed;
    this.bornMs = place.bornMs;
    this.region = place.region;
    this.host = place.host;
    this.id = uuidOf(place.lifeSeed);
    this.leakingSinceMs = simulator.nowMs;
    this.workers = new Semaphore(simulator, spec.workers, spec.lineLimit);
    this.cores = new Semaphore(simulator, spec.cores);
    for (const [database, pool] of Object.entries(spec.pools ?? {})) {
      this.pools.set(database, new Semaphore(simulator, pool.size));
    }
  }

  get memoryMb(): number {
    return this.spec.memoryMb + this.garbageMb + this.leakedMb;
  }

  /** Knob: memory that is never given back. */
  get leakMbPerSecond(): number {
    return this.leakRate;
  }
  set leakMbPerSecond(rate: number) {
    this.leakedBefore = this.leakedMb;
    this.leakingSinceMs = this.simulator.nowMs;
    this.leakRate = rate;
  }

  private get leakedMb(): number {
    return this.leakedBefore + (this.leakRate * (this.simulator.nowMs - this.leakingSinceMs)) / 1000;
  }

  /** Above 85 % of its memory a process spends more and more of its time collecting. */
  get pressure(): number {
    const share = this.memoryMb / this.spec.memoryLimitMb;
    return share <= 0.85 ? 1 : 1 + 20 * (share - 0.85);
  }

  get outOfMemory(): boolean {
    return this.memoryMb >= this.spec.memoryLimitMb;
  }

  /** Accounts for the memory of one request; collects when the young generation is full. Milliseconds of the pause, usually 0. */
  allocate(): number {
    this.garbageMb += GARBAGE_MB_PER_REQUEST;
    const { memoryMb, memoryLimitMb } = this.spec;
    const roomMb = memoryLimitMb - memoryMb - this.leakedMb;
    if (this.garbageMb < Math.min(YOUNG.ofUsed * memoryMb, YOUNG.ofRoom * roomMb)) return 0;
    const pauseMs = (PAUSE_MS + PAUSE_MS_PER_LEAKED_MB * this.leakedMb) * this.pressure;
    this.garbageMb = 0;
    this.collections++;
    this.collectionMs += pauseMs;
    return pauseMs;
  }
}

/** A version-4 UUID that stands for this text, as SDKs make for `service.instance.id`. */
function uuidOf(text: string): string {
  const hex = hexOf(32, "uuid", text);
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
