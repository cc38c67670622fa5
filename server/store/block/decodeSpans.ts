/**
 * A stored block of spans, read column by column. The layout is encodeSpans.ts's; the two change together.
 */
import {
  BlockView,
  type FetchedBlock,
  type Halves,
  readDeltas,
  readNumbers64,
  readSigned,
  readVarints,
} from "./blockView.ts";
import { ByteReader } from "./byteReader.ts";
import { hexAt, readTraceCodes } from "./idColumns.ts";
import { type OriginTable, readOrigins } from "./originTable.ts";
import { join64 } from "./rawBlock.ts";

const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });
const TWO_32 = 4_294_967_296;
const Column = { START: 0, DURATION: 1, NAME: 2, SCOPE: 3, KIND: 4, STATUS: 5, REST: 6, TRACE: 7, PARENT: 8 } as const;

export class SpanView extends BlockView {
  readonly origins: OriginTable;
  readonly names: readonly Uint8Array[];
  private readonly columns: readonly Uint8Array[];
  private readonly texts: string[] = [];
  private nameCache: Uint32Array | null = null;
  private scopeCache: Uint32Array | null = null;
  private kindCache: Int32Array | null = null;
  private statusCache: Int32Array | null = null;
  private startCache: Halves | null = null;
  private durationCache: Halves | null = null;
  private traceCache: { index: Uint32Array; traceCount: number } | null = null;
  private parentAt: Uint32Array | null = null;

  constructor(block: FetchedBlock) {
    super(block);
    const reader = new ByteReader(block.hot);
    this.origins = readOrigins(reader);
    this.names = Array.from({ length: reader.varint() }, () => reader.sized());
    this.columns = Array.from({ length: 9 }, () => reader.sized());
  }

  private reader(column: number): ByteReader {
    return new ByteReader(this.columns[column] ?? new Uint8Array(0));
  }

  protected restLengths(): ByteReader {
    return this.reader(Column.REST);
  }

  get start(): Halves {
    this.startCache ??= readDeltas(this.reader(Column.START), this.count);
    return this.startCache;
  }

  get duration(): Halves {
    this.durationCache ??= readNumbers64(this.reader(Column.DURATION), this.count);
    return this.durationCache;
  }

  get name(): Uint32Array {
    this.nameCache ??= readVarints(this.reader(Column.NAME), this.count);
    return this.nameCache;
  }
  get scope(): Uint32Array {
    this.scopeCache ??= readVarints(this.reader(Column.SCOPE), this.count);
    return this.scopeCache;
  }
  get kind(): Int32Array {
    this.kindCache ??= readSigned(this.reader(Column.KIND), this.count);
    return this.kindCache;
  }
  get status(): Int32Array {
    this.statusCache ??= readSigned(this.reader(Column.STATUS), this.count);
    return this.statusCache;
  }

  /** Index of each row's trace in the block's trace table. */
  get trace(): Uint32Array {
    this.traceCache ??= readTraceCodes(this.reader(Column.TRACE), this.count);
    return this.traceCache.index;
  }

  get traceCount(): number {
    return this.trace.length === 0 ? 0 : (this.traceCache?.traceCount ?? 0);
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

  serviceIndex(row: number): number {
    return this.origins.resources[this.origins.scopes[this.scope[row] ?? 0]?.resource ?? 0]?.service ?? 0;
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
    this.parentAt ??= this.readParents();
    return (this.parentAt[row] ?? 0) - 1;
  }

  private readParents(): Uint32Array {
    const reader = this.reader(Column.PARENT);
    const at = new Uint32Array(this.count);
    let raw = this.spanIdAt(this.count);
    for (let i = 0; i < this.count; i++) {
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
