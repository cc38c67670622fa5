/** Call edges by the rules of the Collector's service-graph connector. */
import { describe, expect, it } from "vitest";
import { createDeriver, type DeriverOptions } from "./derive.ts";
import { edgesOf, requestOf, SAMPLE_NOW_MS, type SampleSpan } from "./deriveSamples.ts";

const CLIENT: SampleSpan = { id: 1, service: "shop", kind: 3, durationNano: 9_000_000 };
const SERVER: SampleSpan = { id: 2, parent: 1, service: "cart", kind: 2, durationNano: 5_000_000 };

const fresh = (options: DeriverOptions = {}) => createDeriver({ now: () => SAMPLE_NOW_MS, ...options });
const CALL = { edge: "shop -> cart", type: "", calls: 1, errors: 0, clientMs: 9, serverMs: 5 };

describe("call edges", () => {
  it("pair a CLIENT span with the SERVER span whose parent it is, in either order", () => {
    expect(edgesOf(fresh(), [CLIENT, SERVER])).toEqual([CALL]);
    expect(edgesOf(fresh(), [SERVER, CLIENT])).toEqual([CALL]);
  });

  it("pair halves that arrive in different flushes, and each half once", () => {
    for (const [first, second] of [
      [CLIENT, SERVER],
      [SERVER, CLIENT],
    ] as const) {
      const deriver = fresh();
      expect(edgesOf(deriver, [first])).toEqual([]);
      expect(edgesOf(deriver, [second])).toEqual([CALL]);
      expect(edgesOf(deriver, [{ ...second, name: "another", start: 5 }])).toEqual([]);
    }
  });

  it("do not pair across traces", () => {
    expect(edgesOf(fresh(), [CLIENT, { ...SERVER, trace: 2 }])).toEqual([]);
  });

  it("fail when either half has status error", () => {
    expect(edgesOf(fresh(), [{ ...CLIENT, status: 2 }, SERVER])[0]?.errors).toBe(1);
    expect(edgesOf(fresh(), [CLIENT, { ...SERVER, status: 2 }])[0]?.errors).toBe(1);
  });

  it("are messaging between PRODUCER and CONSUMER", () => {
    const edges = edgesOf(fresh(), [
      { ...CLIENT, kind: 4 },
      { ...SERVER, kind: 5 },
    ]);
    expect(edges).toEqual([{ ...CALL, type: "messaging_system" }]);
  });

  it("to a database are complete with the CLIENT span alone", () => {
    const database = (attributes: Record<string, string>) => edgesOf(fresh(), [{ ...CLIENT, attributes }])[0];
    const now = { "db.system.name": "postgresql", "db.namespace": "orders", "server.address": "db-1" };
    const edge = { ...CALL, edge: "shop -> orders", type: "database", serverMs: 9 };
    expect(database({ "db.system": "mysql", "db.name": "orders" })).toEqual(edge);
    expect(database(now)?.edge).toBe("shop -> db-1");
    expect(database({ ...now, "peer.service": "orders-db" })?.edge).toBe("shop -> orders-db");
    expect(database({ "db.system": "mysql", "db.name": "orders", "net.peer.name": "db-1" })?.edge).toBe("shop -> db-1");
    expect(database({ "db.system": "redis", "server.address": "cache-1" })?.edge).toBe("shop -> cache-1");
    expect(database({ "db.system.name": "redis" })?.edge).toBe("shop -> redis");
    expect(database({ "db.system.name": "redis", "db.namespace": "0" })?.edge).toBe("shop -> redis");
    expect(database({ ...now, "db.namespace": "15" })?.edge).toBe("shop -> db-1");
    expect(database({ ...now, "db.namespace": "shop" })?.edge).toBe("shop -> db-1");
    expect(database({ ...now, "db.namespace": "" })?.edge).toBe("shop -> db-1");
    expect(database({ "db.system.name": "mysql", "db.namespace": "shop" })?.edge).toBe("shop -> mysql");
    expect(database({ "db.system.name": "shop" })?.edge).toBe("shop -> shop");
  });

  it("to a database beside its caller do not join those beside others by the name of here", () => {
    const attributes = { "db.system.name": "postgresql", "db.namespace": "orders" };
    for (const local of ["localhost", "127.0.0.1", "::1", "/var/run/postgresql"]) {
      const [edge] = edgesOf(fresh(), [{ ...CLIENT, attributes: { ...attributes, "server.address": local } }]);
      expect(edge?.edge).toBe("shop -> orders");
    }
    const near = { ...attributes, "server.address": "localhost-1.example" };
    expect(edgesOf(fresh(), [{ ...CLIENT, attributes: near }])[0]?.edge).toBe("shop -> localhost-1.example");
  });

  it("to one database have one name, whoever calls it", () => {
    const attributes = { "db.system.name": "postgresql", "db.namespace": "shop", "server.address": "db-1" };
    expect(edgesOf(fresh(), [{ ...CLIENT, attributes }])[0]?.edge).toBe("shop -> db-1");
    expect(edgesOf(fresh(), [{ ...CLIENT, service: "cart", attributes }])[0]?.edge).toBe("cart -> db-1");
  });

  it("to a peer that never reports become virtual when their time is up, and not before", () => {
    let nowMs = SAMPLE_NOW_MS;
    const deriver = fresh({ now: () => nowMs });
    const attributes = { "server.address": "api.stripe.example", "peer.service": "stripe" };
    edgesOf(deriver, [
      { ...CLIENT, attributes },
      { ...SERVER, id: 9, parent: 8 },
    ]);
    nowMs += 59_999;
    expect(edgesOf(deriver, [])).toEqual([]);
    nowMs += 1;
    expect(edgesOf(deriver, [])).toEqual([{ ...CALL, edge: "shop -> stripe", type: "virtual_node", serverMs: 0 }]);
    expect(edgesOf(deriver, [SERVER])).toEqual([]);
  });

  it("come from the user where a SERVER span has no parent", () => {
    const edges = edgesOf(fresh(), [{ ...SERVER, parent: undefined }]);
    expect(edges).toEqual([{ ...CALL, edge: "user -> cart", type: "virtual_node", clientMs: 0 }]);
  });

  it("are found across a restart from what is remembered, and counted once", () => {
    for (const [first, second] of [
      [CLIENT, SERVER],
      [SERVER, CLIENT],
    ] as const) {
      const deriver = fresh();
      deriver.remember(requestOf([first]), SAMPLE_NOW_MS - 59_000, true);
      expect(edgesOf(deriver, [first, second])).toEqual([CALL]);
      expect(edgesOf(deriver, [second, { ...second, start: 1 }])).toEqual([]);
    }
  });

  it("to a peer that never reports are virtual after a restart only where the other half would have been seen", () => {
    const attributes = { "peer.service": "stripe" };
    const edgesAfter = (remembered: readonly SampleSpan[], seesPartners: boolean, waitMs = 1_000) => {
      let nowMs = SAMPLE_NOW_MS;
      const deriver = fresh({ now: () => nowMs });
      for (const sample of remembered) deriver.remember(requestOf([sample]), nowMs - 59_000, seesPartners);
      nowMs += waitMs;
      return edgesOf(deriver, []).map(({ edge }) => edge);
    };
    const client = { ...CLIENT, attributes };
    expect(edgesAfter([client], true)).toEqual(["shop -> stripe"]);
    expect(edgesAfter([client], true, 999)).toEqual([]);
    expect(edgesAfter([client], false)).toEqual([]);
    expect(edgesAfter([client, SERVER], true)).toEqual([]);
  });

  it("survive a rolled-back derivation that had consumed or expired a half", () => {
    let nowMs = SAMPLE_NOW_MS;
    const deriver = fresh({ now: () => nowMs });
    edgesOf(deriver, [{ ...CLIENT, attributes: { "peer.service": "cart-peer" } }]);
    deriver.derive([requestOf([SERVER])]).rollback();
    nowMs += 60_000;
    deriver.derive([]).rollback();
    expect(edgesOf(deriver, [])[0]?.type).toBe("virtual_node");
    expect(edgesOf(deriver, [])).toEqual([]);
  });

  it("let the oldest half give way when too many wait", () => {
    const deriver = fresh({ waitingHalves: 4 });
    for (let id = 1; id <= 6; id++) edgesOf(deriver, [{ ...CLIENT, id }]);
    expect(edgesOf(deriver, [{ ...SERVER, id: 20, parent: 2 }])).toEqual([]);
    expect(edgesOf(deriver, [{ ...SERVER, id: 21, parent: 4 }])).toEqual([CALL]);
    for (let id = 31; id <= 60; id++) edgesOf(deriver, [{ ...CLIENT, id }]);
    expect(edgesOf(deriver, [{ ...SERVER, id: 70, parent: 60 }])).toEqual([CALL]);
  });
});
