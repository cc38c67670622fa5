/**
 * The hash that decides which series limit_ratio takes: that of Prometheus, so that both choose the same ones.
 * Shape: xxHash64 over name and value in turn, each preceded by its length in UTF-8 bytes (one byte, or 255 and three, low first).
 * Source: Prometheus model/labels (labels_stringlabels.go); xxHash specification, XXH64.
 */
import type { Labels } from "./labels.ts";

const encoder = new TextEncoder();
const MASK = 0xffff_ffff_ffff_ffffn;
const PRIME_1 = 0x9e37_79b1_85eb_ca87n;
const PRIME_2 = 0xc2b2_ae3d_27d4_eb4fn;
const PRIME_3 = 0x1656_67b1_9e37_79f9n;
const PRIME_4 = 0x85eb_ca77_c2b2_ae63n;
const PRIME_5 = 0x27d4_eb2f_1656_67c5n;

/** Where in [0, 1] the labels' hash lies. */
export function labelsHashRatio(labels: Labels): number {
  return Number(xxHash64(encode(labels))) / 2 ** 64;
}

function encode(labels: Labels): Uint8Array {
  const bytes: number[] = [];
  for (const text of labels.flat) {
    const encoded = encoder.encode(text);
    const size = encoded.length;
    if (size < 255) bytes.push(size);
    else bytes.push(255, size & 255, (size >> 8) & 255, (size >> 16) & 255);
    for (const byte of encoded) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

const rotate = (value: bigint, bits: bigint) => ((value << bits) | (value >> (64n - bits))) & MASK;
const round = (lane: bigint, input: bigint) => (rotate((lane + input * PRIME_2) & MASK, 31n) * PRIME_1) & MASK;
const mergeRound = (hash: bigint, lane: bigint) => ((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4) & MASK;

/** With seed 0. */
export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = PRIME_5;
  if (bytes.length >= 32) {
    const lanes = [(PRIME_1 + PRIME_2) & MASK, PRIME_2, 0n, -PRIME_1 & MASK];
    for (; at + 32 <= bytes.length; at += 32)
      for (let lane = 0; lane < 4; lane++)
        lanes[lane] = round(lanes[lane] ?? 0n, view.getBigUint64(at + lane * 8, true));
    hash = [1n, 7n, 12n, 18n].reduce((sum, bits, lane) => sum + rotate(lanes[lane] ?? 0n, bits), 0n) & MASK;
    hash = lanes.reduce(mergeRound, hash);
  }
  hash = (hash + BigInt(bytes.length)) & MASK;
  for (; at + 8 <= bytes.length; at += 8)
    hash = (rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4) & MASK;
  for (; at + 4 <= bytes.length; at += 4)
    hash = (rotate(hash ^ ((BigInt(view.getUint32(at, true)) * PRIME_1) & MASK), 23n) * PRIME_2 + PRIME_3) & MASK;
  for (; at < bytes.length; at++)
    hash = (rotate(hash ^ ((BigInt(bytes[at] ?? 0) * PRIME_5) & MASK), 11n) * PRIME_1) & MASK;
  hash = ((hash ^ (hash >> 33n)) * PRIME_2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * PRIME_3) & MASK;
  return hash ^ (hash >> 32n);
}
