/** The history told from real Postgres: in whatever order telemetry came, late, with crashes and restarts between, it comes out the same. */
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import type { SpanColumns } from "../model/columns.ts";
import { StatusCode } from "../model/span.ts";
import { type StateEvent, thingId } from "../model/state.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../store/telemetryStore.ts";
import { hashOf, NOON_MS, resourceOf, scopeOf, spanColumns, spanIdOf, spanOf, traceIdOf } from "../testing/builders.ts";
import { freshDatabase } from "../testing/database.ts";
import { promQlOver } from "../testing/filledStore.ts";
import { countedOf } from "../testing/increments.ts";
import { HistoryLoop } from "./historyLoop.ts";

const MINUTE_MS = 60_000;
const MINUTES = 45;
const log = createLog("loops", "error", { write: () => undefined });
const TENANT = 1;
const PATIENCE_MS = 240_000;

interface Request {
  readonly columns: SpanColumns;
  readonly minute: number;
}

/** Two services; checkout gets a new version at minute 20, fails from minute 30 to 35; payments ends at minute 12. */
function requests(): Request[] {
  const all: Request[] = [];
  for (let minute = 0; minute < MINUTES; minute++) {
    all.push(request("checkout", minute, minute >= 30 && minute < 35 ? 4 : 0, minute < 20 ? "1.0" : "1.1"));
    if (minute < 12) all.push(request("payments", minute, 0, "3"));
  }
  return all;
}

function request(service: string, minute: number, failing: number, version: string): Request {
  const spans = Array.from({ length: 24 }, (_, i) => {
    const id = (minute + 1) * 1_000 + i + (service === "checkout" ? 500_000 : 0);
    return spanOf({
      traceId: traceIdOf(id),
      spanId: spanIdOf(id),
      startMs: NOON_MS + minute * MINUTE_MS + i * 2_400,
      durationMs: 40 + (i % 5),
      status: { code: i < failing ? StatusCode.ERROR : StatusCode.UNSET, message: "" },
    });
  });
  const resource = resourceOf(service, {
    "service.version": version,
    "service.instance.id": `${service}-${version}`,
    "cloud.region": "eu-west",
    "host.name": `host-of-${service}`,
  });
  return { minute, columns: spanColumns({ resource, scopeSpans: [{ scope: scopeOf(), spans }] }) };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

class Told {
  nowMs = NOON_MS;
  private loop: HistoryLoop | null = null;

  private constructor(private readonly store: TelemetryStore & TelemetryMaintenance) {}

  static async open(): Promise<Told> {
    const database = await freshDatabase();
    const store = createPostgresStore({ connectionString: database.connectionString });
    closing.push(
      () => store.close(),
      () => database.drop(),
    );
    return new Told(store);
  }

  async append({ columns }: Request): Promise<void> {
    const request = { hash: hashOf(columns), columns };
    const counted = countedOf([columns], this.nowMs);
    await this.store.append({ tenant: TENANT, slot: 0, requests: [request], ...counted });
  }

  /** One pass; with `failsAfter` the process ends after so many writes of it. */
  async pass(failsAfter = Number.POSITIVE_INFINITY): Promise<void> {
    let left = failsAfter;
    const { store } = this;
    const rewriteHistory: TelemetryStore["rewriteHistory"] = (rewrite) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error("killed")) : store.rewriteHistory(rewrite);
    };
    const ending = new Proxy(store, {
      get: (target, key, receiver) => (key === "rewriteHistory" ? rewriteHistory : Reflect.get(target, key, receiver)),
    });
    if (Number.isFinite(failsAfter)) {
      this.restart();
      await expect(this.loopOver(ending).pass()).rejects.toThrow("killed");
      this.restart();
      return;
    }
    this.loop ??= this.loopOver(store);
    await this.loop.pass();
  }

  restart(): void {
    this.loop = null;
  }

  fold(): Promise<number> {
    return this.store.foldDerived();
  }

  async events(withRetracted = false): Promise<readonly StateEvent[]> {
    const window = { startMs: NOON_MS - 86_400_000, endMs: NOON_MS + 86_400_000 };
    const query = { tenant: TENANT, window, order: "oldest" as const, limit: 10_000, withRetracted };
    return (await this.store.readEvents(query)).events;
  }

  /** What is known now, whenever it became known. */
  async history(): Promise<unknown[]> {
    return (await this.events()).map(({ id: _id, knownMs: _known, retractedMs: _retracted, ...said }) => said);
  }

  private loopOver(store: TelemetryStore): HistoryLoop {
    const { ask } = promQlOver(store);
    return new HistoryLoop({ store, ask, tenant: TENANT, retentionMs: 7 * 86_400_000, log, now: () => this.nowMs });
  }
}

const afterMinute = (minute: number) => NOON_MS + (minute + 1) * MINUTE_MS;

async function toldInOrder(): Promise<Told> {
  const told = await Told.open();
  for (const one of requests()) {
    told.nowMs = afterMinute(one.minute) - 20_000;
    await told.append(one);
    told.nowMs = afterMinute(one.minute) + 20_000;
    if (one.minute % 5 === 4) await told.pass();
  }
  return settled(told);
}

/** Told until nothing is late any more, an hour later. */
async function settled(told: Told): Promise<Told> {
  for (let more = 1; more <= 8; more++) {
    told.nowMs = afterMinute(MINUTES) + (40 + more * 2) * MINUTE_MS;
    await told.pass();
  }
  return told;
}

describe("the told history", () => {
  it(
    "says what happened, at the instants it happened",
    async () => {
      const events = await (await toldInOrder()).events();
      const said = (kind: string, thing: string) =>
        events
          .filter((one) => one.kind === kind && one.thing === thing)
          .map(({ atMs, title }) => `${Math.floor((atMs - NOON_MS) / MINUTE_MS)} ${title}`);
      const checkout = thingId("service", "checkout");
      expect(said("deployed", checkout)).toEqual(["20 checkout 1.1 deployed to eu-west (was 1.0)"]);
      expect(said("health", checkout)[0]).toBe("0 checkout is healthy");
      expect(said("health", checkout)[1]).toMatch(/^30 checkout fails \d+(\.\d)? % of requests, usually none$/);
      expect(said("health", checkout)[2]).toMatch(/^3[567] checkout is healthy again$/);
      expect(said("vanished", thingId("service", "payments"))).toEqual([
        "12 payments is gone: nothing of it sends any more",
      ]);
      expect(said("health", thingId("service", "payments")).at(-1)).toMatch(
        /^1[23] payments gets no requests any more/,
      );
    },
    PATIENCE_MS,
  );

  it(
    "is the same when telemetry came late, in another order, folded at other times, and processes were killed",
    async () => {
      const expected = await (await toldInOrder()).history();
      expect(expected.length).toBeGreaterThan(15);
      const told = await Told.open();
      const delays = [0, 3, 11, 0, 7, 0, 25, 1];
      const late = requests()
        .map((one, i) => ({ one, comes: one.minute + (delays[i % delays.length] ?? 0) }))
        .sort((a, b) => a.comes - b.comes || b.one.minute - a.one.minute);
      let count = 0;
      for (let minute = 0; minute < MINUTES + 30; minute++) {
        told.nowMs = afterMinute(minute) + 20_000;
        for (const { one } of late.filter(({ comes }) => comes === minute)) await told.append(one);
        if (minute % 7 === 0) await told.fold();
        if (minute === 8 || minute === 23 || minute === 40) await told.pass(count++);
        if (minute % 3 === 0) await told.pass();
        if (minute % 9 === 0) told.restart();
      }
      await settled(told);
      expect(await told.history()).toEqual(expected);
      expect((await told.events(true)).some(({ retractedMs }) => retractedMs !== null)).toBe(true);
    },
    PATIENCE_MS,
  );

  it(
    "does not run ahead of a past that is being written, and tells a silence once it is one",
    async () => {
      const told = await Told.open();
      const all = requests();
      told.nowMs = afterMinute(300);
      for (const one of all.slice(0, 30)) await told.append(one);
      await told.pass();
      for (const one of all.slice(30)) await told.append(one);
      await told.pass();
      const last = async () => (await told.events(true)).at(-1)?.atMs ?? 0;
      expect(await last()).toBeLessThan(afterMinute(MINUTES - 4));
      expect((await told.events(true)).every(({ retractedMs }) => retractedMs === null)).toBe(true);
      for (let pass = 0; pass < 4; pass++) await told.pass();
      expect((await told.events()).filter(({ kind }) => kind === "vanished").length).toBeGreaterThan(3);
    },
    PATIENCE_MS,
  );

  it("changes nothing when it is told again, and waits for its beginning when there is no telemetry", async () => {
    const told = await Told.open();
    await told.pass();
    expect(await told.events(true)).toEqual([]);
    for (const one of requests().slice(0, 12)) await told.append(one);
    told.nowMs = afterMinute(20);
    for (let pass = 0; pass < 4; pass++) await told.pass();
    const before = await told.events(true);
    expect(before.length).toBeGreaterThan(5);
    for (const restart of [false, true]) {
      if (restart) told.restart();
      await told.pass();
      expect(await told.events(true)).toEqual(before);
    }
  });
});
