/** Written filters and what they mean. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAttributeFilter, writeAttributeFilter } from "./attributeFilters.ts";

describe("attribute filters", () => {
  it("tell types apart by how the value is written", () => {
    expect(parseAttributeFilter("http.response.status_code=200")?.type).toBe("int");
    expect(parseAttributeFilter('user.id="200"')).toEqual({ key: "user.id", type: "string", text: "200" });
    expect(parseAttributeFilter("ratio=0.5")?.type).toBe("double");
    expect(parseAttributeFilter("cached=true")?.type).toBe("bool");
    expect(parseAttributeFilter("http.route=/cart/{id}")).toEqual({
      key: "http.route",
      type: "string",
      text: "/cart/{id}",
    });
  });

  it("are refused when there is no key, no value or an open quote", () => {
    expect(["=x", "key=", "words only", 'key="open'].map(parseAttributeFilter)).toEqual([null, null, null, null]);
  });

  it("read back as they were written", () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9._]{0,20}$/);
    fc.assert(
      fc.property(key, fc.string(), (name, text) => {
        const filter = { key: name, type: "string" as const, text };
        expect(parseAttributeFilter(writeAttributeFilter(filter))).toEqual(filter);
      }),
    );
    const whole = { key: "ratio", type: "double" as const, text: "2" };
    expect(parseAttributeFilter(writeAttributeFilter(whole))?.type).toBe("double");
  });
});
