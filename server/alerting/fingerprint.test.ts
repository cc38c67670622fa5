/** Fingerprints beside those of Prometheus's own code. */
import { describe, expect, it } from "vitest";
import { compareText, labelFingerprint } from "./fingerprint.ts";

describe("fingerprint", () => {
  it("is what Prometheus's common library gives", () => {
    // Of model.LabelSet{...}.Fingerprint() in github.com/prometheus/common 0.71.0.
    expect(labelFingerprint({})).toBe("cbf29ce484222325");
    expect(labelFingerprint({ alertname: "InstanceDown", job: "node", instance: "localhost:9100" })).toBe(
      "25f94d8dc99c5cc6",
    );
    expect(labelFingerprint({ b: "ü€𝄞", a: "" })).toBe("f56510d8e01df868");
    expect(labelFingerprint({ "deployment.environment": "prod\n", zone: "a-b" })).toBe("f6d83581541888da");
  });

  it("does not depend on the order in which labels stand", () => {
    expect(labelFingerprint({ a: "1", b: "2" })).toBe(labelFingerprint({ b: "2", a: "1" }));
  });

  it("tells where a name ends and a value begins", () => {
    expect(labelFingerprint({ ab: "c" })).not.toBe(labelFingerprint({ a: "bc" }));
  });

  it("orders text as Go does, by code point", () => {
    expect(["\uffee", "𝄞", "a", "ab", "Z"].sort(compareText)).toEqual(["Z", "a", "ab", "\uffee", "𝄞"]);
  });
});
