/**
 * The body of one HTTP request: read, inflated and counted as it arrives.
 * Shape: resolves to the identity-decoded bytes, to a refusal, or to null when the sender went away half way.
 * The limit holds for the bytes on the wire and for the inflated ones; the ticket is asked for every chunk that is kept.
 * The bytes last as long as the ticket is open. A compressed body is paused while the inflater has more than it can take, so its wire bytes never pile up.
 */
import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import type { Ticket } from "./admission.ts";
import { brokenEncoding, Collected, inflaterOf, unknownEncoding } from "./inflate.ts";
import { type Refused, tooLarge } from "./outcome.ts";

type Body = Uint8Array | Refused | null;

export function readBody(
  request: IncomingMessage,
  encoding: string,
  ticket: Ticket,
  limitBytes: number,
): Promise<Body> {
  const inflater = inflaterOf(encoding);
  if (inflater === undefined) return Promise.resolve(unknownEncoding(encoding));
  return inflater
    ? readInflated(request, inflater, encoding, ticket, limitBytes)
    : readPlain(request, ticket, limitBytes);
}

function readPlain(request: IncomingMessage, ticket: Ticket, limitBytes: number): Promise<Body> {
  const collected = new Collected(ticket, limitBytes);
  return new Promise((resolve) => {
    const settling = settleOnce(request, resolve);
    request.on("data", (chunk: Uint8Array) => {
      const no = settling.done ? null : collected.add(chunk);
      if (no) settling.settle(no);
    });
    request.on("end", () => settling.settle(collected.bytes(ticket.room)));
  });
}

function readInflated(
  request: IncomingMessage,
  inflater: Transform,
  encoding: string,
  ticket: Ticket,
  limitBytes: number,
): Promise<Body> {
  const collected = new Collected(ticket, limitBytes);
  let wireBytes = 0;
  return new Promise((resolve) => {
    const settling = settleOnce(request, (body) => {
      inflater.destroy();
      resolve(body);
    });
    request.on("data", (chunk: Uint8Array) => {
      if (settling.done) return;
      wireBytes += chunk.length;
      if (wireBytes > limitBytes) settling.settle(tooLarge(limitBytes));
      else if (!inflater.write(chunk)) request.pause();
    });
    request.on("end", () => settling.done || inflater.end());
    inflater.on("drain", () => request.resume());
    inflater.on("data", (chunk: Uint8Array) => {
      const no = settling.done ? null : collected.add(chunk);
      if (no) settling.settle(no);
    });
    inflater.on("end", () => settling.settle(collected.bytes(ticket.room)));
    inflater.on("error", (error) => settling.settle(brokenEncoding(encoding, error)));
  });
}

interface Settling {
  readonly done: boolean;
  settle(body: Body): void;
}

/**
 * Settles at the first word, also when the connection ends before the body does; afterwards the rest of the body is let run out
 * unread, so that the sender gets to read the answer and the connection stays in step.
 */
function settleOnce(request: IncomingMessage, resolve: (body: Body) => void): Settling {
  const settling = {
    done: false,
    settle(body: Body) {
      if (settling.done) return;
      settling.done = true;
      request.resume();
      resolve(body);
    },
  };
  // "close" also follows a body that came whole.
  request.on("close", () => request.complete || settling.settle(null));
  request.on("error", () => settling.settle(null));
  return settling;
}
