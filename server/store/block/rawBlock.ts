/**
 * A block before compression and after decompression: what every signal's block is made of.
 *
 *   hot     dictionaries and filter columns (compressed as one)
 *   ids     trace, span and parent ids, or the series of points: bytes that do not compress
 *   rest    the record fields that no column holds, in chunks of some hundred records (compressed each)
 *   tokens  a Bloom filter of what equality can ask for
 *   summary per service: records, errors, longest duration
 *
 * Blocks are self-contained but for metric points, which cite the series dictionary.
 */
import type { Signal } from "../../model/columns.ts";
import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";

/** The layouts that this code writes. Points: 2, since they are kept per series; 3, since doubles have the forms of doubleForm.ts; 4, since exemplars are columns. */
export const LAYOUTS: Readonly<Record<Signal, number>> = { traces: 1, logs: 1, metrics: 4 };
/** The oldest that it reads; a reader refuses others. */
export const OLDEST_LAYOUTS: Readonly<Record<Signal, number>> = { traces: 1, logs: 1, metrics: 2 };

export interface Chunk {
  readonly records: number;
  readonly bytes: Uint8Array;
  /** Length of `bytes`, which goes away when they are handed to another thread. */
  readonly rawBytes: number;
}

export interface RawBlock {
  readonly signal: Signal;
  readonly step: number;
  readonly count: number;
  readonly tMin: bigint;
  readonly tMax: bigint;
  readonly maxDurationNano: number;
  readonly errorCount: number;
  readonly summary: Uint8Array;
  readonly tokens: Uint8Array;
  readonly hot: Uint8Array;
  readonly ids: Uint8Array;
  readonly rest: readonly Chunk[];
  /** Distinct trace ids for the trace index, 16 bytes each; empty but for spans. */
  readonly traces: Uint8Array;
}

export interface ServiceSummary {
  readonly service: string;
  readonly count: number;
  readonly errorCount: number;
  readonly maxDurationNano: number;
}

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

export function writeSummary(services: readonly ServiceSummary[]): Uint8Array {
  const writer = new ByteWriter(64 * services.length + 8);
  writer.varint(services.length);
  for (const { service, count, errorCount, maxDurationNano } of services) {
    writer.sized(UTF8.encode(service));
    writer.varint(count);
    writer.varint(errorCount);
    writer.varint(Math.min(maxDurationNano, Number.MAX_SAFE_INTEGER));
  }
  return writer.finish();
}

export function readSummary(bytes: Uint8Array): ServiceSummary[] {
  const reader = new ByteReader(bytes);
  return Array.from({ length: reader.varint() }, () => ({
    service: TEXT.decode(reader.sized()),
    count: reader.varint(),
    errorCount: reader.varint(),
    maxDurationNano: reader.varint(),
  }));
}

/** Where each chunk of `rest` lies: records, raw and stored bytes. */
export interface ChunkPlace {
  readonly firstRecord: number;
  readonly records: number;
  readonly rawBytes: number;
  readonly at: number;
  readonly storedBytes: number;
}

export function writeChunkPlaces(chunks: readonly Chunk[], stored: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter(16 * chunks.length + 8);
  writer.varint(chunks.length);
  chunks.forEach((chunk, i) => {
    writer.varint(chunk.records);
    writer.varint(chunk.rawBytes);
    writer.varint(stored[i]?.length ?? 0);
  });
  return writer.finish();
}

export function readChunkPlaces(bytes: Uint8Array): ChunkPlace[] {
  const reader = new ByteReader(bytes);
  let firstRecord = 0;
  let at = 0;
  return Array.from({ length: reader.varint() }, () => {
    const place = {
      firstRecord,
      records: reader.varint(),
      rawBytes: reader.varint(),
      at,
      storedBytes: reader.varint(),
    };
    firstRecord += place.records;
    at += place.storedBytes;
    return place;
  });
}

/** 64 bits of two halves, unsigned. */
export function join64(hi: number, lo: number): bigint {
  return (BigInt(hi) << 32n) | BigInt(lo);
}
