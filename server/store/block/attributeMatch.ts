/**
 * Exact, typed equality of attributes straight on OTLP bytes: the int 1 is not the string "1". Of a key that occurs twice the last
 * value counts. Text is compared as it is shown (invalid UTF-8 as U+FFFD).
 */
import type { AnyValue } from "../../model/attributes.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { readAnyValue } from "../../otlp/readAttributes.ts";
import type { AttributeFilter } from "../telemetryStore.ts";
import type { OriginTable } from "./originTable.ts";

/** Field of the attributes in each message. */
export const AttributesTag = { SPAN: 0x4a, LOG: 0x32, RESOURCE: 0x0a } as const;

const UTF8 = new TextEncoder();

export interface PreparedFilter {
  readonly key: Uint8Array;
  readonly keyText: string;
  readonly value: AnyValue;
  readonly on: AttributeFilter["on"];
}

export function prepareFilter({ key, value, on }: AttributeFilter): PreparedFilter {
  return { key: UTF8.encode(key), keyText: key, value, on };
}

/** The last value of a key among the attribute fields in [from, end), or null when it is absent. */
export function findAttribute(
  reader: ProtobufReader,
  from: number,
  end: number,
  tag: number,
  filter: PreparedFilter,
): AnyValue | null {
  let valueAt = -1;
  let valueEnd = -1;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag !== tag) continue;
    const found = valueRange(reader, reader.payload, at, filter);
    if (found === null) continue;
    [valueAt, valueEnd] = found;
  }
  return valueAt < 0 ? null : readAnyValue(reader, valueAt, valueEnd);
}

function valueRange(
  reader: ProtobufReader,
  from: number,
  end: number,
  filter: PreparedFilter,
): [number, number] | null {
  let isKey = filter.key.length === 0;
  let range: [number, number] = [end, end];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const payload = reader.payload;
    if (reader.tag === 0x0a) isKey = keyEquals(reader, payload, at, filter);
    else if (reader.tag === 0x12) range = [payload, at];
  }
  return isKey ? range : null;
}

function keyEquals(reader: ProtobufReader, from: number, end: number, { key, keyText }: PreparedFilter): boolean {
  if (keyText.includes("\ufffd")) return reader.text(from, end) === keyText;
  if (end - from !== key.length) return false;
  for (let i = 0; i < key.length; i++) if (reader.bytes[from + i] !== key[i]) return false;
  return true;
}

/** Equal type and value; arrays in order, maps by key in any order. */
export function valuesEqual(a: AnyValue, b: AnyValue): boolean {
  if (a.type === "empty" || b.type === "empty") return a.type === b.type;
  if (a.type === "array" && b.type === "array") {
    return (
      a.value.length === b.value.length &&
      a.value.every((item, i) => valuesEqual(item, b.value[i] ?? { type: "empty" }))
    );
  }
  if (a.type === "map" && b.type === "map") {
    const other = new Map(b.value.map(({ key, value }) => [key, value]));
    const own = new Map(a.value.map(({ key, value }) => [key, value]));
    return (
      own.size === other.size &&
      [...own].every(([key, value]) => valuesEqual(value, other.get(key) ?? { type: "empty" }))
    );
  }
  if (a.type === "bytes" && b.type === "bytes") {
    return a.value.length === b.value.length && a.value.every((byte, i) => byte === b.value[i]);
  }
  return a.type === b.type && Object.is(a.value, b.value);
}

/** What a resource message has under the key of each filter; null also where the filter does not look there. */
function resourceValues(message: Uint8Array, filters: readonly PreparedFilter[]): (AnyValue | null)[] {
  const reader = new ProtobufReader(message);
  return filters.map((filter) =>
    filter.on === "record" ? null : findAttribute(reader, 0, message.length, AttributesTag.RESOURCE, filter),
  );
}

/** Judges the records of one block: resources once, records when asked. */
export class AttributeJudge {
  private readonly filters: readonly PreparedFilter[];
  private readonly recordTag: number;
  private readonly resources: (AnyValue | null)[][];
  private reader = new ProtobufReader(new Uint8Array(0));

  constructor(filters: readonly PreparedFilter[], recordTag: number, origins: OriginTable) {
    this.filters = filters;
    this.recordTag = recordTag;
    this.resources = origins.resources.map(({ message }) => resourceValues(message, filters));
  }

  /** False when no record of this resource can match, whatever it holds itself. */
  admitsResource(resource: number): boolean {
    return this.filters.every(({ on, value }, i) => on !== "resource" || this.resourceHas(resource, i, value));
  }

  /** Whether the record with these fields, of this resource, matches every filter. */
  matches(resource: number, bytes: Uint8Array, from: number, end: number): boolean {
    if (this.reader.bytes !== bytes) this.reader = new ProtobufReader(bytes);
    return this.filters.every((filter, i) => {
      if (filter.on === "resource") return this.resourceHas(resource, i, filter.value);
      const own = findAttribute(this.reader, from, end, this.recordTag, filter);
      if (own !== null) return valuesEqual(own, filter.value);
      return filter.on === "any" && this.resourceHas(resource, i, filter.value);
    });
  }

  /** True when no resource of the block has what a filter wants, so that only records can. */
  resourcesLack(filter: number): boolean {
    const value = this.filters[filter]?.value;
    return value === undefined || !this.resources.some((_, resource) => this.resourceHas(resource, filter, value));
  }

  private resourceHas(resource: number, filter: number, value: AnyValue): boolean {
    const found = this.resources[resource]?.[filter] ?? null;
    return found !== null && valuesEqual(found, value);
  }
}

/**
 * Bytes that a chunk of these blocks must contain for any of its records to match, or null when none can be named: the longest
 * text or key that a record itself must have. A native search for them is some ten times faster than walking the records.
 */
export function needleOf(filters: readonly PreparedFilter[], judges: readonly AttributeJudge[]): Uint8Array | null {
  let needle: Uint8Array | null = null;
  filters.forEach(({ on, key, keyText, value }, i) => {
    const isOwn = on === "record" || (on === "any" && judges.every((judge) => judge.resourcesLack(i)));
    if (!isOwn || keyText.includes("\ufffd")) return;
    const text = value.type === "string" && !value.value.includes("\ufffd") ? UTF8.encode(value.value) : key;
    const longer = text.length > key.length ? text : key;
    if (needle === null || longer.length > needle.length) needle = longer;
  });
  return needle;
}
