/**
 * What does not name a database: a number (Redis counts its databases), and an address that means another machine to every caller.
 * Shape: bytes[from, to) of an attribute's value, UTF-8.
 */
const LOCAL: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]"]);
const LONGEST_LOCAL = 9;
const [ZERO, NINE, SLASH] = [0x30, 0x39, 0x2f];

export function namesNoDatabase(bytes: Uint8Array, from: number, to: number): boolean {
  return to > from && (isNumber(bytes, from, to) || isLocal(bytes, from, to));
}

function isNumber(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte < ZERO || byte > NINE) return false;
  }
  return true;
}

/** Of this host, or a socket in its files. */
function isLocal(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === SLASH) return true;
  return to - from <= LONGEST_LOCAL && LOCAL.has(String.fromCharCode(...bytes.subarray(from, to)));
}
