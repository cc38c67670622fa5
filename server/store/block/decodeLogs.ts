/**
 * A stored block of log records, read column by column. The layout is encodeLogs.ts's; the two change together.
 */
import { NONE } from "../../model/columns.ts";
import { type FetchedBlock, type Halves, readDeltas, readNumbers64, readSigned, readVarints } from "./blockView.ts";
import type { ByteReader } from "./byteReader.ts";
import { readTraceCodes } from "./idColumns.ts";
import { join64 } from "./rawBlock.ts";
import { RecordView } from "./recordView.ts";

const Column = { TIME: 0, PRESENCE: 1, OBSERVED: 2, SEVERITY: 3, SCOPE: 4, REST: 5, TRACE: 6, SPAN: 7 } as const;
const LAYOUT = { hasNames: false, columns: 8, scope: Column.SCOPE, rest: Column.REST };

export class LogView extends RecordView {
  constructor(block: FetchedBlock) {
    super(block, LAYOUT);
  }

  /** When it happened, else when it was seen. */
  get time(): Halves {
    return this.column(Column.TIME, readDeltas);
  }

  get severity(): Int32Array {
    return this.column(Column.SEVERITY, readSigned);
  }

  private get presence(): Uint32Array {
    return this.column(Column.PRESENCE, readVarints);
  }

  private get observed(): Halves {
    return this.column(Column.OBSERVED, readNumbers64);
  }

  private get traces() {
    return this.column(Column.TRACE, readTraceCodes);
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

  /** Where the row's trace id stands in `ids`; -1 when it has none. */
  traceIdAt(row: number): number {
    const index = this.traces.index[row] ?? NONE;
    return index === NONE ? -1 : index * 16;
  }

  /** Where the row's span id stands in `ids`; -1 when it has none. */
  spanIdAt(row: number): number {
    return (this.spanAt[row] ?? 0) - 1;
  }

  private get spanAt(): Uint32Array {
    return this.column(Column.SPAN, (reader, count) => readSpanPlaces(reader, count, this.traces.traceCount * 16));
  }
}

/** Where each row's span id stands, plus one; 0 for none. */
function readSpanPlaces(reader: ByteReader, count: number, from: number): Uint32Array {
  const at = new Uint32Array(count);
  let next = from;
  for (let i = 0; i < count; i++) {
    if (reader.varint() === 0) continue;
    at[i] = next + 1;
    next += 8;
  }
  return at;
}
