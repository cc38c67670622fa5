/** Which alerts are shown, and in what order. */
import { describe, expect, it } from "vitest";
import { grouped, inOrder, isShown } from "./alertGroups.ts";

const alert = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  sentence: `${name} fires`,
  severity: "page" as string | null,
  service: "checkout" as string | null,
  labels: { alertname: name, region: "eu-west" } as Record<string, string>,
  activeMs: 1_000,
  firedMs: 2_000 as number | null,
  resolvedMs: null as number | null,
  acknowledged: null as { by: string; atMs: number } | null,
  silencedBy: [] as { id: string; endsMs: number; comment: string; createdBy: string }[],
  ...more,
});
const ALL = { q: "", severity: [], service: "", open: false } as const;
const names = (alerts: readonly { name: string }[]) => alerts.map(({ name }) => name);

describe("a list of alerts", () => {
  it("has pages first, what nobody took on before what somebody did, then the newest", () => {
    const list = [
      alert("old"),
      alert("taken", { acknowledged: { by: "anna", atMs: 1 }, firedMs: 9_000 }),
      alert("ticket", { severity: "ticket", firedMs: 9_000 }),
      alert("new", { firedMs: 3_000 }),
    ];
    expect(names(inOrder(list))).toEqual(["new", "old", "taken", "ticket"]);
  });

  it("is searched in sentences, names and labels", () => {
    const one = alert("DiskFull", { sentence: "Orders runs out of disk" });
    expect(isShown(one, { ...ALL, q: "out of DISK" })).toBe(true);
    expect(isShown(one, { ...ALL, q: "eu-w" })).toBe(true);
    expect(isShown(one, { ...ALL, q: "payments" })).toBe(false);
  });

  it("leaves out what is silenced or acknowledged when only open ones are asked for", () => {
    const silenced = alert("a", { silencedBy: [{ id: "1", endsMs: 9, comment: "", createdBy: "" }] });
    expect(isShown(silenced, ALL)).toBe(true);
    expect(isShown(silenced, { ...ALL, open: true })).toBe(false);
  });

  it("is grouped by service in the order of each one's gravest alert", () => {
    const list = [
      alert("calm", { severity: "info", service: "cart" }),
      alert("bad"),
      alert("lone", { service: null, firedMs: 1 }),
    ];
    expect(grouped(list, "service").map(({ name }) => name)).toEqual(["checkout", "no service", "cart"]);
    expect(grouped([], "none")).toEqual([]);
  });

  it("counts calls to the service that makes them", () => {
    const calls = alert("calls", { service: null, labels: { client: "gateway", server: "checkout" } });
    expect(grouped([calls], "service").map(({ name }) => name)).toEqual(["gateway"]);
    expect(isShown(calls, { ...ALL, service: "gateway" })).toBe(true);
    expect(isShown(calls, { ...ALL, service: "checkout" })).toBe(false);
  });
});
