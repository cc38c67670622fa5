/** The cause is named before its victims. */
import { describe, expect, it } from "vitest";
import { firstFailing } from "./firstFailing.ts";

const failing = (service: string, errors: number, rise: number) => ({ service, errors, rise });
const edge = (client: string, server: string, errors: number, type: "" | "messaging_system" = "") => ({
  ...{ client, server, type, errors: [0, errors] },
});
const shop = [failing("gateway", 80, 0.4), failing("orders", 90, 0.09), failing("payments", 100, 0.12)];
const calls = [edge("gateway", "orders", 80), edge("orders", "payments", 95), edge("payments", "ledger", 0)];

describe("firstFailing", () => {
  it("goes down the calls to the one that no failing callee explains", () => {
    expect(firstFailing(shop, calls)).toEqual({ service: "payments", victims: ["gateway", "orders"] });
  });

  it("prefers what explains others to what fails alone, and then what rose most", () => {
    expect(firstFailing([...shop, failing("search", 900, 0.9)], calls)?.service).toBe("payments");
    expect(firstFailing(shop, [])).toEqual({ service: "gateway", victims: [] });
  });

  it("takes a stray failure and a consumer's for no explanation", () => {
    expect(firstFailing(shop.slice(1), [edge("orders", "payments", 17)])?.victims).toEqual([]);
    expect(firstFailing(shop.slice(1), [edge("orders", "payments", 90, "messaging_system")])?.victims).toEqual([]);
  });

  it("does not go round in a ring, and still looks below it", () => {
    const ring = [edge("gateway", "orders", 80), edge("orders", "gateway", 80)];
    expect(firstFailing(shop.slice(0, 2), ring)).toEqual({ service: "gateway", victims: [] });
    expect(firstFailing(shop, [...ring, edge("orders", "payments", 95)])).toEqual({
      service: "payments",
      victims: ["gateway", "orders"],
    });
  });

  it("says nothing when nothing fails", () => expect(firstFailing([], calls)).toBeNull());
});
