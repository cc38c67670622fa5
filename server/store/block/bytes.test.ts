/** Varints and 64-bit halves come back as they went in. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";

it("gives numbers of 53 bits back, of either sign", () => {
  const whole = fc.oneof(fc.maxSafeNat(), fc.nat(), fc.nat({ max: 300 }));
  const signed = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
  fc.assert(
    fc.property(fc.array(fc.tuple(whole, signed)), (pairs) => {
      const writer = new ByteWriter(1);
      for (const [a, b] of pairs) {
        writer.varint(a);
        writer.signed(b);
      }
      const reader = new ByteReader(writer.finish());
      for (const [a, b] of pairs) expect([reader.varint(), reader.signed()]).toEqual([a, b]);
    }),
  );
});

it("gives 64 bits back from two halves", () => {
  const half = fc.oneof(fc.nat({ max: 0xffffffff }), fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff));
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half)), (pairs) => {
      const writer = new ByteWriter(1);
      for (const [hi, lo] of pairs) writer.signed64(hi | 0, lo | 0);
      const reader = new ByteReader(writer.finish());
      for (const [hi, lo] of pairs) {
        reader.signed64();
        expect([reader.hi, reader.lo]).toEqual([hi, lo]);
      }
    }),
  );
});

it("says that a block is damaged when bytes are missing", () => {
  expect(() => new ByteReader(new Uint8Array([0x80])).varint()).toThrow("damaged");
  expect(() => new ByteReader(new Uint8Array([5, 1])).sized()).toThrow("damaged");
});
