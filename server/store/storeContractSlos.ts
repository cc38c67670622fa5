/** What a store must keep of SLOs: the counts of each minute as they were told last, cursors with them, and what came late. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SLO_STEP_MS, type SloCounts } from "../model/slo.ts";
import { hashOf, NOON_MS, spanColumns, spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { countedOf } from "../testing/increments.ts";
import { SLO_SETTLED_MS } from "./sloStore.ts";
import type { AnyStore, OpenStore, StoreFactory } from "./storeContract.ts";

const at = (minutes: number) => NOON_MS + minutes * SLO_STEP_MS;
const DAY = 1440;

/** Counts from so many minutes after noon on; null: not known. */
function countsOf(minutes: number, entries: readonly (readonly [bad: number, valid: number] | null)[]): SloCounts {
  const column = (which: 0 | 1) => Float64Array.from(entries, (entry) => entry?.[which] ?? Number.NaN);
  return { startMs: at(minutes), bad: column(0), valid: column(1) };
}

const shown = ({ bad, valid }: SloCounts) =>
  Array.from(valid, (count, i) => (Number.isNaN(count) ? null : [bad[i], count]));

export function storeContractSlos(open: StoreFactory): void {
  describe("counts of SLOs", () => {
    let opened: OpenStore;
    let store: AnyStore;
    let tenant = 500;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
    });
    afterAll(() => opened.close());

    const write = (
      slo: string,
      counts: SloCounts,
      more: { revision?: number; since?: number; until?: number } = {},
    ) => {
      const { revision = 1, since = 0, until = 60 } = more;
      const cursor = { slo, revision, sinceMs: at(since), untilMs: at(until) };
      return store.writeSloCounts({ tenant, writes: [{ cursor, counts }] });
    };
    const read = async (slo: string, from: number, to: number) =>
      shown(await store.readSloCounts({ tenant, slo, window: { startMs: at(from), endMs: at(to) } }));

    it("knows nothing of an SLO that was never counted", async () => {
      tenant++;
      expect(await store.readSloCursors({ tenant })).toEqual([]);
      expect(await read("none", 0, 3)).toEqual([null, null, null]);
    });

    it("gives minutes back as they were told: nothing, zero, whole numbers beyond 32 bits, fractions", async () => {
      tenant++;
      const entries = [[0, 0], null, [3, 7_000_000_000], [0.25, 1 / 3]] as const;
      await write("a", countsOf(0, entries.slice(0, 3)));
      await write("b", countsOf(58, entries));
      expect(await read("a", -1, 4)).toEqual([null, [0, 0], null, [3, 7_000_000_000], null]);
      expect(await read("b", 57, 63)).toEqual([null, [0, 0], null, [3, 7_000_000_000], [0.25, 1 / 3], null]);
      expect(await store.readSloCursors({ tenant })).toEqual([
        expect.objectContaining({ slo: "a", revision: 1, sinceMs: at(0), untilMs: at(60) }),
        expect.objectContaining({ slo: "b", revision: 1, sinceMs: at(0), untilMs: at(60) }),
      ]);
    });

    it("replaces what is told anew and keeps the rest of the hour", async () => {
      tenant++;
      await write(
        "a",
        countsOf(
          0,
          Array.from({ length: 90 }, () => [1, 2] as const),
        ),
      );
      await write("a", countsOf(59, [null, [0, 9]]));
      expect(await read("a", 58, 62)).toEqual([[1, 2], null, [0, 9], [1, 2]]);
    });

    it("drops what another revision counted", async () => {
      tenant++;
      await write("a", countsOf(0, [[1, 2]]));
      await write("a", countsOf(5, [[3, 4]]), { revision: 2 });
      expect(await read("a", 0, 7)).toEqual([null, null, null, null, null, [3, 4], null]);
      expect(await store.readSloCursors({ tenant })).toMatchObject([{ revision: 2 }]);
    });

    it("writes many SLOs at once and reads them side by side, over a month", async () => {
      tenant++;
      const month = countsOf(
        0,
        Array.from({ length: 30 * DAY }, (_, i) => [i % 2, i] as const),
      );
      const cursor = (slo: string) => ({ slo, revision: 1, sinceMs: at(0), untilMs: at(30 * DAY) });
      const slos = ["x", "y", "z"];
      await store.writeSloCounts({ tenant, writes: slos.map((slo) => ({ cursor: cursor(slo), counts: month })) });
      const window = { startMs: at(0), endMs: at(30 * DAY) };
      const found = await store.readManySloCounts({ tenant, slos: [...slos, "none"], window });
      for (const slo of slos) expect(found.get(slo)).toEqual(month);
      expect(found.get("none")?.valid.every(Number.isNaN)).toBe(true);
    });

    it("says when something long past was told otherwise, and not for what is new", async () => {
      tenant++;
      const settled = SLO_SETTLED_MS / SLO_STEP_MS;
      const rewrites = async () => (await store.readSloCursors({ tenant }))[0]?.rewrites ?? -1;
      await write("a", countsOf(0, [[0, 1]]), { until: 600 });
      const first = await rewrites();
      await write("a", countsOf(600, [[0, 1]]), { until: 601 });
      await write("a", countsOf(601 - settled, [[0, 1]]), { until: 601 });
      expect(await rewrites()).toBe(first);
      await write("a", countsOf(601 - settled - 1, [[0, 1]]), { until: 601 });
      expect(await rewrites()).toBe(first + 1);
    });

    it("forgets an SLO that was deleted and leaves the others", async () => {
      tenant++;
      await write("a", countsOf(0, [[1, 2]]));
      await write("b", countsOf(0, [[1, 2]]));
      await store.forgetSlo({ tenant, slo: "a" });
      expect(await read("a", 0, 1)).toEqual([null]);
      expect(await read("b", 0, 1)).toEqual([[1, 2]]);
      expect(await store.readSloCursors({ tenant })).toMatchObject([{ slo: "b" }]);
    });

    it("keeps the problems that were told last, for every process", async () => {
      tenant++;
      expect(await store.readSloProblems({ tenant })).toEqual([]);
      const problem = { slo: "a", file: "slos/a.yml", line: 3, message: "no \0 objective" };
      await store.writeSloProblems({ tenant, problems: [problem] });
      expect(await store.readSloProblems({ tenant })).toMatchObject([{ slo: "a", line: 3 }]);
      await store.writeSloProblems({ tenant, problems: [] });
      expect(await store.readSloProblems({ tenant })).toEqual([]);
    });

    it("tells what came late once, whatever the history has looked at", async () => {
      tenant++;
      let number = 0;
      const append = (minutes: number) => {
        number++;
        const ids = { traceId: traceIdOf(tenant * 100 + number), spanId: spanIdOf(number) };
        const columns = spanColumns(spansFrom("cart", [spanOf({ startMs: at(minutes), ...ids })]));
        const counted = countedOf([columns], at(minutes));
        return store.append({ tenant, slot: 0, requests: [{ hash: hashOf(columns), columns }], ...counted });
      };
      const late = () => store.readSloLate({ tenant });
      await append(0);
      await store.forgetSloLate({ tenant, token: (await late()).token, untilMs: at(10) });
      expect((await late()).fromMs).toBeNull();
      await append(16);
      expect((await late()).fromMs).toBeNull();
      await append(3);
      const { fromMs, token } = await late();
      expect(fromMs).toBeGreaterThan(at(-3));
      expect(fromMs).toBeLessThanOrEqual(at(3));
      await store.forgetLate({ tenant, token });
      expect((await late()).fromMs).toBe(fromMs);
      await store.forgetSloLate({ tenant, token, untilMs: at(20) });
      expect((await late()).fromMs).toBeNull();
    });
  });
}
