/** The field that a JSON key names, compared byte by byte: no string is made of a key that holds no escape. */
import type { JsonScanner } from "./jsonScanner.ts";
import { byteAt } from "./protobufReader.ts";
import { type FieldType, MESSAGES, type MessageType } from "./schema.ts";

interface Key {
  readonly bytes: Uint8Array;
  readonly field: FieldType;
}
/** Message -> length of key in bytes -> the fields with such a key. */
const KEYS = new Map<MessageType, Key[][]>();
for (const message of MESSAGES.values()) {
  const byLength: Key[][] = [];
  for (const field of message.fields) {
    const bytes = new TextEncoder().encode(field.name);
    byLength[bytes.length] ??= [];
    byLength[bytes.length]?.push({ bytes, field });
  }
  KEYS.set(message, byLength);
}

/** The field of this message that is named by the string scanned last, or null. */
export function fieldOfKey(json: JsonScanner, type: MessageType): FieldType | null {
  if (json.escaped) {
    const name = json.text();
    return type.fields.find((field) => field.name === name) ?? null;
  }
  for (const { bytes, field } of KEYS.get(type)?.[json.end - json.from] ?? []) {
    let i = 0;
    while (i < bytes.length && byteAt(bytes, i) === byteAt(json.bytes, json.from + i)) i++;
    if (i === bytes.length) return field;
  }
  return null;
}
