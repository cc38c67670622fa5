/**
 * OTLP/HTTP: POST /v1/traces, /v1/metrics, /v1/logs in protobuf or JSON, plain or compressed, and the probes beside them.
 * This file judges method, path, headers and size, reads the body and hands bytes on; what they mean is decided after it.
 * Slow senders are cut off by Node's own time-outs; a body that ends half way leaves nothing behind.
 * Source: opentelemetry-proto docs/specification.md, "OTLP/HTTP". Next: receiver.ts.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Signal } from "../model/columns.ts";
import type { Admission } from "./admission.ts";
import { readBody } from "./bodyReader.ts";
import { admitOrigin, answerPreflight, isPreflight } from "./cors.ts";
import { type Door, listen } from "./door.ts";
import { answer, answerRefused, bodyEncodingOf, write } from "./httpAnswer.ts";
import { isKnownEncoding, unknownEncoding } from "./inflate.ts";
import type { Latency } from "./latency.ts";
import { type Outcome, type Refused, refused, tooLarge } from "./outcome.ts";
import type { PrometheusMetadataMemory } from "./prometheusMetadata.ts";
import type { BodyEncoding, Receive } from "./receiver.ts";
import { answerRemoteWrite, REMOTE_WRITE_PATH } from "./remoteWrite.ts";
import type { Tally } from "./tally.ts";
import type { JudgeToken } from "./token.ts";

/** What GET on one of the other paths answers. */
export interface Probe {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface OtlpHttpOptions {
  readonly host: string;
  readonly port: number;
  readonly maxRequestBytes: number;
  readonly corsOrigins: readonly string[];
  readonly admission: Admission;
  readonly receive: Receive;
  readonly tally: Tally;
  readonly latency: Latency;
  /** Judges the token among the headers. */
  readonly judgeToken: JudgeToken;
  readonly prometheusMetadata: Pick<PrometheusMetadataMemory, "metadataOf" | "onMetadata">;
  /** How long a sender may take over its headers and over its whole request. */
  readonly patience?: { readonly headersMs: number; readonly requestMs: number };
  /** Path -> answer: /livez /readyz /startupz /metrics. */
  readonly probes: Readonly<Record<string, () => Promise<Probe>>>;
}

const SIGNAL_OF: Readonly<Record<string, Signal>> = {
  "/v1/traces": "traces",
  "/v1/metrics": "metrics",
  "/v1/logs": "logs",
};
const PROFILE_PATHS = new Set(["/v1development/profiles", "/v1/profiles"]);

const PATIENCE = { headersMs: 10_000, requestMs: 30_000 } as const;

const serverOptions = ({ headersMs, requestMs } = PATIENCE as NonNullable<OtlpHttpOptions["patience"]>) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: Math.min(2_000, headersMs),
  keepAliveTimeout: 75_000,
  noDelay: true,
});

/** Opens the door. Throws CONFLICT when the port is taken. */
export async function openOtlpHttp(options: OtlpHttpOptions): Promise<Door> {
  // A sender that closes its own half after the body still reads the answer. Of Node, but not in its typed surface.
  const server = Object.assign(createServer(serverOptions(options.patience)), { httpAllowHalfOpen: true });
  const serve = (request: IncomingMessage, response: ServerResponse, beforeBody: () => void) =>
    void route(request, response, beforeBody, options).catch(() => response.destroy());
  server.on("request", (request, response) => serve(request, response, () => undefined));
  server.on("checkContinue", (request, response) => serve(request, response, () => response.writeContinue()));
  server.on("clientError", answerBrokenHttp);
  return listen(server, options.host, options.port, "OTLP_HTTP_PORT", (graceMs) => closeServer(server, graceMs));
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  beforeBody: () => void,
  options: OtlpHttpOptions,
): Promise<void> {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path === REMOTE_WRITE_PATH) return answerRemoteWrite(request, response, beforeBody, options);
  const signal = Object.hasOwn(SIGNAL_OF, path) ? SIGNAL_OF[path] : undefined;
  const encoding = bodyEncodingOf(request.headers["content-type"]);
  if (!signal) return answerElsewhere(request, response, path, encoding ?? "json", options);
  const foreign = admitOrigin(request, response, options.corsOrigins);
  if (!foreign && isPreflight(request)) return answerPreflight(request, response);
  const outcome = foreign ?? (await receiveOver(request, response, signal, encoding, beforeBody, options));
  if (outcome?.kind === "refused") options.tally.refused(signal, outcome.reason);
  if (request.headers.expect && !response.headersSent && !request.complete) response.setHeader("Connection", "close");
  if (outcome) answer(response, signal, outcome, encoding ?? "json");
}

/** Everything between the headers and the outcome; null when the sender went away. */
async function receiveOver(
  request: IncomingMessage,
  response: ServerResponse,
  signal: Signal,
  encoding: BodyEncoding | null,
  beforeBody: () => void,
  options: OtlpHttpOptions,
): Promise<Outcome | null> {
  const { admission, maxRequestBytes } = options;
  const compression = request.headers["content-encoding"] ?? "";
  const wrong = judgeHead(request, response, compression, options);
  if (wrong) return wrong;
  if (!encoding) {
    const type = request.headers["content-type"] ?? "(none)";
    return refused(
      "media_type",
      `The content type ${type} is not OTLP; send application/x-protobuf or application/json.`,
    );
  }
  const ticket = admission.open(request.socket, Number(request.headers["content-length"] ?? 0));
  if ("kind" in ticket) return ticket;
  beforeBody();
  const body = await readBody(request, compression, ticket, maxRequestBytes);
  if (!(body instanceof Uint8Array)) {
    ticket.close();
    return body;
  }
  const wholeMs = performance.now();
  const outcome = await options.receive({ signal, encoding, body, ticket });
  if (outcome.kind === "stored") options.latency.add(performance.now() - wholeMs);
  return outcome;
}

/** What is wrong with a request before its body, or null. */
function judgeHead(
  request: IncomingMessage,
  response: ServerResponse,
  compression: string,
  options: OtlpHttpOptions,
): Refused | null {
  if (request.method !== "POST") {
    response.setHeader("Allow", "POST, OPTIONS");
    return refused("method", `${request.method} is not for this path; OTLP is sent with POST.`);
  }
  const stranger = options.judgeToken(request.headers);
  if (stranger) {
    response.setHeader("WWW-Authenticate", "Bearer");
    return stranger;
  }
  if (!isKnownEncoding(compression)) return unknownEncoding(compression);
  return Number(request.headers["content-length"] ?? 0) > options.maxRequestBytes
    ? tooLarge(options.maxRequestBytes)
    : null;
}

async function answerElsewhere(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  encoding: BodyEncoding,
  options: OtlpHttpOptions,
): Promise<void> {
  const probe = Object.hasOwn(options.probes, path) ? options.probes[path] : undefined;
  // Health reveals nothing; the numbers ask for the token like everything else.
  const stranger = path === "/metrics" ? options.judgeToken(request.headers) : null;
  if (stranger) return answerRefused(response, stranger, encoding);
  if (probe && (request.method === "GET" || request.method === "HEAD")) {
    const { status, contentType, body } = await probe();
    return write(response, status, contentType, body);
  }
  if (probe) {
    response.setHeader("Allow", "GET, HEAD");
    return answerRefused(response, refused("method", `${request.method} is not for ${path}; use GET.`), encoding);
  }
  const sentence = PROFILE_PATHS.has(path)
    ? "Profiles are not taken in yet; their OTLP form is still in development. Traces, metrics and logs are welcome."
    : `There is nothing at ${path}; OTLP is sent to /v1/traces, /v1/metrics and /v1/logs, remote write to ${REMOTE_WRITE_PATH}.`;
  answerRefused(response, refused("not_found", sentence), encoding);
}

/** Bytes that are no HTTP, or headers that came too slowly or too large: a plain answer, then the connection ends. */
function answerBrokenHttp(error: Error & { code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const slow = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const line = slow ? "408 Request Timeout" : "400 Bad Request";
  const message = slow ? "The request did not arrive in time." : "These bytes are not an HTTP request.";
  const body = JSON.stringify({ code: slow ? 4 : 3, message });
  socket.end(
    `HTTP/1.1 ${line}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Takes no new connection, lets answers go out, ends what is left after `graceMs`. */
async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  const startedMs = performance.now();
  const sweep = setInterval(() => {
    if (performance.now() - startedMs < graceMs) server.closeIdleConnections();
    else server.closeAllConnections();
  }, 20);
  await closed;
  clearInterval(sweep);
}
