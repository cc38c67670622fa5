/**
 * OTLP/gRPC: the three Export services. Messages stay bytes; grpc-js frames them and nothing else.
 * Shape: an interceptor judges token and admission before a byte is read; the method hands the body on and turns the outcome
 * into a response or a status. What a client may send again says so in RetryInfo; RESOURCE_EXHAUSTED comes without it.
 * Source: opentelemetry-proto docs/specification.md, "OTLP/gRPC"; grpc/doc/PROTOCOL-HTTP2.md. Next: receiver.ts.
 */
import * as grpc from "@grpc/grpc-js";
import type { Signal } from "../model/columns.ts";
import { encodeExportResponse } from "../otlp/encodeResponse.ts";
import type { Admission, Ticket } from "./admission.ts";
import { cannotListen, type Door } from "./door.ts";
import { countWire, statusOf } from "./grpcWire.ts";
import type { Latency } from "./latency.ts";
import { type Refused, refused } from "./outcome.ts";
import type { Receive } from "./receiver.ts";
import type { Tally } from "./tally.ts";
import type { JudgeToken } from "./token.ts";

export interface OtlpGrpcOptions {
  readonly host: string;
  readonly port: number;
  readonly maxRequestBytes: number;
  readonly admission: Admission;
  readonly receive: Receive;
  readonly tally: Tally;
  readonly latency: Latency;
  readonly judgeToken: JudgeToken;
}

/** A message with the room it holds, as the interceptor hands it to the method. */
interface Arrived {
  readonly body: Uint8Array;
  readonly ticket: Ticket;
}

const PATHS: Readonly<Record<Signal, string>> = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};
const SIGNAL_OF = new Map(Object.entries(PATHS).map(([signal, path]) => [path, signal as Signal]));

/** A message must be whole this long after its headers. */
const MESSAGE_WITHIN_MS = 30_000;
const RESPONSE_LIMIT_BYTES = 4 * 1024 * 1024;

/** Opens the door. Throws CONFLICT when the port is taken. */
export async function openOtlpGrpc(options: OtlpGrpcOptions): Promise<Door> {
  // What it has to say comes back as errors; it would say it again on standard error.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": options.maxRequestBytes,
    "grpc.max_send_message_length": RESPONSE_LIMIT_BYTES,
    "grpc.max_concurrent_streams": 256,
    "grpc.keepalive_time_ms": 60_000,
    "grpc.keepalive_timeout_ms": 20_000,
    "grpc.enable_channelz": 0,
    interceptors: [admitting(options)],
  });
  for (const signal of SIGNAL_OF.values()) addExport(server, signal, options);
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
      const code = /E[A-Z]{4,}/.exec(error?.message ?? "")?.[0];
      if (error) reject(cannotListen(code, options.host, options.port, "OTLP_GRPC_PORT", error));
      else resolve(bound);
    });
  });
  return { port, close: (graceMs) => closeServer(server, graceMs) };
}

function addExport(server: grpc.Server, signal: Signal, options: OtlpGrpcOptions): void {
  const same = (bytes: Buffer) => bytes;
  const definition = {
    path: PATHS[signal],
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  server.addService(
    { Export: definition },
    {
      Export: (call: grpc.ServerUnaryCall<Arrived, Buffer>, reply: grpc.sendUnaryData<Buffer>) =>
        void exportOne(signal, call.request, reply, options),
    },
  );
}

async function exportOne(
  signal: Signal,
  { body, ticket }: Arrived,
  reply: grpc.sendUnaryData<Buffer>,
  options: OtlpGrpcOptions,
): Promise<void> {
  const wholeMs = performance.now();
  const outcome = await options.receive({ signal, encoding: "protobuf", body, ticket });
  if (outcome.kind === "refused") {
    options.tally.refused(signal, outcome.reason);
    return reply(statusOf(outcome));
  }
  options.latency.add(performance.now() - wholeMs);
  reply(null, Buffer.from(encodeExportResponse(signal, outcome.partial, "protobuf")));
}

/** Token, admission, the count of bytes and the time limit of one call, before the method sees it. */
function admitting(options: OtlpGrpcOptions): grpc.ServerInterceptor {
  return (method, call) => {
    const signal = SIGNAL_OF.get(method.path) ?? "traces";
    const refuse = (refusal: Refused) => {
      options.tally.refused(signal, refusal.reason);
      call.sendStatus(statusOf(refusal));
    };
    return new grpc.ServerInterceptingCall(call, { start: (next) => next(listenerOf(call, refuse, options)) });
  };
}

function listenerOf(
  call: grpc.ServerInterceptingCallInterface,
  refuse: (refusal: Refused) => void,
  options: OtlpGrpcOptions,
): grpc.ServerListener {
  let ticket: Ticket | null = null;
  let counted = false;
  let whole = false;
  /** Once the method runs, the ticket is the receiver's to close. */
  let handedOn = false;
  const timer = setTimeout(
    () => refuse(refused("slow", `The message did not arrive within ${MESSAGE_WITHIN_MS / 1000} s.`)),
    MESSAGE_WITHIN_MS,
  );
  return {
    onReceiveMetadata(metadata, next) {
      const stranger = options.judgeToken({ authorization: metadata.get("authorization")[0]?.toString() });
      if (stranger) return refuse(stranger);
      const opened = options.admission.open(call.getPeer(), 0);
      if ("kind" in opened) return refuse(opened);
      ticket = opened;
      counted = countWire(call, opened, options.maxRequestBytes, refuse);
      next(metadata);
    },
    onReceiveMessage(body: Uint8Array, next) {
      whole = true;
      const no = counted || !ticket ? null : ticket.grow(body.length);
      if (no) refuse(no);
      else next({ body, ticket });
    },
    onReceiveHalfClose(next) {
      clearTimeout(timer);
      handedOn = whole;
      next();
    },
    onCancel() {
      clearTimeout(timer);
      if (!handedOn) ticket?.close();
    },
  };
}

/** Takes no new stream, lets answers go out, ends what is left after `graceMs`. */
async function closeServer(server: grpc.Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((done) => server.tryShutdown(() => done()));
  const timer = setTimeout(() => server.forceShutdown(), graceMs);
  await closed;
  clearTimeout(timer);
}
