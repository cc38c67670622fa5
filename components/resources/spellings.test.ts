/**
 * The same quantity in every spelling that senders have for it, sent as OTLP to a real store: each must answer its measure alike.
 * Each case has a resource of its own; all lie in one store, so that one sender's spelling must not hide another's.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Attributes } from "../../server/model/attributes.ts";
import type { Metric } from "../../server/model/metric.ts";
import type { ResourceMetrics } from "../../server/otlp/groups.ts";
import { createPromQl, type PromQl } from "../../server/series/ask.ts";
import { MetricIndex } from "../../server/series/metricIndex.ts";
import { PROMOTED } from "../../server/series/seriesLabels.ts";
import { fillIn } from "../../server/series/steps.ts";
import { createPostgresStore } from "../../server/store/postgres/postgresStore.ts";
import { flushOf } from "../../server/store/storeContract.ts";
import { attributesOf, NOON_MS, pointColumns, pointOf, scopeOf } from "../../server/testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../server/testing/database.ts";
import { incrementsOf } from "../../server/testing/increments.ts";
import { kindOf } from "./kinds.ts";
import { scopeOfOne } from "./measure.ts";

const MINUTES = Array.from({ length: 11 }, (_, i) => i);
const AT_MS = NOON_MS + 600_000;
type Labels = Readonly<Record<string, string>>;
type Points = readonly (readonly [value: number, of: Labels])[];

const points = (values: Points, at: (value: number, minute: number) => number) =>
  values.flatMap(([value, of]) =>
    MINUTES.map((minute) =>
      pointOf({
        timeMs: NOON_MS + minute * 60_000,
        attributes: attributesOf(of),
        value: { type: "double", value: at(value, minute) },
      }),
    ),
  );
const head = (name: string, unit: string) => ({ name, unit, description: "", metadata: [] });
const gauge = (name: string, unit: string, ...values: Points): Metric => ({
  ...head(name, unit),
  kind: "gauge",
  dataPoints: points(values, (value) => value),
});
const level = (name: string, unit: string, ...values: Points): Metric => ({
  ...head(name, unit),
  kind: "sum",
  isMonotonic: false,
  aggregationTemporality: 2,
  dataPoints: points(values, (value) => value),
});
/** Grows by `value` a second. */
const counter = (name: string, unit: string, ...values: Points): Metric => ({
  ...head(name, unit),
  kind: "sum",
  isMonotonic: true,
  aggregationTemporality: 2,
  dataPoints: points(values, (value, minute) => value * minute * 60),
});
/** One measurement a second, all of `value`, in two buckets around it. */
const histogram = (name: string, unit: string, value: number, of: Labels = {}): Metric => ({
  ...head(name, unit),
  kind: "histogram",
  aggregationTemporality: 2,
  dataPoints: MINUTES.map((minute) => ({
    attributes: attributesOf(of),
    startTimeUnixNano: BigInt(NOON_MS) * 1_000_000n,
    timeUnixNano: BigInt(NOON_MS + minute * 60_000) * 1_000_000n,
    flags: 0,
    count: BigInt(minute * 60),
    sum: value * minute * 60,
    min: null,
    max: null,
    bucketCounts: [0n, BigInt(minute * 60), 0n],
    explicitBounds: [value * 0.999, value * 1.001],
    exemplars: [],
  })),
});

interface Case {
  /** Kind and measure. */
  readonly of: readonly [kind: string, measure: string];
  readonly spelling: string;
  readonly expected: number;
  /** What the resource sends; `on` are its own attributes, beside those that name it. */
  readonly sends: readonly Metric[];
  readonly on?: Labels;
}
const measured = (
  of: readonly [string, string],
  expected: number,
  spellings: Readonly<Record<string, Metric[]>>,
): Case[] => Object.entries(spellings).map(([spelling, sends]) => ({ of, spelling, expected, sends }));

const state = (key: string, ...values: readonly (readonly [number, string])[]): Points =>
  values.map(([value, name]) => [value, { [key]: name }]);
const heap = (key: string, value: number): Points => [[value, { [key]: "heap" }]];

const CASES: readonly Case[] = [
  ...measured(["host", "cpu"], 0.3, {
    "system.cpu.time by cpu.mode": [
      counter("system.cpu.time", "s", ...state("cpu.mode", [0.6, "user"], [1.4, "idle"])),
    ],
    "system.cpu.time by state": [counter("system.cpu.time", "s", ...state("state", [0.6, "user"], [1.4, "idle"]))],
    "system.cpu.utilization by cpu.mode": [
      gauge("system.cpu.utilization", "1", ...state("cpu.mode", [0.3, "user"], [0.7, "idle"])),
    ],
    "system.cpu.utilization by state": [
      gauge("system.cpu.utilization", "1", ...state("state", [0.3, "user"], [0.7, "idle"])),
    ],
    "system.cpu.utilization of a Node process": [
      gauge("system.cpu.utilization", "1", [0.7, { "system.cpu.state": "idle", "system.cpu.logical_number": "1" }]),
    ],
  }),
  ...measured(["host", "memory"], 0.25, {
    "system.memory.utilization": [gauge("system.memory.utilization", "1", ...state("state", [0.25, "used"]))],
    "system.memory.usage by system.memory.state": [
      level(
        "system.memory.usage",
        "By",
        ...state("system.memory.state", [1e9, "used"], [2e9, "cached"], [1e9, "free"]),
      ),
    ],
    "system.memory.usage by state": [
      level("system.memory.usage", "By", ...state("state", [1e9, "used"], [2e9, "cached"], [1e9, "free"])),
    ],
  }),
  ...measured(["host", "load"], 0.5, {
    "system.cpu.load_average.1m over system.cpu.logical.count": [
      gauge("system.cpu.load_average.1m", "{thread}", [2, {}]),
      level("system.cpu.logical.count", "{cpu}", [4, {}]),
    ],
    "its old unit over the cores that are seen": [
      gauge("system.cpu.load_average.1m", "1", [1, {}]),
      counter("system.cpu.time", "s", [1, { cpu: "cpu0", state: "idle" }], [1, { cpu: "cpu1", state: "idle" }]),
    ],
  }),
  ...measured(["host", "dropped"], 3, {
    "system.network.packet.dropped": [counter("system.network.packet.dropped", "{packet}", [3, {}])],
    "system.network.dropped": [counter("system.network.dropped", "{packet}", [3, { device: "eth0" }])],
  }),
  ...measured(["node", "cpu"], 0.5, {
    "usage over k8s.node.cpu.allocatable": [
      gauge("k8s.node.cpu.usage", "{cpu}", [2, {}]),
      level("k8s.node.cpu.allocatable", "{cpu}", [4, {}]),
    ],
    "usage over k8s.node.allocatable_cpu": [
      gauge("k8s.node.cpu.usage", "{cpu}", [2, {}]),
      gauge("k8s.node.allocatable_cpu", "{cpu}", [4, {}]),
    ],
  }),
  ...measured(["pod", "restarts"], 0, {
    "k8s.container.restart.count": [level("k8s.container.restart.count", "{restart}", [2, {}])],
    "k8s.container.restarts": [gauge("k8s.container.restarts", "{restart}", [2, {}])],
  }),
  ...measured(["pod", "cores"], 0.2, {
    "k8s.pod.cpu.usage": [gauge("k8s.pod.cpu.usage", "{cpu}", [0.2, {}])],
    "k8s.pod.cpu.time": [counter("k8s.pod.cpu.time", "s", [0.2, {}])],
  }),
  ...measured(["container", "cores"], 0.5, {
    "container.cpu.usage": [gauge("container.cpu.usage", "{cpu}", [0.5, {}])],
    "container.cpu.time": [counter("container.cpu.time", "s", [0.5, {}])],
    "container.cpu.usage.total of Docker": [counter("container.cpu.usage.total", "ns", [0.5e9, {}])],
  }),
  ...measured(["process", "memory"], 2e8, {
    "process.memory.usage": [level("process.memory.usage", "By", [2e8, {}])],
    "process.memory.physical_usage": [level("process.memory.physical_usage", "By", [2e8, {}])],
    process_resident_memory_bytes: [gauge("process_resident_memory_bytes", "", [2e8, {}])],
  }),
  ...measured(["process", "cores"], 0.4, {
    "process.cpu.time by cpu.mode": [
      counter("process.cpu.time", "s", ...state("cpu.mode", [0.3, "user"], [0.1, "system"])),
    ],
    "process.cpu.time by state": [counter("process.cpu.time", "s", ...state("state", [0.3, "user"], [0.1, "system"]))],
    process_cpu_seconds_total: [counter("process_cpu_seconds_total", "", [0.4, {}])],
  }),
  ...measured(["runtime", "heap"], 0.5, {
    "jvm.memory.used": [
      level("jvm.memory.used", "By", ...heap("jvm.memory.type", 5e8)),
      level("jvm.memory.limit", "By", ...heap("jvm.memory.type", 1e9)),
    ],
    "process.runtime.jvm.memory.usage": [
      level("process.runtime.jvm.memory.usage", "By", ...heap("type", 5e8)),
      level("process.runtime.jvm.memory.limit", "By", ...heap("type", 1e9)),
    ],
  }),
  ...measured(["runtime", "collecting"], 0.02, {
    "jvm.gc.duration": [histogram("jvm.gc.duration", "s", 0.02)],
    "process.runtime.jvm.gc.duration in milliseconds": [histogram("process.runtime.jvm.gc.duration", "ms", 20)],
    "v8js.gc.duration": [histogram("v8js.gc.duration", "s", 0.02)],
    "go.memory.gc.pause.duration": [histogram("go.memory.gc.pause.duration", "s", 0.02)],
    "process.runtime.go.gc.pause_total_ns": [counter("process.runtime.go.gc.pause_total_ns", "", [0.02e9, {}])],
    "dotnet.gc.pause.time": [counter("dotnet.gc.pause.time", "s", [0.02, {}])],
    "process.runtime.dotnet.gc.duration": [counter("process.runtime.dotnet.gc.duration", "ns", [0.02e9, {}])],
  }),
  ...measured(["pool", "used"], 0.8, {
    "db.client.connection.count": [
      level("db.client.connection.count", "{connection}", [
        8,
        { "db.client.connection.pool.name": "main", "db.client.connection.state": "used" },
      ]),
      level("db.client.connection.max", "{connection}", [10, { "db.client.connection.pool.name": "main" }]),
    ],
    "db.client.connections.usage": [
      level("db.client.connections.usage", "{connection}", [8, { "pool.name": "main", state: "used" }]),
      level("db.client.connections.max", "{connection}", [10, { "pool.name": "main" }]),
    ],
    hikaricp_connections_active: [
      gauge("hikaricp_connections_active", "", [8, { pool: "main" }]),
      gauge("hikaricp_connections_max", "", [10, { pool: "main" }]),
    ],
  }),
  ...measured(["pool", "wait"], 0.2, {
    "db.client.connection.wait_time": [
      histogram("db.client.connection.wait_time", "s", 0.2, { "db.client.connection.pool.name": "main" }),
    ],
    "db.client.connections.wait_time in milliseconds": [
      histogram("db.client.connections.wait_time", "ms", 200, { "pool.name": "main" }),
    ],
  }),
];

/** The labels that name a case's resource: attributes of the resource, or of its points where queues and pools have theirs. */
const NAMED_BY: Readonly<Record<string, string>> = {
  host: "host.name",
  node: "k8s.node.name",
  pod: "k8s.pod.name",
  container: "container.name",
  process: "service.name",
  runtime: "service.name",
  pool: "service.name",
};
const named = (place: number) => `resource-${place}`;

function groupOf({ of: [kind], sends }: Case, place: number): ResourceMetrics {
  const attributes: Attributes = attributesOf({ [NAMED_BY[kind] ?? ""]: named(place) });
  return {
    resource: { attributes, droppedAttributesCount: 0, schemaUrl: "" },
    scopeMetrics: [{ scope: scopeOf(), metrics: [...sends] }],
  };
}

let database: FreshDatabase;
let store: ReturnType<typeof createPostgresStore>;
let promQl: PromQl;

beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString });
  const columns = pointColumns(...CASES.map(groupOf));
  await store.append({ ...flushOf(columns), increments: incrementsOf([columns], AT_MS) });
  const index = new MetricIndex(store, 1, PROMOTED, Date.now);
  promQl = createPromQl({ reader: store, tenant: 1, index, clock: () => performance.now() });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function answerTo({ of: [kindId, measureId] }: Case, place: number): Promise<number | null> {
  const kind = kindOf(kindId);
  const measure = kind?.measures.find(({ id }) => id === measureId);
  if (!kind || !measure) throw new Error(`There is no ${kindId} ${measureId}.`);
  const label = (NAMED_BY[kindId] ?? "").replaceAll(".", "_");
  const values = kind.labels.map((one) => (one === label ? named(place) : one.endsWith("pool_name") ? "main" : ""));
  const query = fillIn(measure.expr(scopeOfOne(kind, values)), { stepMs: 15_000, rangeMs: 600_000 });
  const { value } = await promQl.ask({ query, startMs: AT_MS, endMs: AT_MS, stepMs: 0 });
  if (value.type !== "vector" || value.samples.length > 1) throw new Error(`${query} has not one value.`);
  return value.samples[0]?.value ?? null;
}

describe("measures", () => {
  for (const [place, one] of CASES.entries()) {
    it(`of ${one.of.join(", ")} are answered by ${one.spelling}`, async () => {
      const value = await answerTo(one, place);
      expect(value).not.toBeNull();
      expect(value).toBeCloseTo(one.expected, one.expected < 1 ? 3 : 6);
    });
  }
});
