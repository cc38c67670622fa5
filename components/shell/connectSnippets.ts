/** How to point a sender here, as text to copy, filled with this server's own addresses. Pure: doors and a host name in, snippets out. */

export interface Doors {
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly guarded: boolean;
}

export interface Snippet {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** Where it goes. */
  readonly where: string;
}

/** The token stands where people put their own: it is kept hashed, so nobody can show it again. */
const TOKEN = "<token>";

export function connectSnippets(doors: Doors, hostName: string): Snippet[] {
  const host = hostName.includes(":") && !hostName.startsWith("[") ? `[${hostName}]` : hostName;
  const http = `http://${host}:${doors.otlpHttpPort}`;
  return [
    {
      id: "sdk",
      name: "Any SDK",
      where: "in the environment of your service, before it starts",
      text: sdk(http, doors.guarded),
    },
    { id: "node", name: "Node.js", where: "in a shell, in your service's folder", text: node(http, doors.guarded) },
    {
      id: "collector",
      name: "Collector",
      where: "in the configuration of your OpenTelemetry Collector",
      text: collector(http, host, doors),
    },
    {
      id: "curl",
      name: "One span by hand",
      where: "in a shell: it appears here within a second",
      text: curl(http, doors.guarded),
    },
  ];
}

function sdk(http: string, guarded: boolean): string {
  const lines = [
    "export OTEL_SERVICE_NAME=my-service",
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${http}`,
    "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
  ];
  if (guarded) lines.push(`export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20${TOKEN}"`);
  return lines.join("\n");
}

function node(http: string, guarded: boolean): string {
  return [
    "npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node",
    sdk(http, guarded),
    'export NODE_OPTIONS="--require @opentelemetry/auto-instrumentations-node/register"',
    "node your-service.js",
  ].join("\n");
}

function collector(http: string, host: string, { otlpGrpcPort, guarded }: Doors): string {
  const headers = guarded ? `\n    headers:\n      authorization: Bearer ${TOKEN}` : "";
  return `exporters:
  otlphttp/chronoscope:
    endpoint: ${http}${headers}
  # or over gRPC:
  otlp/chronoscope:
    endpoint: ${host}:${otlpGrpcPort}
    tls:
      insecure: true${headers}

service:
  pipelines:
    traces:  { receivers: [otlp], exporters: [otlphttp/chronoscope] }
    metrics: { receivers: [otlp], exporters: [otlphttp/chronoscope] }
    logs:    { receivers: [otlp], exporters: [otlphttp/chronoscope] }`;
}

function curl(http: string, guarded: boolean): string {
  const authorization = guarded ? ` \\\n  -H 'Authorization: Bearer ${TOKEN}'` : "";
  return `now=$(date +%s)
curl ${http}/v1/traces -H 'Content-Type: application/json'${authorization} -d '{
  "resourceSpans": [{
    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "hello"}}]},
    "scopeSpans": [{"spans": [{
      "traceId": "'$(openssl rand -hex 16)'", "spanId": "'$(openssl rand -hex 8)'",
      "name": "GET /hello", "kind": 2,
      "startTimeUnixNano": "'$now'000000000", "endTimeUnixNano": "'$now'012400000"
    }]}]
  }]
}'`;
}
