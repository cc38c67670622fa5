/**
 * What every signal's block has in common when it is read: rows, their resource and scope, and the fields in its rest.
 * Columns are decoded when first asked for. `rest` chunks are put in by whoever fetched and decompressed them.
 */
import type { ByteReader } from "./byteReader.ts";
import type { OriginTable } from "./originTable.ts";
import type { ChunkPlace } from "./rawBlock.ts";

/** A block as it was fetched: hot part decompressed. */
export interface FetchedBlock {
  readonly blockId: number;
  readonly step: number;
  readonly count: number;
  /** How its parts are compressed. */
  readonly codec: number;
  /** Of its signal's layouts, which one it has. */
  readonly layout: number;
  readonly hot: Uint8Array;
  readonly ids: Uint8Array;
  readonly places: readonly ChunkPlace[];
}

/** Two unsigned halves per row. */
export interface Halves {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
}

export abstract class BlockView {
  readonly block: FetchedBlock;
  abstract readonly origins: OriginTable;
  private readonly chunks: (Uint8Array | undefined)[] = [];
  private starts: Float64Array | null = null;
  /** Of the row asked for last by `seekRest`. */
  restBytes: Uint8Array = new Uint8Array(0);
  restFrom = 0;
  restEnd = 0;

  constructor(block: FetchedBlock) {
    this.block = block;
  }

  get count(): number {
    return this.block.count;
  }

  protected abstract restLengths(): ByteReader;

  /** Offsets of records in the whole raw rest; one more than rows. */
  private restStarts(): Float64Array {
    if (this.starts) return this.starts;
    const lengths = this.restLengths();
    const starts = new Float64Array(this.count + 1);
    for (let i = 0; i < this.count; i++) starts[i + 1] = (starts[i] ?? 0) + lengths.varint();
    this.starts = starts;
    return starts;
  }

  /** The chunk that holds a row's fields. */
  chunkOf(row: number): number {
    const places = this.block.places;
    let low = 0;
    let high = places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((places[middle]?.firstRecord ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  hasChunk(chunk: number): boolean {
    return this.chunks[chunk] !== undefined;
  }

  putChunk(chunk: number, bytes: Uint8Array): void {
    this.chunks[chunk] = bytes;
  }

  /** Frees the chunks, keeping columns. */
  dropChunks(): void {
    this.chunks.length = 0;
    this.restBytes = new Uint8Array(0);
  }

  /** Points `restBytes`, `restFrom` and `restEnd` at a row's fields. Its chunk must have been put in. */
  seekRest(row: number): void {
    const chunk = this.chunkOf(row);
    const bytes = this.chunks[chunk];
    if (bytes === undefined) throw new RangeError("The fields of a record were read before they were fetched.");
    const starts = this.restStarts();
    const base = starts[this.block.places[chunk]?.firstRecord ?? 0] ?? 0;
    this.restBytes = bytes;
    this.restFrom = (starts[row] ?? 0) - base;
    this.restEnd = (starts[row + 1] ?? 0) - base;
  }
}

/** Sums of 64-bit differences, exact modulo 2^64. */
export function readDeltas(reader: ByteReader, count: number): Halves {
  const hi = new Uint32Array(count);
  const lo = new Uint32Array(count);
  let high = 0;
  let low = 0;
  for (let i = 0; i < count; i++) {
    reader.signed64();
    const sum = low + reader.lo;
    low = sum >>> 0;
    high = (high + reader.hi + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    hi[i] = high;
    lo[i] = low;
  }
  return { hi, lo };
}

/** 64-bit numbers one by one. */
export function readNumbers64(reader: ByteReader, count: number): Halves {
  const hi = new Uint32Array(count);
  const lo = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    reader.signed64();
    hi[i] = reader.hi;
    lo[i] = reader.lo;
  }
  return { hi, lo };
}

export function readVarints(reader: ByteReader, count: number): Uint32Array {
  const values = new Uint32Array(count);
  for (let i = 0; i < count; i++) values[i] = reader.varint();
  return values;
}

export function readSigned(reader: ByteReader, count: number): Int32Array {
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) values[i] = reader.signed();
  return values;
}

/** -1, 0 or 1 as the first of two unsigned 64-bit numbers is below, equal to or above the second. */
export function compareHalves(aHi: number, aLo: number, bHi: number, bLo: number): number {
  if (aHi !== bHi) return aHi < bHi ? -1 : 1;
  return aLo === bLo ? 0 : aLo < bLo ? -1 : 1;
}
