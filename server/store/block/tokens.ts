/**
 * The tokens of a block: a split-block Bloom filter over typed hashes, which lets an equality search skip most blocks.
 * Shape: lines of 256 bits (8 words), a power of two of them; a token sets one bit in each word of its line, so a test needs
 * only those 32 bytes of the stored filter (`substring` in SQL). False positives are 1-2 % a token; there are no false negatives.
 * Tokens gather first; the filter is made with room for every one and folded in half until it is about 60 % full, so its size fits
 * what is distinct.
 * Source: Apache Parquet, "Bloom Filter" (split block Bloom filters); the salts are Parquet's.
 */
export const LINE_BYTES = 32;
const LINE_WORDS = 8;
const FULL_ENOUGH = 0.6;
/** Filters stop growing at 1 MiB; beyond that they only get less selective. */
const MAX_LINES = 1 << 15;
/** At this many a line is less than half full. */
const TOKENS_PER_LINE = 20;
const SALTS = new Int32Array([
  0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
]);

/** Hash of a byte range, four bytes at a time; good to prune with, not to identify by. */
export function hashBytes(view: DataView, from: number, end: number, seed: number): number {
  let hash = seed ^ (end - from);
  let at = from;
  for (const last = end - 4; at <= last; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hashWord(hash, tailWord(view, from, at, end));
}

/** The last one to three bytes as a word: the end of a whole word that overlaps what came before, where there is one. */
function tailWord(view: DataView, from: number, at: number, end: number): number {
  if (at === end) return 0;
  if (end - from >= 4) return view.getInt32(end - 4, true) >>> ((at + 4 - end) * 8);
  let tail = 0;
  for (let i = at, shift = 0; i < end; i++, shift += 8) tail |= view.getUint8(i) << shift;
  return tail;
}

/** One more word into a hash. */
export function hashWord(hash: number, word: number): number {
  let mixed = Math.imul(hash ^ word, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The bits of a line that a token sets: one per word. */
function maskWord(token: number, word: number): number {
  return 1 << (Math.imul(hashWord(token, 0x5bd1e995), SALTS[word] ?? 0) >>> 27);
}

export class TokenFilter {
  private tokens = new Int32Array(4096);
  private count = 0;
  private words = new Int32Array(0);

  add(token: number): void {
    if (this.count === this.tokens.length) {
      const grown = new Int32Array(this.count * 2);
      grown.set(this.tokens);
      this.tokens = grown;
    }
    this.tokens[this.count++] = token;
  }

  /** The filter at its final size, little-endian. */
  finish(): Uint8Array {
    let lines = this.fillLines();
    let fill = this.fill(lines);
    while (lines > 1 && 1 - (1 - fill) ** 2 <= FULL_ENOUGH) {
      lines /= 2;
      for (let i = 0; i < lines * LINE_WORDS; i++) {
        this.words[i] = (this.words[i] ?? 0) | (this.words[i + lines * LINE_WORDS] ?? 0);
      }
      fill = this.fill(lines);
    }
    const bytes = new Uint8Array(lines * LINE_BYTES);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < lines * LINE_WORDS; i++) view.setInt32(i * 4, this.words[i] ?? 0, true);
    return bytes;
  }

  /** Sets the bits of every token in lines that are surely enough; returns how many lines those are. */
  private fillLines(): number {
    let lines = 1;
    while (lines < MAX_LINES && lines * TOKENS_PER_LINE < this.count) lines *= 2;
    const words = new Int32Array(lines * LINE_WORDS);
    for (let n = 0; n < this.count; n++) {
      const token = this.tokens[n] ?? 0;
      const at = (token & (lines - 1)) * LINE_WORDS;
      const mixed = hashWord(token, 0x5bd1e995);
      for (let i = 0; i < LINE_WORDS; i++)
        words[at + i] = (words[at + i] ?? 0) | (1 << (Math.imul(mixed, SALTS[i] ?? 0) >>> 27));
    }
    this.words = words;
    return lines;
  }

  private fill(lines: number): number {
    let bits = 0;
    for (let i = 0; i < lines * LINE_WORDS; i++) bits += countBits(this.words[i] ?? 0);
    return bits / (lines * LINE_BYTES * 8);
  }
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Whether a token may be in a filter, judged by its line alone (32 bytes at `at`). */
export function lineHasToken(line: Uint8Array, at: number, token: number): boolean {
  const view = new DataView(line.buffer, line.byteOffset + at, LINE_BYTES);
  for (let i = 0; i < LINE_WORDS; i++) {
    if ((view.getInt32(i * 4, true) & maskWord(token, i)) === 0) return false;
  }
  return true;
}

/** Whether a token may be in a whole filter. */
export function hasToken(filter: Uint8Array, token: number): boolean {
  return lineHasToken(filter, (token & (filter.length / LINE_BYTES - 1)) * LINE_BYTES, token);
}
