/**
 * Where a span's links name their traces and spans, in OTLP bytes (Span.links is field 13; a link's trace_id field 1, span_id field 2).
 * Errors: none; the decoder has walked these bytes. A link whose ids have other lengths leads nowhere and is left out.
 */
import type { SpanColumns } from "../model/columns.ts";
import { ProtobufReader } from "../otlp/protobufReader.ts";

/** SDKs keep 128 of a span by default, and a consumer polls some hundred messages at once; one span shall not push out all that waits. */
export const MOST_LINKS = 1_000;

export class SpanLinks {
  /** Pairs (offset of the trace id, offset of the span id). */
  readonly at = new Int32Array(MOST_LINKS * 2);
  private reader = new ProtobufReader(new Uint8Array(0));

  /** Finds the links of span i; how many, the first MOST_LINKS. */
  find(columns: SpanColumns, i: number): number {
    if (this.reader.bytes !== columns.bytes) this.reader = new ProtobufReader(columns.bytes);
    const { reader } = this;
    let count = 0;
    const last = columns.firstRun[i + 1] as number;
    for (let run = columns.firstRun[i] as number; run < last; run++) {
      const end = columns.runs[run * 2 + 1] as number;
      for (let at = columns.runs[run * 2] as number; at < end && count < MOST_LINKS; ) {
        at = reader.field(at, end);
        if (reader.tag === 0x6a && this.read(reader, reader.payload, at, count)) count++;
      }
    }
    return count;
  }

  private read(reader: ProtobufReader, from: number, end: number, place: number): boolean {
    let ids = 0;
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      const { tag, payload } = reader;
      if (tag === 0x0a && at - payload === 16) {
        this.at[place * 2] = payload;
        ids |= 1;
      } else if (tag === 0x12 && at - payload === 8) {
        this.at[place * 2 + 1] = payload;
        ids |= 2;
      }
    }
    return ids === 3;
  }
}
