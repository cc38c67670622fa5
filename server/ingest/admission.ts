/**
 * Who may come in: bytes that requests hold in memory, counted before anything is parsed, and refused early when there are too many.
 * Shape: a request opens a ticket, grows it by each chunk as it arrives (and again as it inflates), closes it when it is answered.
 * Units: bytes; milliseconds. Errors: none thrown; a refusal is a value with a retry hint.
 * Counting what arrived, not what was announced, keeps a sender that announces 64 MiB and sends nothing from taking the room of others.
 */
import { BufferPool } from "../bufferPool.ts";
import { type Refused, refused } from "./outcome.ts";

/** What one request holds. */
export interface Ticket {
  /** Takes this many bytes more; null when they are granted. The bytes granted so far stay held until `close`. */
  grow(bytes: number): Refused | null;
  /** Gives some bytes back: those of the compressed body once it is inflated, say. */
  shrink(bytes: number): void;
  /** Room for bytes that `grow` has granted, to be written over; it goes to another request after `close`. */
  room(bytes: number): Uint8Array;
  /** Gives everything back; later calls do nothing. */
  close(): void;
}

export interface Admission {
  /** `connection` is anything that stands for the sender's connection; `announcedBytes` is 0 when unknown. */
  open(connection: unknown, announcedBytes: number): Ticket | Refused;
  readonly inFlightBytes: number;
  readonly limitBytes: number;
}

export interface AdmissionOptions {
  readonly limitBytes: number;
  /** How long a request that came now would wait for its commit. */
  readonly estimatedWaitMs: () => number;
  /** A refusal that holds for everybody now (draining, store away), or null. */
  readonly closedBecause: () => Refused | null;
}

/** What bodies leave behind for those that come next. */
const MOST_IDLE_BYTES = 24 * 1024 * 1024;
/** Longest wait that is still worth waiting; a client's time-out is 10 s, and its retry starts at 1 s or more. */
export const LONGEST_WAIT_MS = 1_000;

function overloaded(waitMs: number): Refused {
  const retryAfterMs = Math.min(30_000, Math.max(1_000, Math.round(waitMs)));
  return refused(
    "overloaded",
    `Chronoscope takes in all it can right now; nothing of this request was kept. Send it again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    retryAfterMs,
  );
}

export function createAdmission({ limitBytes, estimatedWaitMs, closedBecause }: AdmissionOptions): Admission {
  const heldBy = new Map<unknown, number>();
  const buffers = new BufferPool(MOST_IDLE_BYTES);
  let inFlightBytes = 0;

  /** With more than half of the room taken, no connection takes more than its equal part of it. */
  const unfair = (connection: unknown, bytes: number) =>
    inFlightBytes > limitBytes / 2 &&
    heldBy.size > 1 &&
    (heldBy.get(connection) ?? 0) + bytes > limitBytes / heldBy.size;

  function take(connection: unknown, bytes: number): Refused | null {
    if (inFlightBytes + bytes > limitBytes || unfair(connection, bytes)) return overloaded(estimatedWaitMs());
    inFlightBytes += bytes;
    heldBy.set(connection, (heldBy.get(connection) ?? 0) + bytes);
    return null;
  }

  function give(connection: unknown, bytes: number): void {
    inFlightBytes -= bytes;
    const left = (heldBy.get(connection) ?? 0) - bytes;
    if (left > 0) heldBy.set(connection, left);
    else heldBy.delete(connection);
  }

  function ticketOf(connection: unknown): Ticket {
    let held = 0;
    let open = true;
    const lent: ArrayBuffer[] = [];
    return {
      grow(bytes) {
        const no = open ? take(connection, bytes) : null;
        if (open && !no) held += bytes;
        return no;
      },
      shrink(bytes) {
        if (!open) return;
        held -= bytes;
        give(connection, bytes);
      },
      room(bytes) {
        const room = buffers.take(bytes);
        if (open) lent.push(room.buffer);
        return room;
      },
      close() {
        if (open && held > 0) give(connection, held);
        open = false;
        for (const buffer of lent.splice(0)) buffers.give(buffer);
      },
    };
  }

  return {
    open(connection, announcedBytes) {
      const closed = closedBecause();
      if (closed) return closed;
      const waitMs = estimatedWaitMs();
      if (waitMs > LONGEST_WAIT_MS || inFlightBytes + announcedBytes > limitBytes) return overloaded(waitMs);
      return ticketOf(connection);
    },
    get inFlightBytes() {
      return inFlightBytes;
    },
    limitBytes,
  };
}
