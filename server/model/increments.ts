/**
 * Increments: what one flush adds to every derived series, and their packed form, which travels in the flush's transaction and
 * fills the rows of the tiers.
 *
 * Shape: lists in any order; a key may occur twice, in which case both count. Operations carry their status, so that calls by
 * status, an entry aggregate (SERVER and CONSUMER) and all spans of a service follow from them.
 * Units: `bucket` counts steps of 10 s since the Unix epoch; durations in whole nanoseconds.
 * Packed: version, string table, then per list its length and records; buckets as differences to the record before.
 * Errors: decoding throws on an unknown version or a truncated buffer (a broken invariant: the bytes are our own).
 */
import { type Cells, cellTotal } from "./durationCells.ts";
import { IncrementsWriter } from "./incrementsWriter.ts";
import { PackedReader } from "./packed.ts";

export const BUCKET_MS = 10_000;
/** Instances are counted in steps of 5 min: 30 buckets. */
export const INSTANCE_BUCKETS = 30;
export const INCREMENTS_VERSION = 1;

export interface OperationIncrement {
  readonly bucket: number;
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly status: number;
  /** The rest of a service's names beyond its limit; `name` is "". */
  readonly overflow: boolean;
  readonly sumNano: number;
  readonly cells: Cells;
}

/** Index is the packed number. */
export const EDGE_TYPES = ["", "database", "messaging_system", "virtual_node"] as const;

/** A call edge. The cells of a side that never reported are empty. */
export interface EdgeIncrement {
  readonly bucket: number;
  readonly client: string;
  readonly server: string;
  /** Index in EDGE_TYPES. */
  readonly type: number;
  readonly calls: number;
  readonly errors: number;
  readonly clientSumNano: number;
  readonly serverSumNano: number;
  readonly clientCells: Cells;
  readonly serverCells: Cells;
}

export interface LogIncrement {
  readonly bucket: number;
  readonly service: string;
  /** Index in SEVERITY_NAMES. */
  readonly severity: number;
  readonly records: number;
}

export interface CallTotals {
  readonly calls: number;
  readonly errors: number;
  readonly sumNano: number;
}

/** What identifies an instance to a person; the bytes are the OTLP Resource message. */
export interface ResourceDescription {
  readonly instance: string;
  readonly version: string;
  readonly environment: string;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  readonly bytes: Uint8Array;
}

/** One resource in one step of 5 min (`bucket` is its first 10 s). Described when the deriver saw it for the first time. */
export interface InstanceIncrement {
  readonly bucket: number;
  /** 64-bit hash of the resource's bytes, 16 hexadecimal digits. */
  readonly hash: string;
  readonly service: string;
  readonly entry: CallTotals;
  readonly all: CallTotals;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly description: ResourceDescription | null;
}

export interface Increments {
  readonly operations: readonly OperationIncrement[];
  readonly edges: readonly EdgeIncrement[];
  readonly logs: readonly LogIncrement[];
  readonly instances: readonly InstanceIncrement[];
}
export const NO_INCREMENTS: Increments = { operations: [], edges: [], logs: [], instances: [] };

/** The packed form; no bytes when there is nothing to count. */
export function encodeIncrements(increments: Increments): Uint8Array {
  const writer = new IncrementsWriter();
  for (const it of increments.operations) {
    const name = writer.text(it.name);
    writer.operation(it.bucket, writer.text(it.service), name, it.kind, it.status, it.overflow, it.sumNano);
    writer.cells(writer.operations, it.cells);
  }
  for (const it of increments.edges) {
    writer.edge(it.bucket, writer.text(it.client), writer.text(it.server), it.type, it);
    writer.cells(writer.edges, it.clientCells);
    writer.cells(writer.edges, it.serverCells);
  }
  for (const it of increments.logs) writer.log(it.bucket, writer.text(it.service), it.severity, it.records);
  for (const it of increments.instances) writer.instance(it);
  return writer.finish();
}

const TEXT = new TextDecoder();

export function decodeIncrements(bytes: Uint8Array): Increments {
  if (bytes.length === 0) return NO_INCREMENTS;
  const reader = new PackedReader(bytes);
  const version = reader.byte();
  if (version !== INCREMENTS_VERSION) throw new Error(`Increments of version ${version} are not known here.`);
  const texts = listOf(reader, () => TEXT.decode(reader.chunk()));
  const text = () => texts[reader.uint()] ?? "";
  let last = 0;
  const bucket = () => {
    last += reader.int();
    return last;
  };
  const operations = listOf(reader, () => readOperation(reader, bucket, text));
  last = 0;
  const edges = listOf(reader, () => readEdge(reader, bucket, text));
  last = 0;
  const logs = listOf(reader, () => ({
    bucket: bucket(),
    service: text(),
    severity: reader.uint(),
    records: reader.uint(),
  }));
  last = 0;
  const instances = listOf(reader, () => readInstance(reader, bucket, text));
  return { operations, edges, logs, instances };
}

/** One operation's increment as it is read, without an object of its own; `cells` only where they were asked for. */
export type OperationVisitor = (
  bucket: number,
  service: string,
  name: string,
  kind: number,
  status: number,
  overflow: boolean,
  sumNano: number,
  calls: number,
  cells: Cells | null,
) => void;

/** Goes through the operations of packed increments; much cheaper than decoding them when only counts matter. */
export function scanOperations(bytes: Uint8Array, withCells: boolean, visit: OperationVisitor): void {
  if (bytes.length === 0) return;
  const reader = new PackedReader(bytes);
  const version = reader.byte();
  if (version !== INCREMENTS_VERSION) throw new Error(`Increments of version ${version} are not known here.`);
  const texts = listOf(reader, () => TEXT.decode(reader.chunk()));
  let bucket = 0;
  for (let left = reader.uint(); left > 0; left--) {
    bucket += reader.int();
    const service = texts[reader.uint()] ?? "";
    const name = texts[reader.uint()] ?? "";
    const packed = reader.byte();
    const sumNano = reader.uint();
    const cells = withCells ? readCells(reader) : null;
    const calls = cells === null ? readCellTotal(reader) : cellTotal(cells);
    visit(bucket, service, name, packed & 7, (packed >> 3) & 3, (packed & 32) !== 0, sumNano, calls, cells);
  }
}

function readCellTotal(reader: PackedReader): number {
  let total = 0;
  for (let left = reader.uint(); left > 0; left--) {
    reader.uint();
    total += reader.uint();
  }
  return total;
}

function listOf<T>(reader: PackedReader, item: () => T): T[] {
  const length = reader.uint();
  const list: T[] = [];
  for (let i = 0; i < length; i++) list.push(item());
  return list;
}

function readOperation(reader: PackedReader, bucket: () => number, text: () => string): OperationIncrement {
  const at = bucket();
  const service = text();
  const name = text();
  const packed = reader.byte();
  return {
    bucket: at,
    service,
    name,
    kind: packed & 7,
    status: (packed >> 3) & 3,
    overflow: (packed & 32) !== 0,
    sumNano: reader.uint(),
    cells: readCells(reader),
  };
}

function readEdge(reader: PackedReader, bucket: () => number, text: () => string): EdgeIncrement {
  return {
    bucket: bucket(),
    client: text(),
    server: text(),
    type: reader.uint(),
    calls: reader.uint(),
    errors: reader.uint(),
    clientSumNano: reader.uint(),
    serverSumNano: reader.uint(),
    clientCells: readCells(reader),
    serverCells: readCells(reader),
  };
}

function readTotals(reader: PackedReader): CallTotals {
  return { calls: reader.uint(), errors: reader.uint(), sumNano: reader.uint() };
}

function readInstance(reader: PackedReader, bucket: () => number, text: () => string): InstanceIncrement {
  const at = bucket();
  let hash = "";
  for (const byte of reader.raw(8)) hash += byte.toString(16).padStart(2, "0");
  return {
    bucket: at,
    hash,
    service: text(),
    entry: readTotals(reader),
    all: readTotals(reader),
    firstSeenMs: reader.uint(),
    lastSeenMs: reader.uint(),
    description: reader.byte() === 0 ? null : readDescription(reader, text),
  };
}

function readDescription(reader: PackedReader, text: () => string): ResourceDescription {
  return {
    instance: text(),
    version: text(),
    environment: text(),
    region: text(),
    zone: text(),
    host: text(),
    bytes: reader.chunk().slice(),
  };
}

/** Cells as `IncrementsWriter.cells` wrote them. */
export function readCells(reader: PackedReader): Cells {
  const length = reader.uint();
  const index = new Array<number>(length);
  const count = new Array<number>(length);
  let cell = 0;
  for (let i = 0; i < length; i++) {
    cell += reader.uint();
    index[i] = cell;
    count[i] = reader.uint();
  }
  return { index, count };
}
