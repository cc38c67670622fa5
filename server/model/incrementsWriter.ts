/**
 * Writes the packed form of increments.ts record by record, so that the deriver needs no object per record.
 * A string is given once (`text`, or `symbol` for its bytes) and named by its number from then on. After the head of an
 * operation, a placement or a placed edge its cells must follow; after that of an edge the client's and the server's.
 */
import type { Cells } from "./durationCells.ts";
import type { CallTotals, InstanceIncrement } from "./increments.ts";
import { writeCells } from "./incrementsCells.ts";
import { PackedWriter } from "./packed.ts";

/** Lists of version 1; version 2 has all. */
const FIRST_LISTS = 4;

export interface EdgeTotals {
  readonly calls: number;
  readonly errors: number;
  readonly clientSumNano: number;
  readonly serverSumNano: number;
}

/** One end of a placed edge, both by their numbers in the string table. */
export interface PlacedEnd {
  readonly service: number;
  readonly region: number;
}

export class IncrementsWriter {
  readonly operations = new PackedWriter();
  readonly edges = new PackedWriter();
  readonly placements = new PackedWriter(256);
  readonly placedEdges = new PackedWriter(256);
  private readonly logs = new PackedWriter(256);
  private readonly instances = new PackedWriter(256);
  private readonly exceptions = new PackedWriter(256);
  /** In their order in the packed form. */
  private readonly lists = [
    this.operations,
    this.edges,
    this.logs,
    this.instances,
    this.placements,
    this.placedEdges,
    this.exceptions,
  ];
  private readonly strings = new PackedWriter();
  private readonly encoder = new TextEncoder();
  private readonly numbers = new Map<string, number>();
  private stringCount = 0;
  /** Records and the last bucket of each list. */
  private readonly counts = this.lists.map(() => 0);
  private readonly buckets = this.lists.map(() => 0);

  /** Starts anew, keeping the buffers. */
  clear(): void {
    for (const part of [...this.lists, this.strings]) part.clear();
    this.numbers.clear();
    this.stringCount = 0;
    this.counts.fill(0);
    this.buckets.fill(0);
  }

  text(value: string): number {
    const known = this.numbers.get(value);
    if (known !== undefined) return known;
    const number = this.symbol(this.encoder.encode(value));
    this.numbers.set(value, number);
    return number;
  }

  /** Adds a string by its UTF-8 bytes, without looking whether it is there. */
  symbol(bytes: Uint8Array): number {
    this.strings.chunk(bytes);
    return this.stringCount++;
  }

  operation(
    bucket: number,
    service: number,
    name: number,
    kind: number,
    status: number,
    overflow: boolean,
    sumNano: number,
  ): void {
    const out = this.operations;
    this.startRecord(out, 0, bucket);
    out.uint(service);
    out.uint(name);
    out.byte(kind | (status << 3) | (overflow ? 32 : 0));
    out.uint(sumNano);
  }

  edge(bucket: number, client: number, server: number, type: number, totals: EdgeTotals): void {
    const out = this.edges;
    this.startRecord(out, 1, bucket);
    out.uint(client);
    out.uint(server);
    out.uint(type);
    out.uint(totals.calls);
    out.uint(totals.errors);
    out.uint(totals.clientSumNano);
    out.uint(totals.serverSumNano);
  }

  log(bucket: number, service: number, severity: number, records: number): void {
    this.startRecord(this.logs, 2, bucket);
    this.logs.uint(service);
    this.logs.uint(severity);
    this.logs.uint(records);
  }

  instance(it: InstanceIncrement): void {
    const out = this.instances;
    this.startRecord(out, 3, it.bucket);
    for (let i = 0; i < 16; i += 2) out.byte(Number.parseInt(it.hash.slice(i, i + 2), 16));
    out.uint(this.text(it.service));
    writeTotals(out, it.entry);
    writeTotals(out, it.all);
    out.uint(it.firstSeenMs);
    out.uint(it.lastSeenMs);
    const known = it.description;
    out.byte(known ? 1 : 0);
    if (!known) return;
    for (const value of [known.instance, known.version, known.environment, known.region, known.zone, known.host])
      out.uint(this.text(value));
    out.chunk(known.bytes);
  }

  placement(bucket: number, service: number, region: number, entry: boolean, errors: number, sumNano: number): void {
    const out = this.placements;
    this.startRecord(out, 4, bucket);
    out.uint(service);
    out.uint(region);
    out.byte(entry ? 1 : 0);
    out.uint(errors);
    out.uint(sumNano);
  }

  placedEdge(
    bucket: number,
    client: PlacedEnd,
    server: PlacedEnd,
    type: number,
    errors: number,
    sumNano: number,
  ): void {
    const out = this.placedEdges;
    this.startRecord(out, 5, bucket);
    for (const { service, region } of [client, server]) {
      out.uint(service);
      out.uint(region);
    }
    out.byte(type);
    out.uint(errors);
    out.uint(sumNano);
  }

  exception(bucket: number, service: number, type: number, count: number): void {
    const out = this.exceptions;
    this.startRecord(out, 6, bucket);
    out.uint(service);
    out.uint(type);
    out.uint(count);
  }

  cells(out: PackedWriter, cells: Cells): void {
    writeCells(out, cells.index, cells.count, cells.index.length);
  }

  /** The packed form as a copy of its own; no bytes when nothing was written. */
  finish(): Uint8Array {
    if (this.counts.every((count) => count === 0)) return new Uint8Array(0);
    const isFirst = this.counts.every((count, list) => list < FIRST_LISTS || count === 0);
    const parts = isFirst ? this.lists.slice(0, FIRST_LISTS) : this.lists;
    const size = parts.reduce((sum, part) => sum + part.length + 10, this.strings.length + 11);
    const out = new PackedWriter(size);
    out.byte(isFirst ? 1 : 2);
    out.uint(this.stringCount);
    out.raw(this.strings.written());
    parts.forEach((part, i) => {
      out.uint(this.counts[i] ?? 0);
      out.raw(part.written());
    });
    return out.written();
  }

  private startRecord(out: PackedWriter, list: number, bucket: number): void {
    out.int(bucket - (this.buckets[list] as number));
    this.buckets[list] = bucket;
    this.counts[list] = (this.counts[list] as number) + 1;
  }
}

function writeTotals(out: PackedWriter, totals: CallTotals): void {
  out.uint(totals.calls);
  out.uint(totals.errors);
  out.uint(totals.sumNano);
}
