/** The hash against published values, and how evenly it spreads series. */
import { describe, expect, it } from "vitest";
import { Labels } from "./labels.ts";
import { labelsHashRatio, xxHash64 } from "./labelsHash.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("xxHash64", () => {
  it.each([
    ["", 0xef46db3751d8e999n],
    ["a", 0xd24ec4f1a98c6e5bn],
    ["abc", 0x44bc2cf5ad770999n],
    ["Nobody inspects the spammish repetition", 0xfbcea83c8a378bf1n],
  ])("gives the published hash of %j", (text, hash) => {
    expect(xxHash64(bytes(text))).toBe(hash);
  });
});

describe("labelsHashRatio", () => {
  it("spreads label sets evenly over [0, 1]", () => {
    const places = Array.from({ length: 2_000 }, (_, i) => labelsHashRatio(Labels.of([["i", String(i)]])));
    expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
    for (const ratio of [0.1, 0.5, 0.9]) {
      const share = places.filter((place) => place < ratio).length / places.length;
      expect(Math.abs(share - ratio)).toBeLessThan(0.05);
    }
  });
});
