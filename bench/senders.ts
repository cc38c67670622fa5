/**
 * The cheapest clients that still speak the protocols: OTLP/HTTP over raw sockets, OTLP/gRPC over grpc-js with bytes as messages.
 * Shape: `send` resolves to true when the request was acknowledged, false when it was refused; one request at a time per sender.
 */
import { connect, type Socket } from "node:net";
import * as grpc from "@grpc/grpc-js";
import type { Signal } from "../server/model/columns.ts";

export interface Sender {
  send(signal: Signal, body: Buffer, gzipped: boolean): Promise<boolean>;
  close(): void;
}

/** Request line and headers up to the length. */
type Head = (signal: Signal, gzipped: boolean) => string;
const OTLP_HEAD: Head = (signal, gzipped) =>
  `POST /v1/${signal} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-protobuf\r\n${gzipped ? "Content-Encoding: gzip\r\n" : ""}`;
export const REMOTE_WRITE_HEAD: Head = () =>
  "POST /api/v1/write HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\n";

export async function httpSender(port: number, headOf: Head = OTLP_HEAD): Promise<Sender> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made: Socket = connect(port, "127.0.0.1", () => resolve(made));
    made.once("error", reject);
  });
  socket.setNoDelay(true);
  let settle: ((ok: boolean) => void) | null = null;
  let answer = "";
  const end = (ok: boolean) => {
    const done = settle;
    settle = null;
    answer = "";
    done?.(ok);
  };
  socket.on("data", (chunk) => {
    answer += chunk.toString("latin1");
    const head = answer.indexOf("\r\n\r\n");
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
    if (answer.length >= head + 4 + length) end(/^HTTP\/1.1 20[04] /.test(answer));
  });
  socket.on("error", () => end(false));
  socket.on("close", () => end(false));
  return {
    send: (signal, body, gzipped) =>
      new Promise((resolve) => {
        settle = resolve;
        socket.cork();
        socket.write(`${headOf(signal, gzipped)}Content-Length: ${body.length}\r\n\r\n`);
        socket.write(body);
        socket.uncork();
      }),
    close: () => socket.destroy(),
  };
}

const GRPC_PATHS: Readonly<Record<Signal, string>> = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};

/** Several of these share one connection, as an SDK's or a Collector's streams do. */
export function grpcSender(client: grpc.Client): Sender {
  const same = (bytes: Buffer) => bytes;
  return {
    send: (signal, body) =>
      new Promise((resolve) => {
        client.makeUnaryRequest(GRPC_PATHS[signal], same, same, body, (error) => resolve(error === null));
      }),
    close: () => client.close(),
  };
}

export const grpcClient = (port: number, gzip: boolean) =>
  new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    ...(gzip ? { "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip } : {}),
  });
