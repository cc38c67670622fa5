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
  leakMbPerRequest = 0;
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
  private leakedMb = 0;

  constructor(
    simulator: Simulator,
    readonly spec: ServiceSpec,
    readonly place: InstancePlace,
  ) {
    this.version = place.version;
    this.lifeSeed = place.lifeSeed;
    this.bornMs = place.bornMs;
    this.region = place.region;
    this.host = place.host;
    this.id = uuidOf(place.lifeSeed);
    this.workers = new Semaphore(simulator, spec.workers, spec.lineLimit);
    this.cores = new Semaphore(simulator, spec.cores);
    for (const [database, pool] of Object.entries(spec.pools ?? {})) {
      this.pools.set(database, new Semaphore(simulator, pool.size));
    }
  }

  get memoryMb(): number {
    return this.spec.memoryMb + this.garbageMb + this.leakedMb;
  }

  /** Above 85 % of its memory a process spends more and more of its time collecting. */
  get pressure(): number {
    const share = this.memoryMb / this.spec.memoryLimitMb;
    return share <= 0.85 ? 1 : 1 + 20 * (share - 0.85);
  }

  get outOfMemory(): boolean {
    return this.memoryMb >= this.spec.memoryLimitMb;
  }

  /** Accounts for the memory of one request; collects when the young generation is full. */
  allocate(): void {
    this.garbageMb += GARBAGE_MB_PER_REQUEST;
    this.leakedMb += this.leakMbPerRequest;
    if (this.garbageMb < this.spec.memoryMb * 0.3) return;
    this.garbageMb = 0;
    this.collections++;
    this.collectionMs += 4 * this.pressure + this.leakedMb * 0.05;
  }
}

/** A version-4 UUID that stands for this text, as SDKs make for `service.instance.id`. */
function uuidOf(text: string): string {
  const hex = hexOf(32, "uuid", text);
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
