/** SLOs through the console's own door, over a real store: as of any instant, saved, refused, cloned, proposed, shown before saving. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CountSums } from "../analysis/slo/countSums.ts";
import { SLO_STEP_MS, type SloBody } from "../model/slo.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { thingId } from "../model/state.ts";
import { hashOf, spanColumns, spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { countedOf } from "../testing/increments.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { slosRouter } from "./slos.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Math.floor(Date.now() / SLO_STEP_MS) * SLO_STEP_MS;
let database: FreshDatabase;
let context: TrpcContext;
let ask: ReturnType<ReturnType<typeof createCaller<typeof slosRouter._def.record>>>;

function bodyOf(more: Partial<SloBody> = {}): SloBody {
  return {
    ...{
      name: "checkout",
      title: "Checkout succeeds",
      description: "",
      service: "checkout",
      owner: "shop",
      labels: {},
    },
    indicator: { kind: "availability", subject: { kind: "service", service: "checkout" } },
    ...{ objective: 0.99, window: { kind: "rolling", days: 30 }, slices: null, sla: null },
    alerting: {
      ...{ burnRates: true, exhaustionHours: 4, spent: null, minimumBadEvents: 0, minimumEvents: 0 },
      absentMinutes: null,
    },
    ...more,
  };
}

/** Counts of every minute of the last days: 100 events each, all good but those of `badAt`. */
async function count(slo: string, days: number, badAt: (minuteMs: number) => number, revision = 1): Promise<void> {
  const startMs = NOW_MS - days * DAY_MS;
  const length = days * 1440;
  const bad = Float64Array.from({ length }, (_, i) => badAt(startMs + i * SLO_STEP_MS));
  const cursor = { slo, revision, sinceMs: 0, untilMs: NOW_MS };
  const counts = { startMs, bad, valid: new Float64Array(length).fill(100) };
  await context.store.writeSloCounts({ tenant: 1, writes: [{ cursor, counts }] });
}

/** A stretch of ten minutes two days ago in which all failed. */
const outageMs = NOW_MS - 2 * DAY_MS;
const outage = (minuteMs: number) => (minuteMs >= outageMs && minuteMs < outageMs + 10 * SLO_STEP_MS ? 100 : 0);

async function requests(service: string, atMs: number, failing: number, total: number): Promise<void> {
  const spans = Array.from({ length: total }, (_, i) =>
    spanOf({
      traceId: traceIdOf(atMs + i),
      spanId: spanIdOf(atMs + i),
      kind: SpanKind.SERVER,
      startMs: atMs,
      durationMs: 30,
      status: { code: i < failing ? StatusCode.ERROR : StatusCode.UNSET, message: "" },
    }),
  );
  const columns = spanColumns(spansFrom(service, spans));
  const counted = countedOf([columns], atMs);
  await context.store.append({ tenant: 1, slot: 0, requests: [{ hash: hashOf(columns), columns }], ...counted });
}

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  ask = createCaller(slosRouter)(context);
});
afterAll(async () => {
  await context.store.close();
  await database.drop();
});

describe("an SLO as of an instant", () => {
  let id = "";
  beforeAll(async () => {
    id = (await ask.save({ body: bodyOf() })).id;
    await count(id, 40, outage);
  });

  it("says what is left, in the list and on its page, from the same counts", async () => {
    const { slos } = await ask.list({ atMs: NOW_MS });
    const page = await ask.one({ id, atMs: NOW_MS });
    // 1,000 of 4.32 million failed, and 43,200 may.
    expect(slos).toMatchObject([
      { slo: { id }, status: "healthy", severity: null, remaining: expect.closeTo(1 - 1_000 / 43_200, 9) },
    ]);
    expect(page.reading.budget.remaining).toBe(slos[0]?.remaining);
    expect(page).toMatchObject({
      coverage: { windowRatio: 1, isFilling: false, isAsked: false },
      isInterpolated: false,
    });
    expect(page.spenders).toMatchObject([
      { startMs: outageMs, bad: 1_000, budgetRatio: expect.closeTo(1_000 / 43_200, 9) },
    ]);
    expect(page.replay.pages).toBe(1);
    expect(page.days.filter(({ bad }) => bad > 0)).toHaveLength(1);
    expect(page.explain.length).toBeGreaterThan(3);
    expect(page.line.remaining).toHaveLength(361);
  });

  it("shows an earlier instant as it was: in the middle of the trouble it pages, before it all is well", async () => {
    // Of then, the definition was not there yet: it is as of its own time that counts are shown.
    await expect(ask.one({ id, atMs: outageMs })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { db } = context;
    const readRevisions = async (kind: "slo", of: string) =>
      (await db.readRevisions(kind, of)).map((revision) => ({ ...revision, savedMs: 0 }));
    const early = { ...context, db: { ...db, readRevisions, readDefinitions: () => db.readDefinitions("slo") } };
    const then = createCaller(slosRouter)(early);
    const during = await then.list({ atMs: outageMs + 9 * SLO_STEP_MS });
    expect(during.slos).toMatchObject([{ status: "burning", severity: "page" }]);
    expect(during.slos[0]?.sentence.headline).toMatch(/^At this rate the budget is gone in/);
    expect((await then.list({ atMs: outageMs })).slos).toMatchObject([{ status: "healthy", remaining: 1 }]);
    expect((await then.one({ id, atMs: outageMs })).spenders).toEqual([]);
  });

  it("names what happened near a spender, its own service's first", async () => {
    const report = (service: string, minutes: number) =>
      context.store.reportEvent({
        tenant: 1,
        happening: {
          ...{ atMs: outageMs + minutes * SLO_STEP_MS, kind: "deployed", thing: thingId("service", service) },
          ...{ patch: {}, prev: {}, title: `${service} deployed`, problem: false },
        },
      });
    await report("cart", -1);
    await report("checkout", -5);
    await report("late", 60);
    const { spenders } = await ask.one({ id, atMs: NOW_MS });
    expect(spenders[0]?.events.map(({ title }) => title)).toEqual(["checkout deployed", "cart deployed"]);
  });

  it("is found by its name too, and whatever is neither is not there", async () => {
    expect((await ask.one({ id: "checkout", atMs: NOW_MS })).slo.id).toBe(id);
    await expect(ask.one({ id: "nobody", atMs: NOW_MS })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(ask.delete({ id: "nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await ask.revisions({ id: "nobody" })).toEqual([]);
  });

  it("follows counts that were told otherwise", async () => {
    await count(id, 40, (atMs) => outage(atMs) / 2);
    expect((await ask.one({ id, atMs: NOW_MS })).reading.budget.remaining).toBeCloseTo(1 - 500 / 43_200, 9);
    await count(id, 40, outage);
  });

  it("is unknown where nothing was counted, and says how much is known where some was", async () => {
    const fresh = await ask.save({ body: bodyOf({ name: "fresh", title: "Fresh" }) });
    await count(fresh.id, 9, () => 0);
    const none = await ask.save({ body: bodyOf({ name: "none", title: "None" }) });
    const rows = new Map((await ask.list({ atMs: NOW_MS })).slos.map((row) => [row.slo.name, row]));
    expect(rows.get("none")).toMatchObject({ status: "unknown", remaining: null, coverage: { windowRatio: 0 } });
    expect(rows.get("fresh")).toMatchObject({ status: "healthy", coverage: { windowRatio: 0.3 } });
    expect(rows.get("fresh")?.sentence.knowledge).toBe("Knows 9 of 30 days.");
    for (const one of [fresh, none]) await ask.delete({ id: one.id });
  });

  it("tells what is owed by its SLA, also as a file", async () => {
    const sla = { customer: "=Acme", monthlyFee: 100, currency: "EUR", tiers: [{ belowRatio: 1, penaltyRatio: 0.1 }] };
    await ask.save({ id, body: bodyOf({ sla }) });
    const page = await ask.one({ id, atMs: NOW_MS });
    expect(page.sla?.periods.some(({ amount }) => amount === 10)).toBe(true);
    const { name, text } = await ask.slaFile({ id, atMs: NOW_MS });
    expect(name).toBe("checkout-sla.csv");
    expect(text.split("\r\n")[1]).toMatch(/^checkout,'=Acme,/);
    await ask.save({ id, body: bodyOf() });
    await expect(ask.slaFile({ id, atMs: NOW_MS })).rejects.toThrow("no SLA");
  });
});

describe("saving", () => {
  it("refuses what cannot be, in sentences", async () => {
    await expect(ask.save({ body: bodyOf({ name: "full", objective: 1 }) })).rejects.toThrow(
      "100 % leaves no error budget",
    );
    const broken = { kind: "threshold", query: "sum(", operator: "<", value: 1 } as const;
    await expect(ask.save({ body: bodyOf({ name: "broken", indicator: broken }) })).rejects.toThrow("cannot be read");
    const window = { kind: "calendar", unit: "month", timeZone: "Mars/Olympus" } as const;
    await expect(ask.save({ body: bodyOf({ name: "zone", window }) })).rejects.toThrow("no time zone");
    await expect(ask.save({ body: bodyOf() })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("keeps every revision, refuses to overwrite another's, and copies under a free name", async () => {
    const { id, revision } = await ask.save({ body: bodyOf({ name: "kept" }) });
    await ask.save({ id, revision, body: bodyOf({ name: "kept", objective: 0.95 }) });
    await expect(ask.save({ id, revision, body: bodyOf({ name: "kept" }) })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await ask.enable({ id, isEnabled: false });
    const revisions = await ask.revisions({ id });
    expect(revisions.map(({ body, isEnabled }) => [body?.objective, isEnabled])).toEqual([
      [0.95, false],
      [0.95, true],
      [0.99, true],
    ]);
    expect(await ask.clone({ id })).toMatchObject({ name: "kept-copy", revision: 1 });
    expect(await ask.clone({ id })).toMatchObject({ name: "kept-copy-2" });
    expect(await ask.delete({ id })).toEqual({ deleted: true });
    await expect(ask.delete({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await ask.revisions({ id }))[0]).toMatchObject({ isDeleted: true });
  });

  it("leaves alone what a file provisions, but lets it be cloned", async () => {
    const body = { ...bodyOf({ name: "of-file" }), file: "slos/shop.yml", isEnabled: true };
    const { id } = await context.db.saveDefinition({ kind: "slo", name: "of-file", body, author: "file" });
    await expect(ask.save({ id, body: bodyOf({ name: "of-file" }) })).rejects.toThrow("slos/shop.yml");
    await expect(ask.enable({ id, isEnabled: false })).rejects.toThrow("slos/shop.yml");
    await expect(ask.delete({ id })).rejects.toThrow("slos/shop.yml");
    const copy = await ask.clone({ id, name: "mine" });
    expect((await ask.revisions({ id: copy.id }))[0]?.body).toMatchObject({ name: "mine" });
  });

  it("names a definition that nobody can read and lists the others", async () => {
    await context.db.saveDefinition({ kind: "slo", name: "odd", body: { objective: "high" }, author: "somebody" });
    const { slos, problems } = await ask.list({ atMs: Date.now() });
    expect(slos.length).toBeGreaterThan(0);
    expect(problems).toMatchObject([{ slo: "odd", message: expect.stringMatching(/form that is not known/) }]);
  });
});

describe("before saving", () => {
  beforeAll(async () => {
    const minutes = (back: number) => NOW_MS - back * SLO_STEP_MS + 1_000;
    for (const [back, failing] of [
      [90, 0],
      [60, 45],
      [30, 0],
      [5, 0],
    ] as const)
      await requests("shop", minutes(back), failing, 50);
    await requests("quiet", minutes(20), 0, 2);
  });

  it("shows how it would have gone, from what is stored", async () => {
    const indicator = { kind: "availability", subject: { kind: "service", service: "shop" } } as const;
    const body = bodyOf({ name: "new", indicator, objective: 0.98 });
    const preview = await ask.preview({ body, atMs: NOW_MS });
    const bytes = Buffer.from(preview.counts.valid, "base64");
    const valid = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
    expect(valid.filter((events) => events > 0)).toEqual(new Float64Array([50, 50, 50, 50]));
    expect(preview.reading.budget).toMatchObject({ bad: 45, valid: 200 });
    expect(preview.reading.budget.remaining).toBeCloseTo(1 - 45 / 4, 9);
    expect(preview.breaches).toHaveLength(1);
    expect(preview.replay.pages).toBeGreaterThan(0);
    expect(preview).toMatchObject({ problems: [], problem: null, coverage: { isAsked: true } });
    expect(preview.neverFires).toEqual([]);
    expect(new CountSums(body, { startMs: preview.counts.startMs, bad: valid, valid }).firstKnownMs).toBe(
      NOW_MS - 90 * SLO_STEP_MS,
    );
  });

  it("says which pairs can never tell, what little traffic allows, and what PromQL does not understand", async () => {
    const indicator = { kind: "availability", subject: { kind: "service", service: "quiet" } } as const;
    const quiet = await ask.preview({ body: bodyOf({ name: "q", indicator, objective: 0.9 }), atMs: NOW_MS });
    expect(quiet.neverFires.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^A burn of 14.4 cannot happen at 90 %/),
    ]);
    expect(quiet.lowTraffic).toBeNull();
    const strict = await ask.preview({ body: bodyOf({ name: "q", indicator, objective: 0.999 }), atMs: NOW_MS });
    expect(strict.lowTraffic).toMatch(/^Low traffic: 4 failures are allowed in 30 days/);
    const wrong = { kind: "threshold", query: "sum(", operator: "<", value: 1 } as const;
    const broken = await ask.preview({ body: bodyOf({ indicator: wrong, objective: 1 }), atMs: NOW_MS });
    expect(broken.problems.map(({ field }) => field)).toEqual(["objective", "indicator"]);
    expect(broken.reading.status).toBe("unknown");
  });

  it("asks now for a form of it that was counted otherwise since", async () => {
    const of = (service: string) => ({ kind: "availability", subject: { kind: "service", service } }) as const;
    const { id } = await ask.save({ body: bodyOf({ name: "moved", indicator: of("shop") }) });
    await ask.save({ id, body: bodyOf({ name: "moved", indicator: of("elsewhere") }) });
    await count(id, 1, () => 0, 2);
    expect((await ask.one({ id, atMs: NOW_MS })).coverage).toMatchObject({ isAsked: false });
    const readRevisions = async (kind: "slo", slo: string) =>
      (await context.db.readRevisions(kind, slo)).filter(({ revision }) => revision === 1);
    const before = createCaller(slosRouter)({ ...context, db: { ...context.db, readRevisions } });
    const page = await before.one({ id, atMs: NOW_MS });
    expect(page).toMatchObject({ coverage: { isAsked: true }, reading: { budget: { bad: 45, valid: 200 } } });
    await ask.delete({ id });
  });

  it("proposes what each service would have held, and saves what is chosen once", async () => {
    const { presets } = await ask.presets({ atMs: NOW_MS });
    const shown = presets.map(({ body, existing }) => [body.name, body.objective, existing]);
    expect(shown).toEqual([
      ["quiet-availability", 0.9995, null],
      ["quiet-latency", 0.99, null],
      ["shop-availability", 0.9, null],
      ["shop-latency", 0.99, null],
    ]);
    expect(presets[1]?.body.indicator).toMatchObject({ kind: "latency", thresholdSeconds: 0.05 });
    expect(presets[0]?.lowTraffic).toMatch(/^Low traffic/);
    const created = await ask.createPresets({ names: ["shop-availability", "shop-latency", "nothing"] });
    expect(created.saved.map(({ name }) => name)).toEqual(["shop-availability", "shop-latency"]);
    expect(created.problems).toMatchObject([{ name: "nothing" }]);
    const again = await ask.createPresets({ names: ["shop-availability"] });
    expect(again).toMatchObject({ saved: [], problems: [{ name: "shop-availability" }] });
    expect((await ask.presets({ atMs: NOW_MS })).presets[2]?.existing).toBe("shop-availability");
  });
});
