/** Service colours that exist, whatever the name; lines of one chart that are told apart also without hues. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SERIES_COLORS, serviceSlot, slotsApart } from "./palette.ts";

describe("serviceSlot", () => {
  it("is one of the twelve palette slots for any name", () => {
    fc.assert(
      fc.property(fc.string(), (service) => {
        expect(serviceSlot(service)).toBeGreaterThanOrEqual(1);
        expect(serviceSlot(service)).toBeLessThanOrEqual(12);
      }),
    );
  });

  it("uses all twelve", () => {
    const slots = new Set(Array.from({ length: 200 }, (_, i) => serviceSlot(`service-${i}`)));
    expect(slots.size).toBe(12);
  });
});

describe("slotsApart", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 });

  it("never gives one colour to two of up to twelve services", () => {
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

  it("keeps the services of each trace apart though the view has more than twelve", () => {
    const traces = Array.from({ length: 40 }, (_, i) => ["gateway", "search", `part-${i}`, `part-${i + 1}`]);
    const slots = slotsApart(traces);
    for (const trace of traces) expect(new Set(trace.map((name) => slots.get(name))).size).toBe(4);
  });

  it("spreads more than twelve evenly", () => {
    const slots = [...slotsApart([Array.from({ length: 30 }, (_, i) => `s${i}`)]).values()];
    for (let slot = 1; slot <= 12; slot++) expect(slots.filter((one) => one === slot).length).toBeLessThanOrEqual(3);
  });
});

/** Lightness L* of CIELAB, 0..100, of `#rrggbb`. */
function lightness(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

describe("SERIES_COLORS", () => {
  const tokens = readFileSync(new URL("../../app/tokens.css", import.meta.url), "utf8");

  it.each([
    ["dark", 0],
    ["light", 1],
  ])("gives p50, p95 and p99 lightnesses apart in the %s theme", (_, theme) => {
    const [p50, p95, p99] = SERIES_COLORS.slice(0, 3).map((color) => {
      const variable = color.slice("var(".length, -1);
      const hex = [...tokens.matchAll(new RegExp(`^ *${variable}: (#[0-9a-f]{6});`, "gm"))][theme]?.[1];
      return lightness(hex ?? "");
    });
    const apart = [
      [p50, p95],
      [p50, p99],
      [p95, p99],
    ].map(([a = 0, b = 0]) => Math.abs(a - b));
    expect(Math.min(...apart)).toBeGreaterThan(9);
  });
});
