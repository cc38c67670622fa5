/** The block's Bloom filter: never a false negative, few false positives, a size that fits what is distinct. */
import { describe, expect, it } from "vitest";
import { hashWord, hasToken, LINE_BYTES, lineHasToken, TokenFilter } from "./tokens.ts";

const tokenOf = (i: number) => hashWord(0x1234567, i);

function filterOf(distinct: number, repeats: number): Uint8Array {
  const filter = new TokenFilter();
  for (let round = 0; round < repeats; round++) for (let i = 0; i < distinct; i++) filter.add(tokenOf(i));
  return filter.finish();
}

describe("TokenFilter", () => {
  it("knows every token that was added, whatever its size became", () => {
    for (const distinct of [1, 20, 1000, 50_000]) {
      const filter = filterOf(distinct, 3);
      let missed = 0;
      for (let i = 0; i < distinct; i++) if (!hasToken(filter, tokenOf(i))) missed++;
      expect(missed).toBe(0);
    }
  });

  it("admits at most three in a hundred of those that were not", () => {
    for (const distinct of [500, 3000, 40_000]) {
      const filter = filterOf(distinct, 10);
      let wrong = 0;
      for (let i = 0; i < 20_000; i++) if (hasToken(filter, tokenOf(1_000_000 + i))) wrong++;
      expect(wrong / 20_000).toBeLessThan(0.03);
    }
  });

  it("is as large as what is distinct needs, not as what was added", () => {
    expect(filterOf(100, 500).length).toBeLessThanOrEqual(8 * LINE_BYTES);
    const bitsPerToken = (filterOf(10_000, 20).length * 8) / 10_000;
    expect(bitsPerToken).toBeGreaterThan(7);
    expect(bitsPerToken).toBeLessThan(20);
  });

  it("is judged by one line of 32 bytes, as SQL fetches it", () => {
    const filter = filterOf(1000, 1);
    const token = tokenOf(7);
    const line = ((token >>> 0) & (filter.length / LINE_BYTES - 1)) * LINE_BYTES;
    expect(lineHasToken(filter.slice(line, line + LINE_BYTES), 0, token)).toBe(true);
  });
});
