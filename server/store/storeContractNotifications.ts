/** What a store must keep of notifications: the outbox, in which nothing is lost, doubled or overtaken, and what receivers know. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { GroupStanding, Notification, NotifiedAlert } from "../model/notification.ts";
import { NOON_MS } from "../testing/builders.ts";
import type { Dispatch } from "./notificationStore.ts";
import type { AnyStore, OpenStore, StoreFactory } from "./storeContract.ts";

const SECOND_MS = 1_000;
const LEASE_MS = 60_000;
const at = (seconds: number) => NOON_MS + seconds * SECOND_MS;

const alertOf = (fingerprint: string, status: NotifiedAlert["status"] = "firing"): NotifiedAlert => ({
  fingerprint,
  status,
  labels: { alertname: "Slow", odd: "a\0b" },
  annotations: {},
  startsMs: NOON_MS,
  endsMs: status === "firing" ? null : at(60),
  path: `/alerts/${fingerprint}`,
});
const messageOf = (receiver: string, groupKey: string, alerts: readonly NotifiedAlert[]): Notification => ({
  receiver,
  groupKey,
  groupLabels: { alertname: "Slow" },
  status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
  alerts,
});
const standingOf = (receiver: string, groupKey: string): GroupStanding => ({
  receiver,
  groupKey,
  firstDueMs: at(0),
  flushedMs: at(0),
  toldMs: at(0),
  firing: ["a"],
  resolved: [],
});
const ONE = [{ index: 0, kind: "webhook" as const }];

export function storeContractNotifications(open: StoreFactory): void {
  describe("notifications", () => {
    let opened: OpenStore;
    let store: AnyStore;
    let tenant = 400;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
    });
    afterAll(() => opened.close());
    beforeEach(() => {
      tenant++;
    });

    const write = (seconds: number, notifications: Dispatch["notifications"], more: Partial<Dispatch> = {}) =>
      store.writeDispatch({ tenant, atMs: at(seconds), standings: [], ended: [], notifications, ...more });
    const claim = (seconds: number, limit = 100) =>
      store.claimDeliveries({ tenant, nowMs: at(seconds), leaseMs: LEASE_MS, limit });
    const finish = (id: string, state: "sent" | "failed" | "dead", seconds: number, dueSeconds: number | null = null) =>
      store.finishDelivery({
        tenant,
        id,
        state,
        nowMs: at(seconds),
        dueMs: dueSeconds === null ? null : at(dueSeconds),
        error: state === "sent" ? null : "It said no.",
      });
    const all = async () => {
      const window = { startMs: at(-1e6), endMs: at(1e6) };
      return (await store.readDeliveries({ tenant, window, limit: 1000 })).deliveries;
    };

    it("keeps what receivers know, group by group, and forgets groups that ended", async () => {
      const long = `{}:{path="${"/x".repeat(5000)}"}`;
      await write(0, [], { standings: [standingOf("ops", long), standingOf("dev", long)] });
      const changed = { ...standingOf("ops", long), firing: ["a", "b"] };
      await write(1, [], { standings: [changed], ended: [{ receiver: "dev", groupKey: long }] });
      expect(await store.readStandings({ tenant })).toEqual([changed]);
      expect(await store.readStandings({ tenant: tenant + 1000 })).toEqual([]);
    });

    it("writes the same message to the same integration once", async () => {
      const notification = messageOf("ops", "g", [alertOf("a")]);
      const both = [...ONE, { index: 1, kind: "email" as const }];
      expect(await write(0, [{ notification, integrations: both, stateHash: "x" }])).toBe(2);
      expect(await write(9, [{ notification, integrations: both, stateHash: "x" }])).toBe(0);
      expect(await write(9, [{ notification, integrations: ONE, stateHash: "y".repeat(100_000) }])).toBe(1);
      expect((await all())[2]?.notification).toEqual(notification);
    });

    it("gives what is due to one at a time, and again once the lease is over", async () => {
      await write(0, [{ notification: messageOf("ops", "g", [alertOf("a")]), integrations: ONE, stateHash: "x" }]);
      expect(await claim(-1)).toEqual([]);
      const [first, second] = await Promise.all([claim(0), claim(0)]);
      expect([...first, ...second]).toHaveLength(1);
      expect(await claim(59)).toEqual([]);
      expect(await claim(60)).toMatchObject([{ attempts: 2, state: "waiting" }]);
    });

    it("takes nothing of integrations that are busy, and so many of each other", async () => {
      const both = [...ONE, { index: 1, kind: "email" as const }];
      for (const receiver of ["ops", "dev"])
        for (const group of ["g", "h", "i"])
          await write(0, [
            { notification: messageOf(receiver, group, [alertOf("a")]), integrations: both, stateHash: "x" },
          ]);
      const busy = {
        tenant,
        nowMs: at(0),
        leaseMs: LEASE_MS,
        limit: 100,
        except: [{ receiver: "ops", integration: 1 }],
      };
      const taken = await store.claimDeliveries({ ...busy, mostEach: 2 });
      const groups = taken.map(
        ({ receiver, integration, notification }) => `${receiver} ${integration} ${notification.groupKey}`,
      );
      expect(groups.sort()).toEqual(["dev 0 g", "dev 0 h", "dev 1 g", "dev 1 h", "ops 0 g", "ops 0 h"]);
    });

    it("does not wait for a lease that a clock gave which was set back since", async () => {
      await write(0, [{ notification: messageOf("ops", "g", [alertOf("a")]), integrations: ONE, stateHash: "x" }]);
      const [taken] = await claim(1e6);
      expect(await claim(10)).toHaveLength(1);
      await finish(taken?.id ?? "", "failed", 1e6, 2e6);
      expect(await claim(10)).toHaveLength(1);
    });

    it("tries what failed again when it is due, and nothing that is over", async () => {
      const notifications = ["g", "h", "i"].map((group) => ({
        notification: messageOf("ops", group, [alertOf("a")]),
        integrations: ONE,
        stateHash: "x",
      }));
      await write(0, notifications);
      const [one, two, three] = (await claim(0)).map(({ id }) => id);
      await finish(one ?? "", "failed", 1, 30);
      await finish(two ?? "", "dead", 1);
      await finish(three ?? "", "sent", 1);
      expect(await store.countWaiting({ tenant })).toBe(1);
      expect(await claim(29)).toEqual([]);
      expect(await claim(30)).toMatchObject([{ id: one, state: "failed", lastError: "It said no." }]);
      expect(await all()).toMatchObject([{ sentMs: at(1), dueMs: null, lastError: null }, { state: "dead" }, {}]);
      expect(await store.retryDelivery({ tenant, id: two ?? "", nowMs: at(40) })).toBe(true);
      expect(await claim(40)).toMatchObject([{ id: two, state: "waiting", attempts: 1 }]);
      for (const id of ["0", "x", "'", "9".repeat(40)]) {
        expect(await store.retryDelivery({ tenant, id, nowMs: at(40) })).toBe(false);
      }
    });

    it("keeps what died and is owed until it is settled or tried by hand", async () => {
      const groups = ["g", "h", "i"];
      const notifications = groups.map((group) => ({
        notification: messageOf("ops", group, [alertOf("a")]),
        integrations: ONE,
        stateHash: "x",
      }));
      await write(0, notifications);
      const ids = (await claim(0)).map(({ id }) => id);
      for (const [number, id] of ids.entries()) {
        const dead = { tenant, id, state: "dead" as const, nowMs: at(1), dueMs: null, error: "It said no." };
        await store.finishDelivery({ ...dead, isOwed: number !== 1 });
      }
      const owed = async () => (await store.readOwed({ tenant })).map(({ notification }) => notification.groupKey);
      expect(await owed()).toEqual(["g", "i"]);
      await write(2, [], { settled: [ids[0] ?? ""] });
      expect(await owed()).toEqual(["i"]);
      await store.retryDelivery({ tenant, id: ids[2] ?? "", nowMs: at(3) });
      expect(await owed()).toEqual([]);
    });

    it("remembers who refused an e-mail that others took, until all have it", async () => {
      const mail = [{ index: 0, kind: "email" as const }];
      await write(0, [{ notification: messageOf("ops", "g", [alertOf("a")]), integrations: mail, stateHash: "x" }]);
      const [{ id = "" } = {}] = await claim(0);
      const done = { tenant, id, nowMs: at(1), error: "Not now." };
      await store.finishDelivery({ ...done, state: "failed", dueMs: at(5), refused: ["boss@example.com"] });
      expect(await claim(5)).toMatchObject([{ id, refused: ["boss@example.com"] }]);
      await store.finishDelivery({ ...done, state: "sent", dueMs: null, error: null });
      expect(await all()).toMatchObject([{ state: "sent", refused: [] }]);
    });

    it("tells as one row what died again and again for the same reason, without forgetting a change of it", async () => {
      const die = async (group: string, seconds: number, error: string, state: "dead" | "sent" = "dead") => {
        const stateHash = `${seconds}`;
        await write(seconds, [{ notification: messageOf("ops", group, [alertOf("a")]), integrations: ONE, stateHash }]);
        const [{ id = "" } = {}] = await claim(seconds);
        await store.finishDelivery({ tenant, id, state, nowMs: at(seconds), dueMs: null, error });
      };
      for (const seconds of [0, 10, 20]) await die("g", seconds, "No.");
      await die("h", 15, "No.");
      await die("g", 30, "", "sent");
      for (const seconds of [40, 50]) await die("g", seconds, "No.");
      await die("g", 60, "Never.");
      const told = (await all()).map(({ createdMs, firstMs, times }) => [
        (createdMs - NOON_MS) / 1_000,
        (firstMs - NOON_MS) / 1_000,
        times,
      ]);
      expect(told).toEqual([
        [60, 60, 1],
        [50, 40, 2],
        [30, 30, 1],
        [20, 0, 3],
        [15, 15, 1],
      ]);
      const before = { startMs: at(0), endMs: at(20) };
      const then = await store.readDeliveries({ tenant, window: before, limit: 1 });
      expect(then).toMatchObject({ more: true, deliveries: [{ times: 1, createdMs: at(15) }] });
      const dead = await store.readDeliveries({ tenant, window: before, limit: 9, states: ["dead"] });
      expect(dead.deliveries.map(({ times }) => times)).toEqual([1, 2]);
    });

    it("names integrations that took nothing since their first failure, as of an instant", async () => {
      const end = async (receiver: string, seconds: number, state: "dead" | "failed" | "sent") => {
        const notification = messageOf(receiver, `${seconds}`, [alertOf("a")]);
        await write(seconds, [{ notification, integrations: ONE, stateHash: "x" }]);
        const [{ id = "" } = {}] = await claim(seconds);
        await finish(id, state, seconds, state === "failed" ? 1e5 : null);
      };
      await end("ops", 0, "dead");
      await end("ops", 1, "sent");
      await end("ops", 2, "dead");
      await end("ops", 3, "failed");
      await end("dev", 4, "dead");
      await end("dev", 5, "sent");
      await end("mail", 6, "dead");
      const way = { integration: 0, kind: "webhook", lastError: "It said no." };
      const window = { startMs: at(-10), endMs: at(10) };
      expect(await store.readTroubles({ tenant, window })).toEqual([
        { ...way, receiver: "mail", failed: 1, sinceMs: at(6), arrivedMs: null },
        { ...way, receiver: "ops", failed: 2, sinceMs: at(2), arrivedMs: at(1) },
      ]);
      expect(await store.readTroubles({ tenant, window: { ...window, endMs: at(5) } })).toMatchObject([
        { receiver: "dev", failed: 1, arrivedMs: null },
        { receiver: "ops", failed: 2 },
      ]);
    });

    it("sends the newest of a group's waiting messages alone, with the ends that only older ones tell of", async () => {
      const put = (stateHash: string, ...alerts: NotifiedAlert[]) =>
        write(0, [{ notification: messageOf("ops", "g", alerts), integrations: ONE, stateHash }]);
      await put("1", alertOf("a"), alertOf("b"));
      await put("2", alertOf("a", "resolved"), alertOf("b"));
      await put("3", alertOf("b"), alertOf("c"));
      const [taken, ...more] = await claim(0);
      expect(more).toEqual([]);
      expect(taken?.notification.alerts.map(({ fingerprint, status }) => fingerprint + status)).toEqual([
        "bfiring",
        "cfiring",
        "aresolved",
      ]);
      expect((await all()).map(({ state }) => state)).toEqual(["waiting", "replaced", "replaced"]);
    });

    it("does not let a newer message overtake one that is under way", async () => {
      const put = (stateHash: string) =>
        write(0, [{ notification: messageOf("ops", "g", [alertOf(stateHash)]), integrations: ONE, stateHash }]);
      await put("1");
      const [first] = await claim(0);
      await put("2");
      expect(await claim(1)).toEqual([]);
      await finish(first?.id ?? "", "failed", 2, 7);
      expect((await claim(2)).map(({ notification }) => notification.alerts[0]?.fingerprint)).toEqual(["2"]);
    });

    it("finds deliveries by time, state, receiver and alert, newest first, and forgets old ones that are over", async () => {
      for (let i = 0; i < 5; i++) {
        const notification = messageOf(i % 2 ? "dev" : "ops", `g${i}`, [alertOf(`a${i}`)]);
        await write(i, [{ notification, integrations: ONE, stateHash: "x" }]);
      }
      const window = { startMs: at(1), endMs: at(5) };
      const find = async (more: object) => {
        const { deliveries, more: isMore } = await store.readDeliveries({ tenant, window, limit: 2, ...more });
        return [...deliveries.map(({ notification }) => notification.groupKey), isMore];
      };
      expect(await find({})).toEqual(["g4", "g3", true]);
      expect(await find({ receiver: "dev" })).toEqual(["g3", "g1", false]);
      expect(await find({ fingerprint: "a2", states: ["waiting"] })).toEqual(["g2", false]);
      expect(await find({ states: ["sent", "dead"] })).toEqual([false]);
      for (const { id } of (await claim(5)).slice(0, 2)) await finish(id, "sent", 6);
      expect(await store.dropDeliveries({ tenant, beforeMs: at(4) })).toBe(2);
      expect(await all()).toHaveLength(3);
    });

    it("makes one secret for links, whoever asks and however often", async () => {
      const secrets = await Promise.all([1, 2, 3].map(() => store.readLinkSecret({ tenant })));
      expect(new Set(secrets.map((secret) => Buffer.from(secret).toString("hex"))).size).toBe(1);
      expect(secrets[0]).toHaveLength(32);
      expect(await store.readLinkSecret({ tenant: tenant + 1000 })).not.toEqual(secrets[0]);
    });

    it("remembers addresses that are gone until they are enabled again", async () => {
      await store.disableAddress({ tenant, address: "h", why: "It said 410.", nowMs: at(0) });
      await store.disableAddress({ tenant, address: "h", why: "Again.", nowMs: at(1) });
      expect(await store.readDisabled({ tenant })).toEqual([{ address: "h", why: "It said 410.", sinceMs: at(0) }]);
      await store.enableAddress({ tenant, address: "h" });
      expect(await store.readDisabled({ tenant })).toEqual([]);
    });
  });
}
