/** A signature opens one picture until it expires, and nothing else. */
import { describe, expect, it } from "vitest";
import { createSignedLinks } from "./signedLinks.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12, 30);
const DAY_MS = 86_400_000;
const PATH = "/api/alerts/00000000000000aa/chart.png";
const LINK = `${PATH}?at=2026-11-21T12%3A00%3A00.000Z`;
const ours = createSignedLinks(async () => new Uint8Array(32).fill(1));

describe("a signed link", () => {
  it("opens its picture for a week, to all who know the secret", async () => {
    const link = await ours.sign(LINK, NOW_MS);
    const elsewhere = createSignedLinks(async () => new Uint8Array(32).fill(1));
    expect(await elsewhere.admits(link, NOW_MS)).toBe(true);
    expect(await ours.admits(link, NOW_MS + 7 * DAY_MS - 3_600_000)).toBe(true);
    expect(await ours.admits(link, NOW_MS + 7 * DAY_MS)).toBe(false);
    expect(await ours.sign(LINK, NOW_MS + 60_000)).toBe(link);
  });

  it("opens nothing that was not signed", async () => {
    const link = await ours.sign(LINK, NOW_MS);
    const signature = link.split("signature=")[1] ?? "";
    const forged = [
      LINK,
      link.replace("00aa", "00ab"),
      link.replace("12%3A00", "12%3A01"),
      link.replace(/expires=(\d)/, "expires=9"),
      link.replace(/expires=\d+/, "expires=-1"),
      link.replace(/signature=.*/, ""),
      link.replace(/signature=.*/, "signature=AAAA"),
      link.replace("chart.png", "chart.png/"),
      link.replace("chart.png", "chart.svg"),
      link.replace("/api/", "/api/../api/"),
      link.replace("/api/alerts", "/api/x/%2e%2e/alerts"),
      `//evil.example${link}`,
      link.replace("/api/alerts/00000000000000aa/chart.png", "/api/trpc/services.list"),
      `/services?signature=${signature}`,
      "",
    ];
    for (const url of forged) expect([url, await ours.admits(url, NOW_MS)]).toEqual([url, false]);
    const others = createSignedLinks(async () => new Uint8Array(32).fill(2));
    expect(await others.admits(link, NOW_MS)).toBe(false);
    const trpc = await ours.sign("/api/trpc/services.list?at=", NOW_MS);
    expect(await ours.admits(trpc, NOW_MS)).toBe(false);
  });

  it("opens nothing while the secret cannot be read, and does once it can", async () => {
    let isAway = true;
    const links = createSignedLinks(async () => {
      if (isAway) throw new Error("away");
      return new Uint8Array(32).fill(1);
    });
    const link = await ours.sign(LINK, NOW_MS);
    expect(await links.admits(link, NOW_MS)).toBe(false);
    isAway = false;
    expect(await links.admits(link, NOW_MS)).toBe(true);
  });
});
