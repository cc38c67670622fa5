/**
 * Tokens of every record's attributes and event names, taken from the fields as they were copied into the block.
 */
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { keyValueToken, TokenPlace, textToken } from "./attributeTokens.ts";
import type { Rest } from "./restChunks.ts";
import type { TokenFilter } from "./tokens.ts";

/** An attribute with its key takes at least about this much; more tokens than guessed only make the filter less selective. */
const BYTES_PER_TOKEN = 24;

export function expectedTokens(rest: Rest, count: number): number {
  return rest.bytes.length / BYTES_PER_TOKEN + count * 2 + 64;
}

/** Span: attributes (9), events (11) and in them the name (2). */
export function addSpanTokens(rest: Rest, count: number, tokens: TokenFilter): void {
  const reader = new ProtobufReader(rest.bytes);
  for (let i = 0; i < count; i++) {
    const end = rest.starts[i + 1] ?? 0;
    for (let at = rest.starts[i] ?? 0; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === 0x4a) tokens.add(keyValueToken(reader, reader.payload, at, TokenPlace.RECORD));
      else if (reader.tag === 0x5a) addEventName(reader, reader.payload, at, tokens);
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
  for (let i = 0; i < count; i++) {
    const end = rest.starts[i + 1] ?? 0;
    for (let at = rest.starts[i] ?? 0; at < end; ) {
      at = reader.field(at, end);
      const payload = reader.payload;
      if (reader.tag === 0x32) tokens.add(keyValueToken(reader, payload, at, TokenPlace.RECORD));
      else if (reader.tag === 0x62) tokens.add(textToken(TokenPlace.EVENT_NAME, rest.bytes.subarray(payload, at)));
    }
  }
}
