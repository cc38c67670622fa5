/**
 * A topology brought to life for one stretch of time: instances on hosts, databases, caches, queues, the network between
 * regions. Scenarios turn the knobs found here; nothing in here decides what goes wrong.
 * Shape: every look-up by name throws when the name is not in the topology, since that is a mistake of whoever wrote it.
 */
import type { Recorder } from "./activity.ts";
import { Database } from "./database.ts";
import { Instance } from "./instance.ts";
import { MessageQueue } from "./messageQueue.ts";
import { hexOf, type Random, randomOf } from "./random.ts";
import { Simulator } from "./simulator.ts";
import type { CacheSpec, EndpointSpec, PeerSpec, RegionSpec, ServiceSpec, Topology } from "./topology.ts";

export { Instance } from "./instance.ts";

const UNKNOWN_LATENCY_MS = 50;
/** A connection that gets no answer is asked for three times. */
const PACKETS_PER_ATTEMPT = 3;

export interface Host {
  readonly name: string;
  readonly region: RegionSpec;
  readonly zone: string;
  readonly instances: Instance[];
  /** Packets to other regions that were lost, since the beginning of the stretch. */
  lostPackets: number;
}
export interface Service {
  readonly spec: ServiceSpec;
  readonly endpoints: ReadonlyMap<string, EndpointSpec>;
  /** Region -> instances now running there. */
  readonly instances: Map<string, Instance[]>;
}
export interface Peer {
  readonly spec: PeerSpec;
  /** 1 is usual. */
  slowness: number;
  failRatio: number;
}
export interface Cache {
  readonly spec: CacheSpec;
  /** Factor on every hit ratio. */
  hitFactor: number;
  hits: number;
  misses: number;
}

/** One process of a place: what it runs and since when. */
export interface Life {
  readonly version: string;
  readonly lifeSeed: string;
  readonly bornMs: number;
  /** Names its pod, which outlives a process that is killed. */
  readonly podSeed: string;
  /** How often a process of this pod was killed before. */
  readonly restarts: number;
}

export interface WorldOptions {
  readonly topology: Topology;
  readonly startMs: number;
  /** No visitor comes and no reading is taken from then on; what has begun may still end. */
  readonly endMs: number;
  /** Chance of this stretch; traffic depends on it alone. */
  readonly seed: string;
  /** Names of processes, and when they began. */
  readonly lifeSeed: string;
  readonly bornMs: number;
  /** Processes that were replaced since, by place (`slotOf`); the world adds to it, and the next stretch is given the same map. */
  readonly lives: Map<string, Life>;
  readonly recorder: Recorder;
}

export class World {
  readonly simulator: Simulator;
  readonly random: Random;
  readonly topology: Topology;
  readonly recorder: Recorder;
  readonly hosts: Host[] = [];
  readonly services = new Map<string, Service>();
  readonly databases: Database[] = [];
  readonly queues: MessageQueue[] = [];
  readonly caches = new Map<string, Cache>();
  readonly peers = new Map<string, Peer>();
  /** Pairs of regions (`a|b`, a < b) that cannot reach each other, with the share of calls lost; `a|b/NAME` is the path to one callee. */
  readonly partitions = new Map<string, number>();
  /** Service -> most further attempts that its calls and queries may take, whatever they were written to take. */
  readonly retryLimits = new Map<string, number>();
  /** Moves when a scenario is begun that would be cut. */
  endMs: number;
  private readonly latencies = new Map<string, number>();

  constructor(readonly options: WorldOptions) {
    const { topology } = options;
    this.topology = topology;
    this.endMs = options.endMs;
    this.recorder = options.recorder;
    this.simulator = new Simulator(options.startMs);
    this.random = randomOf("world", options.seed);
    this.buildPlaces();
    for (const spec of topology.services) this.addService(spec);
    for (const spec of topology.databases) this.addDatabase(spec.name);
    for (const spec of topology.caches) this.caches.set(spec.name, { spec, hitFactor: 1, hits: 0, misses: 0 });
    for (const spec of topology.peers) this.peers.set(spec.name, { spec, slowness: 1, failRatio: spec.failRatio });
    for (const spec of topology.queues) {
      for (const region of topology.regions) this.queues.push(new MessageQueue(spec, region.name, this.simulator));
    }
  }

  service(name: string): Service {
    return found(this.services.get(name), `service ${name}`);
  }

  instances(service: string, region?: string): Instance[] {
    const all = this.service(service).instances;
    return region ? (all.get(region) ?? []) : [...all.values()].flat();
  }

  /** Where a call from this region goes: to the region's own instances, else to those of the nearest region that has any. */
  instancesFor(service: string, region: string): readonly Instance[] {
    const own = this.instances(service, region);
    if (own.length > 0) return own;
    const far = (other: string) => this.latencies.get(linkOf(region, other)) ?? UNKNOWN_LATENCY_MS;
    const others = [...this.service(service).instances].filter(([, list]) => list.length > 0);
    return others.sort(([a], [b]) => far(a) - far(b))[0]?.[1] ?? [];
  }

  /** How many further attempts this instance may take now. */
  retriesOf(instance: Instance, { retries = 0 }: { readonly retries?: number }): number {
    return Math.min(retries, this.retryLimits.get(instance.spec.name) ?? retries);
  }

  /** The database of this name that this region uses. */
  database(name: string, region = ""): Database {
    const match = this.databases.find((one) => one.spec.name === name && (one.spec.region || one.region === region));
    return found(match ?? this.databases.find((one) => one.spec.name === name), `database ${name}`);
  }

  queue(name: string, region: string): MessageQueue {
    return found(
      this.queues.find((queue) => queue.spec.name === name && queue.region === region),
      `queue ${name} in ${region}`,
    );
  }

  cache(name: string): Cache {
    return found(this.caches.get(name), `cache ${name}`);
  }

  peer(name: string): Peer {
    return found(this.peers.get(name), `peer ${name}`);
  }

  region(name: string): RegionSpec {
    return found(
      this.topology.regions.find((region) => region.name === name),
      `region ${name}`,
    );
  }

  /** One way between two regions, in milliseconds; within a region well under one. */
  latencyMs(from: string, to: string): number {
    if (from === to) return 0.15 + 0.2 * this.random.next();
    return (this.latencies.get(linkOf(from, to)) ?? UNKNOWN_LATENCY_MS) * (0.97 + 0.08 * this.random.next());
  }

  /** Whether what this instance sends to a callee in a region is lost just now. */
  severed(from: Instance, to: string, callee: string): boolean {
    if (from.region.name === to || this.partitions.size === 0) return false;
    const link = linkOf(from.region.name, to);
    const share = this.partitions.get(`${link}/${callee}`) ?? this.partitions.get(link);
    const lost = share !== undefined && this.random.next() < share;
    if (lost) from.host.lostPackets += PACKETS_PER_ATTEMPT;
    return lost;
  }

  /** Replaces one instance by a new pod, of another version when one is given. The old one finishes what it has begun. */
  replace(old: Instance, version = old.version): Instance {
    const lifeSeed = this.lifeSeedNow(old, version);
    return this.succeed(old, { version, lifeSeed, podSeed: lifeSeed, restarts: 0 });
  }

  /** Starts a process again in its pod, as it was: what it leaked before it leaks again. */
  restart(old: Instance): Instance {
    const { version, place } = old;
    const lifeSeed = this.lifeSeedNow(old, version);
    const fresh = this.succeed(old, { version, lifeSeed, podSeed: place.podSeed, restarts: place.restarts + 1 });
    fresh.bugRatio = old.bugRatio;
    fresh.leakMbPerSecond = old.leakMbPerSecond;
    for (const [asked, run] of old.statements) fresh.statements.set(asked, run);
    return fresh;
  }

  private lifeSeedNow({ spec, region, place }: Instance, version: string): string {
    return `${slotOf(spec.name, region.name, place.index)}/${version}@${this.simulator.nowMs}`;
  }

  private succeed(old: Instance, next: Omit<Life, "bornMs">): Instance {
    const list = this.service(old.spec.name).instances.get(old.region.name) ?? [];
    const life = { ...next, bornMs: this.simulator.nowMs };
    this.options.lives.set(slotOf(old.spec.name, old.region.name, old.place.index), life);
    const fresh = new Instance(this.simulator, old.spec, { ...old.place, ...life });
    list[list.indexOf(old)] = fresh;
    old.host.instances.splice(old.host.instances.indexOf(old), 1, fresh);
    old.retired = true;
    this.recorder.retired(old);
    return fresh;
  }

  private buildPlaces(): void {
    for (const [link, latency] of Object.entries(this.topology.latencyMs)) this.latencies.set(link, latency);
    for (const region of this.topology.regions) {
      for (const zone of region.zones) {
        for (let i = 0; i < region.hostsPerZone; i++) {
          const name = `ip-10-${this.topology.regions.indexOf(region)}-${region.zones.indexOf(zone)}-${20 + i}`;
          this.hosts.push({ name: `${name}.${region.name}`, region, zone, instances: [], lostPackets: 0 });
        }
      }
    }
  }

  private addService(spec: ServiceSpec): void {
    const endpoints = new Map(spec.endpoints.map((endpoint) => [endpoint.name, endpoint]));
    const instances = new Map<string, Instance[]>();
    for (const region of this.topology.regions) {
      if (spec.regions && !spec.regions.includes(region.name)) continue;
      const hosts = this.hosts.filter((host) => host.region === region);
      const offset = this.services.size;
      const list = Array.from({ length: spec.instancesPerRegion }, (_, index) => {
        const host = found(hosts[(offset + index * 2) % hosts.length], `a host in ${region.name}`);
        const slot = slotOf(spec.name, region.name, index);
        const lifeSeed = `${this.options.lifeSeed}/${slot}`;
        const { bornMs } = this.options;
        const first = { version: spec.version, lifeSeed, bornMs, podSeed: lifeSeed, restarts: 0 };
        const life = this.options.lives.get(slot) ?? first;
        const instance = new Instance(this.simulator, spec, { region, host, index, ...life });
        host.instances.push(instance);
        return instance;
      });
      instances.set(region.name, list);
    }
    this.services.set(spec.name, { spec, endpoints, instances });
  }

  private addDatabase(name: string): void {
    const spec = found(
      this.topology.databases.find((one) => one.name === name),
      `database ${name}`,
    );
    const regions = spec.region ? [spec.region] : this.topology.regions.map((region) => region.name);
    for (const region of regions) this.databases.push(new Database(this.simulator, spec, region));
  }
}

export const slotOf = (service: string, region: string, index: number) => `${service}/${region}/${index}`;
export const linkOf = (a: string, b: string) => (a < b ? `${a}|${b}` : `${b}|${a}`);

/** `payments-7d9f8b6c5d-x2x9k`, as Kubernetes names pods. */
export function podName({ spec, version, place }: Instance): string {
  return `${spec.name}-${hexOf(10, "set", spec.name, version)}-${hexOf(5, "pod", place.podSeed)}`;
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The topology has no ${what}.`);
  return value;
}
