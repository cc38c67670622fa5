/**
 * A stored block of log records, read column by column. The layout is encodeLogs.ts's; the two change together.
 */
import { NONE } from "../../model/columns.ts";
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
import { readTraceCodes } from "./idColumns.ts";
import { type OriginTable, readOrigins } from "./originTable.ts";
import { join64 } from "./rawBlock.ts";

const Column = { TIME: 0, PRESENCE: 1, OBSERVED: 2, SEVERITY: 3, SCOPE: 4, REST: 5, TRACE: 6, SPAN: 7 } as const;

export class LogView extends BlockView {
  readonly origins: OriginTable;
  private readonly columns: readonly Uint8Array[];
  private timeCache: Halves | null = null;
  private observedCache: Halves | null = null;
  private presenceCache: Uint32Array | null = null;
  private severityCache: Int32Array | null = null;
  private scopeCache: Uint32Array | null = null;
  private traceCache: { index: Uint32Array; traceCount: number } | null = null;
  private spanAt: Uint32Array | null = null;

  constructor(block: FetchedBlock) {
    super(block);
    const reader = new ByteReader(block.hot);
    this.origins = readOrigins(reader);
    this.columns = Array.from({ length: 8 }, () => reader.sized());
  }

  private reader(column: number): ByteReader {
    return new ByteReader(this.columns[column] ?? new Uint8Array(0));
  }

  protected restLengths(): ByteReader {
    return this.reader(Column.REST);
  }

  /** When it happened, else when it was seen. */
  get time(): Halves {
    this.timeCache ??= readDeltas(this.reader(Column.TIME), this.count);
    return this.timeCache;
  }

  get severity(): Int32Array {
    this.severityCache ??= readSigned(this.reader(Column.SEVERITY), this.count);
    return this.severityCache;
  }

  get scope(): Uint32Array {
    this.scopeCache ??= readVarints(this.reader(Column.SCOPE), this.count);
    return this.scopeCache;
  }

  private get presence(): Uint32Array {
    this.presenceCache ??= readVarints(this.reader(Column.PRESENCE), this.count);
    return this.presenceCache;
  }

  private get observed(): Halves {
    this.observedCache ??= readNumbers64(this.reader(Column.OBSERVED), this.count);
    return this.observedCache;
  }

  private get traces(): { index: Uint32Array; traceCount: number } {
    this.traceCache ??= readTraceCodes(this.reader(Column.TRACE), this.count);
    return this.traceCache;
  }

  timeUnixNano(row: number): bigint {
    return join64(this.time.hi[row] ?? 0, this.time.lo[row] ?? 0);
  }

  /** time_unix_nano as it was sent. */
  sentUnixNano(row: number): bigint {
    return ((this.presence[row] ?? 0) & 1) === 1 ? this.timeUnixNano(row) : 0n;
  }

  observedUnixNano(row: number): bigint {
    if (((this.presence[row] ?? 0) & 2) === 0) return 0n;
    const difference = join64(this.observed.hi[row] ?? 0, this.observed.lo[row] ?? 0);
    return BigInt.asUintN(64, this.timeUnixNano(row) + difference);
  }

  serviceIndex(row: number): number {
    return this.origins.resources[this.origins.scopes[this.scope[row] ?? 0]?.resource ?? 0]?.service ?? 0;
  }

  /** Where the row's trace id stands in `ids`; -1 when it has none. */
  traceIdAt(row: number): number {
    const index = this.traces.index[row] ?? NONE;
    return index === NONE ? -1 : index * 16;
  }

  /** Where the row's span id stands in `ids`; -1 when it has none. */
  spanIdAt(row: number): number {
    this.spanAt ??= this.readSpans();
    return (this.spanAt[row] ?? 0) - 1;
  }

  private readSpans(): Uint32Array {
    const reader = this.reader(Column.SPAN);
    const at = new Uint32Array(this.count);
    let next = this.traces.traceCount * 16;
    for (let i = 0; i < this.count; i++) {
      if (reader.varint() === 0) continue;
      at[i] = next + 1;
      next += 8;
    }
    return at;
  }
}
