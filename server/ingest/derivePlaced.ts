/**
 * What one flush adds to placements, placed edges and exceptions; a part of FlushTotals. Costs nothing where no resource names a region
 * and nothing is thrown: there are no rows then.
 * Regions are symbols, NO_REGION where there is none. Keys are pairs of 32-bit numbers.
 */
import { OTHER_EXCEPTIONS } from "../model/incrementsPlaced.ts";
import type { IncrementsWriter } from "../model/incrementsWriter.ts";
import type { DerivedNames } from "./deriveNames.ts";
import type { KnownResource } from "./deriveResource.ts";
import { CellLists, Sums } from "./deriveSums.ts";
import { PairTable } from "./deriveTables.ts";

/** No symbol; in 16 bits of a key it reads 0xffff, which no symbol is. */
export const NO_REGION = -1;
const NO_SYMBOL = 0xffff;
/** Columns of a placement's sums: of its entry spans, and of its others. */
const P = { entryCalls: 0, entryErrors: 1, entrySum: 2, calls: 3, errors: 4, sum: 5 } as const;
/** Columns of a placed edge's sums. */
const E = { errors: 0, sum: 1 } as const;
/** An exception's key is its type's number; of the rest it is its service with the sign bit set. */
const REST_BIT = 0x80000000 | 0;

export class PlacedTotals {
  private readonly placements = new PairTable();
  private readonly placementSums = new Sums(6);
  /** By row * 2, and one more for what is no entry. */
  private readonly placementCells = new CellLists();
  private readonly edges = new PairTable();
  private readonly edgeSums = new Sums(2);
  private readonly edgeCells = new CellLists();
  private readonly exceptions = new PairTable();
  private readonly exceptionSums = new Sums(1);

  clear(): void {
    for (const table of [this.placements, this.edges, this.exceptions]) table.clear();
    if (this.placementCells.isUsed) this.placementCells.clear();
    if (this.edgeCells.isUsed) this.edgeCells.clear();
  }

  /** The row of a service in a region, -1 when its resource names none. */
  placementRow(bucket: number, { service, region }: KnownResource): number {
    if (region === NO_REGION) return -1;
    const known = this.placements.size;
    const row = this.placements.numberOf(bucket, (service << 16) | region);
    if (row === known) this.placementSums.open(row);
    return row;
  }

  addPlacement(row: number, entry: boolean, error: boolean, durationNano: number, cell: number): void {
    const sums = this.placementSums;
    if (entry) {
      sums.add(P.entryCalls, row, 1);
      sums.add(P.entrySum, row, durationNano);
      if (error) sums.add(P.entryErrors, row, 1);
      this.placementCells.add(row * 2, cell);
    } else if (sums.get(P.entryCalls, row) === 0) {
      // Beside entry spans the others count no more.
      sums.add(P.calls, row, 1);
      sums.add(P.sum, row, durationNano);
      if (error) sums.add(P.errors, row, 1);
      this.placementCells.add(row * 2 + 1, cell);
    }
  }

  /** One more call over an edge (its row in the flush's edges), from and to these regions. */
  addEdge(edge: number, client: number, server: number, error: boolean, durationNano: number, cell: number): void {
    if (client === NO_REGION && server === NO_REGION) return;
    const known = this.edges.size;
    const row = this.edges.numberOf(edge, (client << 16) | (server & NO_SYMBOL));
    if (row === known) this.edgeSums.open(row);
    if (error) this.edgeSums.add(E.errors, row, 1);
    this.edgeSums.add(E.sum, row, durationNano);
    this.edgeCells.add(row, cell);
  }

  /** `type` is -1 for the rest of a service's types. */
  addException(bucket: number, service: number, type: number): void {
    const known = this.exceptions.size;
    const row = this.exceptions.numberOf(bucket, type < 0 ? REST_BIT | service : type);
    if (row === known) this.exceptionSums.open(row);
    this.exceptionSums.add(0, row, 1);
  }

  /** Of exceptions, which may lie before the end of their span; all others have the bucket of what they are counted beside. */
  earliestBucket(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (let row = 0; row < this.exceptions.size; row++) {
      earliest = Math.min(earliest, this.exceptions.a[row] as number);
    }
    return earliest;
  }

  /** `symbol` gives a symbol its number in the string table; `edges` are the flush's, which placed ones cite by row. */
  pack(writer: IncrementsWriter, names: DerivedNames, symbol: (number: number) => number, edges: PairTable): void {
    this.packPlacements(writer, symbol);
    this.packEdges(writer, symbol, edges);
    const types = new Map<number, number>();
    for (let row = 0; row < this.exceptions.size; row++) {
      const key = this.exceptions.b[row] as number;
      const isRest = key < 0;
      const service = isRest ? key & ~REST_BIT : names.exceptions.groupOf(key);
      let type = types.get(isRest ? -1 : key);
      if (type === undefined) {
        type = isRest ? writer.text(OTHER_EXCEPTIONS) : writer.symbol(names.exceptions.textOf(key));
        types.set(isRest ? -1 : key, type);
      }
      writer.exception(this.exceptions.a[row] as number, symbol(service), type, this.exceptionSums.get(0, row));
    }
  }

  private packPlacements(writer: IncrementsWriter, symbol: (number: number) => number): void {
    const { placementSums: sums } = this;
    for (let row = 0; row < this.placements.size; row++) {
      const pair = this.placements.b[row] as number;
      const entry = sums.get(P.entryCalls, row) > 0;
      const errors = sums.get(entry ? P.entryErrors : P.errors, row);
      const sumNano = sums.get(entry ? P.entrySum : P.sum, row);
      const bucket = this.placements.a[row] as number;
      writer.placement(bucket, symbol(pair >>> 16), symbol(pair & NO_SYMBOL), entry, errors, sumNano);
      this.placementCells.write(writer.placements, entry ? row * 2 : row * 2 + 1);
    }
  }

  private packEdges(writer: IncrementsWriter, symbol: (number: number) => number, edges: PairTable): void {
    const region = (number: number) => (number === NO_SYMBOL ? writer.text("") : symbol(number));
    for (let row = 0; row < this.edges.size; row++) {
      const edge = this.edges.a[row] as number;
      const regions = this.edges.b[row] as number;
      const bucketAndType = edges.a[edge] as number;
      const pair = edges.b[edge] as number;
      const client = { service: symbol(pair >>> 16), region: region(regions >>> 16) };
      const server = { service: symbol(pair & NO_SYMBOL), region: region(regions & NO_SYMBOL) };
      const errors = this.edgeSums.get(E.errors, row);
      const sumNano = this.edgeSums.get(E.sum, row);
      writer.placedEdge(bucketAndType >> 2, client, server, bucketAndType & 3, errors, sumNano);
      this.edgeCells.write(writer.placedEdges, row);
    }
  }
}
