/** What is promised to emerge: a spent pool fails its users, retries multiply load, severed regions lose each other. */
import { describe, expect, it } from "vitest";
import type { Activity } from "./activity.ts";
import type { CallStep, ServiceSpec, Topology } from "./topology.ts";
import { startTraffic } from "./traffic.ts";
import { podName, World } from "./world.ts";

const service = (name: string, more: Partial<ServiceSpec>): ServiceSpec => ({
  name,
  language: "go",
  version: "1",
  instancesPerRegion: 1,
  workers: 8,
  lineLimit: 16,
  cores: 2,
  memoryMb: 50,
  memoryLimitMb: 500,
  endpoints: [],
  ...more,
});

function twoServices(call: Partial<CallStep>, backCpuMs: number): Topology {
  const step: CallStep = { do: "call", service: "back", endpoint: "GET /", timeoutMs: 200, ...call };
  return {
    name: "two",
    environment: "test",
    regions: ["east", "west"].map((name) => ({
      name,
      provider: "none",
      zones: ["a"],
      hostsPerZone: 1,
      requestsPerSecond: 10,
      peakHour: 12,
    })),
    latencyMs: { "east|west": 40 },
    services: [
      service("front", { workers: 200, endpoints: [{ name: "GET /", protocol: "http", cpuMs: 1, steps: [step] }] }),
      service("back", {
        pools: { store: { size: 4, acquireTimeoutMs: 100 } },
        endpoints: [
          {
            name: "GET /",
            protocol: "http",
            cpuMs: backCpuMs,
            steps: [{ do: "query", database: "store", statement: "get" }],
          },
        ],
      }),
    ],
    databases: [
      {
        name: "store",
        namespace: "store",
        system: "postgresql",
        region: "east",
        maxConnections: 8,
        parallelism: 4,
        statements: [{ name: "get", text: "SELECT 1", operation: "SELECT", collection: "t", medianMs: 2 }],
      },
    ],
    caches: [],
    queues: [],
    peers: [],
    visits: [{ service: "front", endpoint: "GET /", weight: 1 }],
  };
}

function run(topology: Topology, prepare: (world: World) => void = () => undefined): Activity[] {
  const seen: Activity[] = [];
  const startMs = Date.UTC(2026, 0, 5, 12);
  const world = new World({
    topology,
    startMs,
    endMs: startMs + 60_000,
    seed: "overload",
    lifeSeed: "overload",
    bornMs: startMs,
    lives: new Map(),
    recorder: { finished: (activity) => seen.push(activity), logged: () => undefined, retired: () => undefined },
  });
  prepare(world);
  startTraffic(world);
  world.simulator.runUntil(world.endMs);
  world.simulator.drain();
  return seen;
}
const served = (seen: readonly Activity[], name: string) =>
  seen.filter(({ work, instance }) => work.type === "serve" && instance.spec.name === name);
const failing = (seen: readonly Activity[]) => seen.filter(({ failure }) => failure).length / seen.length;

describe("overload", () => {
  it("does not touch a system that has room", () => {
    const seen = run(twoServices({ retries: 3 }, 5));
    expect(failing(served(seen, "front"))).toBe(0);
    expect(served(seen, "back").length).toBe(served(seen, "front").length);
  });

  it("is multiplied by retries: a service that is a little too slow is asked four times as often", () => {
    const calm = run(twoServices({ retries: 0 }, 230));
    const storm = run(twoServices({ retries: 3, backoffMs: 10 }, 230));
    expect(served(storm, "back").length).toBeGreaterThan(2.5 * served(calm, "back").length);
    expect(failing(served(storm, "front"))).toBeGreaterThan(0.9);
  });

  it("goes to the nearest region that runs what is called", () => {
    const topology = twoServices({ timeoutMs: 1_000 }, 5);
    const only = topology.services.map((one) => (one.name === "back" ? { ...one, regions: ["west"] } : one));
    const seen = run({ ...topology, services: only });
    expect(failing(served(seen, "front"))).toBe(0);
    expect(new Set(served(seen, "back").map(({ instance }) => instance.region.name))).toEqual(new Set(["west"]));
    expect(served(seen, "back").length).toBe(served(seen, "front").length);
  });

  it("reaches callers through a database whose connections are held", () => {
    const seen = run(twoServices({}, 5), (world) => world.database("store").hold(8));
    expect(failing(served(seen, "front"))).toBe(1);
    expect(new Set(served(seen, "back").map(({ failure }) => failure?.kind))).toEqual(new Set(["pool"]));
    expect(new Set(served(seen, "front").map(({ failure }) => failure?.kind))).toEqual(new Set(["upstream"]));
  });

  it("stays in one region when the regions lose each other", () => {
    const seen = run(twoServices({}, 5), (world) => world.partitions.set("east|west", 1));
    const of = (region: string) => served(seen, "front").filter(({ instance }) => instance.region.name === region);
    expect(failing(of("east"))).toBe(0);
    expect(failing(of("west"))).toBe(1);
  });

  it("kills a process that leaks, and starts another in its pod, which leaks again", () => {
    const seen = run(twoServices({}, 5), (world) => {
      for (const instance of world.instances("back", "east")) instance.leakMbPerSecond = 30;
    });
    const east = served(seen, "back").filter(({ instance }) => instance.region.name === "east");
    const lives = [...new Set(east.map(({ instance }) => instance))];
    expect(lives.map(({ place }) => place.restarts)).toEqual([0, 1, 2]);
    expect(new Set(lives.map(({ id }) => id)).size).toBe(3);
    expect(new Set(lives.map(podName)).size).toBe(1);
    // The first reaches 500 MB after 15 s, and is back nine seconds later.
    expect((lives[1]?.bornMs ?? 0) - (lives[0]?.bornMs ?? 0)).toBeGreaterThan(22_000);
    expect(served(seen, "front").some(({ failure }) => failure?.message.includes("connection refused"))).toBe(true);
  });
});
