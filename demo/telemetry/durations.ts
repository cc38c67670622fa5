/** The duration metrics that an activity feeds, by the semantic conventions 1.44: HTTP, RPC, database, messaging. Seconds. */
import type { Activity } from "../engine/activity.ts";
import { DB_BOUNDS, DURATION_BOUNDS } from "./histogram.ts";
import type { Meter } from "./meter.ts";
import { nanoSeconds } from "./resolution.ts";
import { areaOf, scopeOf } from "./scopes.ts";
import type { SpanShape } from "./spanShape.ts";
import { errorType, grpcStatus } from "./spanWriter.ts";

const head = (name: string, description: string) => ({ name, unit: "s", description });
const HTTP_SERVER = head("http.server.request.duration", "Duration of HTTP server requests.");
const HTTP_CLIENT = head("http.client.request.duration", "Duration of HTTP client requests.");
const RPC_SERVER = head("rpc.server.call.duration", "Duration of inbound remote procedure calls.");
const RPC_CLIENT = head("rpc.client.call.duration", "Duration of outbound remote procedure calls.");
const DB_CLIENT = head("db.client.operation.duration", "Duration of database client operations.");
const DB_WAIT = head("db.client.connection.wait_time", "Time to obtain an open connection from the pool.");
const SENT = head("messaging.client.operation.duration", "Duration of messaging operations.");
const PROCESSED = head("messaging.process.duration", "Duration of processing a message.");

/** Records an activity's duration into its instance's meter. */
export function recordDuration(meter: Meter, activity: Activity, shape: SpanShape): void {
  const { work, instance, failure } = activity;
  if (work.type === "work") return;
  const measured = {
    value: nanoSeconds(Math.max(0, activity.endMs - activity.startMs)),
    atMs: activity.endMs,
    traceId: activity.traceId,
    spanId: activity.spanId,
  };
  const usual = failure ? undefined : meter.usual.get(shape);
  if (usual) {
    usual.record(measured);
    return;
  }
  const { metric, bounds, attributes } = seriesOf(activity);
  const error = errorType(activity, shape);
  const key = `${subjectOf(activity)} ${failure?.status ?? 0} ${error ?? ""}`;
  const scope = scopeOf(instance.spec.language, areaOf(work));
  const histogram = meter.histogram(metric, scope, instance.spec.exponential ? null : bounds, key, () => ({
    ...attributes(),
    "error.type": error,
  }));
  histogram.record(measured);
  if (!failure) meter.usual.set(shape, histogram);
}

/** What the point speaks of, beside how it ended. Cached and missed reads are one point, as are an order's two statements. */
function subjectOf({ work }: Activity): string {
  switch (work.type) {
    case "serve":
    case "consume":
      return work.endpoint.name;
    case "call":
      return `${work.service} ${work.endpoint.name}`;
    case "external":
      return `${work.peer} ${work.path}`;
    case "query":
      return `${work.database} ${work.statement.operation} ${work.statement.collection}`;
    case "cache":
      return `${work.cache} ${work.command}`;
    case "pool":
      return work.database;
    case "publish":
      return work.queue;
    case "commit":
      return `commit ${work.queue}`;
    case "work":
      return work.name;
  }
}

function seriesOf(activity: Activity) {
  const { work } = activity;
  switch (work.type) {
    case "serve":
    case "call":
      return work.endpoint.protocol === "grpc" ? rpcSeries(activity) : httpSeries(activity);
    case "external":
      return httpSeries(activity);
    case "query":
      return {
        metric: DB_CLIENT,
        bounds: DB_BOUNDS,
        attributes: () => ({
          "db.system.name": "postgresql",
          "db.namespace": work.namespace,
          "db.collection.name": work.statement.collection,
          "db.operation.name": work.statement.operation,
          "server.address": work.database,
        }),
      };
    case "cache":
      return {
        metric: DB_CLIENT,
        bounds: DB_BOUNDS,
        attributes: () => ({
          "db.system.name": "redis",
          "db.operation.name": work.command,
          "server.address": work.cache,
        }),
      };
    case "pool":
      return {
        metric: DB_WAIT,
        bounds: DB_BOUNDS,
        attributes: () => ({ "db.client.connection.pool.name": work.database }),
      };
    default:
      return messagingSeries(activity);
  }
}

function httpSeries(activity: Activity) {
  const { work, failure } = activity;
  const name = work.type === "external" ? `${work.method} ${work.path}` : "endpoint" in work ? work.endpoint.name : "";
  const [method = "", route = ""] = name.split(" ");
  const status = failure?.status ?? (method === "POST" ? 201 : 200);
  const served = work.type === "serve";
  return {
    metric: served ? HTTP_SERVER : HTTP_CLIENT,
    bounds: DURATION_BOUNDS,
    attributes: () => ({
      "http.request.method": method,
      "http.response.status_code": status,
      ...(served
        ? { "http.route": route, "url.scheme": "http" }
        : {
            "url.template": route,
            "server.address": work.type === "call" ? work.service : work.type === "external" ? work.address : "",
          }),
    }),
  };
}

function rpcSeries(activity: Activity) {
  const { work, failure } = activity;
  const name = "endpoint" in work ? work.endpoint.name : "";
  return {
    metric: work.type === "serve" ? RPC_SERVER : RPC_CLIENT,
    bounds: DURATION_BOUNDS,
    attributes: () => ({
      "rpc.system.name": "grpc",
      "rpc.method": name,
      "rpc.status_code": grpcStatus(failure),
      "server.address": work.type === "call" ? work.service : undefined,
    }),
  };
}

function messagingSeries({ work }: Activity) {
  const consumed = work.type === "consume";
  const queue = "queue" in work ? work.queue : "";
  return {
    metric: consumed ? PROCESSED : SENT,
    bounds: DURATION_BOUNDS,
    attributes: () => ({
      "messaging.system": "kafka",
      "messaging.destination.name": queue,
      "messaging.operation.name": consumed ? "process" : work.type === "commit" ? "commit" : "send",
    }),
  };
}
