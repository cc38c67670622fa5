/**
 * Attributes as ready bytes. Most of a span's attributes never change, so they are encoded once and copied from then on.
 * Shape: whole protobuf fields of KeyValue under the tag of the message that holds them (they differ by message, see `Tag`).
 * A whole number becomes an int, any other a double.
 */
import { ProtobufWriter } from "../../server/otlp/protobufWriter.ts";

export type Plain = string | number | boolean | readonly string[];
export type PlainAttributes = Readonly<Record<string, Plain | undefined>>;

/** The tags under which OTLP's messages keep their attributes (field number * 8 + 2). */
export const Tag = {
  RESOURCE: 10,
  EVENT: 26,
  LINK: 34,
  LOG: 50,
  NUMBER_POINT: 58,
  SUMMARY_POINT: 58,
  SPAN: 74,
  HISTOGRAM_POINT: 74,
  EXPONENTIAL_POINT: 10,
} as const;

/** Writes these attributes under this tag; what is undefined is left out. */
export function writeAttributes(writer: ProtobufWriter, tag: number, attributes: PlainAttributes): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) writeAttribute(writer, tag, key, value);
  }
}

export function writeAttribute(writer: ProtobufWriter, tag: number, key: string, value: Plain): void {
  const entry = writer.begin(tag);
  writer.string(10, key);
  const any = writer.begin(18);
  writeValue(writer, value);
  writer.end(any);
  writer.end(entry);
}

/** The fields of an AnyValue. */
export function writeValue(writer: ProtobufWriter, value: Plain): void {
  if (typeof value === "string") writer.string(10, value);
  else if (typeof value === "boolean") writer.bool(16, value);
  else if (typeof value === "number") {
    if (Number.isInteger(value)) writer.int64(24, BigInt(value));
    else writer.double(33, value);
  } else {
    const array = writer.begin(42);
    for (const item of value) {
      const entry = writer.begin(10);
      writer.string(10, item);
      writer.end(entry);
    }
    writer.end(array);
  }
}

/** These attributes as bytes to copy. */
export function attributeFields(tag: number, attributes: PlainAttributes): Uint8Array {
  const writer = new ProtobufWriter(256);
  writeAttributes(writer, tag, attributes);
  return writer.finish();
}

/** A Map or a WeakMap. */
interface Known<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** Keeps what `make` answers for a key, so that it is made once. */
export function memo<K, V>(known: Known<K, V>, key: K, make: () => V): V {
  const had = known.get(key);
  if (had !== undefined) return had;
  const made = make();
  known.set(key, made);
  return made;
}

/** Unix nanoseconds of an instant in milliseconds with fractions. */
export function nanoOf(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}
