/**
 * Bounded memory inside grpc-js. The library offers a limit per message but no say while a message arrives or inflates, so many
 * streams at once could hold many times what admission allows. Two things of its server call that are not in its typed surface
 * close that gap, both looked for before use and both pinned by tests (otlpGrpc.test.ts); should a later version lack
 * them, messages are counted when they are whole:
 *   stream            the HTTP/2 stream: its data frames are counted as they arrive
 *   decompressMessage inflating: done by inflate.ts instead, which counts every chunk
 * It also judges what the message says of itself: a compressed flag without an encoding that compresses is INTERNAL, an encoding
 * that is not known is UNIMPLEMENTED and names those that are (grpc/doc/compression.md).
 */
import type { EventEmitter } from "node:events";
import { Metadata, type ServerInterceptingCallInterface } from "@grpc/grpc-js";
import { encodeStatus } from "../otlp/encodeResponse.ts";
import type { Ticket } from "./admission.ts";
import { inflateMessage, KNOWN_ENCODINGS } from "./inflate.ts";
import { type Refused, refused, rpcStatusOf } from "./outcome.ts";

/** Length prefix of a gRPC message: one byte that says compressed or not, four of length. */
const PREFIX_BYTES = 5;
const PLAIN = 0;
const COMPRESSED = 1;

interface Inner {
  stream?: EventEmitter;
  decompressMessage?: (message: Uint8Array, encoding: string) => Promise<Uint8Array> | Uint8Array;
}
const innerOf = (call: ServerInterceptingCallInterface) => call as unknown as Inner;

/** Counts the call's bytes into its ticket as they come. False when that is not possible here. */
export function countWire(
  call: ServerInterceptingCallInterface,
  ticket: Ticket,
  limitBytes: number,
  refuse: (refusal: Refused) => void,
): boolean {
  const inner = innerOf(call);
  if (!inner.stream || !inner.decompressMessage) return false;
  let wireBytes = 0;
  inner.stream.on("data", (frame: Uint8Array) => {
    wireBytes += frame.length;
    const no = ticket.grow(frame.length);
    if (no) refuse(no);
  });
  inner.decompressMessage = async (message, encoding) => {
    const content = message.subarray(PREFIX_BYTES);
    if (message[0] === PLAIN) return content;
    const body = judgeFlag(message[0], encoding) ?? (await inflateMessage(content, encoding, ticket, limitBytes));
    if (!(body instanceof Uint8Array)) {
      refuse(body);
      throw statusOf(body);
    }
    ticket.shrink(wireBytes);
    return body;
  };
  return true;
}

/** Null when a message that is not plain says truly that it is compressed. */
function judgeFlag(flag: number | undefined, encoding: string): Refused | null {
  if (flag !== COMPRESSED) return refused("framing", `A gRPC message's compressed flag is 0 or 1, here it is ${flag}.`);
  const name = encoding.trim().toLowerCase();
  if (name !== "" && name !== "identity") return null;
  return refused(
    "framing",
    "The message says that it is compressed, but grpc-encoding names no compression; set grpc-encoding to gzip, or clear the flag.",
  );
}

/** What grpc-js sends as a call's end. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** A refusal as gRPC says it. */
export function statusOf(refusal: Refused): GrpcStatus {
  const status = rpcStatusOf(refusal);
  const metadata = new Metadata();
  if (refusal.reason === "encoding") metadata.set("grpc-accept-encoding", `identity, ${KNOWN_ENCODINGS}`);
  if (status.details) metadata.set("grpc-status-details-bin", Buffer.from(encodeStatus(status, "protobuf")));
  return { code: status.code, details: status.message, metadata };
}
