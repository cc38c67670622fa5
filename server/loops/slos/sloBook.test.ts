/** The book of SLOs over real Postgres: counts beside truths made by hand, late telemetry, crashes, restarts, changes. */
import { afterEach, describe, expect, it } from "vitest";
import { burnPairs } from "../../analysis/slo/burnPairs.ts";
import { type ControlPlane, createControlPlane } from "../../db/controlPlane.ts";
import type { StoredSlo } from "../../db/sloBody.ts";
import { createLog } from "../../log.ts";
import { SLO_STEP_MS, type SloBody } from "../../model/slo.ts";
import { SpanKind, StatusCode } from "../../model/span.ts";
import { thingId } from "../../model/state.ts";
import { PromQlError } from "../../promql/promQlError.ts";
import { createPostgresStore } from "../../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../../store/telemetryStore.ts";
import { hashOf, NOON_MS, spanColumns, spanIdOf, spanOf, spansFrom, traceIdOf } from "../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import { promQlOver } from "../../testing/filledStore.ts";
import { countedOf } from "../../testing/increments.ts";
import { SloBook } from "./sloBook.ts";

const at = (minutes: number) => NOON_MS + minutes * SLO_STEP_MS;
const log = createLog("loops", "error", { write: () => undefined });
const TENANT = 1;
const PATIENCE_MS = 120_000;

function bodyOf(more: Partial<SloBody> = {}): SloBody {
  return {
    ...{ name: "checkout", title: "Checkout succeeds", description: "", service: "checkout", owner: "", labels: {} },
    indicator: { kind: "availability", subject: { kind: "service", service: "checkout" } },
    ...{ objective: 0.9, window: { kind: "rolling", days: 7 }, slices: null, sla: null },
    alerting: {
      ...{ burnRates: true, exhaustionHours: null, spent: null, minimumBadEvents: 0, minimumEvents: 0 },
      absentMinutes: 30,
    },
    ...more,
  };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

class Kept {
  nowMs = NOON_MS;
  /** Writes of counts that go through before the process ends; all by default. */
  writesLeft = Number.POSITIVE_INFINITY;
  asked = 0;
  /** What PromQL says to every question; null: it answers. */
  failure: string | null = null;
  private book: SloBook | null = null;
  private nextId = 1;

  private constructor(
    readonly store: TelemetryStore & TelemetryMaintenance,
    readonly db: ControlPlane,
  ) {}

  static async open(): Promise<Kept> {
    const database: FreshDatabase = await freshDatabase();
    let kept: Kept | null = null;
    const now = () => kept?.nowMs ?? NOON_MS;
    const store = createPostgresStore({ connectionString: database.connectionString, now });
    const db = createControlPlane(database.connectionString);
    closing.push(() => database.drop());
    closing.push(() => Promise.all([store.close(), db.close()]));
    kept = new Kept(store, db);
    return kept;
  }

  /** Requests to a service in a minute, the first `failing` of which fail. */
  async requests(minute: number, count: number, failing: number, service = "checkout"): Promise<void> {
    const spans = Array.from({ length: count }, (_, i) =>
      spanOf({
        traceId: traceIdOf(this.nextId++),
        spanId: spanIdOf(this.nextId++),
        kind: SpanKind.SERVER,
        startMs: at(minute) + 1_000 + i * 10,
        durationMs: 5,
        status: { code: i < failing ? StatusCode.ERROR : StatusCode.UNSET, message: "" },
      }),
    );
    const columns = spanColumns(spansFrom(service, spans));
    const counted = countedOf([columns], this.nowMs);
    await this.store.append({ tenant: TENANT, slot: 0, requests: [{ hash: hashOf(columns), columns }], ...counted });
  }

  async save(body: SloBody, id?: string, isEnabled = true): Promise<string> {
    const stored: StoredSlo = { ...body, file: null, isEnabled };
    const draft = { kind: "slo" as const, name: body.name, body: stored, author: "test" };
    return (await this.db.saveDefinition(id === undefined ? draft : { ...draft, id })).id;
  }

  /** One pass at so many minutes and 20 seconds after noon. */
  async pass(minutes: number): Promise<SloBook> {
    this.nowMs = at(minutes) + 20_000;
    this.book ??= this.open();
    await this.book.pass();
    return this.book;
  }

  restart(): void {
    this.book = null;
  }

  private open(): SloBook {
    const { store, db } = this;
    const promQl = promQlOver(store);
    const writeSloCounts: TelemetryStore["writeSloCounts"] = (query) => {
      this.writesLeft -= 1;
      return this.writesLeft < 0 ? Promise.reject(new Error("killed")) : store.writeSloCounts(query);
    };
    const ending = new Proxy(store, {
      get: (target, key, receiver) => (key === "writeSloCounts" ? writeSloCounts : Reflect.get(target, key, receiver)),
    });
    return new SloBook({
      ...{ store: ending, db, tenant: TENANT, log, retentionMs: 30 * 86_400_000 },
      promQl: {
        ask: (question) => {
          this.asked++;
          if (this.failure !== null) return Promise.reject(new PromQlError("execution", this.failure));
          return promQl.ask(question);
        },
      },
      signal: new AbortController().signal,
      now: () => this.nowMs,
      provisioning: null,
    });
  }

  async counts(slo: string, from: number, to: number): Promise<string[]> {
    const window = { startMs: at(from), endMs: at(to) };
    const { bad, valid } = await this.store.readSloCounts({ tenant: TENANT, slo, window });
    return Array.from(valid, (count, i) => (Number.isNaN(count) ? "?" : `${bad[i]}/${count}`));
  }

  async titles(): Promise<string[]> {
    const window = { startMs: at(-10_000), endMs: at(10_000) };
    const asked = { tenant: TENANT, window, order: "oldest" as const, limit: 1_000, kinds: ["slo" as const] };
    return (await this.store.readEvents(asked)).events.map(({ title }) => title);
  }
}

describe("the book of SLOs", () => {
  it(
    "counts each minute as it was, the newest again until they have settled, and what comes late",
    async () => {
      const kept = await Kept.open();
      const slo = await kept.save(bodyOf());
      await kept.requests(0, 10, 1);
      await kept.pass(1);
      expect(await kept.counts(slo, 0, 2)).toEqual(["1/10", "?"]);
      await kept.requests(0, 5, 5);
      await kept.requests(1, 4, 0);
      await kept.pass(2);
      expect(await kept.counts(slo, 0, 2)).toEqual(["6/15", "0/4"]);
      for (let minute = 2; minute < 30; minute++) await kept.requests(minute, 1, 0);
      await kept.pass(30);
      await kept.requests(3, 7, 7);
      await kept.pass(31);
      expect(await kept.counts(slo, 2, 6)).toEqual(["0/1", "7/8", "0/1", "0/1"]);
    },
    PATIENCE_MS,
  );

  it(
    "counts what comes later than a week, and for an SLO that was switched off once it is on again",
    async () => {
      const kept = await Kept.open();
      const [slo, off] = [await kept.save(bodyOf()), await kept.save(bodyOf({ name: "other" }))];
      await kept.requests(-12_000, 8, 2);
      await kept.requests(-100, 4, 1);
      while ((await kept.store.foldDerived()) > 0);
      await (await kept.pass(1)).fill();
      await kept.save(bodyOf({ name: "other" }), off, false);
      await kept.pass(2);
      await kept.requests(-12_000, 2, 2);
      await kept.requests(-100, 1, 1);
      while ((await kept.store.foldDerived()) > 0);
      await (await kept.pass(4)).fill();
      expect(await kept.counts(slo, -101, -99)).toEqual(["?", "2/5"]);
      expect(await kept.counts(slo, -12_000, -11_999)).toEqual(["4/10"]);
      expect(await kept.counts(off, -12_000, -11_999)).toEqual(["2/8"]);
      await kept.save(bodyOf({ name: "other" }), off);
      await (await kept.pass(6)).fill();
      expect(await kept.counts(off, -101, -99)).toEqual(["?", "2/5"]);
      expect(await kept.counts(off, -12_000, -11_999)).toEqual(["4/10"]);
    },
    PATIENCE_MS,
  );

  it(
    "counts a new SLO back through all that is stored, and says how far it is",
    async () => {
      const kept = await Kept.open();
      await kept.requests(-3_000, 8, 2);
      await kept.requests(-100, 4, 1);
      while ((await kept.store.foldDerived()) > 0);
      const slo = await kept.save(bodyOf());
      const book = await kept.pass(1);
      const [before] = await kept.store.readSloCursors({ tenant: TENANT });
      expect(before?.sinceMs).toBeGreaterThan(at(-20));
      await book.fill();
      expect(await kept.counts(slo, -3_000, -2_999)).toEqual(["2/8"]);
      expect(await kept.counts(slo, -101, -99)).toEqual(["?", "1/4"]);
      expect(await kept.store.readSloCursors({ tenant: TENANT })).toMatchObject([{ sinceMs: 0, untilMs: at(1) }]);
    },
    PATIENCE_MS,
  );

  it(
    "goes on after a restart, and after a kill in the middle of writing, as if nothing had been",
    async () => {
      const kept = await Kept.open();
      const [slo, other] = [await kept.save(bodyOf()), await kept.save(bodyOf({ name: "other" }))];
      await kept.requests(0, 10, 1);
      await (await kept.pass(1)).fill();
      await kept.requests(1, 3, 3);
      kept.writesLeft = 0;
      await expect(kept.pass(2)).rejects.toThrow("killed");
      kept.writesLeft = Number.POSITIVE_INFINITY;
      kept.restart();
      const book = await kept.pass(2);
      for (const id of [slo, other]) expect(await kept.counts(id, 0, 3)).toEqual(["1/10", "3/3", "?"]);
      const condition = { kind: "spent", ratio: 0.5, hours: 1, severity: "ticket" } as const;
      expect(book.judge(slo, condition, at(2))).toMatchObject({ value: expect.closeTo(4 / 1.3, 9) });
      kept.restart();
      kept.asked = 0;
      const again = await kept.pass(2);
      expect(again.judge(slo, condition, at(2))).toMatchObject({ value: expect.closeTo(4 / 1.3, 9) });
      await again.fill();
      expect(kept.asked).toBeLessThan(4);
    },
    PATIENCE_MS,
  );

  it(
    "catches up with what came while nobody counted",
    async () => {
      const kept = await Kept.open();
      const slo = await kept.save(bodyOf());
      await kept.requests(0, 10, 1);
      await kept.pass(1);
      kept.restart();
      for (const minute of [100, 1_000, 2_000]) await kept.requests(minute, 2, 1);
      await kept.pass(2_001);
      expect(await kept.counts(slo, 100, 101)).toEqual(["1/2"]);
      expect(await kept.counts(slo, 1_000, 1_001)).toEqual(["1/2"]);
      expect(await kept.counts(slo, 2_000, 2_001)).toEqual(["1/2"]);
    },
    PATIENCE_MS,
  );

  it(
    "counts anew when what is counted changes, and not when only words do",
    async () => {
      const kept = await Kept.open();
      const slo = await kept.save(bodyOf());
      await kept.requests(0, 10, 1);
      await kept.requests(0, 6, 6, "cart");
      await (await kept.pass(1)).fill();
      await kept.save(bodyOf({ title: "Paying works", objective: 0.99 }), slo);
      await kept.pass(2);
      expect(await kept.store.readSloCursors({ tenant: TENANT })).toMatchObject([{ revision: 1, sinceMs: 0 }]);
      const indicator = { kind: "availability", subject: { kind: "service", service: "cart" } } as const;
      await kept.save(bodyOf({ indicator }), slo);
      const book = await kept.pass(3);
      await book.fill();
      expect(await kept.counts(slo, 0, 1)).toEqual(["6/6"]);
      expect(await kept.store.readSloCursors({ tenant: TENANT })).toMatchObject([{ revision: 3 }]);
    },
    PATIENCE_MS,
  );

  it(
    "says nothing of an SLO whose telemetry vanished but that it is absent",
    async () => {
      const kept = await Kept.open();
      const slo = await kept.save(bodyOf());
      for (let minute = 0; minute < 5; minute++) await kept.requests(minute, 10, 0);
      await (await kept.pass(5)).fill();
      const absent = { kind: "absent", minutes: 30, severity: "ticket" } as const;
      expect((await kept.pass(20)).judge(slo, absent, at(20))).toMatchObject({ holds: false });
      const book = await kept.pass(60);
      expect(book.judge(slo, absent, at(60))).toMatchObject({
        holds: true,
        sentence: expect.stringMatching(/No data/),
      });
      expect((await kept.titles()).at(-1)).toBe("Checkout succeeds has no data");
      const { state } = await kept.store.readState({ tenant: TENANT, atMs: at(61) });
      expect(state.get(thingId("slo", "checkout"))).toMatchObject({ present: true, "p.status": "unknown" });
    },
    PATIENCE_MS,
  );

  it(
    "judges nothing of an SLO whose query fails or that nobody counts, but that there is no data",
    async () => {
      const kept = await Kept.open();
      const [burn] = burnPairs(bodyOf());
      if (!burn) throw new Error("no pair");
      const absent = { kind: "absent", minutes: 30, severity: "ticket" } as const;
      const slo = await kept.save(bodyOf());
      await kept.requests(0, 10, 10);
      await (await kept.pass(1)).fill();
      const book = await kept.pass(1);
      expect(book.judge(slo, burn, at(1))).toMatchObject({ holds: true });
      expect(book.judge(slo, burn, at(7))).toEqual({ problem: "it was not counted for 6 min" });
      kept.failure = "too many samples";
      await kept.pass(2);
      const problem = "it cannot be counted: too many samples";
      expect(book.judge(slo, burn, at(2))).toEqual({ problem });
      expect(book.judge(slo, absent, at(20))).toEqual({ problem });
      expect(book.judge(slo, absent, at(32))).toMatchObject({
        holds: true,
        value: 31,
        summary: `Checkout succeeds: no data for 31 min, ${problem}`,
      });
      kept.failure = null;
      await kept.pass(3);
      expect(book.judge(slo, burn, at(3))).toHaveProperty("holds");
      expect(book.judge(slo, absent, at(3))).toMatchObject({ holds: false });
    },
    PATIENCE_MS,
  );

  it(
    "tells the history what becomes of it, each thing once, also over a restart",
    async () => {
      const kept = await Kept.open();
      const slo = await kept.save(bodyOf({ alerting: { ...bodyOf().alerting, burnRates: false } }));
      await kept.requests(0, 100, 0);
      await (await kept.pass(1)).fill();
      await kept.pass(2);
      await kept.requests(2, 1, 1);
      await kept.requests(3, 6, 6);
      kept.restart();
      await kept.pass(4);
      await kept.requests(4, 10, 10);
      await kept.pass(5);
      await kept.pass(6);
      expect(await kept.titles()).toEqual([
        "Checkout succeeds is promised: 90 % of the requests to checkout succeed in 7 days",
        "Checkout succeeds has less than 50 % of its budget left",
        "Checkout succeeds: the budget is overspent by 45 %",
      ]);
      await kept.db.deleteDefinition({ kind: "slo", id: slo, author: "test" });
      const book = await kept.pass(7);
      expect((await kept.titles()).at(-1)).toBe("Checkout succeeds is promised no more");
      expect(book.judge(slo, { kind: "absent", minutes: 1, severity: "ticket" }, at(7))).toBeNull();
      expect(await kept.store.readSloCursors({ tenant: TENANT })).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    "names what cannot be counted, counts the others, and goes on once it is mended",
    async () => {
      const kept = await Kept.open();
      const query = "histogram_quantile(2, ";
      const wrong = await kept.save(
        bodyOf({ name: "wrong", indicator: { kind: "threshold", query, operator: "<", value: 1 } }),
      );
      const right = await kept.save(bodyOf());
      await kept.requests(0, 10, 1);
      await kept.pass(1);
      expect(await kept.counts(right, 0, 1)).toEqual(["1/10"]);
      expect(await kept.store.readSloProblems({ tenant: TENANT })).toMatchObject([{ slo: "wrong" }]);
      await kept.save(
        bodyOf({ name: "wrong", indicator: { kind: "threshold", query: "vector(0)", operator: "<", value: 1 } }),
        wrong,
      );
      await kept.pass(2);
      expect(await kept.counts(wrong, 1, 2)).toEqual(["0/1"]);
      expect(await kept.store.readSloProblems({ tenant: TENANT })).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    "writes what is left, how fast it burns and what is promised as series",
    async () => {
      const kept = await Kept.open();
      await kept.save(bodyOf());
      await kept.requests(0, 100, 5);
      await kept.pass(1);
      const ask = async (query: string) => {
        const asked = { query, startMs: at(1), endMs: at(1), stepMs: 0 };
        const { value } = await promQlOver(kept.store).ask(asked);
        return value.type === "vector" ? value.samples.map((sample) => sample.value) : [];
      };
      expect(await ask('chronoscope_slo_budget_remaining_ratio{slo="checkout", service_name="checkout"}')).toEqual([
        expect.closeTo(0.5, 9),
      ]);
      expect(await ask('chronoscope_slo_objective_ratio{slo="checkout"}')).toEqual([0.9]);
      expect(await ask('chronoscope_slo_burn_rate{slo="checkout"}')).toEqual(
        [0.5, 0.5, 0.5, 0.5].map(() => expect.closeTo(0.5, 9)),
      );
    },
    PATIENCE_MS,
  );
});
