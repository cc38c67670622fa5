/** The key that secrets are encrypted with: made once, for its owner alone, and named where it cannot be used. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretKeys } from "./secretKey.ts";

let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "chronoscope-key-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe("the key of secrets", () => {
  it("is made once, of 32 random bytes, and only its owner may read it", () => {
    const [key] = secretKeys({ secretKey: null, dataDir });
    expect(key).toHaveLength(32);
    expect(secretKeys({ secretKey: null, dataDir })).toEqual([key]);
    expect(statSync(join(dataDir, "secret-key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, "secret-key"), "utf8").trim()).toBe(Buffer.from(key ?? []).toString("base64"));
  });

  it("is the setting's, with no file made, and a file that is there still opens", () => {
    const secretKey = randomBytes(32);
    expect(secretKeys({ secretKey, dataDir })).toEqual([secretKey]);
    const [file] = secretKeys({ secretKey: null, dataDir });
    expect(secretKeys({ secretKey, dataDir })).toEqual([secretKey, file]);
  });

  it("is not made anew over a file that holds none: the sentence says which", () => {
    writeFileSync(join(dataDir, "secret-key"), "half a k");
    expect(() => secretKeys({ secretKey: null, dataDir })).toThrow(/secret-key holds no key.*Bring it back/);
    expect(readFileSync(join(dataDir, "secret-key"), "utf8")).toBe("half a k");
  });
});
