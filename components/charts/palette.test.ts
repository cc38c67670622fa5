/** Service colours that exist, whatever the name; lines of one chart that are told apart also without hues. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SERIES_COLORS, SLOTS, serviceSlot, slotsApart } from "./palette.ts";

describe("serviceSlot", () => {
  it("is one of the palette slots for any name", () => {
    fc.assert(
      fc.property(fc.string(), (service) => {
        expect(serviceSlot(service)).toBeGreaterThanOrEqual(1);
        expect(serviceSlot(service)).toBeLessThanOrEqual(SLOTS);
      }),
    );
  });

  it("uses them all", () => {
    const slots = new Set(Array.from({ length: 400 }, (_, i) => serviceSlot(`service-${i}`)));
    expect(slots.size).toBe(SLOTS);
  });

  it("gives every service of a shop a colour of its own, wherever it stands", () => {
    const shop =
      "cart catalog checkout fraud-check gateway identity inventory mailer orders payments pricing recommendations search shipping storefront";
    const names = shop.split(" ");
    expect(new Set(names.map(serviceSlot)).size).toBe(names.length);
  });
});

describe("slotsApart", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: SLOTS });

  it("never gives one colour to two of up to twenty-four services", () => {
    fc.assert(
      fc.property(names, (all) => {
        expect(new Set(slotsApart([all]).values()).size).toBe(all.length);
      }),
    );
  });

  it("moves nobody who shares with nobody, and does not depend on the order", () => {
    fc.assert(
      fc.property(names, (all) => {
        const slots = slotsApart([all]);
        expect(slotsApart([[...all].reverse()])).toEqual(slots);
        for (const name of all) {
          const alone = all.every((other) => other === name || serviceSlot(other) !== serviceSlot(name));
          if (alone) expect(slots.get(name)).toBe(serviceSlot(name));
        }
      }),
    );
  });

  it("keeps the services of each trace apart though the view has more than there are colours", () => {
    const traces = Array.from({ length: 40 }, (_, i) => ["gateway", "search", `part-${i}`, `part-${i + 1}`]);
    const slots = slotsApart(traces);
    for (const trace of traces) expect(new Set(trace.map((name) => slots.get(name))).size).toBe(4);
  });

  it("spreads more than there are colours evenly", () => {
    const slots = [...slotsApart([Array.from({ length: 60 }, (_, i) => `s${i}`)]).values()];
    for (let slot = 1; slot <= SLOTS; slot++) expect(slots.filter((one) => one === slot).length).toBeLessThanOrEqual(3);
  });
});

const tokens = readFileSync(new URL("../../app/tokens.css", import.meta.url), "utf8");
const THEMES = [
  ["dark", 0],
  ["light", 1],
] as const;

/** `#rrggbb` of a token in the dark (0) and in the light (1) theme. */
function hexOf(token: string, theme: number): string {
  return [...tokens.matchAll(new RegExp(`^ *${token}: (#[0-9a-f]{6});`, "gm"))][theme]?.[1] ?? "";
}

/** Björn Ottosson's Oklab: equal distances look about equally far; 0.01 is just seen side by side. */
function oklab(hex: string): readonly [number, number, number] {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const distance = (one: string, other: string) => {
  const [a, b] = [oklab(one), oklab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
};

describe("the palette", () => {
  it.each(THEMES)("has colours far apart in the %s theme, and none that looks like failing", (_, theme) => {
    const colors = Array.from({ length: SLOTS }, (_, i) => hexOf(`--svc-${i + 1}`, theme));
    const near = colors.flatMap((one, i) =>
      colors.slice(i + 1).flatMap((other) => (distance(one, other) < 0.05 ? [[one, other]] : [])),
    );
    expect(near).toEqual([]);
    for (const color of colors) expect(distance(color, hexOf("--fail-fill", theme)), color).toBeGreaterThan(0.1);
  });
});

describe("SERIES_COLORS", () => {
  it.each(THEMES)("gives p50, p95 and p99 lightnesses apart in the %s theme", (_, theme) => {
    const [p50 = 0, p95 = 0, p99 = 0] = SERIES_COLORS.slice(0, 3).map(
      (color) => oklab(hexOf(color.slice("var(".length, -1), theme))[0],
    );
    expect(Math.min(Math.abs(p50 - p95), Math.abs(p50 - p99), Math.abs(p95 - p99))).toBeGreaterThan(0.075);
  });
});
