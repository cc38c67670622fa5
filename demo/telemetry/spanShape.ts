/**
 * What of a span is the same every time: name, kind and most attributes, encoded once per kind of work.
 * Source: semantic conventions 1.44 for HTTP, RPC, database and messaging spans.
 */
import { SpanKind } from "../../server/model/span.ts";
import type { ProtobufWriter } from "../../server/otlp/protobufWriter.ts";
import type { Activity, Work } from "../engine/activity.ts";
import type { EndpointSpec } from "../engine/topology.ts";
import { attributeFields, memo, type PlainAttributes, Tag, writeAttribute } from "./attributes.ts";
import { madeUp, pathOf } from "./tokens.ts";

export interface SpanShape {
  readonly name: string;
  readonly kind: number;
  readonly fixed: Uint8Array;
  readonly server: boolean;
  readonly http: boolean;
  readonly grpc: boolean;
  readonly okStatus: number;
  /** Attributes that differ from request to request. */
  readonly writeOwn?: (writer: ProtobufWriter, activity: Activity) => void;
}

const KNOWN = new Map<string, SpanShape>();
const PORTS = { http: 8080, grpc: 9090, queue: 9092 } as const;
const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.4 Mobile/15E148 Safari/604.1",
  "ShopApp/8.3 (Android 16)",
];

/** The shape of an activity's span. */
export function shapeOf(activity: Activity): SpanShape {
  const { work } = activity;
  const edge = work.type === "serve" && activity.parentSpanId === null;
  return memo(KNOWN, keyOf(work, activity, edge), () => makeShape(work, activity, edge));
}

function keyOf(work: Work, activity: Activity, edge: boolean): string {
  const who = activity.instance.spec.name;
  switch (work.type) {
    case "serve":
      return `s${edge ? "e" : ""} ${who} ${work.endpoint.name}`;
    case "call":
      return `c ${who} ${work.service} ${work.endpoint.name}`;
    case "external":
      return `e ${who} ${work.peer} ${work.path}`;
    case "query":
      return `q ${who} ${work.database} ${work.region} ${work.statement.name}`;
    case "cache":
      return `k ${who} ${work.cache} ${work.command} ${work.hit} ${activity.instance.region.name}`;
    case "pool":
      return `o ${who} ${work.database}`;
    case "publish":
      return `p ${who} ${work.queue}`;
    case "consume":
      return `m ${who} ${work.queue}`;
    case "commit":
      return `t ${who} ${work.queue}`;
    case "work":
      return `w ${who} ${work.name}`;
  }
}

function makeShape(work: Work, activity: Activity, edge: boolean): SpanShape {
  switch (work.type) {
    case "serve":
      return work.endpoint.protocol === "grpc"
        ? shape(work.endpoint.name, SpanKind.SERVER, rpcOf(work.endpoint, activity.instance.spec.name), { grpc: true })
        : serveHttp(work.endpoint, activity.instance.spec.name, edge);
    case "call":
      return work.endpoint.protocol === "grpc"
        ? shape(work.endpoint.name, SpanKind.CLIENT, rpcOf(work.endpoint, work.service), {
            grpc: true,
            writeOwn: writeResend,
          })
        : callHttp(work.endpoint, work.service);
    case "external":
      return external(work);
    case "query":
      return query(work);
    case "cache":
      return cache(work, activity.instance.region.name);
    case "pool":
      return shape("pool.acquire", SpanKind.INTERNAL, { "db.client.connection.pool.name": work.database });
    case "publish":
      return messaging(`send ${work.queue}`, SpanKind.PRODUCER, work.queue, "send");
    case "consume":
      return messaging(`process ${work.queue}`, SpanKind.CONSUMER, work.queue, "process");
    case "commit":
      return messaging(`commit ${work.queue}`, SpanKind.CLIENT, work.queue, "commit");
    case "work":
      return shape(work.name, SpanKind.INTERNAL, { "code.function.name": camel(work.name) });
  }
}

function shape(name: string, kind: number, attributes: PlainAttributes, more: Partial<SpanShape> = {}): SpanShape {
  const server = kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
  const fixed = attributeFields(Tag.SPAN, attributes);
  return { name, kind, fixed, server, http: false, grpc: false, okStatus: 200, ...more };
}

const splitHttp = (endpoint: EndpointSpec) => {
  const space = endpoint.name.indexOf(" ");
  return { method: endpoint.name.slice(0, space), route: endpoint.name.slice(space + 1) };
};

function serveHttp(endpoint: EndpointSpec, service: string, edge: boolean): SpanShape {
  const { method, route } = splitHttp(endpoint);
  const attributes = {
    "http.request.method": method,
    "http.route": route,
    "url.scheme": edge ? "https" : "http",
    "server.address": edge ? "shop.example.com" : service,
    "server.port": edge ? 443 : PORTS.http,
    "network.protocol.version": edge ? "2" : "1.1",
  };
  const writeOwn = (writer: ProtobufWriter, activity: Activity) => {
    const [path = route, search] = pathOf(route, activity.token).split("?");
    writeAttribute(writer, Tag.SPAN, "url.path", path);
    if (search) writeAttribute(writer, Tag.SPAN, "url.query", search);
    if (!edge) return;
    const { token } = activity;
    writeAttribute(writer, Tag.SPAN, "client.address", `203.0.113.${token % 254}`);
    writeAttribute(writer, Tag.SPAN, "user_agent.original", AGENTS[token % AGENTS.length] ?? "");
    writeAttribute(writer, Tag.SPAN, "enduser.id", String(madeUp("customer_id", token)));
  };
  return shape(endpoint.name, SpanKind.SERVER, attributes, {
    http: true,
    okStatus: method === "POST" ? 201 : 200,
    writeOwn,
  });
}

function callHttp(endpoint: EndpointSpec, service: string): SpanShape {
  const { method, route } = splitHttp(endpoint);
  const attributes = {
    "http.request.method": method,
    "url.template": route,
    "server.address": service,
    "server.port": PORTS.http,
    "network.protocol.version": "1.1",
  };
  const writeOwn = (writer: ProtobufWriter, activity: Activity) => {
    writeAttribute(writer, Tag.SPAN, "url.full", `http://${service}:${PORTS.http}${pathOf(route, activity.token)}`);
    writeResend(writer, activity);
  };
  return shape(endpoint.name, SpanKind.CLIENT, attributes, {
    http: true,
    okStatus: method === "POST" ? 201 : 200,
    writeOwn,
  });
}

function writeResend(writer: ProtobufWriter, activity: Activity): void {
  const { work } = activity;
  if (work.type !== "call" || work.attempt === 0) return;
  const key = work.endpoint.protocol === "grpc" ? "rpc.grpc.previous_attempts" : "http.request.resend_count";
  writeAttribute(writer, Tag.SPAN, key, work.attempt);
}

function rpcOf(endpoint: EndpointSpec, service: string): PlainAttributes {
  return {
    "rpc.system.name": "grpc",
    "rpc.method": endpoint.name,
    "server.address": service,
    "server.port": PORTS.grpc,
    "network.transport": "tcp",
  };
}

function external(work: Extract<Work, { type: "external" }>): SpanShape {
  const attributes = {
    "http.request.method": work.method,
    "url.template": work.path,
    "url.full": `https://${work.address}${work.path}`,
    "server.address": work.address,
    "server.port": 443,
    "peer.service": work.peer,
  };
  return shape(`${work.method} ${work.path}`, SpanKind.CLIENT, attributes, { http: true, okStatus: 201 });
}

function query(work: Extract<Work, { type: "query" }>): SpanShape {
  const { statement } = work;
  const summary = `${statement.operation} ${statement.collection}`;
  return shape(summary, SpanKind.CLIENT, {
    "db.system.name": "postgresql",
    "db.namespace": work.namespace,
    "db.collection.name": statement.collection,
    "db.operation.name": statement.operation,
    "db.query.summary": summary,
    "db.query.text": statement.text,
    "server.address": `${work.database}.${work.region}.shop.internal`,
    "server.port": 5432,
    "peer.service": work.database,
  });
}

function cache(work: Extract<Work, { type: "cache" }>, region: string): SpanShape {
  return shape(work.command, SpanKind.CLIENT, {
    "db.system.name": "redis",
    "db.namespace": "0",
    "db.operation.name": work.command,
    "server.address": `${work.cache}.${region}.shop.internal`,
    "server.port": 6379,
    "peer.service": work.cache,
    "cache.hit": work.hit ?? undefined,
  });
}

function messaging(name: string, kind: number, queue: string, operation: "send" | "process" | "commit"): SpanShape {
  const attributes = {
    "messaging.system": "kafka",
    "messaging.destination.name": queue,
    "messaging.operation.name": operation,
    "messaging.operation.type": operation === "commit" ? "settle" : operation,
    "messaging.consumer.group.name": operation === "send" ? undefined : `${queue}-workers`,
    // A commit goes to whichever broker coordinates the group: naming one would draw a peer beside the queue.
    ...(operation === "commit" ? {} : { "server.address": "kafka", "server.port": PORTS.queue }),
  };
  const writeOwn = (writer: ProtobufWriter, activity: Activity) => {
    const { work } = activity;
    if (work.type === "publish") {
      writeAttribute(writer, Tag.SPAN, "messaging.destination.partition.id", String(work.partition));
    } else if (work.type === "consume") {
      writeAttribute(writer, Tag.SPAN, "messaging.batch.message_count", activity.links.length);
      writeAttribute(writer, Tag.SPAN, "messaging.message.queued_ms", Math.round(work.queuedMs));
    }
  };
  return shape(name, kind, attributes, { writeOwn });
}

const camel = (name: string) => name.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
