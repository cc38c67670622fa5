/**
 * Increments: what one flush adds to every derived series, and their packed form, which travels in the flush's transaction and
 * fills the rows of the tiers.
 *
 * Shape: lists in any order; a key may occur twice, in which case both count. Operations carry their status, so that calls by
 * status, an entry aggregate (SERVER and CONSUMER) and all spans of a service follow from them.
 * Units: `bucket` counts steps of 10 s since the Unix epoch; durations in whole nanoseconds.
 * Packed: version, string table, then per list its length and records; buckets as differences to the record before. Version 1 ends after
 * the instances; version 2 goes on with the kinds of incrementsPlaced.ts, and is written only where there are any.
 * Errors: decoding throws on an unknown version or a truncated buffer (a broken invariant: the bytes are our own).
 */
import type { Cells } from "./durationCells.ts";
import { readCells } from "./incrementsCells.ts";
import {
  type ExceptionIncrement,
  type PlacedEdgeIncrement,
  type PlacementIncrement,
  readException,
  readPlacedEdge,
  readPlacement,
} from "./incrementsPlaced.ts";
import { IncrementsWriter } from "./incrementsWriter.ts";
import { PackedReader } from "./packed.ts";

export const BUCKET_MS = 10_000;
/** Instances are counted in steps of 5 min: 30 buckets. */
export const INSTANCE_BUCKETS = 30;
/** A resource that is silent for longer is gone, and comes back when it is seen again. */
export const SILENCE_MS = 300_000;
export const INCREMENTS_VERSION = 2;

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
  readonly placements: readonly PlacementIncrement[];
  readonly placedEdges: readonly PlacedEdgeIncrement[];
  readonly exceptions: readonly ExceptionIncrement[];
}
export const NO_INCREMENTS: Increments = {
  operations: [],
  edges: [],
  logs: [],
  instances: [],
  placements: [],
  placedEdges: [],
  exceptions: [],
};

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
  for (const it of increments.placements) {
    writer.placement(it.bucket, writer.text(it.service), writer.text(it.region), it.entry, it.errors, it.sumNano);
    writer.cells(writer.placements, it.cells);
  }
  for (const it of increments.placedEdges) {
    const client = { service: writer.text(it.client), region: writer.text(it.clientRegion) };
    const server = { service: writer.text(it.server), region: writer.text(it.serverRegion) };
    writer.placedEdge(it.bucket, client, server, it.type, it.errors, it.sumNano);
    writer.cells(writer.placedEdges, it.cells);
  }
  for (const it of increments.exceptions) {
    writer.exception(it.bucket, writer.text(it.service), writer.text(it.type), it.count);
  }
  return writer.finish();
}

const TEXT = new TextDecoder();
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function decodeIncrements(bytes: Uint8Array): Increments {
  if (bytes.length === 0) return NO_INCREMENTS;
  const reader = new PackedReader(bytes);
  const { version, texts } = readHead(reader);
  const text = () => texts[reader.uint()] ?? "";
  let last = 0;
  const bucket = () => {
    last += reader.int();
    return last;
  };
  const next = <T>(read: (reader: PackedReader, bucket: () => number, text: () => string) => T): T[] => {
    last = 0;
    return listOf(reader, () => read(reader, bucket, text));
  };
  const first = { operations: next(readOperation), edges: next(readEdge), logs: next(readLog) };
  const all = { ...NO_INCREMENTS, ...first, instances: next(readInstance) };
  if (version === 1) return all;
  return {
    ...all,
    placements: next(readPlacement),
    placedEdges: next(readPlacedEdge),
    exceptions: next(readException),
  };
}

/** What stands before the lists. */
export function readHead(reader: PackedReader): { version: number; texts: string[] } {
  const version = reader.byte();
  if (version < 1 || version > INCREMENTS_VERSION)
    throw new Error(`Increments of version ${version} are not known here.`);
  return { version, texts: listOf(reader, () => TEXT.decode(reader.chunk())) };
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

function readLog(reader: PackedReader, bucket: () => number, text: () => string): LogIncrement {
  return { bucket: bucket(), service: text(), severity: reader.uint(), records: reader.uint() };
}

function readTotals(reader: PackedReader): CallTotals {
  return { calls: reader.uint(), errors: reader.uint(), sumNano: reader.uint() };
}

function readInstance(reader: PackedReader, bucket: () => number, text: () => string): InstanceIncrement {
  const at = bucket();
  let hash = "";
  for (const byte of reader.raw(8)) hash += HEX[byte];
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
