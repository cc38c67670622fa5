/**
 * What one flush adds, summed in typed arrays while its records pass, then packed (server/model/increments.ts).
 * Keys are pairs of 32-bit numbers; histogram cells hang on their operation as linked lists and are sorted when packed.
 */
import { INSTANCE_BUCKETS } from "../model/increments.ts";
import { IncrementsWriter, writeCells } from "../model/incrementsWriter.ts";
import type { PackedWriter } from "../model/packed.ts";
import type { DerivedNames } from "./deriveNames.ts";
import type { KnownResource } from "./deriveResource.ts";
import { grown, PairTable } from "./deriveTables.ts";

/** Sparse counts per (owner, cell). */
class CellLists {
  private readonly cells = new PairTable();
  private counts = new Float64Array(1024);
  private next = new Int32Array(1024);
  private heads = new Int32Array(1024).fill(-1);
  private index = new Int32Array(64);
  private found = new Float64Array(64);

  clear(): void {
    this.cells.clear();
    this.heads.fill(-1);
  }

  add(owner: number, cell: number): void {
    const known = this.cells.size;
    const entry = this.cells.numberOf(owner, cell);
    if (entry < known) {
      this.counts[entry] = (this.counts[entry] as number) + 1;
      return;
    }
    if (entry >= this.counts.length) {
      this.counts = grown(this.counts, new Float64Array(entry * 2));
      this.next = grown(this.next, new Int32Array(entry * 2));
    }
    if (owner >= this.heads.length) this.heads = grown(this.heads, new Int32Array(owner * 2).fill(-1));
    this.counts[entry] = 1;
    this.next[entry] = this.heads[owner] as number;
    this.heads[owner] = entry;
  }

  write(out: PackedWriter, owner: number): void {
    let length = 0;
    for (let entry = this.heads[owner] ?? -1; entry >= 0; entry = this.next[entry] as number) {
      if (length === this.index.length) {
        this.index = grown(this.index, new Int32Array(length * 2));
        this.found = grown(this.found, new Float64Array(length * 2));
      }
      // Sorted by insertion: a flush has a handful of cells per operation.
      const cell = this.cells.b[entry] as number;
      let at = length++;
      for (; at > 0 && (this.index[at - 1] as number) > cell; at--) {
        this.index[at] = this.index[at - 1] as number;
        this.found[at] = this.found[at - 1] as number;
      }
      this.index[at] = cell;
      this.found[at] = this.counts[entry] as number;
    }
    writeCells(out, this.index, this.found, length);
  }
}

/** Growing columns of sums. */
class Sums {
  private columns: Float64Array[];
  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => new Float64Array(1024));
  }
  add(column: number, row: number, value: number): void {
    const sums = this.columns[column] as Float64Array;
    sums[row] = (sums[row] as number) + value;
  }
  put(column: number, row: number, value: number): void {
    (this.columns[column] as Float64Array)[row] = value;
  }
  get(column: number, row: number): number {
    return (this.columns[column] as Float64Array)[row] as number;
  }
  /** Makes room for a row and sets it to 0. */
  open(row: number): void {
    if (row >= (this.columns[0] as Float64Array).length)
      this.columns = this.columns.map((sums) => grown(sums, new Float64Array(row * 2)));
    for (const sums of this.columns) sums[row] = 0;
  }
}

/** Columns of an instance's sums. */
const I = { entryCalls: 0, entryErrors: 1, entrySum: 2, calls: 3, errors: 4, sum: 5, first: 6, last: 7 } as const;
/** Columns of an edge's sums. */
const E = { calls: 0, errors: 1, clientSum: 2, serverSum: 3 } as const;

/** An operation's key is (bucket, name << 5 | kind << 2 | status); overflow is its service << 5 with the sign bit set. */
const OVERFLOW_BIT = 0x80000000 | 0;

export class FlushTotals {
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

  clear(): void {
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
