/**
 * Tokens of every record's attributes and event names, taken from the fields as they were copied into the block.
 */
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { keyValueToken, TokenPlace, textToken } from "./attributeTokens.ts";
import type { Rest } from "./restChunks.ts";
import type { TokenFilter } from "./tokens.ts";

/** Pairs of (from, end) fit a processor's nearest cache. */
const SEEN_SLOTS = 2048;

/** Attributes met lately: most come again and again with the same value, and comparing bytes costs less than hashing them. */
class SeenLately {
  private readonly ranges = new Int32Array(SEEN_SLOTS * 2);
  private readonly view: DataView;

  constructor(view: DataView) {
    this.view = view;
  }

  /** True when the same bytes were asked for before; false may mean that they were forgotten. */
  has(from: number, end: number): boolean {
    const { ranges, view } = this;
    const length = end - from;
    if (length < 8) return false;
    const last = view.getInt32(end - 4, true);
    const mixed = Math.imul(last ^ Math.imul(view.getInt32(end - 8, true) ^ length, 0x85ebca6b), 0x9e3779b1);
    const slot = (mixed >>> 19) & (SEEN_SLOTS * 2 - 2);
    const before = ranges[slot] ?? 0;
    const beforeEnd = ranges[slot + 1] ?? 0;
    ranges[slot] = from;
    ranges[slot + 1] = end;
    if (beforeEnd - before !== length || view.getInt32(beforeEnd - 4, true) !== last) return false;
    for (let at = from, other = before; at < end - 4; at += 4, other += 4)
      if (view.getInt32(at, true) !== view.getInt32(other, true)) return false;
    return true;
  }
}

/** Span: attributes (9), events (11) and in them the name (2). */
export function addSpanTokens(rest: Rest, count: number, tokens: TokenFilter): void {
  const reader = new ProtobufReader(rest.bytes);
  const seen = new SeenLately(reader.view);
  for (let i = 0; i < count; i++) {
    const end = rest.starts[i + 1] ?? 0;
    for (let at = rest.starts[i] ?? 0; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === 0x4a) {
        if (!seen.has(reader.payload, at)) tokens.add(keyValueToken(reader, reader.payload, at, TokenPlace.RECORD));
      } else if (reader.tag === 0x5a) addEventName(reader, reader.payload, at, tokens);
    }
  }
}

function addEventName(reader: ProtobufReader, from: number, end: number, tokens: TokenFilter): void {
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x12) tokens.add(textToken(TokenPlace.EVENT_NAME, reader.bytes.subarray(reader.payload, at)));
  }
}

/** Log record: attributes (6), event name (12). */
export function addLogTokens(rest: Rest, count: number, tokens: TokenFilter): void {
  const reader = new ProtobufReader(rest.bytes);
  const seen = new SeenLately(reader.view);
  for (let i = 0; i < count; i++) {
    const end = rest.starts[i + 1] ?? 0;
    for (let at = rest.starts[i] ?? 0; at < end; ) {
      at = reader.field(at, end);
      const payload = reader.payload;
      if (reader.tag === 0x32) {
        if (!seen.has(payload, at)) tokens.add(keyValueToken(reader, payload, at, TokenPlace.RECORD));
      } else if (reader.tag === 0x62) tokens.add(textToken(TokenPlace.EVENT_NAME, rest.bytes.subarray(payload, at)));
    }
  }
}
