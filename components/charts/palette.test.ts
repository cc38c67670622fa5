/** Service colours that exist, whatever the name. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serviceSlot, slotsApart } from "./palette.ts";

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
