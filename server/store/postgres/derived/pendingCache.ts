/**
 * Increments decoded lately, by id: while flushes wait for the fold, every read needs them all, and they never change.
 * Bounded by packed bytes; an id that the last snapshot did not have any more (folded) leaves at once.
 */
import type { Increments } from "../../../model/increments.ts";

/** Decoded they take some ten times as much. */
const MOST_BYTES = 2 * 1024 * 1024;

interface Known {
  readonly increments: Increments;
  readonly bytes: number;
}

/** What was known when a question was asked. */
export type KnownIncrements = ReadonlyMap<string, Known>;

export class PendingCache {
  /** Never changed, but replaced: a question under way keeps what it began with. */
  known: KnownIncrements = new Map();

  /** The increments of a snapshot: (id, bytes), the bytes null where the id was in `asked`. */
  take(
    asked: KnownIncrements,
    rows: readonly (readonly [string, Uint8Array | null])[],
    decode: (bytes: Uint8Array) => Increments,
  ): Increments[] {
    const kept = new Map<string, Known>();
    let total = 0;
    const all = rows.flatMap(([id, bytes]) => {
      const known =
        asked.get(id) ?? this.known.get(id) ?? (bytes && { increments: decode(bytes), bytes: bytes.length });
      if (!known) throw new Error("Increments came without their bytes.");
      total += known.bytes;
      if (total <= MOST_BYTES) kept.set(id, known);
      return known.increments;
    });
    this.known = kept;
    return all;
  }
}
