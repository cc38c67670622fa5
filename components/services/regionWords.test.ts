/** What regions say together, and the address that one leads to. */
import { describe, expect, it } from "vitest";
import { type RegionRow, regionHref, regionsWords } from "./regionWords.ts";

const row = (region: string, kind: RegionRow["health"]["kind"]) => ({
  region,
  health: { kind, reason: null, slow: false },
});

describe("regionsWords", () => {
  it.each<[string, RegionRow["health"]["kind"][]]>([
    ["3, all healthy", ["ok", "ok", "ok"]],
    ["only eu fails", ["fail", "ok", "ok"]],
    ["only eu is degraded", ["warn", "ok"]],
    ["eu fails", ["fail", "unknown"]],
    ["eu fails, us is degraded, of 3", ["fail", "warn", "ok"]],
    ["2 fail, of 3", ["fail", "fail", "ok"]],
    ["2", ["ok", "unknown"]],
  ])("%s", (words, kinds) => {
    const rows = kinds.map((kind, i) => row(["eu", "us", "ap"][i] ?? "", kind));
    expect(regionsWords(rows, rows.length)).toBe(words);
  });

  it("says that there are more than are listed, and claims nothing of those", () => {
    expect(regionsWords([row("eu", "ok"), row("us", "ok")], 500)).toBe("the first 2 of 500, trouble first");
  });
});

describe("regionHref", () => {
  it("leads to the map in regions, around the service there, whatever the names hold", () => {
    const { pathname, searchParams } = new URL(regionHref("pay/ments", "eu west&1"), "http://console");
    expect([pathname, searchParams.get("group")]).toEqual(["/map", "region"]);
    const id = "placement:pay%2Fments/eu%20west%261";
    expect(searchParams.get("focus")).toBe(id);
    expect(searchParams.get("pick")).toBe(`node ${id}`);
  });
});
