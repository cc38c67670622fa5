/**
 * Which spans were counted lately: the identities of about a million spans (trace id, span id, kind, start), as 64-bit hashes.
 * A span whose identity is known is a near repeat and is not counted again.
 * What the running derivation added is definitive after `commit`; `rollback` takes it out, so that the same spans, sent again
 * because their flush failed, are not taken for repeats.
 */
import type { SpanColumns } from "../model/columns.ts";

/** Two 32-bit lanes over ids; the lanes of the last call stay here, so that no pair is allocated. */
export class IdHash {
  high = 0;
  low = 0;
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed | 0;
  }

  /** Of a trace id and a span id: what two halves of a call have in common. */
  ofSpan(view: DataView, traceIdAt: number, spanIdAt: number): void {
    this.high = this.seed;
    this.low = ~this.seed;
    for (let i = 0; i < 16; i += 4) this.mix(view.getInt32(traceIdAt + i, true));
    this.mix(view.getInt32(spanIdAt, true));
    this.mix(view.getInt32(spanIdAt + 4, true));
    this.finish();
  }

  /** Of a span's whole identity. */
  ofIdentity(view: DataView, columns: SpanColumns, i: number): void {
    const traceIdAt = columns.traceIdAt[i] as number;
    const spanIdAt = columns.spanIdAt[i] as number;
    this.high = this.seed;
    this.low = ~this.seed;
    for (let at = 0; at < 16; at += 4) this.mix(view.getInt32(traceIdAt + at, true));
    this.mix(view.getInt32(spanIdAt, true));
    this.mix(view.getInt32(spanIdAt + 4, true));
    this.mix((columns.startHi[i] as number) ^ Math.imul(columns.kind[i] as number, 0x61c88647));
    this.mix((columns.startLo[i] as number) | 0);
    this.finish();
  }

  private mix(word: number): void {
    let high = this.high ^ Math.imul(word, 0xcc9e2d51);
    high = (high << 13) | (high >>> 19);
    this.high = (Math.imul(high, 5) + 0xe6546b64) | 0;
    let low = this.low ^ Math.imul(word, 0x1b873593);
    low = (low << 15) | (low >>> 17);
    this.low = (Math.imul(low, 9) + 0x38495ab5) | 0;
  }

  private finish(): void {
    let high = this.high ^ (this.low >>> 16);
    high = Math.imul(high ^ (high >>> 13), 0x85ebca6b);
    let low = this.low ^ high;
    low = Math.imul(low ^ (low >>> 16), 0xc2b2ae35);
    this.high = high ^ (high >>> 16);
    // An empty place is (0, 0): no identity is.
    this.low = (low ^ (low >>> 13)) | 1;
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
