/**
 * A stored block of spans, read column by column. The layout is encodeSpans.ts's; the two change together.
 */
import { type FetchedBlock, type Halves, readDeltas, readNumbers64, readSigned, readVarints } from "./blockView.ts";
import type { ByteReader } from "./byteReader.ts";
import { hexAt, readTraceCodes } from "./idColumns.ts";
import { join64 } from "./rawBlock.ts";
import { RecordView } from "./recordView.ts";

const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });
const TWO_32 = 4_294_967_296;
const Column = { START: 0, DURATION: 1, NAME: 2, SCOPE: 3, KIND: 4, STATUS: 5, REST: 6, TRACE: 7, PARENT: 8 } as const;
const LAYOUT = { hasNames: true, columns: 9, scope: Column.SCOPE, rest: Column.REST };

export class SpanView extends RecordView {
  private readonly texts: string[] = [];

  constructor(block: FetchedBlock) {
    super(block, LAYOUT);
  }

  get start(): Halves {
    return this.column(Column.START, readDeltas);
  }

  get duration(): Halves {
    return this.column(Column.DURATION, readNumbers64);
  }

  /** Index of each row's name in `names`. */
  get name(): Uint32Array {
    return this.column(Column.NAME, readVarints);
  }

  get kind(): Int32Array {
    return this.column(Column.KIND, readSigned);
  }

  get status(): Int32Array {
    return this.column(Column.STATUS, readSigned);
  }

  private get traces() {
    return this.column(Column.TRACE, readTraceCodes);
  }

  /** Index of each row's trace in the block's trace table. */
  get trace(): Uint32Array {
    return this.traces.index;
  }

  get traceCount(): number {
    return this.trace.length === 0 ? 0 : this.traces.traceCount;
  }

  startUnixNano(row: number): bigint {
    return join64(this.start.hi[row] ?? 0, this.start.lo[row] ?? 0);
  }

  /** Length in nanoseconds, 0 when the span ends before it starts; exact to 2^53. */
  durationNano(row: number): number {
    const length = ((this.duration.hi[row] ?? 0) | 0) * TWO_32 + (this.duration.lo[row] ?? 0);
    return Math.max(length, 0);
  }

  endUnixNano(row: number): bigint {
    const length = join64(this.duration.hi[row] ?? 0, this.duration.lo[row] ?? 0);
    return BigInt.asUintN(64, this.startUnixNano(row) + length);
  }

  service(row: number): string {
    return this.origins.services[this.serviceIndex(row)] ?? "";
  }

  nameText(row: number): string {
    const name = this.name[row] ?? 0;
    let text = this.texts[name];
    if (text === undefined) {
      text = TEXT.decode(this.names[name]);
      this.texts[name] = text;
    }
    return text;
  }

  traceIdHex(trace: number): string {
    return hexAt(this.block.ids, trace * 16, 16);
  }

  spanIdAt(row: number): number {
    return this.traceCount * 16 + row * 8;
  }

  /** Where the parent's id stands in `ids`; -1 for a root. */
  parentIdAt(row: number): number {
    return (this.parentAt[row] ?? 0) - 1;
  }

  private get parentAt(): Uint32Array {
    return this.column(Column.PARENT, (reader, count) => this.readParents(reader, count));
  }

  private readParents(reader: ByteReader, count: number): Uint32Array {
    const at = new Uint32Array(count);
    let raw = this.spanIdAt(count);
    for (let i = 0; i < count; i++) {
      const code = reader.varint();
      if (code === 0) continue;
      if (code === 1) {
        at[i] = raw + 1;
        raw += 8;
        continue;
      }
      const distance = code - 2;
      const row = distance % 2 === 1 ? i - (distance + 1) / 2 : i + distance / 2;
      at[i] = this.spanIdAt(row) + 1;
    }
    return at;
  }

  /** Index of a trace id in the block's table, or -1. */
  findTrace(id: Uint8Array): number {
    const ids = this.block.ids;
    for (let i = 0; i < this.traceCount; i++) {
      let same = 0;
      while (same < 16 && ids[i * 16 + same] === id[same]) same++;
      if (same === 16) return i;
    }
    return -1;
  }
}
