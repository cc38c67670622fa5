/**
 * Trace, span and parent ids of a block's rows.
 * Shape: `ids` holds what does not compress: the distinct trace ids (16 bytes), one span id per row that has one (8), and the ids
 * of parents that are not in the block (8). The codes of rows are small numbers for the hot part:
 *   trace   0 none, 1 the next trace not seen yet, k > 1 the one (k - 1) before the next
 *   span    (logs only) 0 none, 1 one
 *   parent  0 none, 1 the next raw id, k > 1 the row at a signed distance of (k - 2) in this block
 * Parents are told from rows by (trace, span id), so a parent's code may name either half of a shared id.
 */
import { NONE } from "../../model/columns.ts";
import { ByteDictionary } from "./byteDictionary.ts";
import type { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";

export class TraceTable {
  private readonly dictionary = new ByteDictionary(1024);
  readonly codes: ByteWriter;
  readonly index: Uint32Array;
  private last = -1;
  private lastAt = NONE;
  private lastBytes: Uint8Array | null = null;

  constructor(count: number) {
    this.codes = new ByteWriter(count + 16);
    this.index = new Uint32Array(count);
  }

  /** Row i's trace id is at this place (NONE: it has none). True when the trace is new to the block. */
  add(row: number, bytes: Uint8Array, view: DataView, at: number): boolean {
    if (at === NONE) {
      this.codes.varint(0);
      this.index[row] = NONE;
      return false;
    }
    const next = this.dictionary.count;
    const index = this.sameAsLast(bytes, view, at) ? this.last : this.dictionary.intern(bytes, view, at, at + 16);
    this.last = index;
    this.lastAt = at;
    this.lastBytes = bytes;
    this.index[row] = index;
    this.codes.varint(next - index + 1);
    return index === next;
  }

  private sameAsLast(bytes: Uint8Array, view: DataView, at: number): boolean {
    if (this.lastBytes !== bytes) return false;
    for (let i = 0; i < 16; i += 4) if (view.getInt32(at + i) !== view.getInt32(this.lastAt + i)) return false;
    return true;
  }

  /** The distinct trace ids, 16 bytes each, in order of their index. */
  table(): Uint8Array {
    const table = new Uint8Array(this.dictionary.count * 16);
    for (let i = 0; i < this.dictionary.count; i++) table.set(this.dictionary.entry(i), i * 16);
    return table;
  }
}

/** Span ids of rows and a way to find a row by (trace, span id). */
export class SpanIdTable {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly traces: Uint32Array;
  private readonly table: Int32Array;

  constructor(count: number, traces: Uint32Array) {
    this.bytes = new Uint8Array(count * 8);
    this.view = new DataView(this.bytes.buffer);
    this.traces = traces;
    let size = 16;
    while (size < count * 2) size *= 2;
    this.table = new Int32Array(size);
  }

  set(row: number, source: DataView, at: number): void {
    const high = source.getInt32(at);
    const low = source.getInt32(at + 4);
    this.view.setInt32(row * 8, high);
    this.view.setInt32(row * 8 + 4, low);
    const mask = this.table.length - 1;
    let slot = this.slot(high, low, this.traces[row] ?? 0);
    while (this.table[slot] !== 0) slot = (slot + 1) & mask;
    this.table[slot] = row + 1;
  }

  /** The first row with this span id in this trace, or -1. */
  find(trace: number, source: DataView, at: number): number {
    const high = source.getInt32(at);
    const low = source.getInt32(at + 4);
    const mask = this.table.length - 1;
    for (let slot = this.slot(high, low, trace); ; slot = (slot + 1) & mask) {
      const row = (this.table[slot] ?? 0) - 1;
      if (row < 0) return -1;
      if (
        this.view.getInt32(row * 8 + 4) === low &&
        this.view.getInt32(row * 8) === high &&
        this.traces[row] === trace
      ) {
        return row;
      }
    }
  }

  private slot(high: number, low: number, trace: number): number {
    const mixed = Math.imul(high ^ Math.imul(low, 0x9e3779b1) ^ trace, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.table.length - 1);
  }
}

/** Trace index per row from the codes; NONE where a row has no trace. `tables` receives how many traces there are. */
export function readTraceCodes(reader: ByteReader, count: number): { index: Uint32Array; traceCount: number } {
  const index = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) {
    const code = reader.varint();
    index[i] = code === 0 ? NONE : next - (code - 1);
    if (code === 1) next++;
  }
  return { index, traceCount: next };
}

/** Lower-case hexadecimal digits of an id inside a block. */
export function hexAt(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString("hex");
}

/** Whether these 8 or 16 bytes stand at a place. */
export function idEquals(bytes: Uint8Array, at: number, id: Uint8Array): boolean {
  for (let i = 0; i < id.length; i++) if (bytes[at + i] !== id[i]) return false;
  return true;
}

/** The bytes of hexadecimal digits. */
export function bytesOfHex(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
