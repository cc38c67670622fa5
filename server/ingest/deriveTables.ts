/**
 * Hash tables over typed arrays for the deriver's hot path: no object and no string per record.
 * `PairTable` numbers pairs of integers densely in order of first sight; `ByteInterner` does so for byte strings, up to limits.
 */
const GOLDEN = 0x9e3779b1 | 0;
const START = 1024;
/** Tables that grew beyond this for one flush are given back afterwards. */
const KEEP = 1 << 17;

/** (a, b) -> 0, 1, 2 ... in order of first sight. */
export class PairTable {
  size = 0;
  a = new Int32Array(START);
  b = new Int32Array(START);
  private slots = new Int32Array(START * 2).fill(-1);

  clear(): void {
    if (this.a.length > KEEP) this.resize(START);
    this.slots.fill(-1);
    this.size = 0;
  }

  numberOf(a: number, b: number): number {
    const mask = this.slots.length - 1;
    let at = homeOf(a, b) & mask;
    for (let found = this.slots[at] as number; found >= 0; found = this.slots[at] as number) {
      if (this.a[found] === a && this.b[found] === b) return found;
      at = (at + 1) & mask;
    }
    const number = this.size++;
    this.slots[at] = number;
    this.a[number] = a;
    this.b[number] = b;
    if (this.size === this.a.length) this.grow();
    return number;
  }

  private grow(): void {
    const { a, b } = this;
    this.resize(a.length * 2);
    this.a.set(a);
    this.b.set(b);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let at = homeOf(a[number] as number, b[number] as number) & mask;
      while ((this.slots[at] as number) >= 0) at = (at + 1) & mask;
      this.slots[at] = number;
    }
  }

  private resize(capacity: number): void {
    this.a = new Int32Array(capacity);
    this.b = new Int32Array(capacity);
    this.slots = new Int32Array(capacity * 2).fill(-1);
  }
}

function homeOf(a: number, b: number): number {
  const mixed = Math.imul(a ^ (b >>> 15), GOLDEN) ^ Math.imul(b, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/**
 * (group, bytes) -> number, the same for the same bytes. -1 when it is new and its group, or the whole, is full.
 * Compares bytes, so that a clash of hashes never merges two names. The bytes lie one after the other in one buffer.
 */
export class ByteInterner {
  size = 0;
  private hashes = new Int32Array(START);
  private groups = new Int32Array(START);
  private ends = new Uint32Array(START);
  private bytes = new Uint8Array(START * 32);
  private slots = new Int32Array(START * 2).fill(-1);
  private readonly inGroup: number[] = [];
  private readonly most: number;
  private readonly mostInGroup: number;

  constructor(most: number, mostInGroup = most) {
    this.most = most;
    this.mostInGroup = mostInGroup;
  }

  intern(group: number, bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to, group);
    const mask = this.slots.length - 1;
    let at = (hash ^ (hash >>> 15)) & mask;
    for (let found = this.slots[at] as number; found >= 0; found = this.slots[at] as number) {
      if (this.hashes[found] === hash && this.groups[found] === group && this.isText(found, bytes, from, to))
        return found;
      at = (at + 1) & mask;
    }
    const members = this.inGroup[group] ?? 0;
    if (this.size >= this.most || members >= this.mostInGroup) return -1;
    this.inGroup[group] = members + 1;
    this.slots[at] = this.size;
    return this.append(hash, group, bytes, from, to);
  }

  textOf(number: number): Uint8Array {
    return this.bytes.subarray(number === 0 ? 0 : this.ends[number - 1], this.ends[number]);
  }

  groupOf(number: number): number {
    return this.groups[number] as number;
  }

  private append(hash: number, group: number, bytes: Uint8Array, from: number, to: number): number {
    const number = this.size++;
    const start = number === 0 ? 0 : (this.ends[number - 1] as number);
    const end = start + to - from;
    while (end > this.bytes.length) this.bytes = grown(this.bytes, new Uint8Array(this.bytes.length * 2));
    for (let i = start; i < end; i++) this.bytes[i] = bytes[from + i - start] as number;
    this.hashes[number] = hash;
    this.groups[number] = group;
    this.ends[number] = end;
    if (this.size === this.hashes.length) this.grow();
    return number;
  }

  private isText(found: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = found === 0 ? 0 : (this.ends[found - 1] as number);
    const length = to - from;
    if ((this.ends[found] as number) - start !== length) return false;
    const own = this.bytes;
    for (let i = 0; i < length; i++) if (own[start + i] !== bytes[from + i]) return false;
    return true;
  }

  private grow(): void {
    const capacity = this.size * 2;
    this.hashes = grown(this.hashes, new Int32Array(capacity));
    this.groups = grown(this.groups, new Int32Array(capacity));
    this.ends = grown(this.ends, new Uint32Array(capacity));
    this.slots = new Int32Array(capacity * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      const hash = this.hashes[number] as number;
      let at = (hash ^ (hash >>> 15)) & mask;
      while ((this.slots[at] as number) >= 0) at = (at + 1) & mask;
      this.slots[at] = number;
    }
  }
}

/** `to`, which is longer, begun with what `from` holds. */
export function grown<T extends Int32Array | Uint32Array | Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** A hash over bytes[from, to), four at a time, started by `seed`; the same in every process. */
export function hashBytes(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = (0x811c9dc5 | 0) ^ Math.imul(seed, GOLDEN) ^ (to - from);
  let at = from;
  for (const words = to - 3; at < words; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 13);
}
