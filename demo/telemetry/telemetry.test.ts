/** What the shop sends, read back by the product's own readers: whole traces, kinds and status by the conventions, all signals. */
import { describe, expect, it } from "vitest";
import { attributeOf, textOf } from "../../server/model/attributes.ts";
import { type Span, SpanKind, StatusCode } from "../../server/model/span.ts";
import { readLogs } from "../../server/otlp/readLogs.ts";
import { readMetrics } from "../../server/otlp/readMetrics.ts";
import { readTraces } from "../../server/otlp/readTraces.ts";
import { Player, stretchStart } from "../player.ts";
import { SHOP } from "../shop/shop.ts";

const START = Date.UTC(2026, 10, 21, 9, 30);
const MINUTE = 60_000;
const player = new Player({
  topology: SHOP,
  seed: "telemetry",
  bornMs: START,
  episodes: [{ scenario: "cascading-failure", startMs: START + 4 * MINUTE }],
  checkpoint: stretchStart(START),
  quietUntilMs: START,
});
// The first stretch ends before the scenario's calm; this is long enough to hold its height.
const { batches } = player.advance(START + 15 * MINUTE);
const bytesOf = (signal: string) => batches.find((one) => one.signal === signal)?.batch.bytes ?? new Uint8Array();

const groups = readTraces(bytesOf("traces"));
const spans = groups.flatMap(({ resource, scopeSpans }) =>
  scopeSpans.flatMap((scope) =>
    scope.spans.map((span) => ({ span, resource, service: textOf(resource.attributes, "service.name") })),
  ),
);
const byId = new Map(spans.map((one) => [one.span.spanId, one]));
const failed = (span: Span) => span.status.code === StatusCode.ERROR;
const text = (span: Span, key: string) => textOf(span.attributes, key);
const status = (span: Span) => {
  const code = attributeOf(span.attributes, "http.response.status_code");
  return code?.type === "int" ? Number(code.value) : 0;
};

describe("the shop's spans", () => {
  it("have as many spans as the batch says, and ids of their own", () => {
    expect(spans.length).toBe(batches.find((one) => one.signal === "traces")?.batch.records);
    expect(byId.size).toBe(spans.length);
  });

  it("begin at the gateway and know their parents", () => {
    const roots = spans.filter(({ span }) => span.parentSpanId === null && span.kind === SpanKind.SERVER);
    expect(new Set(roots.map(({ service }) => service))).toEqual(new Set(["gateway"]));
    const children = spans.filter(({ span }) => span.parentSpanId !== null);
    const known = children.filter(({ span }) => byId.has(span.parentSpanId ?? span.spanId));
    // What still runs at the end of the chunk has sent its children only.
    expect(known.length / children.length).toBeGreaterThan(0.98);
    const astray = known.filter(({ span }) => {
      const parent = byId.get(span.parentSpanId ?? span.spanId)?.span;
      return parent?.traceId !== span.traceId || span.startTimeUnixNano < parent.startTimeUnixNano;
    });
    expect(astray).toEqual([]);
  });

  it("join a CLIENT half and a SERVER half across services", () => {
    const served = spans.filter(({ span }) => span.kind === SpanKind.SERVER && span.parentSpanId);
    const halves = served.map(({ span, service }) => ({ service, parent: byId.get(span.parentSpanId ?? span.spanId) }));
    const known = halves.filter(({ parent }) => parent);
    expect(known.length).toBeGreaterThan(1_000);
    expect(
      known.filter(({ service, parent }) => parent?.span.kind !== SpanKind.CLIENT || parent.service === service),
    ).toEqual([]);
  });

  it("leave a 4xx unset on the server's side and make it an error on the client's", () => {
    const rejected = spans.filter(({ span }) => status(span) >= 400 && status(span) < 500);
    const server = rejected.filter(({ span }) => span.kind === SpanKind.SERVER);
    const client = rejected.filter(({ span }) => span.kind === SpanKind.CLIENT);
    expect(server.length).toBeGreaterThan(0);
    expect(client.length).toBeGreaterThan(0);
    expect(server.some(({ span }) => failed(span) || text(span, "error.type"))).toBe(false);
    expect(client.every(({ span }) => failed(span) && text(span, "error.type") === String(status(span)))).toBe(true);
  });

  it("never carry error.type on success, always on failure", () => {
    expect(spans.filter(({ span }) => (text(span, "error.type") !== null) !== failed(span))).toEqual([]);
  });

  it("name exception, message and stack trace where something failed", () => {
    const events = spans.filter(({ span }) => failed(span)).flatMap(({ span }) => span.events);
    expect(events.length).toBeGreaterThan(50);
    for (const event of events) {
      expect(event.name).toBe("exception");
      for (const key of ["exception.type", "exception.message", "exception.stacktrace"]) {
        expect(textOf(event.attributes, key)?.length).toBeGreaterThan(3);
      }
    }
    expect(events.some((event) => textOf(event.attributes, "exception.message")?.includes("inventory-db"))).toBe(true);
  });

  it("link consumers to what was published", () => {
    const consumed = spans.filter(({ span }) => span.kind === SpanKind.CONSUMER);
    const published = new Set(
      spans.filter(({ span }) => span.kind === SpanKind.PRODUCER).map(({ span }) => span.spanId),
    );
    expect(consumed.length).toBeGreaterThan(20);
    expect(
      consumed.every(({ span }) => span.links.length > 0 && span.links.every((link) => published.has(link.spanId))),
    ).toBe(true);
    expect(consumed.some(({ span }) => span.parentSpanId === null)).toBe(true);
    expect(consumed.some(({ span }) => span.parentSpanId !== null)).toBe(true);
  });

  it("come from twelve services or more in three regions, each instance with its own id", () => {
    const of = (key: string) => new Set(groups.map(({ resource }) => textOf(resource.attributes, key)));
    expect(of("service.name").size).toBeGreaterThanOrEqual(12);
    expect(of("cloud.region")).toEqual(new Set(["eu-west", "us-east", "ap-south"]));
    expect(of("service.instance.id").size).toBe(groups.length);
  });
});

describe("the shop's metrics", () => {
  const metrics = readMetrics(bytesOf("metrics")).flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) => scope.metrics),
  );

  it("are of all five kinds", () => {
    expect(new Set(metrics.map(({ kind }) => kind))).toEqual(
      new Set(["gauge", "sum", "histogram", "exponentialHistogram", "summary"]),
    );
  });

  it("count as many buckets as there are measurements, and point exemplars at real spans", () => {
    const points = metrics.flatMap((metric) =>
      metric.kind === "histogram" || metric.kind === "exponentialHistogram" ? [...metric.dataPoints] : [],
    );
    const wrong = points.filter((point) => {
      const counts = "bucketCounts" in point ? point.bucketCounts : (point.positive?.bucketCounts ?? []);
      return counts.reduce((sum, count) => sum + count, 0n) !== point.count;
    });
    expect(wrong).toEqual([]);
    const exemplars = points.flatMap((point) => [...point.exemplars]);
    expect(exemplars.length).toBeGreaterThan(1_000);
    expect(exemplars.filter(({ spanId }) => spanId === null || !byId.has(spanId))).toEqual([]);
  });

  it("have the digits that their sources count in", () => {
    const values = (name: string) =>
      metrics
        .filter((metric) => metric.name === name)
        .flatMap((metric) => (metric.kind === "gauge" || metric.kind === "sum" ? [...metric.dataPoints] : []))
        .flatMap(({ value }) => (value ? [Number(value.value)] : []));
    const steps = { "system.cpu.time": 0.01, "process.cpu.time": 1e-6, "k8s.pod.cpu.usage": 1e-9 };
    for (const [name, step] of Object.entries(steps)) {
      expect(values(name).length).toBeGreaterThan(100);
      // The double of a decimal, which a sum of fractions is not.
      expect(values(name).filter((value) => value !== Math.round(value / step) / Math.round(1 / step))).toEqual([]);
    }
    expect(values("system.cpu.time").some((value) => value > 1)).toBe(true);
    for (const name of ["process.memory.usage", "system.memory.usage", "container.memory.working_set"]) {
      expect(values(name).length).toBeGreaterThan(100);
      expect(values(name).filter((value) => value % 4096 !== 0)).toEqual([]);
    }
  });

  it("tell of hosts, nodes, pods, containers, runtimes and queues, as receivers and SDKs do", () => {
    const names = new Set(metrics.map(({ name }) => name));
    const wanted = [
      "system.cpu.time",
      "system.network.errors",
      "k8s.node.cpu.usage",
      "k8s.pod.cpu_limit_utilization",
      "k8s.container.restarts",
      "container.memory.working_set",
      "v8js.gc.duration",
      "dotnet.gc.pause.time",
      "go.goroutine.count",
      "kafka.consumer_group.lag_sum",
    ];
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it("show the pool that is spent", () => {
    const pending = metrics.filter(({ name }) => name === "db.client.connection.pending_requests");
    const refused = metrics.filter(({ name }) => name === "postgresql.connection.refused");
    const largest = (list: typeof metrics) =>
      Math.max(
        ...list.flatMap((metric) =>
          metric.kind === "sum" ? metric.dataPoints.map((point) => Number(point.value?.value)) : [],
        ),
      );
    expect(pending.length).toBeGreaterThan(0);
    expect(largest(refused)).toBeGreaterThan(20);
  });
});

describe("the shop's logs", () => {
  const records = readLogs(bytesOf("logs")).flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap((scope) =>
      scope.logRecords.map((record) => ({ record, service: textOf(resource.attributes, "service.name") })),
    ),
  );

  it("belong to spans, except the database's own", () => {
    const loose = records.filter(({ record }) => record.traceId === null);
    expect(new Set(loose.map(({ service }) => service))).toEqual(new Set(["inventory-db"]));
    expect(loose[0]?.record.body).toEqual({ type: "string", value: "FATAL:  sorry, too many clients already" });
    const tied = records.filter(({ record }) => record.spanId && byId.has(record.spanId));
    expect(tied.length / records.length).toBeGreaterThan(0.9);
  });

  it("fill in what they speak of", () => {
    expect(
      records.some(({ record }) => /\{\w+\}/.test(String(record.body.type === "string" ? record.body.value : ""))),
    ).toBe(false);
    expect(new Set(records.map(({ record }) => record.severityText))).toEqual(
      new Set(["INFO", "WARN", "ERROR", "FATAL"]),
    );
  });
});
