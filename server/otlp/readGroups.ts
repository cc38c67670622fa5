/**
 * The envelopes of a request for the full readers: resource groups, scope groups, and where each record lies.
 * Shape: groups in wire order; the three signals share the field numbers.
 */
import type { Resource, Scope } from "../model/resource.ts";
import { ProtobufReader } from "./protobufReader.ts";
import { readResource, readScope } from "./readAttributes.ts";

export interface ScopeGroup<R> {
  readonly scope: Scope;
  readonly records: readonly R[];
}
export interface ResourceGroup<R> {
  readonly resource: Resource;
  readonly scopes: readonly ScopeGroup<R>[];
}
type ReadRecord<R> = (reader: ProtobufReader, from: number, end: number) => R;

/** Every resource group of the request; `read` makes one record. Throws MalformedProtobuf. */
export function readGroups<R>(bytes: Uint8Array, read: ReadRecord<R>): ResourceGroup<R>[] {
  const reader = new ProtobufReader(bytes);
  const groups: ResourceGroup<R>[] = [];
  for (let at = 0; at < bytes.length; ) {
    at = reader.field(at, bytes.length);
    if (reader.tag === 0x0a) groups.push(readResourceGroup(reader, reader.payload, at, read));
  }
  return groups;
}

function readResourceGroup<R>(
  reader: ProtobufReader,
  from: number,
  end: number,
  read: ReadRecord<R>,
): ResourceGroup<R> {
  const scopes: ScopeGroup<R>[] = [];
  const resource = readGroup(reader, from, end, readResource, (at, to) =>
    scopes.push(readScopeGroup(reader, at, to, read)),
  );
  return { resource, scopes };
}

function readScopeGroup<R>(reader: ProtobufReader, from: number, end: number, read: ReadRecord<R>): ScopeGroup<R> {
  const records: R[] = [];
  const scope = readGroup(reader, from, end, readScope, (at, to) => records.push(read(reader, at, to)));
  return { scope, records };
}

/** Walks one group: each of its bodies through `body`. Its head. */
function readGroup<H>(
  reader: ProtobufReader,
  from: number,
  end: number,
  readHead: (bytes: Uint8Array, from: number, end: number, schemaUrl: string) => H,
  body: (at: number, end: number) => void,
): H {
  let head: [number, number] = [from, from];
  let schemaUrl = "";
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x0a) head = [reader.payload, at];
    else if (reader.tag === 0x12) body(reader.payload, at);
    else if (reader.tag === 0x1a) schemaUrl = reader.text(reader.payload, at);
  }
  return readHead(reader.bytes, head[0], head[1], schemaUrl);
}
