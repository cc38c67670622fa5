/**
 * Tokens of what people search by equality: attributes with the type of their value, services, names, event names, trace ids.
 * Shape: the hash of (where, key, type, value). What is taken straight from OTLP bytes and what is made from a filter must agree:
 * `keyValueToken` and `attributeToken` change together. Arrays and maps share one token per key (their encodings vary); long
 * strings count with their length and first 256 bytes. So a token can only prune; the exact comparison comes after.
 */
import type { AnyValue } from "../../model/attributes.ts";
import type { ProtobufReader } from "../../otlp/protobufReader.ts";
import { hashBytes, hashWord } from "./tokens.ts";

/** Where a token was found. */
export const TokenPlace = {
  RECORD: 0x11,
  RESOURCE: 0x22,
  SERVICE: 0x33,
  SERVICE_NAME: 0x44,
  SERVICE_ERROR: 0x55,
  NAME: 0x66,
  EVENT_NAME: 0x77,
  TRACE: 0x88,
  METRIC: 0x99,
} as const;
export type TokenPlaceNumber = (typeof TokenPlace)[keyof typeof TokenPlace];

const LONG = 256;
const UTF8 = new TextEncoder();
const ValueType = { EMPTY: 0, STRING: 1, BOOL: 2, INT: 3, DOUBLE: 4, COMPLEX: 5, BYTES: 7 } as const;

function hashRange(view: DataView, from: number, end: number, seed: number): number {
  return hashBytes(view, from, Math.min(end, from + LONG), seed ^ (end - from));
}

/** Token of text (a service, a name) in this place. */
export function textToken(place: TokenPlaceNumber, text: Uint8Array | string, also = 0): number {
  const bytes = typeof text === "string" ? UTF8.encode(text) : text;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return hashRange(view, 0, bytes.length, hashWord(place, also));
}

/** Token of a KeyValue message at [from, end) of these bytes. */
export function keyValueToken(reader: ProtobufReader, from: number, end: number, place: TokenPlaceNumber): number {
  return shortTextToken(reader, from, end, place) ?? anyKeyValueToken(reader, from, end, place);
}

/**
 * The usual case without the general walk: key, then a string, each shorter than 128 bytes and nothing else. Null for any other.
 *
 *   0a K key...  12 V  0a S text...      with V = S + 2 and nothing after
 */
function shortTextToken(reader: ProtobufReader, from: number, end: number, place: TokenPlaceNumber): number | null {
  const bytes = reader.bytes;
  const keyLength = bytes[from + 1] ?? 0;
  const value = from + 2 + keyLength;
  const textLength = bytes[value + 3] ?? 0;
  const text = value + 4;
  const isUsual =
    bytes[from] === 0x0a &&
    keyLength < 0x80 &&
    bytes[value] === 0x12 &&
    bytes[value + 1] === textLength + 2 &&
    bytes[value + 2] === 0x0a &&
    textLength < 0x7e &&
    text + textLength === end;
  if (!isUsual) return null;
  const key = hashRange(reader.view, from + 2, value, place);
  return hashRange(reader.view, text, end, key ^ ValueType.STRING);
}

function anyKeyValueToken(reader: ProtobufReader, from: number, end: number, place: TokenPlaceNumber): number {
  let keyAt = 0;
  let keyEnd = 0;
  let valueAt = 0;
  let valueEnd = 0;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x0a) {
      keyAt = reader.payload;
      keyEnd = at;
    } else if (reader.tag === 0x12) {
      valueAt = reader.payload;
      valueEnd = at;
    }
  }
  return valueToken(reader, valueAt, valueEnd, hashRange(reader.view, keyAt, keyEnd, place));
}

function valueToken(reader: ProtobufReader, from: number, end: number, key: number): number {
  let token = hashWord(key, ValueType.EMPTY);
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const payload = reader.payload;
    switch (reader.tag) {
      case 0x0a:
        token = hashRange(reader.view, payload, at, key ^ ValueType.STRING);
        break;
      case 0x10:
        token = hashWord(hashWord(key, ValueType.BOOL), reader.bool(payload) ? 1 : 0);
        break;
      case 0x18:
        token = intToken(reader, payload, at, key);
        break;
      case 0x21:
        token = pairToken(
          reader.view.getInt32(payload + 4, true),
          reader.view.getInt32(payload, true),
          key,
          ValueType.DOUBLE,
        );
        break;
      case 0x2a:
      case 0x32:
        token = hashWord(key, ValueType.COMPLEX);
        break;
      case 0x3a:
        token = hashRange(reader.view, payload, at, key ^ ValueType.BYTES);
    }
  }
  return token;
}

function intToken(reader: ProtobufReader, from: number, end: number, key: number): number {
  if (end - from <= 4) return pairToken(0, reader.int32(from), key, ValueType.INT);
  const value = reader.int64(from);
  return pairToken(Number(value >> 32n), Number(value & 0xffffffffn), key, ValueType.INT);
}

function pairToken(hi: number, lo: number, key: number, type: number): number {
  return hashWord(hashWord(hashWord(key, type), hi | 0), lo | 0);
}

/**
 * The token of an attribute with this value in this place; null when no token can be relied on (text with U+FFFD may stand for
 * bytes that are no UTF-8).
 */
export function attributeToken(place: TokenPlaceNumber, key: string, value: AnyValue): number | null {
  if (key.includes("\ufffd")) return null;
  const keyed = textHash(UTF8.encode(key), place);
  switch (value.type) {
    case "empty":
      return hashWord(keyed, ValueType.EMPTY);
    case "string":
      return value.value.includes("\ufffd") ? null : textHash(UTF8.encode(value.value), keyed ^ ValueType.STRING);
    case "bool":
      return hashWord(hashWord(keyed, ValueType.BOOL), value.value ? 1 : 0);
    case "int":
      return pairToken(Number(value.value >> 32n), Number(value.value & 0xffffffffn), keyed, ValueType.INT);
    case "double": {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value.value, true);
      return pairToken(view.getInt32(4, true), view.getInt32(0, true), keyed, ValueType.DOUBLE);
    }
    case "bytes":
      return textHash(value.value, keyed ^ ValueType.BYTES);
    default:
      return hashWord(keyed, ValueType.COMPLEX);
  }
}

function textHash(bytes: Uint8Array, seed: number): number {
  return hashRange(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length, seed);
}
