/**
 * Which spans were counted lately: the identities of about a million spans (trace id, span id, kind, start), as 64-bit hashes.
 * A span whose identity is known is a near repeat and is not counted again.
 * What the running derivation added is definitive after `commit`; `rollback` takes it out, so that the same spans, sent again
 * because their flush failed, are not taken for repeats.
 */

/**
 * 64-bit hashes of ids as two 32-bit lanes: sums of products of the words with odd constants, which do not wait for each other as a
 * chain of mixing steps would. The lanes of the last call stay here, so that no pair is allocated.
 */
export class IdHash {
  high = 0;
  low = 0;
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed | 0;
  }

  /** Of a trace id and a span id: what two halves of a call have in common. */
  ofSpan(view: DataView, traceIdAt: number, spanIdAt: number): void {
    this.ofIdentity(view, traceIdAt, spanIdAt, 0, 0);
  }

  /** Of a trace id, a span id and two words more. */
  ofIdentity(view: DataView, traceIdAt: number, spanIdAt: number, more: number, evenMore: number): void {
    const t0 = view.getInt32(traceIdAt, true);
    const t1 = view.getInt32(traceIdAt + 4, true);
    const t2 = view.getInt32(traceIdAt + 8, true);
    const t3 = view.getInt32(traceIdAt + 12, true);
    const s0 = view.getInt32(spanIdAt, true);
    const s1 = view.getInt32(spanIdAt + 4, true);
    const a =
      Math.imul(t0, 0x9e3779b1) + Math.imul(t1, 0x85ebca6b) + Math.imul(t2, 0xc2b2ae35) + Math.imul(t3, 0x27d4eb2f);
    const b =
      Math.imul(s0, 0x165667b1) +
      Math.imul(s1, 0xd3a2646d) +
      Math.imul(more, 0xfd7046c5) +
      Math.imul(evenMore, 0xb55a4f09);
    const c =
      Math.imul(t0, 0xcc9e2d51) + Math.imul(t1, 0x1b873593) + Math.imul(t2, 0xe6546b65) + Math.imul(t3, 0x5bd1e995);
    const d =
      Math.imul(s0, 0x7feb352d) +
      Math.imul(s1, 0x846ca68b) +
      Math.imul(more, 0x2c1b3c6d) +
      Math.imul(evenMore, 0x297a2d39);
    const high = (a + b + this.seed) | 0;
    const low = (c + d) | 0;
    this.high = Math.imul(high ^ (high >>> 16) ^ (low >>> 7), 0x85ebca6b) ^ (high >>> 11);
    // An empty place is (0, 0): no identity is.
    this.low = (low ^ (low >>> 15)) | 1;
  }
}

/** Identities per set: a set is one line of a processor's cache, so that a look-up costs one miss and not two. */
const WAYS = 8;

export class RecentSpans {
  private readonly sets: number;
  /** Per set WAYS pairs (low, high), overwritten in turn. */
  private readonly known: Int32Array;
  private readonly turn: Uint8Array;
  /** What the running derivation overwrote: place, low, high. */
  private undo = new Int32Array(3 * 4096);
  private undoLength = 0;

  /** Remembers about the last `most` identities; a power of two. */
  constructor(most: number) {
    this.sets = most / WAYS;
    this.known = new Int32Array(most * 2);
    this.turn = new Uint8Array(this.sets);
  }

  /** False when this identity was seen lately. */
  add(high: number, low: number): boolean {
    const { known } = this;
    const set = high & (this.sets - 1);
    const from = set * WAYS * 2;
    for (let at = from; at < from + WAYS * 2; at += 2) if (known[at] === low && known[at + 1] === high) return false;
    const turn = this.turn[set] as number;
    this.turn[set] = (turn + 1) % WAYS;
    const place = from + turn * 2;
    this.remember(place);
    known[place] = low;
    known[place + 1] = high;
    return true;
  }

  /** Fetches the set of an identity; asked for many at once before `add`, their ways through memory overlap. */
  touch(high: number): number {
    return this.known[(high & (this.sets - 1)) * WAYS * 2] as number;
  }

  commit(): void {
    this.undoLength = 0;
    if (this.undo.length > 1 << 20) this.undo = new Int32Array(3 * 4096);
  }

  rollback(): void {
    // Newest first: a place may have been overwritten twice.
    while (this.undoLength > 0) {
      this.undoLength -= 3;
      const place = this.undo[this.undoLength] as number;
      this.known[place] = this.undo[this.undoLength + 1] as number;
      this.known[place + 1] = this.undo[this.undoLength + 2] as number;
      this.turn[Math.floor(place / (WAYS * 2))] = (place / 2) % WAYS;
    }
    this.commit();
  }

  private remember(place: number): void {
    if (this.undoLength === this.undo.length) {
      const grown = new Int32Array(this.undo.length * 2);
      grown.set(this.undo);
      this.undo = grown;
    }
    this.undo[this.undoLength++] = place;
    this.undo[this.undoLength++] = this.known[place] as number;
    this.undo[this.undoLength++] = this.known[place + 1] as number;
  }
}
