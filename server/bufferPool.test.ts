/** Buffers that are lent and come back: sizes, bounds, and that no two owners share one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BufferPool } from "./bufferPool.ts";

describe("buffers used again", () => {
  it("gives back what was given, and never to two at once", () => {
    const pool = new BufferPool(1 << 20);
    const first = pool.take(100_000);
    pool.give(first.buffer);
    const second = pool.take(99_000);
    const third = pool.take(99_000);
    expect(second.buffer).toBe(first.buffer);
    expect(second.length).toBe(99_000);
    expect(third.buffer).not.toBe(first.buffer);
  });

  it("is at most a quarter larger than what was asked for, and knows its own sizes again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000 }), (length) => {
        const pool = new BufferPool(1 << 30);
        const taken = pool.take(length);
        expect(taken.length).toBe(length);
        expect(taken.buffer.byteLength).toBeLessThanOrEqual(length * 1.25 + 1);
        pool.give(taken.buffer);
        const isKept = length >= 16_384 && length <= 8 * 1024 * 1024;
        expect(pool.take(length).buffer === taken.buffer).toBe(isKept);
      }),
    );
  });

  it("keeps no more idle than it may, and nothing that was handed to another thread", () => {
    const pool = new BufferPool(200_000);
    const [a, b] = [pool.take(131_072), pool.take(131_072)];
    pool.give(a.buffer);
    pool.give(b.buffer);
    expect(pool.take(131_072).buffer).toBe(a.buffer);
    expect(pool.take(131_072).buffer).not.toBe(b.buffer);
    const sent = pool.take(65_536);
    structuredClone(sent, { transfer: [sent.buffer] });
    pool.give(sent.buffer);
    expect(pool.take(65_536).buffer.byteLength).toBe(65_536);
  });
});
