/**
 * Finds what was thrown: span events named `exception`, and log records with the attribute `exception.type` (semantic conventions,
 * "Exceptions"). Only spans that have events, and only records whose bytes hold the key, are looked at.
 * Errors: none; the decoder has walked these bytes.
 */
import { type LogColumns, NONE, type SpanColumns } from "../model/columns.ts";
import { EXCEPTION_TYPE } from "../model/semconv.ts";
import { ProtobufReader } from "../otlp/protobufReader.ts";
import { AttributeFinder } from "./deriveAttributes.ts";

const EVENT_NAME = new TextEncoder().encode("exception");
const KEY = Buffer.from(EXCEPTION_TYPE);

/** `from` and `to` are the bytes of the type, none where there is only a message; the time is the event's, 0 when it has none. */
export type ExceptionVisitor = (from: number, to: number, timeHi: number, timeLo: number) => void;

export class SpanExceptions {
  private readonly finder = new AttributeFinder(3, [EXCEPTION_TYPE]);
  private reader = new ProtobufReader(new Uint8Array(0));

  /** Visits each exception of span i, which has events. */
  visit(columns: SpanColumns, i: number, visit: ExceptionVisitor): void {
    if (this.reader.bytes !== columns.bytes) this.reader = new ProtobufReader(columns.bytes);
    const { reader } = this;
    const eventAt = columns.eventAt[i] as number;
    const last = columns.firstRun[i + 1] as number;
    for (let run = columns.firstRun[i] as number; run < last; run++) {
      const end = columns.runs[run * 2 + 1] as number;
      for (let at = Math.max(eventAt, columns.runs[run * 2] as number); at < end; ) {
        at = reader.field(at, end);
        if (reader.tag === 0x5a) this.visitEvent(reader, reader.payload, at, visit);
      }
    }
  }

  private visitEvent(reader: ProtobufReader, from: number, end: number, visit: ExceptionVisitor): void {
    let isException = false;
    let hi = 0;
    let lo = 0;
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === 0x12) isException = isName(reader.bytes, reader.payload, at);
      else if (reader.tag === 0x09) {
        lo = reader.fixed32(reader.payload);
        hi = reader.fixed32(reader.payload + 4);
      }
    }
    if (!isException) return;
    const { finder } = this;
    finder.clear();
    finder.scan(reader.bytes, from, end);
    visit(finder.at[0] as number, finder.at[1] as number, hi, lo);
  }
}

function isName(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== EVENT_NAME.length) return false;
  for (let i = 0; i < EVENT_NAME.length; i++) if (bytes[from + i] !== EVENT_NAME[i]) return false;
  return true;
}

/** Over the records of one request, which must be asked in order. */
export class LogExceptions {
  private readonly finder = new AttributeFinder(6, [EXCEPTION_TYPE]);
  private readonly columns: LogColumns;
  private readonly bytes: Buffer;
  /** Where the key occurs next; beyond the end when it does not. */
  private next = 0;

  constructor(columns: LogColumns) {
    this.columns = columns;
    const { buffer, byteOffset, byteLength } = columns.bytes;
    this.bytes = Buffer.from(buffer, byteOffset, byteLength);
    this.seek(0);
  }

  /** Whether record i tells of an exception; its type then is at [from, to). */
  isAt(i: number): boolean {
    const { firstRun, runs } = this.columns;
    const first = firstRun[i] as number;
    const last = firstRun[i + 1] as number;
    if (first === last) return false;
    const end = runs[last * 2 - 1] as number;
    if (this.next >= end) return false;
    if (this.next < (runs[first * 2] as number)) this.seek(runs[first * 2] as number);
    if (this.next >= end) return false;
    this.seek(end);
    this.finder.clear();
    for (let run = first; run < last; run++) {
      this.finder.scan(this.columns.bytes, runs[run * 2] as number, runs[run * 2 + 1] as number);
    }
    return this.from !== 0;
  }

  get from(): number {
    return this.finder.at[0] as number;
  }

  get to(): number {
    return this.finder.at[1] as number;
  }

  private seek(from: number): void {
    const found = this.bytes.indexOf(KEY, from);
    this.next = found < 0 ? NONE : found;
  }
}
