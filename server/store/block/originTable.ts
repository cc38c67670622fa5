/**
 * The resources and scopes of a block, each once, and the service that each resource names.
 * Shape when written: services, then resources (service, schema URL, message), then scopes (resource, schema URL, message).
 * A resource without `service.name` counts as `unknown_service`.
 */
import type { RecordColumns, ResourceRange } from "../../model/columns.ts";
import { SERVICE_NAME, UNKNOWN_SERVICE } from "../../model/semconv.ts";
import type { ProtobufReader } from "../../otlp/protobufReader.ts";
import { keyValueToken, TokenPlace } from "./attributeTokens.ts";
import { ByteDictionary } from "./byteDictionary.ts";
import type { ByteReader } from "./byteReader.ts";
import type { ByteWriter } from "./byteWriter.ts";
import type { TokenFilter } from "./tokens.ts";

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

/** The service that a Resource message names. */
export function serviceOf(reader: ProtobufReader, from: number, end: number): string {
  let service: string | null = null;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag !== 0x0a) continue;
    const found = serviceIn(reader, reader.payload, at);
    if (found !== undefined) service = found;
  }
  return service || UNKNOWN_SERVICE;
}

/** Undefined: another key; null: no string. */
function serviceIn(reader: ProtobufReader, from: number, end: number): string | null | undefined {
  let key = "";
  let value: string | null = null;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const payload = reader.payload;
    const tag: number = reader.tag;
    if (tag === 0x0a) {
      if (at - payload !== SERVICE_NAME.length) return undefined;
      key = reader.text(payload, at);
    } else if (tag === 0x12) {
      value = stringIn(reader, payload, at);
    }
  }
  return key === SERVICE_NAME ? value : undefined;
}

/** The text of an AnyValue message; null when it holds anything else. */
function stringIn(reader: ProtobufReader, from: number, end: number): string | null {
  let value: string | null = null;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    value = reader.tag === 0x0a ? reader.text(reader.payload, at) : null;
  }
  return value;
}

export class OriginBuilder {
  readonly services: string[] = [];
  private readonly serviceIndex = new Map<string, number>();
  private readonly messages = new ByteDictionary();
  private readonly resources: { message: number; schemaUrl: string; service: number }[] = [];
  private readonly scopes: { resource: number; message: number; schemaUrl: string }[] = [];
  private readonly known = new Map<string, number>();
  private readonly tokens: TokenFilter;

  constructor(tokens: TokenFilter) {
    this.tokens = tokens;
  }

  /** A request's scope -> this block's scope, for every scope of the request. */
  scopesOf(columns: RecordColumns, reader: ProtobufReader): Uint32Array {
    const resources = columns.resources.map((range) => this.resource(range, reader));
    return Uint32Array.from(columns.scopes, (range) => {
      const resource = resources[range.resource] ?? 0;
      const message = this.messages.intern(reader.bytes, reader.view, range.at, range.end);
      const key = `s${resource}:${message}:${range.schemaUrl}`;
      const found = this.known.get(key);
      if (found !== undefined) return found;
      this.known.set(key, this.scopes.length);
      return this.scopes.push({ resource, message, schemaUrl: range.schemaUrl }) - 1;
    });
  }

  /** The service (index) of a scope of this block. */
  serviceOfScope(scope: number): number {
    return this.resources[this.scopes[scope]?.resource ?? 0]?.service ?? 0;
  }

  private resource({ at, end, schemaUrl }: ResourceRange, reader: ProtobufReader): number {
    const message = this.messages.intern(reader.bytes, reader.view, at, end);
    const key = `r${message}:${schemaUrl}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const service = this.service(serviceOf(reader, at, end));
    for (let next = at; next < end; ) {
      next = reader.field(next, end);
      if (reader.tag === 0x0a) this.tokens.add(keyValueToken(reader, reader.payload, next, TokenPlace.RESOURCE));
    }
    this.known.set(key, this.resources.length);
    return this.resources.push({ message, schemaUrl, service }) - 1;
  }

  private service(name: string): number {
    const found = this.serviceIndex.get(name);
    if (found !== undefined) return found;
    this.serviceIndex.set(name, this.services.length);
    return this.services.push(name) - 1;
  }

  write(writer: ByteWriter): void {
    writer.varint(this.services.length);
    for (const name of this.services) writer.sized(UTF8.encode(name));
    writer.varint(this.resources.length);
    for (const { message, schemaUrl, service } of this.resources) {
      writer.varint(service);
      writer.sized(UTF8.encode(schemaUrl));
      writer.sized(this.messages.entry(message));
    }
    writer.varint(this.scopes.length);
    for (const { resource, message, schemaUrl } of this.scopes) {
      writer.varint(resource);
      writer.sized(UTF8.encode(schemaUrl));
      writer.sized(this.messages.entry(message));
    }
  }
}

export interface StoredResource {
  readonly service: number;
  readonly schemaUrl: string;
  readonly message: Uint8Array;
}
export interface StoredScope {
  readonly resource: number;
  readonly schemaUrl: string;
  readonly message: Uint8Array;
}

/** Resources, scopes and services as a block holds them. */
export interface OriginTable {
  readonly services: readonly string[];
  readonly resources: readonly StoredResource[];
  readonly scopes: readonly StoredScope[];
}

export function readOrigins(reader: ByteReader): OriginTable {
  const list = <T>(item: () => T): T[] => Array.from({ length: reader.varint() }, item);
  const text = () => TEXT.decode(reader.sized());
  return {
    services: list(text),
    resources: list(() => ({ service: reader.varint(), schemaUrl: text(), message: reader.sized() })),
    scopes: list(() => ({ resource: reader.varint(), schemaUrl: text(), message: reader.sized() })),
  };
}
