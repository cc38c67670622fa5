/**
 * Which addresses are public, and which networks an operator allowed. Addresses are judged as bytes: an IPv4 address that is written as
 * an IPv6 one (mapped, NAT64) is judged as the IPv4 address that it reaches.
 * Source: IANA special-purpose address registries for IPv4 and IPv6.
 */
import { isIP } from "node:net";

/** Everything that is not for the public internet. */
const SPECIAL_IPV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** Within 2000::/3, outside of which nothing is public. */
const SPECIAL_IPV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];
const PUBLIC_IPV6 = "2000::/3";

/** 4 or 16 bytes; null for what is no address, or one with a zone, which is always of a link. */
export function addressBytes(address: string): Uint8Array | null {
  const kind = isIP(address);
  if (kind === 4) return Uint8Array.from(address.split("."), Number);
  if (kind !== 6 || address.includes("%")) return null;
  const bytes = ipv6Bytes(address);
  const embedded = EMBEDDING.some((prefix) => prefix.every((byte, at) => bytes[at] === byte));
  return embedded ? bytes.slice(12) : bytes;
}

/** Mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96): what they reach is the IPv4 address in their last four bytes. */
const EMBEDDING = [
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff],
  [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
];

/** Of a valid address. */
function ipv6Bytes(address: string): Uint8Array {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, a, b, c, d] = (dotted ?? []).map(Number);
  const pair = (high = 0, low = 0) => (high * 256 + low).toString(16);
  const text = dotted ? `${address.slice(0, dotted.index)}${pair(a, b)}:${pair(c, d)}` : address;
  const [head = "", tail] = text.split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const front = groups(head);
  const back = groups(tail ?? "");
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const all = [...front, ...new Array<string>(zeros).fill("0"), ...back].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** `10.0.0.0/8`, `fd00::/8`. False for what is no network, and for an address of the other kind. */
export function isInNetwork(bytes: Uint8Array, network: string): boolean {
  const [base = "", length = ""] = network.split("/");
  const kind = isIP(base);
  const prefix = kind === 4 ? Uint8Array.from(base.split("."), Number) : kind === 6 ? ipv6Bytes(base) : null;
  if (!prefix || prefix.length !== bytes.length || !/^\d+$/.test(length)) return false;
  for (let bit = 0; bit < Number(length); bit++) {
    const mask = 0x80 >> (bit & 7);
    if (((prefix[bit >> 3] ?? 0) & mask) !== ((bytes[bit >> 3] ?? 0) & mask)) return false;
  }
  return true;
}

export function isPublic(address: string): boolean {
  const bytes = addressBytes(address);
  if (!bytes) return false;
  if (bytes.length === 4) return !SPECIAL_IPV4.some((network) => isInNetwork(bytes, network));
  return isInNetwork(bytes, PUBLIC_IPV6) && !SPECIAL_IPV6.some((network) => isInNetwork(bytes, network));
}

export function isAllowed(address: string, allow: readonly string[]): boolean {
  const bytes = addressBytes(address);
  return bytes !== null && allow.some((network) => isInNetwork(bytes, network));
}
