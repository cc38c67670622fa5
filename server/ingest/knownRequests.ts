/**
 * Requests seen lately, by content hash: those in flight, tied to their first outcome, and those committed, answered from memory.
 * A shortcut only: the store's own table of hashes decides, so this set may forget. It holds a bounded number of the newest.
 * Shape: a key is the hash as Latin-1 text (32 characters of a byte each).
 */
import { hash as digest } from "node:crypto";
import type { Signal } from "../model/columns.ts";
import { type Outcome, STORED_WHOLE, type Stored } from "./outcome.ts";

/** As long as a client goes on sending a request again, and as long as the store keeps its hash (DESIGN §4). */
export const REMEMBERED_MS = 15 * 60_000;
/** About 40 MB when full; two generations of half of it each. */
const MOST_REMEMBERED = 200_000;

const SIGNAL_PREFIX: Readonly<Record<Signal, Buffer>> = {
  traces: Buffer.from("traces\0"),
  metrics: Buffer.from("metrics\0"),
  logs: Buffer.from("logs\0"),
};

/** SHA-256 over signal and body. */
export function requestHash(signal: Signal, body: Uint8Array): Buffer {
  return digest("sha256", Buffer.concat([SIGNAL_PREFIX[signal], digest("sha256", body, "buffer")]), "buffer");
}

export interface Remembered {
  readonly outcome: Stored;
  /** Items of the request; 0 when it was remembered by an earlier process. */
  readonly items: number;
}

export interface KnownRequests {
  committed(key: string): Remembered | null;
  inFlight(key: string): Promise<Outcome> | null;
  begin(key: string, outcome: Promise<Outcome>): void;
  /** Ends `begin`; with what to remember when the request was stored. */
  end(key: string, remembered: Remembered | null): void;
  readonly inFlightCount: number;
}

export const keyOf = (hash: Uint8Array) =>
  Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString("latin1");

/** `committedBefore`: hashes that the store remembers from before this process started. */
export function createKnownRequests(nowMs: () => number, committedBefore: readonly Uint8Array[] = []): KnownRequests {
  const pending = new Map<string, Promise<Outcome>>();
  let newer = new Map<string, Remembered>();
  let older = new Map<string, Remembered>();
  let turnedMs = nowMs();
  for (const hash of committedBefore.slice(-MOST_REMEMBERED / 2)) {
    newer.set(keyOf(hash), { outcome: STORED_WHOLE, items: 0 });
  }

  function turn(): void {
    if (newer.size < MOST_REMEMBERED / 2 && nowMs() - turnedMs < REMEMBERED_MS) return;
    older = newer;
    newer = new Map();
    turnedMs = nowMs();
  }

  return {
    committed: (key) => newer.get(key) ?? older.get(key) ?? null,
    inFlight: (key) => pending.get(key) ?? null,
    begin: (key, outcome) => void pending.set(key, outcome),
    end(key, remembered) {
      pending.delete(key);
      turn();
      if (remembered) newer.set(key, remembered);
    },
    get inFlightCount() {
      return pending.size;
    },
  };
}
