/**
 * Copies the fields that no column holds, record after record, and cuts them into chunks that are compressed and fetched by
 * themselves: 512 records compress as well as 16,000, and a trace needs only the chunks of its spans.
 */
import type { BufferPool } from "../../bufferPool.ts";
import type { SignalColumns } from "../../model/columns.ts";
import { type BlockSlice, runBytes } from "./blockSlice.ts";
import { ByteWriter, copyBytes } from "./byteWriter.ts";
import type { Chunk } from "./rawBlock.ts";

const CHUNK_RECORDS = 512;
const CHUNK_BYTES = 512 * 1024;

export interface Rest {
  readonly bytes: Uint8Array;
  readonly chunks: readonly Chunk[];
  /** Where record i starts in `bytes`; one more entry than records. */
  readonly starts: Float64Array;
}

/** In room of `buffers` where those are given. A finished column of the lengths is `lengthColumn(rest)`. */
export function copyRest<C extends SignalColumns>(slice: BlockSlice<C>, buffers?: BufferPool): Rest {
  const starts = new Float64Array(slice.count + 1);
  let total = 0;
  for (let i = 0; i < slice.count; i++) {
    starts[i] = total;
    total += runBytes(columnsOf(slice, i), slice.record[i] ?? 0);
  }
  starts[slice.count] = total;
  const bytes = buffers?.take(total) ?? new Uint8Array(total);
  let to = 0;
  for (let i = 0; i < slice.count; i++) {
    const columns = columnsOf(slice, i);
    const record = slice.record[i] ?? 0;
    const last = 2 * (columns.firstRun[record + 1] ?? 0);
    for (let r = 2 * (columns.firstRun[record] ?? 0); r < last; r += 2) {
      const from = columns.runs[r] ?? 0;
      const end = columns.runs[r + 1] ?? 0;
      copyBytes(columns.bytes, from, end, bytes, to);
      to += end - from;
    }
  }
  return { bytes, starts, chunks: cutChunks(bytes, starts, slice.count) };
}

function cutChunks(bytes: Uint8Array, starts: Float64Array, count: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let first = 0; first < count; ) {
    const from = starts[first] ?? 0;
    let end = first + 1;
    while (end < count && end - first < CHUNK_RECORDS && (starts[end + 1] ?? 0) - from <= CHUNK_BYTES) end++;
    const raw = bytes.subarray(from, starts[end] ?? 0);
    chunks.push({ records: end - first, bytes: raw, rawBytes: raw.length });
    first = end;
  }
  return chunks;
}

/** The columns that row i of a slice comes from. */
export function columnsOf<C extends SignalColumns>(slice: BlockSlice<C>, row: number): C {
  const source = slice.sources[slice.source[row] ?? 0];
  if (source === undefined) throw new RangeError("A slice names a request that it does not have.");
  return source.columns;
}

/** The length of each record's fields, for the block's hot part. */
export function lengthColumn(rest: Rest): Uint8Array {
  const writer = new ByteWriter(rest.starts.length * 2 + 16);
  for (let i = 0; i + 1 < rest.starts.length; i++) writer.varint((rest.starts[i + 1] ?? 0) - (rest.starts[i] ?? 0));
  return writer.finish();
}
