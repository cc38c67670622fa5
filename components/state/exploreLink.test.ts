/** Links to Explore carry queries whole. */
import { describe, expect, it } from "vitest";
import { exploreHref } from "./exploreLink.ts";

describe("exploreHref", () => {
  it("keeps what a query needs through an address", () => {
    const expr = 'sum by (job) (rate(a_total{path=~"/x&y|#.+"}[5m])) > 1';
    const url = new URL(exploreHref([{ expr, legend: "{{job}}" }]), "http://x");
    expect(url.pathname).toBe("/explore");
    expect(url.searchParams.getAll("q")).toEqual([expr]);
    expect(url.searchParams.get("legend")).toBe("{{job}}");
  });

  it("keeps legends in the queries' order, and leaves them out where there are none", () => {
    const url = new URL(exploreHref([{ expr: "a" }, { expr: "b", legend: "x, y" }]), "http://x");
    expect(url.searchParams.get("legend")).toBe(",x%2C y");
    expect(exploreHref([{ expr: "up" }])).toBe("/explore?q=up");
  });
});
