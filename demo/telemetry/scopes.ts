/** Which instrumentation library records what, by language: the scopes of the shop's telemetry. */
import type { Work } from "../engine/activity.ts";
import type { Language } from "../engine/topology.ts";

export interface ScopeName {
  readonly name: string;
  readonly version: string;
}
type Area = "http" | "rpc" | "db" | "messaging" | "own";

const go = "go.opentelemetry.io/contrib/instrumentation";
const js = "@opentelemetry/instrumentation";
const SCOPES: Readonly<Record<Language, readonly [version: string, Readonly<Record<Area, string>>]>> = {
  go: [
    "0.68.0",
    {
      http: `${go}/net/http/otelhttp`,
      rpc: `${go}/google.golang.org/grpc/otelgrpc`,
      db: "github.com/XSAM/otelsql",
      messaging: "github.com/twmb/franz-go/plugin/kotel",
      own: "shop",
    },
  ],
  java: [
    "2.24.0",
    {
      http: "io.opentelemetry.tomcat-10.0",
      rpc: "io.opentelemetry.grpc-1.6",
      db: "io.opentelemetry.jdbc",
      messaging: "io.opentelemetry.kafka-clients-2.6",
      own: "com.example.shop",
    },
  ],
  nodejs: [
    "0.223.0",
    { http: `${js}-http`, rpc: `${js}-grpc`, db: `${js}-pg`, messaging: `${js}-kafkajs`, own: "shop" },
  ],
  python: [
    "0.62b0",
    {
      http: "opentelemetry.instrumentation.asgi",
      rpc: "opentelemetry.instrumentation.grpc",
      db: "opentelemetry.instrumentation.psycopg",
      messaging: "opentelemetry.instrumentation.confluent_kafka",
      own: "shop",
    },
  ],
  dotnet: [
    "1.15.0",
    {
      http: "Microsoft.AspNetCore",
      rpc: "OpenTelemetry.Instrumentation.GrpcCore",
      db: "Npgsql",
      messaging: "Confluent.Kafka.Extensions",
      own: "Shop",
    },
  ],
};
const KNOWN = new Map<string, ScopeName>();

/** The one object that stands for this scope: scopes are compared by identity. */
export function scopeNamed(name: string, version: string): ScopeName {
  const key = `${name} ${version}`;
  const known = KNOWN.get(key);
  if (known) return known;
  const scope = { name, version };
  KNOWN.set(key, scope);
  return scope;
}

/** The scope in which this language's library for an area records. */
export function scopeOf(language: Language, area: Area): ScopeName {
  const [version, names] = SCOPES[language];
  return scopeNamed(names[area], area === "own" ? "" : version);
}

export function areaOf(work: Work): Area {
  switch (work.type) {
    case "serve":
    case "call":
      return work.endpoint.protocol === "grpc" ? "rpc" : "http";
    case "external":
      return "http";
    case "query":
    case "cache":
    case "pool":
      return "db";
    case "publish":
    case "consume":
    case "commit":
      return "messaging";
    case "work":
      return "own";
  }
}
