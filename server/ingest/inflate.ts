/**
 * Content encodings of OTLP bodies: which there are, and inflating with the limit held at every chunk, so that a bomb costs no
 * more memory than the limit and no more time than it takes to reach it.
 * Shape: chunks in, chunks out through `onChunk`, which says stop by returning a refusal.
 * Node 20 has no zstd of its own; newer ones do, and then it is offered.
 */

import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import type { Ticket } from "./admission.ts";
import { type Refused, refused, tooLarge } from "./outcome.ts";

type ZlibWithZstd = typeof zlib & { createZstdDecompress?: () => Transform };

const INFLATERS: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: () => zlib.createGunzip({ chunkSize: 64 * 1024 }),
  "x-gzip": () => zlib.createGunzip({ chunkSize: 64 * 1024 }),
  deflate: () => zlib.createInflate({ chunkSize: 64 * 1024 }),
  zstd: (zlib as ZlibWithZstd).createZstdDecompress,
};

/** What `Accept-Encoding` may name when an encoding was refused. */
export const KNOWN_ENCODINGS = Object.keys(INFLATERS)
  .filter((name) => INFLATERS[name] && name !== "x-gzip")
  .join(", ");

export function isKnownEncoding(encoding: string): boolean {
  const name = encoding.trim().toLowerCase();
  return name === "" || name === "identity" || (Object.hasOwn(INFLATERS, name) && INFLATERS[name] !== undefined);
}

/** A fresh inflater; null for identity; undefined when the encoding is not known. */
export function inflaterOf(encoding: string): Transform | null | undefined {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return null;
  return Object.hasOwn(INFLATERS, name) ? INFLATERS[name]?.() : undefined;
}

export function unknownEncoding(encoding: string): Refused {
  return refused(
    "encoding",
    `The encoding "${encoding}" is not understood; send the body as it is, or with one of: ${KNOWN_ENCODINGS}.`,
  );
}

export function brokenEncoding(encoding: string, cause: Error): Refused {
  return refused("undecodable", `The body is not valid ${encoding}: ${cause.message}.`);
}

/** Collects inflated chunks within the limit and the ticket; every byte is granted before the next one is asked for. */
export class Collected {
  readonly chunks: Uint8Array[] = [];
  length = 0;
  readonly #ticket: Ticket;
  readonly #limitBytes: number;
  constructor(ticket: Ticket, limitBytes: number) {
    this.#ticket = ticket;
    this.#limitBytes = limitBytes;
  }

  /** Null when the chunk was taken, else why not. */
  add(chunk: Uint8Array): Refused | null {
    if (this.length + chunk.length > this.#limitBytes) return tooLarge(this.#limitBytes);
    const no = this.#ticket.grow(chunk.length);
    if (no) return no;
    this.chunks.push(chunk);
    this.length += chunk.length;
    return null;
  }

  /** All of it in one piece, in this room when it came in several. */
  bytes(roomFor: (length: number) => Uint8Array): Uint8Array {
    const [only] = this.chunks;
    if (this.chunks.length === 1 && only) return only;
    const whole = roomFor(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}

/** Inflates a whole compressed message (gRPC's form). Resolves to its bytes or to the refusal. */
export function inflateMessage(
  message: Uint8Array,
  encoding: string,
  ticket: Ticket,
  limitBytes: number,
): Promise<Uint8Array | Refused> {
  const inflater = inflaterOf(encoding);
  if (inflater === undefined) return Promise.resolve(unknownEncoding(encoding));
  if (inflater === null) return Promise.resolve(message);
  const collected = new Collected(ticket, limitBytes);
  return new Promise((resolve) => {
    inflater.on("data", (chunk: Uint8Array) => {
      const no = collected.add(chunk);
      if (!no) return;
      inflater.destroy();
      resolve(no);
    });
    inflater.on("error", (error) => resolve(brokenEncoding(encoding, error)));
    inflater.on("end", () => resolve(collected.bytes((length) => new Uint8Array(length))));
    inflater.end(message);
  });
}
