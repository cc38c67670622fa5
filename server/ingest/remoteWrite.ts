/**
 * Prometheus remote write, 1.0 and 2.0: POST /api/v1/write, protobuf in snappy's block form. This file judges the headers, inflates
 * within the limit, has the request transcoded to OTLP and answers in remote write's own terms; behind it everything is OTLP's path.
 * Answers: 204 when all was kept; 400 when something never can be, its neighbours are stored all the same; 415, 413; 503 with
 * Retry-After for trouble that passes. What was written stands in X-Prometheus-Remote-Write-*-Written.
 * Source: Prometheus remote-write specifications 1.0 and 2.0. Next: receiver.ts.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DecodeIssue } from "../model/columns.ts";
import { type RemoteWriteVersion, transcodeRemoteWrite } from "../otlp/remoteWriteRequest.ts";
import type { Ticket } from "./admission.ts";
import { readBody } from "./bodyReader.ts";
import { write } from "./httpAnswer.ts";
import type { OtlpHttpOptions } from "./otlpHttp.ts";
import { type Outcome, REFUSAL_CODES, type Refused, refused, type Stored, tooLarge } from "./outcome.ts";
import type { Received } from "./receiver.ts";
import { unsnap } from "./snappy.ts";

export const REMOTE_WRITE_PATH = "/api/v1/write";

const PROTOBUF = "application/x-protobuf";
const VERSIONS: Readonly<Record<string, RemoteWriteVersion>> = {
  "prometheus.writerequest": 1,
  "io.prometheus.write.v2.request": 2,
};
const TEXT = "text/plain; charset=utf-8";

type Options = Pick<
  OtlpHttpOptions,
  "admission" | "receive" | "tally" | "latency" | "judgeToken" | "maxRequestBytes" | "prometheusMetadata"
>;

/** Answers one request; `beforeBody` lets a waiting sender go on. */
export async function answerRemoteWrite(
  request: IncomingMessage,
  response: ServerResponse,
  beforeBody: () => void,
  options: Options,
): Promise<void> {
  const outcome = await receiveRemoteWrite(request, response, beforeBody, options);
  if (outcome === null) return;
  if (outcome.kind === "refused") options.tally.refused("metrics", outcome.reason);
  if (request.headers.expect && !response.headersSent && !request.complete) response.setHeader("Connection", "close");
  if (outcome.kind === "refused") answerRefused(response, outcome);
  else answerStored(response, outcome);
}

/** The version that a Content-Type names; null for any other type or message. */
export function remoteWriteVersion(contentType: string | undefined): RemoteWriteVersion | null {
  const [type = "", ...parameters] = (contentType ?? "").split(";").map((part) => part.trim());
  if (type.toLowerCase() !== PROTOBUF) return null;
  const told = parameters.map((parameter) => /^proto\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1]).find(Boolean);
  if (told === undefined) return 1;
  const name = told.toLowerCase();
  return Object.hasOwn(VERSIONS, name) ? (VERSIONS[name] ?? null) : null;
}

function judgeHead(request: IncomingMessage, response: ServerResponse, options: Options): Refused | null {
  const { headers, method } = request;
  if (method !== "POST") {
    response.setHeader("Allow", "POST");
    return refused("method", `${method} is not for this path; remote write is sent with POST.`);
  }
  const stranger = options.judgeToken(headers);
  if (stranger) {
    response.setHeader("WWW-Authenticate", "Bearer");
    return stranger;
  }
  const encoding = (headers["content-encoding"] ?? "snappy").trim().toLowerCase();
  if (encoding !== "snappy")
    return refused("encoding", `The encoding "${encoding}" is not remote write's; send snappy.`);
  return Number(headers["content-length"] ?? 0) > options.maxRequestBytes ? tooLarge(options.maxRequestBytes) : null;
}

async function receiveRemoteWrite(
  request: IncomingMessage,
  response: ServerResponse,
  beforeBody: () => void,
  options: Options,
): Promise<Outcome | null> {
  const { admission, maxRequestBytes } = options;
  const wrong = judgeHead(request, response, options);
  if (wrong) return wrong;
  const version = remoteWriteVersion(request.headers["content-type"]);
  if (version === null) {
    const type = request.headers["content-type"] ?? "(none)";
    return refused(
      "media_type",
      `The content type ${type} is not remote write; send ${PROTOBUF} with proto=prometheus.WriteRequest or io.prometheus.write.v2.Request.`,
    );
  }
  const ticket = admission.open(request.socket, Number(request.headers["content-length"] ?? 0));
  if ("kind" in ticket) return ticket;
  beforeBody();
  const body = await readBody(request, "", ticket, maxRequestBytes);
  const wholeMs = performance.now();
  const received = body instanceof Uint8Array ? transcode(body, version, ticket, options) : body;
  if (received === null || "kind" in received) {
    ticket.close();
    return received;
  }
  const outcome = await options.receive(received);
  if (outcome.kind === "stored") options.latency.add(performance.now() - wholeMs);
  return outcome;
}

/** The request as OTLP, with what was refused on the way. */
function transcode(
  body: Uint8Array,
  version: RemoteWriteVersion,
  ticket: Ticket,
  { maxRequestBytes, prometheusMetadata }: Options,
): Received | Refused {
  const plain = unsnap(body, ticket, maxRequestBytes);
  if (!(plain instanceof Uint8Array)) return plain;
  const { metadataOf, onMetadata } = prometheusMetadata;
  const transcoded = transcodeRemoteWrite(plain, { version, metadataOf, onMetadata });
  if (!transcoded.ok) {
    return refused("undecodable", `The body is not a valid remote-write ${version}.0 request: ${transcoded.message}`);
  }
  const { bytes, issues } = transcoded;
  const over = ticket.grow(bytes.length);
  if (over) return over;
  ticket.shrink(plain.length);
  return {
    signal: "metrics",
    encoding: "protobuf",
    body: bytes,
    ticket,
    identity: body,
    issues,
    wantsWritten: true,
  };
}

function answerStored(response: ServerResponse, { partial, written }: Stored): void {
  const counts = { Samples: written?.samples, Histograms: written?.histograms, Exemplars: written?.exemplars };
  for (const [noun, count] of Object.entries(counts)) {
    response.setHeader(`X-Prometheus-Remote-Write-${noun}-Written`, String(count ?? 0));
  }
  const rejections = partial?.issues.filter(({ rejected }) => rejected) ?? [];
  if (rejections.length > 0) write(response, 400, TEXT, `${rejections.map(sentenceOf).join("\n")}\n`);
  else if (!response.headersSent && !response.destroyed) response.writeHead(204).end();
}

function sentenceOf({ count, path, message }: DecodeIssue): string {
  return `${count} ${count === 1 ? "sample" : "samples"} refused, first ${path}: ${message}`;
}

function answerRefused(response: ServerResponse, { reason, message, retryAfterMs }: Refused): void {
  if (retryAfterMs !== null) response.setHeader("Retry-After", Math.ceil(retryAfterMs / 1000));
  write(response, REFUSAL_CODES[reason].http, TEXT, `${message}\n`);
}
