/**
 * 53 bits of what an event says: two multiplicative hashes of 32 bits side by side, each mixed at the end as MurmurHash3 does.
 * Told apart are only events of one place and one thing, so few meet that 53 bits are ample. Not for anything hostile: whoever makes
 * two events collide keeps their own earlier one.
 */
export function contentHash(parts: readonly Uint8Array[], seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (const part of parts) {
    a = Math.imul(a ^ part.length, 2654435761);
    b = Math.imul(b ^ part.length, 1597334677);
    for (let i = 0; i < part.length; i++) {
      const byte = part[i] ?? 0;
      a = Math.imul(a ^ byte, 2654435761);
      b = Math.imul(b ^ byte, 1597334677);
    }
  }
  const [x, y] = [mixed(a, b), mixed(b, a)];
  return (y & 0x1fffff) * 2 ** 32 + (x >>> 0);
}
function mixed(one: number, other: number): number {
  return Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
}
