/**
 * A population of any number of services for benchmarks: a layered call graph that the same engine runs as the shop.
 *
 *   2 % edges -> 18 % -> 40 % -> 40 % leaves (with databases)
 *
 * Shape: deterministic in its size; every edge service is visited alike; an endpoint calls up to three of the next layer.
 */
import { randomOf } from "../engine/random.ts";
import type { DatabaseSpec, Language, ServiceSpec, Step, Topology } from "../engine/topology.ts";

const LAYERS = [0.02, 0.18, 0.4, 0.4] as const;
const LANGUAGES: readonly Language[] = ["go", "java", "nodejs", "python", "dotnet"];
/** Calls taken per request, on average. */
const FAN_OUT = 1.5;
const OPERATIONS = ["read", "list", "write"] as const;

export interface PopulationSize {
  readonly services: number;
  readonly instancesPerRegion: number;
  /** Requests per second at the edge, all regions together. */
  readonly requestsPerSecond: number;
}

export function populationOf(size: PopulationSize): Topology {
  const layers = namesByLayer(size.services);
  const databases = Array.from({ length: Math.ceil(size.services / 25) }, (_, i) => databaseNamed(`db-${i}`));
  const services = layers.flatMap((names, layer) =>
    names.map((name, i) =>
      serviceNamed(
        name,
        i,
        names.length,
        layers[layer + 1] ?? [],
        databases[i % databases.length],
        size.instancesPerRegion,
      ),
    ),
  );
  const regions = ["eu-west", "us-east", "ap-south"].map((name) => ({
    name,
    provider: "aws",
    zones: ["a", "b", "c"].map((zone) => `${name}-1${zone}`),
    hostsPerZone: Math.max(1, Math.ceil((size.services * size.instancesPerRegion) / 90)),
    requestsPerSecond: size.requestsPerSecond / 3,
    peakHour: 12,
  }));
  return {
    name: "population",
    environment: "benchmark",
    regions,
    latencyMs: {},
    services,
    databases,
    caches: [],
    queues: [],
    peers: [],
    visits: (layers[0] ?? []).flatMap((service) =>
      OPERATIONS.map((name) => ({ service, endpoint: endpointOf(name), weight: 1 })),
    ),
  };
}

function namesByLayer(services: number): string[][] {
  let next = 0;
  return LAYERS.map((share, layer) => {
    const last = layer === LAYERS.length - 1;
    const count = last ? services - next : Math.max(1, Math.round(services * share));
    return Array.from({ length: count }, () => `service-${String(next++).padStart(4, "0")}`);
  });
}

const endpointOf = (operation: string) => (operation === "write" ? "POST /items" : `GET /${operation}/{id}`);

function serviceNamed(
  name: string,
  index: number,
  siblings: number,
  below: readonly string[],
  database: DatabaseSpec | undefined,
  instancesPerRegion: number,
): ServiceSpec {
  const random = randomOf("population", name);
  // The calls of all services deal the layer below out in turn, so that everyone is called by someone.
  const calls = Math.max(3, Math.ceil(below.length / siblings));
  const steps = (): Step[] => {
    if (below.length === 0) return database ? [{ do: "query", database: database.name, statement: "get" }] : [];
    return Array.from({ length: calls }, (_, call) => ({
      do: "call",
      service: below[(index * calls + call) % below.length] ?? "",
      endpoint: endpointOf(OPERATIONS[random.bits() % OPERATIONS.length] ?? "read"),
      timeoutMs: 2_000,
      chance: FAN_OUT / calls,
    }));
  };
  return {
    name,
    language: LANGUAGES[random.bits() % LANGUAGES.length] ?? "go",
    version: `1.${random.bits() % 40}.0`,
    instancesPerRegion,
    workers: 64,
    lineLimit: 256,
    cores: 4,
    memoryMb: 200,
    memoryLimitMb: 1_000,
    pools: below.length === 0 && database ? { [database.name]: { size: 32, acquireTimeoutMs: 1_000 } } : {},
    endpoints: OPERATIONS.map((operation) => ({
      name: endpointOf(operation),
      protocol: "http",
      cpuMs: 0.5 + (random.bits() % 30) / 10,
      bugRatio: 0.002,
      steps: [
        ...steps(),
        { do: "log", severity: "INFO", message: "served {items} items to {customer_id}", chance: 0.5 },
      ],
    })),
  };
}

function databaseNamed(name: string): DatabaseSpec {
  return {
    name,
    namespace: name.replace("-", "_"),
    system: "postgresql",
    region: null,
    maxConnections: 5_000,
    parallelism: 64,
    statements: [
      {
        name: "get",
        text: "SELECT id, body FROM items WHERE id = $1",
        operation: "SELECT",
        collection: "items",
        medianMs: 2,
      },
    ],
  };
}
