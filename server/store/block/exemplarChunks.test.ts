/** Chunks of exemplars: as columns and back they are the very bytes, whatever the bytes are, and a trace is kept once. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packChunk, unpackChunk } from "./exemplarChunks.ts";

interface Parts {
  readonly tag: number;
  readonly time: bigint;
  /** Bits of the double. */
  readonly value: bigint;
  readonly span: Uint8Array;
  readonly trace: Uint8Array;
}

function exemplarOf({ tag, time, value, span, trace }: Parts): number[] {
  const fixed = (bits: bigint) => [...new Uint8Array(BigUint64Array.of(bits).buffer)];
  return [tag, 46, 0x11, ...fixed(time), 0x19, ...fixed(value), 0x22, 8, ...span, 0x2a, 16, ...trace];
}

const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const id = (length: number) =>
  fc.oneof(
    fc.constantFrom(new Uint8Array(length), new Uint8Array(length).fill(46)),
    // Alike but for the first byte, and alike in the last eight.
    fc.nat({ max: 3 }).map((first) => Uint8Array.from({ length }, (_, i) => (i === 0 ? first : i))),
    fc.uint8Array({ minLength: length, maxLength: length }),
  );
const exemplar = fc
  .record({
    tag: fc.constantFrom(0x2a, 0x42, 0x5a),
    time: bits,
    value: fc.oneof(fc.constantFrom(0n, 1n << 63n, 0x7ff0000000000002n), bits),
    span: id(8),
    trace: id(16),
  })
  .map(exemplarOf);
const other = fc.uint8Array({ maxLength: 60 }).map((bytes) => [...bytes]);
/** A part of an exemplar looks like one, and is none. */
const cut = fc.tuple(exemplar, fc.nat({ max: 47 })).map(([bytes, length]) => bytes.slice(0, length));

describe("a chunk of exemplars", () => {
  it("comes back byte by byte, with anything between, before and behind", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: exemplar }, other, cut), { maxLength: 40 }), (parts) => {
        const bytes = Uint8Array.from(parts.flat());
        expect(Buffer.from(unpackChunk(packChunk(bytes))).equals(bytes)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps of durations in one trace little more than their spans", () => {
    const random = (i: number, length: number) =>
      Uint8Array.from({ length }, (_, k) => ((i + 1) * 2654435761 + k * k * 40503) >>> 9);
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i).reduce<number[]>((all, _, i) => {
      const value = new BigUint64Array(Float64Array.of(((i * 7919) % 100_000) / 1e6).buffer)[0] ?? 0n;
      const time = 1_795_285_697_895_947_754n + BigInt(i) * 61_000n;
      all.push(...exemplarOf({ tag: 0x42, time, value, span: random(i, 8), trace: random(7, 16) }));
      return all;
    }, []);
    // Tag and gap 2, time 8, value 3, place 1, span 8: all but the span is small once compressed.
    expect(packChunk(Uint8Array.from(bytes)).length / 1000).toBeLessThan(23);
  });
});
