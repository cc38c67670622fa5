/**
 * Snappy's block form, as remote write uses it: the length stands at the start, so that a bomb is refused before it is inflated.
 * Errors: a refusal as a value. Source: google/snappy format_description.txt.
 */
import { uncompress } from "snappyjs";
import type { Ticket } from "./admission.ts";
import { type Refused, refused, tooLarge } from "./outcome.ts";

const MOST_LENGTH_BYTES = 5;
/** Every byte of input yields at most 64 bytes: a copy of two bytes and an offset. */
const MOST_GROWTH = 64;

/** What the first varint says; null when there is none. */
function lengthOf(bytes: Uint8Array): number | null {
  let length = 0;
  for (let i = 0; i < MOST_LENGTH_BYTES; i++) {
    const byte = bytes[i];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return length;
  }
  return null;
}

const broken = (problem: string) =>
  refused("undecodable", `The body is not valid snappy in its block form: ${problem}.`);

/** The bytes inflated; their number was granted by the ticket. */
export function unsnap(bytes: Uint8Array, ticket: Ticket, limitBytes: number): Uint8Array | Refused {
  const length = lengthOf(bytes);
  if (length === null) return broken("it does not say how long it is");
  if (length > limitBytes) return tooLarge(limitBytes);
  if (length > bytes.length * MOST_GROWTH) return broken(`it says to be ${length} bytes long, more than it can hold`);
  const no = ticket.grow(length);
  if (no) return no;
  try {
    return uncompress(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), limitBytes);
  } catch {
    return broken("its bytes are damaged");
  }
}
