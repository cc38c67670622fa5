/** Versions in words. */
import { expect, it } from "vitest";
import { versionsSentence } from "./versionWords.ts";

it("counts instances by version, most first, and admits what it does not know", () => {
  const of = (...versions: string[]) => versionsSentence(versions.map((version) => ({ version })));
  expect(of("2.13.4", "2.14.1", "2.14.1", "")).toBe("2 on 2.14.1, 1 on 2.13.4, 1 that name no version");
  expect(of()).toBe("none sent anything in this window");
});
