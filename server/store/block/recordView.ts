/**
 * What blocks of spans and of log records have in common when they are read: origins, perhaps names, then columns each with its
 * length in front, and a scope per row. A column is decoded when first asked for and kept.
 */
import { BlockView, type FetchedBlock, readVarints } from "./blockView.ts";
import { ByteReader } from "./byteReader.ts";
import { type OriginTable, readOrigins } from "./originTable.ts";

/** How a signal lays out the hot part. */
export interface RecordLayout {
  readonly hasNames: boolean;
  readonly columns: number;
  /** Which column holds scopes, and which the length of each rest. */
  readonly scope: number;
  readonly rest: number;
}

export abstract class RecordView extends BlockView {
  readonly origins: OriginTable;
  /** Distinct names of the block; none where the signal has no column of them. */
  readonly names: readonly Uint8Array[];
  private readonly layout: RecordLayout;
  private readonly columns: readonly Uint8Array[];
  private readonly decoded: unknown[] = [];

  constructor(block: FetchedBlock, layout: RecordLayout) {
    super(block);
    const reader = new ByteReader(block.hot);
    this.layout = layout;
    this.origins = readOrigins(reader);
    this.names = Array.from({ length: layout.hasNames ? reader.varint() : 0 }, () => reader.sized());
    this.columns = Array.from({ length: layout.columns }, () => reader.sized());
  }

  /** A column as `read` makes it; the same column must always be read the same way. */
  protected column<T>(column: number, read: (reader: ByteReader, count: number) => T): T {
    const known = this.decoded[column];
    if (known !== undefined) return known as T;
    const made = read(this.reader(column), this.count);
    this.decoded[column] = made;
    return made;
  }

  private reader(column: number): ByteReader {
    return new ByteReader(this.columns[column] ?? new Uint8Array(0));
  }

  protected restLengths(): ByteReader {
    return this.reader(this.layout.rest);
  }

  get scope(): Uint32Array {
    return this.column(this.layout.scope, readVarints);
  }

  serviceIndex(row: number): number {
    return this.origins.resources[this.origins.scopes[this.scope[row] ?? 0]?.resource ?? 0]?.service ?? 0;
  }
}
