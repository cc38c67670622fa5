/** Label sets: however one is made, equal labels are equal sets. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Labels } from "./labels.ts";

const word = fc.constantFrom("", "a", "b", "le", "job", "zone", "é", "𝄞", "\uffee");
const pairs = fc.array(fc.tuple(word, word), { maxLength: 6 });

describe("labels", () => {
  it("with one more, replaced or taken away, are those made of all pairs at once", () => {
    fc.assert(
      fc.property(pairs, fc.array(fc.tuple(word, word), { maxLength: 3 }), (before, more) => {
        const labels = Labels.of(before).with(more);
        expect(labels.flat).toEqual(Labels.of([...Labels.of(before).entries(), ...more]).flat);
        expect(labels.key).toBe(JSON.stringify(labels.flat));
      }),
    );
  });
});
