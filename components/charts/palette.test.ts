/** Service colours that exist, whatever the name. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serviceSlot } from "./palette.ts";

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
