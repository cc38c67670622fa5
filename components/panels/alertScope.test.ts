/** Which alerts stand on which charts. */
import { describe, expect, it } from "vitest";
import type { FiredAlert } from "../../server/routers/alertsFired.ts";
import { type AlertScope, alertsOf, concerns, ofSeries, ofService } from "./alertScope.ts";

function fired(labels: Record<string, string>, severity: string | null = "page"): FiredAlert {
  return { fingerprint: "aa", severity, sentence: Object.values(labels).join(" "), labels, firedMs: 1, resolvedMs: 2 };
}
const sentences = (scope: AlertScope, ...alerts: FiredAlert[]) =>
  alertsOf(alerts, scope).map(({ sentence }) => sentence);

describe("alerts on a chart", () => {
  it("are pages and tickets, whatever words their rules use; what is less grave stands on none", () => {
    const alerts = ["page", "critical", "ticket", "warning", "info", null].map((one) => fired({}, one));
    expect(alertsOf(alerts, "all").map(({ level, severity }) => [level, severity])).toEqual([
      ["fail", "page"],
      ["fail", "critical"],
      ["warn", "ticket"],
      ["warn", "warning"],
    ]);
  });

  it("are on a service's page its own and those of its calls, and no other's", () => {
    const alerts = [
      fired({ service_name: "cart" }),
      fired({ service: "cart", job: "shop/other" }),
      fired({ client: "web", server: "cart" }),
      fired({ service_name: "web" }),
      fired({ host_name: "cart" }),
    ];
    expect(sentences(ofService("cart"), ...alerts)).toEqual(["cart", "cart shop/other", "web cart"]);
  });

  it("concern a part when they name it or the whole that it belongs to, not when they name another part", () => {
    const pool = { service_name: "cart", db_client_connection_pool_name: "main" };
    expect(concerns({ service_name: "cart", severity: "page" }, pool)).toBe(true);
    expect(concerns({ ...pool, alertname: "PoolFull" }, pool)).toBe(true);
    expect(concerns({ service_name: "cart", db_client_connection_pool_name: "other" }, pool)).toBe(false);
    expect(concerns({ service_name: "web" }, pool)).toBe(false);
  });

  it("are not told by labels that name nobody, nor by empty ones", () => {
    expect(concerns({ severity: "ERROR", status_code: "500" }, { severity: "ERROR", status_code: "500" })).toBe(false);
    expect(concerns({ service_name: "", topic: "orders" }, { service_name: "", topic: "orders" })).toBe(true);
    expect(concerns({ service_name: "" }, { service_name: "" })).toBe(false);
  });

  it("are of the services that a query's lines have or that it selects; a line of everything has none", () => {
    const alerts = [fired({ service_name: "cart" }), fired({ service_name: "web" }), fired({ topic: "orders" })];
    const lines = [{ labels: { service_name: "web", severity: "ERROR" } }];
    expect(sentences(ofSeries(lines, ["sum(x)"]), ...alerts)).toEqual(["web"]);
    expect(
      sentences(ofSeries([{ labels: {} }], ['sum(rate(x{service_name = "cart"}[5m])) + y{topic="orders"}']), ...alerts),
    ).toEqual(["cart", "orders"]);
    expect(sentences(ofSeries([{ labels: {} }], ['sum(x{service_name!="cart"})']), ...alerts)).toEqual([]);
    expect(sentences([], ...alerts)).toEqual([]);
  });
});
