/**
 * Byte strings of one block, each kept once and known by its index: names, resources, scopes, trace ids.
 * Shape: entries are ranges of the buffers that they came from, so the dictionary lives no longer than the block it builds; a
 * million random names cost nothing once their block is written.
 */
import { hashBytes } from "./tokens.ts";

export class ByteDictionary {
  private readonly sources: Uint8Array[] = [];
  private readonly from: number[] = [];
  private readonly end: number[] = [];
  private readonly hashes: number[] = [];
  /** Open addressing; 0 is free, else index + 1. */
  private table: Int32Array;

  constructor(expected = 64) {
    let size = 16;
    while (size < expected * 2) size *= 2;
    this.table = new Int32Array(size);
  }

  get count(): number {
    return this.from.length;
  }

  /** The index of bytes[from, end), a new one when they were not seen before. */
  intern(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    const hash = hashBytes(view, from, end, 0x1b873593);
    const mask = this.table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = (this.table[slot] ?? 0) - 1;
      if (index < 0) return this.add(bytes, from, end, hash, slot);
      if (this.hashes[index] === hash && this.equals(index, bytes, from, end)) return index;
    }
  }

  private add(bytes: Uint8Array, from: number, end: number, hash: number, slot: number): number {
    this.sources.push(bytes);
    this.from.push(from);
    this.end.push(end);
    this.hashes.push(hash);
    this.table[slot] = this.from.length;
    if (this.from.length * 2 > this.table.length) this.grow();
    return this.from.length - 1;
  }

  private grow(): void {
    const table = new Int32Array(this.table.length * 2);
    const mask = table.length - 1;
    for (let i = 0; i < this.hashes.length; i++) {
      let slot = (this.hashes[i] ?? 0) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = i + 1;
    }
    this.table = table;
  }

  private equals(index: number, bytes: Uint8Array, from: number, end: number): boolean {
    const known = this.sources[index] ?? bytes;
    const start = this.from[index] ?? 0;
    if ((this.end[index] ?? 0) - start !== end - from) return false;
    for (let i = from, j = start; i < end; i++, j++) if (known[j] !== bytes[i]) return false;
    return true;
  }

  /** The bytes of an entry, as a view of where they came from. */
  entry(index: number): Uint8Array {
    return (this.sources[index] ?? new Uint8Array(0)).subarray(this.from[index], this.end[index]);
  }
}
