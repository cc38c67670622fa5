/** What a store must keep of the numbers beside the history: at three steps, gaps as gaps, told anew, and the strip over all. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HEALTHS, type Health, type ThingId, thingId } from "../model/state.ts";
import { NOON_MS } from "../testing/builders.ts";
import type { FrameRow, Frames } from "./stateStore.ts";
import type { AnyStore, OpenStore, StoreFactory } from "./storeContract.ts";
import { MINUTE_MS, tell } from "./storeContractState.ts";

const HOUR_MS = 60 * MINUTE_MS;
const STEP_MS = 10_000;
const CART = thingId("service", "cart");
const SHOP = thingId("service", "shop/a");
const EDGE = thingId("edge", "shop/a", "cart", "");

interface Numbers {
  readonly health?: Health;
  readonly rate?: number;
  readonly ratio?: number;
  readonly p95?: number;
}
/** The frame `seconds` after noon. */
function frame(seconds: number, values: ReadonlyMap<ThingId, Numbers>): FrameRow {
  const numbers = [...values.values()];
  const column = (of: (one: Numbers) => number | undefined) =>
    Float32Array.from(numbers, (one) => of(one) ?? Number.NaN);
  return {
    atMs: NOON_MS + seconds * 1_000,
    things: [...values.keys()],
    health: numbers.map(({ health = "healthy" }) => health),
    requestsPerSecond: column(({ rate }) => rate),
    errorRatio: column(({ ratio }) => ratio),
    p95Seconds: column(({ p95 }) => p95),
    saturation: column(() => undefined),
  };
}
const one = (seconds: number, numbers: Numbers) => frame(seconds, new Map([[CART, numbers]]));
const range = (from: number, until: number) =>
  Array.from({ length: (until - from) / 10 }, (_, i) => one(from + i * 10, { rate: i }));

/** Per instant, of one thing: health and rate, null in a gap. */
function rows(frames: Frames, thing: ThingId): ([Health, number] | null)[] {
  const at = frames.things.indexOf(thing);
  if (at < 0) return frames.atMs.map(() => null);
  return frames.atMs.map((_, step) => {
    const entry = step * frames.things.length + at;
    const rate = frames.requestsPerSecond[entry] ?? Number.NaN;
    return Number.isNaN(rate) ? null : [HEALTHS[frames.health[entry] ?? 0] ?? "unknown", rate];
  });
}

export function storeContractStateFrames(open: StoreFactory): void {
  describe("frames of the history", () => {
    let opened: OpenStore;
    let store: AnyStore;
    let tenant = 500;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
    });
    afterAll(() => opened.close());

    /** Replaces what lies between these seconds after noon. */
    const put = (from: number, until: number, frames: readonly FrameRow[]) => {
      const window = { startMs: NOON_MS + from * 1_000, endMs: NOON_MS + until * 1_000 };
      return store.rewriteHistory(tell(tenant, [], 1, { derivation: "health", window, frames }));
    };
    const read = (from: number, until: number, steps: number, more: { kinds?: string[]; things?: ThingId[] } = {}) =>
      store.readFrames({
        tenant,
        window: { startMs: NOON_MS + from * 1_000, endMs: NOON_MS + until * 1_000 },
        steps,
        ...more,
      });
    const strip = (from: number, until: number, steps: number) =>
      store.readStrip({ tenant, window: { startMs: NOON_MS + from * 1_000, endMs: NOON_MS + until * 1_000 }, steps });

    it("come back with their numbers, those that are unknown as unknown", async () => {
      tenant++;
      const values = new Map<ThingId, Numbers>([
        [SHOP, { health: "failed", rate: 1234.5, ratio: 0.072, p95: 1e-4 }],
        [EDGE, { health: "unknown", rate: 0 }],
        [CART, { rate: 1e6, ratio: 0, p95: 3600 }],
      ]);
      await put(0, 60, [frame(10, values)]);
      const frames = await read(0, 10, 1);
      expect(frames.atMs).toEqual([NOON_MS + STEP_MS]);
      expect([...frames.things].sort()).toEqual([...values.keys()].sort());
      frames.things.forEach((thing, i) => {
        const said = values.get(thing);
        expect(HEALTHS[frames.health[i] ?? 0]).toBe(said?.health ?? "healthy");
        for (const [got, wanted] of [
          [frames.requestsPerSecond[i], said?.rate],
          [frames.errorRatio[i], said?.ratio],
          [frames.p95Seconds[i], said?.p95],
          [frames.saturation[i], undefined],
        ] as const) {
          if (wanted === undefined) expect(got).toBeNaN();
          else expect(Math.abs((got ?? Number.NaN) - wanted)).toBeLessThanOrEqual(wanted / 7_000);
        }
      });
      expect((await read(0, 10, 1, { kinds: ["edge"] })).things).toEqual([EDGE]);
      expect((await read(0, 10, 1, { things: [CART, thingId("host", "none")] })).things).toEqual([CART]);
    });

    it("leave a gap where none was told, and before and after", async () => {
      tenant++;
      await put(0, 300, [one(60, { rate: 1 }), one(70, { rate: 2 }), one(100, { rate: 3 })]);
      expect(rows(await read(40, 120, 8), CART)).toEqual([
        null,
        ["healthy", 1],
        ["healthy", 2],
        null,
        null,
        ["healthy", 3],
        null,
        null,
      ]);
      expect(rows(await read(62, 68, 3), CART)).toEqual([1, 1, 1].map((rate) => ["healthy", rate]));
      expect(rows(await read(-86_400, -80_000, 4), CART)).toEqual([null, null, null, null]);
    });

    it("are replaced where they are told again, and nowhere else", async () => {
      tenant++;
      await put(10, 70, range(10, 70));
      await put(30, 50, [one(40, { rate: 100 })]);
      expect(rows(await read(0, 60, 6), CART)).toEqual([
        ["healthy", 0],
        ["healthy", 1],
        null,
        ["healthy", 100],
        ["healthy", 4],
        ["healthy", 5],
      ]);
    });

    it("stand for longer stretches at their worst, however they came in", async () => {
      const wanted = { ratio: 0, health: "" };
      for (const isPiecemeal of [false, true]) {
        tenant++;
        const all = range(10, 4 * 3_600).map((row) => ({ ...row, requestsPerSecond: Float32Array.of(10) }));
        const bad = one(5_000, { rate: 30, ratio: 0.5, health: "failed" });
        const told = all.map((row) => (row.atMs === bad.atMs ? bad : row));
        if (!isPiecemeal) await put(10, 4 * 3_600, told);
        else {
          // By hours, one of them told wrong at first, and its middle told again.
          for (let from = 10; from < 4 * 3_600; from += 3_600) {
            const piece = (rowsOf: readonly FrameRow[]) =>
              rowsOf.filter(({ atMs }) => atMs >= NOON_MS + from * 1_000 && atMs < NOON_MS + (from + 3_600) * 1_000);
            await put(from, from + 3_600, piece(all));
          }
          await put(4_990, 5_030, told.slice(498, 502));
        }
        // Steps of 2 min are answered from minutes, of 10 from tens of minutes.
        for (const stepSeconds of [120, 600]) {
          const steps = 14_400 / stepSeconds;
          const frames = await read(0, 14_400, steps);
          const failing = rows(frames, CART).flatMap((row, step) => (row?.[0] === "failed" ? [step] : []));
          expect(failing).toEqual([Math.ceil(5_000 / stepSeconds) - 1]);
          wanted.ratio = frames.errorRatio[failing[0] ?? 0] ?? 0;
          expect(wanted.ratio).toBe(0.5);
          const rate = rows(frames, CART)[failing[0] ?? 0]?.[1];
          expect(rate).toBeCloseTo(10 + 20 / (stepSeconds / 10), 1);
          expect(rows(frames, CART).filter((row) => row === null)).toHaveLength(0);
        }
      }
    });

    it("make a strip of what was worst, with its gaps", async () => {
      tenant++;
      const services = (seconds: number, cart: Health, shop: Health) =>
        frame(
          seconds,
          new Map<ThingId, Numbers>([
            [CART, { health: cart, ratio: 0.1 }],
            [SHOP, { health: shop, ratio: 0.2 }],
            [EDGE, { health: "failed", ratio: 1 }],
          ]),
        );
      await put(0, 3_600, [
        services(60, "healthy", "healthy"),
        services(70, "degraded", "degraded"),
        services(80, "failed", "healthy"),
        services(200, "unknown", "degraded"),
      ]);
      expect(await strip(0, 240, 4)).toEqual({
        startMs: NOON_MS,
        stepMs: MINUTE_MS,
        failed: [0, 1, 0, 0],
        degraded: [0, 0, 0, 1],
        healthy: [2, 1, 0, 0],
        known: [true, true, false, true],
        worst: [null, "cart", null, "shop/a"],
      });
      const fine = await strip(60, 84, 12);
      expect(fine.known).toEqual([...new Array<boolean>(10).fill(true), false, false]);
      expect(fine.failed).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0]);
      expect((await strip(0, 240, 1)).worst).toEqual(["cart"]);
    });

    it("answer for long stretches from coarser ones, up to the newest", async () => {
      tenant++;
      await put(10, 7_300, range(10, 7_300));
      const frames = await read(-86_400, 7_300, 100);
      const known = rows(frames, CART).map((row) => row !== null);
      expect(known.indexOf(true)).toBe(92);
      expect(known.at(-1)).toBe(true);
      expect((await strip(-86_400, 7_300, 100)).known.slice(92)).toEqual(new Array(8).fill(true));
    });

    it("go by the lengths of their tiers, and longer stretches are still answered", async () => {
      tenant++;
      await put(0, HOUR_MS / 1_000, range(10, 3_600));
      await store.dropExpired(NOON_MS + 4 * 24 * HOUR_MS);
      expect(rows(await read(0, 600, 60), CART).filter((row) => row === null)).toEqual([]);
      expect(rows(await read(60, 120, 6), CART)).toEqual(new Array(6).fill(["healthy", 8.5]));
      await store.dropExpired(NOON_MS + 40 * 24 * HOUR_MS);
      const old = rows(await read(0, 1_200, 20), CART);
      expect(old[0]?.[1]).toBeCloseTo(29.5, 1);
      expect(old[19]?.[1]).toBeCloseTo(89.5, 1);
    });
  });
}
