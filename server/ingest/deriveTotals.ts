/**
 * What one flush adds, summed in typed arrays while its records pass, then packed (server/model/increments.ts).
 * Keys are pairs of 32-bit numbers.
 */
import { BUCKET_MS, INSTANCE_BUCKETS } from "../model/increments.ts";
import { IncrementsWriter } from "../model/incrementsWriter.ts";
import type { DerivedNames } from "./deriveNames.ts";
import { PlacedTotals } from "./derivePlaced.ts";
import type { KnownResource } from "./deriveResource.ts";
import { CellLists, Sums } from "./deriveSums.ts";
import { PairTable } from "./deriveTables.ts";
import { touchedBy } from "./deriveTouched.ts";

/** Columns of an instance's sums. */
const I = { entryCalls: 0, entryErrors: 1, entrySum: 2, calls: 3, errors: 4, sum: 5, first: 6, last: 7 } as const;
/** Columns of an edge's sums. */
const E = { calls: 0, errors: 1, clientSum: 2, serverSum: 3 } as const;

/** An operation's key is (bucket, name << 5 | kind << 2 | status); overflow is its service << 5 with the sign bit set. */
const OVERFLOW_BIT = 0x80000000 | 0;

export class FlushTotals {
  readonly placed = new PlacedTotals();
  private readonly operations = new PairTable();
  private readonly operationCells = new CellLists();
  private readonly operationSums = new Sums(1);
  private readonly edges = new PairTable();
  private readonly edgeSums = new Sums(4);
  private readonly clientCells = new CellLists();
  private readonly serverCells = new CellLists();
  private readonly logs = new PairTable();
  private readonly logSums = new Sums(1);
  private readonly instances = new PairTable();
  private readonly instanceSums = new Sums(8);
  private readonly writer = new IncrementsWriter();
  private latePoint = Number.POSITIVE_INFINITY;

  clear(): void {
    this.placed.clear();
    this.latePoint = Number.POSITIVE_INFINITY;
    for (const table of [this.operations, this.edges, this.logs, this.instances]) table.clear();
    for (const cells of [this.operationCells, this.clientCells, this.serverCells]) cells.clear();
  }

  /** `name` -1 is the service's overflow. */
  addOperation(
    bucket: number,
    service: number,
    name: number,
    kind: number,
    status: number,
    durationNano: number,
    cell: number,
  ): void {
    const named = name < 0 ? OVERFLOW_BIT | (service << 5) : name << 5;
    const known = this.operations.size;
    const row = this.operations.numberOf(bucket, named | (kind << 2) | status);
    if (row === known) this.operationSums.open(row);
    this.operationSums.add(0, row, durationNano);
    this.operationCells.add(row, cell);
  }

  /** Opens an edge's row: count its sides with `addClient` and `addServer`. */
  addEdge(bucket: number, client: number, server: number, type: number, error: boolean): number {
    const known = this.edges.size;
    const row = this.edges.numberOf(bucket * 4 + type, (client << 16) | server);
    if (row === known) this.edgeSums.open(row);
    this.edgeSums.add(E.calls, row, 1);
    if (error) this.edgeSums.add(E.errors, row, 1);
    return row;
  }

  addClient(row: number, durationNano: number, cell: number): void {
    this.edgeSums.add(E.clientSum, row, durationNano);
    this.clientCells.add(row, cell);
  }

  addServer(row: number, durationNano: number, cell: number): void {
    this.edgeSums.add(E.serverSum, row, durationNano);
    this.serverCells.add(row, cell);
  }

  addLog(bucket: number, service: number, severity: number): void {
    const known = this.logs.size;
    const row = this.logs.numberOf(bucket, service * 8 + severity);
    if (row === known) this.logSums.open(row);
    this.logSums.add(0, row, 1);
  }

  /** The row of a resource in the 5 min that hold this bucket. */
  instanceRow(bucket: number, resource: KnownResource): number {
    if (resource.number < 0) return -1;
    const known = this.instances.size;
    const row = this.instances.numberOf(bucket - (bucket % INSTANCE_BUCKETS), resource.number);
    if (row === known) {
      this.instanceSums.open(row);
      this.instanceSums.put(I.first, row, Number.MAX_SAFE_INTEGER);
    }
    return row;
  }

  seeInstance(row: number, ms: number): void {
    if (row < 0) return;
    if (ms < this.instanceSums.get(I.first, row)) this.instanceSums.put(I.first, row, ms);
    if (ms > this.instanceSums.get(I.last, row)) this.instanceSums.put(I.last, row, ms);
  }

  addInstanceCall(row: number, entry: boolean, error: boolean, durationNano: number): void {
    if (row < 0) return;
    const sums = this.instanceSums;
    sums.add(I.calls, row, 1);
    sums.add(I.sum, row, durationNano);
    if (error) sums.add(I.errors, row, 1);
    if (!entry) return;
    sums.add(I.entryCalls, row, 1);
    sums.add(I.entrySum, row, durationNano);
    if (error) sums.add(I.entryErrors, row, 1);
  }

  /** A data point of this bucket came when it was no longer expected. */
  addLatePoint(bucket: number): void {
    if (bucket < this.latePoint) this.latePoint = bucket;
  }

  /** The earliest instant of which something is told otherwise once these totals are stored, Unix ms; null when there is none. */
  touchedMs(names: DerivedNames, nowMs: number): number | null {
    let bucket = Math.min(this.latePoint, this.placed.earliestBucket());
    for (const table of [this.operations, this.logs]) {
      for (let row = 0; row < table.size; row++) bucket = Math.min(bucket, table.a[row] as number);
    }
    for (let row = 0; row < this.edges.size; row++) bucket = Math.min(bucket, (this.edges.a[row] as number) >> 2);
    let touched = bucket * BUCKET_MS;
    for (let row = 0; row < this.instances.size; row++) {
      const resource = names.resources[this.instances.b[row] as number];
      if (resource) touched = Math.min(touched, touchedBy(this.seenIn(row), resource.seen, nowMs, names.startedMs));
    }
    return Number.isFinite(touched) ? touched : null;
  }

  /** Notes when resources were seen, once it is certain that these totals are stored. */
  noteSeen(names: DerivedNames, nowMs: number): void {
    for (let row = 0; row < this.instances.size; row++) {
      names.resources[this.instances.b[row] as number]?.see(this.seenIn(row), nowMs);
    }
  }

  private seenIn(row: number): { fromMs: number; toMs: number } {
    const toMs = this.instanceSums.get(I.last, row);
    return { fromMs: Math.min(this.instanceSums.get(I.first, row), toMs), toMs };
  }

  /** The packed increments. Resources described in them for the first time are added to `described`. */
  pack(names: DerivedNames, described: Set<KnownResource>): Uint8Array {
    const { writer } = this;
    writer.clear();
    const symbols = new Map<number, number>();
    const symbol = (number: number) => {
      const known = symbols.get(number);
      if (known !== undefined) return known;
      const added = writer.symbol(names.symbols.textOf(number));
      symbols.set(number, added);
      return added;
    };
    this.packOperations(names, symbol);
    this.packEdges(symbol);
    for (let row = 0; row < this.logs.size; row++) {
      const key = this.logs.b[row] as number;
      writer.log(this.logs.a[row] as number, symbol(key >> 3), key & 7, this.logSums.get(0, row));
    }
    const decoder = new TextDecoder();
    for (let row = 0; row < this.instances.size; row++) this.packInstance(row, names, described, decoder);
    this.placed.pack(writer, names, symbol, this.edges);
    return writer.finish();
  }

  private packOperations(names: DerivedNames, symbol: (number: number) => number): void {
    const { writer } = this;
    const nameTexts = new Map<number, number>();
    for (let row = 0; row < this.operations.size; row++) {
      const key = this.operations.b[row] as number;
      const overflow = key < 0;
      const name = (key & ~OVERFLOW_BIT) >> 5;
      const service = overflow ? name : names.names.groupOf(name);
      const named = overflow ? -1 : name;
      let text = nameTexts.get(named);
      if (text === undefined) {
        text = writer.symbol(overflow ? new Uint8Array(0) : names.names.textOf(name));
        nameTexts.set(named, text);
      }
      const bucket = this.operations.a[row] as number;
      const sum = this.operationSums.get(0, row);
      writer.operation(bucket, symbol(service), text, (key >> 2) & 7, key & 3, overflow, sum);
      this.operationCells.write(writer.operations, row);
    }
  }

  private packEdges(symbol: (number: number) => number): void {
    const { writer, edgeSums } = this;
    for (let row = 0; row < this.edges.size; row++) {
      const bucketAndType = this.edges.a[row] as number;
      const pair = this.edges.b[row] as number;
      writer.edge(bucketAndType >> 2, symbol(pair >>> 16), symbol(pair & 0xffff), bucketAndType & 3, {
        calls: edgeSums.get(E.calls, row),
        errors: edgeSums.get(E.errors, row),
        clientSumNano: edgeSums.get(E.clientSum, row),
        serverSumNano: edgeSums.get(E.serverSum, row),
      });
      this.clientCells.write(writer.edges, row);
      this.serverCells.write(writer.edges, row);
    }
  }

  private packInstance(row: number, names: DerivedNames, described: Set<KnownResource>, decoder: TextDecoder): void {
    const resource = names.resources[this.instances.b[row] as number];
    if (!resource) return;
    const { instanceSums: sums } = this;
    const totals = (calls: number, errors: number, sum: number) => ({
      calls: sums.get(calls, row),
      errors: sums.get(errors, row),
      sumNano: sums.get(sum, row),
    });
    const describe = !resource.announced && !described.has(resource);
    if (describe) described.add(resource);
    this.writer.instance({
      bucket: this.instances.a[row] as number,
      hash: resource.hash,
      service: decoder.decode(names.symbols.textOf(resource.service)),
      entry: totals(I.entryCalls, I.entryErrors, I.entrySum),
      all: totals(I.calls, I.errors, I.sum),
      firstSeenMs: Math.min(sums.get(I.first, row), sums.get(I.last, row)),
      lastSeenMs: sums.get(I.last, row),
      description: describe ? resource.description : null,
    });
  }
}
