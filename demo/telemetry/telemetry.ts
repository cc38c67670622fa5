/**
 * The shop's telemetry: listens to the engine and fills three outboxes (spans, points, log records), as the SDKs and agents of
 * a real system would. Lives longer than a stretch of simulation and keeps what is cumulative.
 * `quietUntilMs`: nothing that ended before is sent (it was sent by an earlier run), but it counts.
 */
import type { Activity, LogLine, Recorder } from "../engine/activity.ts";
import { hashOf } from "../engine/random.ts";
import type { Topology } from "../engine/topology.ts";
import type { Instance, World } from "../engine/world.ts";
import { memo } from "./attributes.ts";
import { recordDuration } from "./durations.ts";
import { collectCache, collectDatabase, collectHost, collectQueues } from "./infrastructure.ts";
import { collectNode, collectPod, EVENTS, killedEvent, type PodEvent, startedEvent } from "./kubernetes.ts";
import { entryOf, writeLog } from "./logWriter.ts";
import { Meter, type SavedMeter } from "./meter.ts";
import { Outbox } from "./outbox.ts";
import { collectProcess } from "./processMetrics.ts";
import { hostSender, instanceSender, kubeletSender, type Sender, serverSender } from "./resource.ts";
import { areaOf, scopeOf } from "./scopes.ts";
import { type SpanShape, shapeOf } from "./spanShape.ts";
import { errorType, writeSpan } from "./spanWriter.ts";
import { EXPORT_INTERVAL_MS } from "./unrest.ts";

const DATABASE_SCOPE = { name: "postgresql.log", version: "" };
const SLOW_REQUEST_MS = 2_000;

export class Telemetry implements Recorder {
  readonly spans = new Outbox();
  readonly points = new Outbox();
  readonly logs = new Outbox();
  private lastTrace: Uint8Array | null = null;
  private readonly meters = new Map<string, Meter>();
  private readonly ofInstance = new WeakMap<Instance, Meter>();
  private readonly senders = new Map<string, Sender>();
  private world: World | null = null;

  constructor(
    private readonly topology: Topology,
    private readonly bornMs: number,
    public quietUntilMs: number,
    private readonly saved: Readonly<Record<string, SavedMeter>> = {},
  ) {}

  /** Listens to this stretch from now on. */
  attach(world: World): void {
    this.world = world;
    const every = (name: string, collect: (atMs: number) => void) => {
      const first = world.simulator.nowMs + (hashOf("export", name) % EXPORT_INTERVAL_MS);
      const tick = (atMs: number) => {
        if (atMs >= world.endMs) return;
        collect(atMs);
        world.simulator.at(atMs + EXPORT_INTERVAL_MS, () => tick(atMs + EXPORT_INTERVAL_MS));
      };
      world.simulator.at(first, () => tick(first));
    };
    for (const service of world.services.values()) {
      for (const [region, list] of service.instances) {
        list.forEach((_, index) => {
          every(`${service.spec.name} ${region} ${index}`, (atMs) =>
            this.collectPlace(service.spec.name, region, index, atMs),
          );
        });
      }
    }
    this.watchPlatform(world, every);
  }

  finished(activity: Activity): void {
    const meter = this.meterOf(activity.instance);
    const shape = shapeOf(activity);
    recordDuration(meter, activity, shape);
    if (activity.endMs < this.quietUntilMs) return;
    const scope = scopeOf(activity.instance.spec.language, areaOf(activity.work));
    writeSpan(this.spans.record(meter.sender, scope), activity, shape);
    if (!activity.parentSpanId) this.lastTrace = activity.traceId;
    this.remark(activity, shape);
  }

  logged(atMs: number, instance: Instance, line: LogLine, activity: Activity): void {
    if (atMs < this.quietUntilMs || instance.down) return;
    const scope = scopeOf(instance.spec.language, "own");
    writeLog(this.logs.record(this.senderOf(instance), scope), entryOf(atMs, line, activity));
    if (line.failure?.kind === "pool") this.complainAsDatabase(atMs, line.failure.message);
  }

  retired(instance: Instance): void {
    const atMs = this.nowMs(instance);
    if (atMs < this.quietUntilMs || instance.down) return;
    collectProcess(this.points, this.meterOf(instance), instance, atMs);
  }

  killed(instance: Instance): void {
    const { name, memoryLimitMb } = instance.spec;
    this.tell(instance, "WARN", killedEvent(name, memoryLimitMb));
  }

  restarted(instance: Instance): void {
    const { name } = instance.spec;
    this.tell(instance, "INFO", startedEvent(name, instance.place.restarts));
  }

  /** The trace whose root ended last, in hexadecimal; "" before the first. */
  get lastTraceId(): string {
    return this.lastTrace ? Buffer.from(this.lastTrace).toString("hex") : "";
  }

  /** Cumulative state, for a later run that goes on from here. */
  save(): Record<string, SavedMeter> {
    return Object.fromEntries([...this.meters].map(([key, meter]) => [key, meter.save()]));
  }

  /** Access lines of the edge, warnings for what is slow, errors for what fails at its origin. */
  private remark(activity: Activity, shape: SpanShape): void {
    const { work, failure, instance } = activity;
    const lengthMs = activity.endMs - activity.startMs;
    if (work.type === "serve" && instance.spec.name === "gateway") {
      const status = failure?.status ?? 200;
      const message = `${work.endpoint.name} ${status} ${lengthMs.toFixed(1)}ms`;
      this.logged(
        activity.endMs,
        instance,
        { severity: status >= 500 ? "ERROR" : "INFO", message, failure: null },
        activity,
      );
    } else if (work.type === "query" && failure) {
      const message = `${failure.message}: ${work.statement.text}`;
      this.logged(activity.endMs, instance, { severity: "WARN", message, failure }, activity);
    } else if (work.type === "query" && lengthMs > 500) {
      const message = `slow query (${Math.round(lengthMs)} ms) on ${work.database}: ${work.statement.text}`;
      this.logged(activity.endMs, instance, { severity: "WARN", message, failure: null }, activity);
    } else if (work.type === "call" && failure && errorType(activity, shape)) {
      const message = `attempt ${work.attempt + 1} of ${work.service} ${work.endpoint.name} failed: ${failure.message}`;
      this.logged(activity.endMs, instance, { severity: "WARN", message, failure }, activity);
    } else if (work.type === "serve" && !failure && lengthMs > SLOW_REQUEST_MS) {
      const message = `slow request: ${work.endpoint.name} took ${Math.round(lengthMs)} ms`;
      this.logged(activity.endMs, instance, { severity: "WARN", message, failure: null }, activity);
    }
  }

  /** What Kubernetes says of an instance's container, by the Collector, which knows whose pod it is. */
  private tell(instance: Instance, severity: "INFO" | "WARN", { body, attributes }: PodEvent): void {
    const atMs = this.nowMs(instance);
    if (atMs < this.quietUntilMs) return;
    const writer = this.logs.record(this.senderOf(instance), EVENTS);
    writeLog(writer, { atMs, severity, body, attributes, place: null });
  }

  private nowMs(instance: Instance): number {
    return this.world?.simulator.nowMs ?? instance.bornMs;
  }

  /** The server's own view of a connection it could not give. */
  private complainAsDatabase(atMs: number, message: string): void {
    const database = this.world?.databases.find((one) => message.includes(one.spec.name));
    if (!database || database.held === 0) return;
    const sender = this.platformSender(database.spec.name, "postgresql", "18.1", database.region);
    writeLog(this.logs.record(sender, DATABASE_SCOPE), {
      atMs,
      severity: "FATAL",
      body: "FATAL:  sorry, too many clients already",
      attributes: { "db.response.status_code": "53300", "log.file.name": "postgresql.log" },
      place: null,
    });
  }

  private collectPlace(service: string, region: string, index: number, atMs: number): void {
    const instance = this.world?.instances(service, region)[index];
    if (!instance || instance.down) return;
    // While quiet, counters must still be read: what was sent before ends where the next export begins.
    const outbox = atMs < this.quietUntilMs ? new Outbox() : this.points;
    collectProcess(outbox, this.meterOf(instance), instance, atMs);
    const [pod, container] = (["pod", "container"] as const).map((what) =>
      this.meter(kubeletSender(this.topology, instance, what), instance.bornMs),
    );
    if (pod && container) collectPod(outbox, pod, container, instance, atMs);
  }

  private watchPlatform(world: World, every: (name: string, collect: (atMs: number) => void) => void): void {
    const outbox = (atMs: number) => (atMs < this.quietUntilMs ? new Outbox() : this.points);
    for (const host of world.hosts) {
      const meter = this.meter(hostSender(this.topology, host), this.bornMs);
      every(host.name, (atMs) => {
        const busy = collectHost(outbox(atMs), meter, host, atMs);
        collectNode(outbox(atMs), meter, host, atMs, busy);
      });
    }
    for (const database of world.databases) {
      const meter = this.meter(
        this.platformSender(database.spec.name, "postgresql", "18.1", database.region),
        this.bornMs,
      );
      every(`${database.spec.name} ${database.region}`, (atMs) => collectDatabase(outbox(atMs), meter, database, atMs));
    }
    for (const cache of world.caches.values()) {
      const meter = this.meter(
        this.platformSender(cache.spec.name, "redis", "8.4.0", world.topology.regions[0]?.name ?? ""),
        this.bornMs,
      );
      every(cache.spec.name, (atMs) => collectCache(outbox(atMs), meter, cache, atMs));
    }
    if (world.queues.length === 0) return;
    for (const region of world.topology.regions) {
      const queues = world.queues.filter((queue) => queue.region === region.name);
      const meter = this.meter(this.platformSender("kafka", "kafka", "4.2.0", region.name), this.bornMs);
      every(`kafka ${region.name}`, (atMs) => collectQueues(outbox(atMs), meter, queues, atMs));
    }
  }

  private platformSender(name: string, system: string, version: string, region: string): Sender {
    const key = `${name} ${region}`;
    const known = this.senders.get(key);
    if (known) return known;
    const place = this.topology.regions.find((one) => one.name === region);
    if (!place) throw new Error(`The topology has no region ${region}.`);
    const sender = serverSender(this.topology, name, system, version, place);
    this.senders.set(key, sender);
    return sender;
  }

  private senderOf(instance: Instance): Sender {
    return this.meterOf(instance).sender;
  }

  private meterOf(instance: Instance): Meter {
    return memo(this.ofInstance, instance, () =>
      this.meter(instanceSender(this.topology, instance), instance.bornMs, instance.spec.delta),
    );
  }

  private meter(sender: Sender, bornMs: number, delta = false): Meter {
    const known = this.meters.get(sender.key);
    if (known) return known;
    const saved = this.saved[sender.key];
    const meter = new Meter(sender, saved?.bornMs ?? bornMs, delta, saved);
    this.meters.set(sender.key, meter);
    return meter;
  }
}
