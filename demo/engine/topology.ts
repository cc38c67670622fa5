/**
 * A system on paper: services and what each of their endpoints does, databases, caches, queues, peers, regions and visitors.
 * Pure data; `world.ts` brings it to life. The shop is in demo/shop, a population of any size in demo/load.
 * Units: in names. `...Ms` of work are medians on an idle machine; ratios and chances are 0..1.
 */
export type Language = "go" | "java" | "nodejs" | "python" | "dotnet";
export type Severity = "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

interface Maybe {
  /** How often the step is taken at all; always when absent. */
  readonly chance?: number;
}
interface Tolerant extends Maybe {
  /** True: a failure of this step does not fail the request. */
  readonly optional?: boolean;
}

export interface CallStep extends Tolerant {
  readonly do: "call";
  readonly service: string;
  readonly endpoint: string;
  readonly timeoutMs: number;
  /** Further attempts after the first, after doubling waits that begin at `backoffMs`. */
  readonly retries?: number;
  readonly backoffMs?: number;
}
export interface ExternalStep extends Tolerant {
  readonly do: "external";
  readonly peer: string;
  readonly method: string;
  readonly path: string;
  readonly timeoutMs: number;
}
export interface QueryStep extends Tolerant {
  readonly do: "query";
  readonly database: string;
  readonly statement: string;
  /** After this the client gives up and closes its connection; for ever when absent. The server works on. */
  readonly timeoutMs?: number;
  /** Further attempts after the first, after doubling waits that begin at `backoffMs`. */
  readonly retries?: number;
  readonly backoffMs?: number;
}
export interface CacheStep extends Tolerant {
  readonly do: "cache";
  readonly cache: string;
  readonly command: string;
  /** Absent for writes, which neither hit nor miss. */
  readonly hitRatio?: number;
  readonly onMiss?: readonly Step[];
}
export interface PublishStep extends Tolerant {
  readonly do: "publish";
  readonly queue: string;
}
/** Tells a queue that the message at hand is done with. */
export interface CommitStep extends Tolerant {
  readonly do: "commit";
  readonly queue: string;
}
export interface WorkStep extends Maybe {
  readonly do: "work";
  /** Names an INTERNAL span. */
  readonly name: string;
  readonly cpuMs: number;
}
export interface LogStep extends Maybe {
  readonly do: "log";
  readonly severity: Severity;
  /** `{name}` stands for a made-up value, which is also sent as an attribute. */
  readonly message: string;
}
export interface AllStep extends Maybe {
  readonly do: "all";
  readonly steps: readonly Step[];
}
export type Step =
  | CallStep
  | ExternalStep
  | QueryStep
  | CacheStep
  | PublishStep
  | CommitStep
  | WorkStep
  | LogStep
  | AllStep;

export interface EndpointSpec {
  /** `GET /cart`, `shop.inventory.v1.Inventory/Reserve`, or a queue's name. */
  readonly name: string;
  readonly protocol: "http" | "grpc" | "queue";
  readonly cpuMs: number;
  readonly steps: readonly Step[];
  /** Share of requests that the caller got wrong, answered with this status; not the server's failure. */
  readonly rejects?: { readonly ratio: number; readonly status: number; readonly message: string };
  /** Share of requests that hit a bug of this code. */
  readonly bugRatio?: number;
  /** A message whose first publisher sent it longer ago is worth nothing any more, and fails. */
  readonly expiresMs?: number;
}

export interface ServiceSpec {
  readonly name: string;
  /** Who looks after it. */
  readonly team?: string;
  readonly language: Language;
  readonly version: string;
  /** Where it runs; in every region when absent. */
  readonly regions?: readonly string[];
  readonly instancesPerRegion: number;
  readonly workers: number;
  readonly lineLimit: number;
  readonly cores: number;
  readonly memoryMb: number;
  readonly memoryLimitMb: number;
  readonly pools?: Readonly<Record<string, PoolSpec>>;
  readonly consumes?: { readonly queue: string; readonly concurrency: number; readonly batch: number };
  /** Sends sums and histograms as deltas, as its SDK was told to. */
  readonly delta?: boolean;
  /** Sends its latency as an exponential histogram. */
  readonly exponential?: boolean;
  readonly endpoints: readonly EndpointSpec[];
}
export interface PoolSpec {
  readonly size: number;
  readonly acquireTimeoutMs: number;
}

export interface StatementSpec {
  readonly name: string;
  readonly text: string;
  readonly operation: string;
  readonly collection: string;
  readonly medianMs: number;
}
export interface DatabaseSpec {
  readonly name: string;
  readonly namespace: string;
  readonly system: "postgresql";
  /** Null: one of its own in every region. */
  readonly region: string | null;
  readonly maxConnections: number;
  /** Queries that run side by side before they slow each other down. */
  readonly parallelism: number;
  readonly statements: readonly StatementSpec[];
}
export interface CacheSpec {
  readonly name: string;
  readonly medianMs: number;
  readonly memoryMb: number;
}
export interface QueueSpec {
  readonly name: string;
  readonly partitions: number;
  readonly group: string;
}
export interface PeerSpec {
  readonly name: string;
  readonly address: string;
  readonly medianMs: number;
  readonly failRatio: number;
}

export interface VisitSpec {
  readonly service: string;
  readonly endpoint: string;
  readonly weight: number;
}
export interface RegionSpec {
  readonly name: string;
  readonly provider: string;
  readonly zones: readonly string[];
  readonly hostsPerZone: number;
  /** Requests per second averaged over a day. */
  readonly requestsPerSecond: number;
  /** Hour of the day (UTC) with the most visitors. */
  readonly peakHour: number;
}
export interface Topology {
  readonly name: string;
  readonly environment: string;
  readonly regions: readonly RegionSpec[];
  /** One way, between two regions: `a|b` with a < b. */
  readonly latencyMs: Readonly<Record<string, number>>;
  readonly services: readonly ServiceSpec[];
  readonly databases: readonly DatabaseSpec[];
  readonly caches: readonly CacheSpec[];
  readonly queues: readonly QueueSpec[];
  readonly peers: readonly PeerSpec[];
  readonly visits: readonly VisitSpec[];
}
