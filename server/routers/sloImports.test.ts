/** SLOs from texts and as texts, the names of those there are, and where somebody must act, over a real store. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_ALERTING } from "../analysis/slo/sloDefaults.ts";
import type { SloBody } from "../model/slo.ts";
import { thingId } from "../model/state.ts";
import { parseRuleFile } from "../promql/ruleFile.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { dueRouter } from "./due.ts";
import { slosRouter } from "./slos.ts";

let database: FreshDatabase;
let context: TrpcContext;
let slos: ReturnType<ReturnType<typeof createCaller<typeof slosRouter._def.record>>>;
let due: ReturnType<ReturnType<typeof createCaller<typeof dueRouter._def.record>>>;

const CHECKOUT = {
  name: "checkout-succeeds",
  title: "Checkout succeeds",
  description: "",
  service: "checkout",
  owner: "team-shop",
  labels: {},
  indicator: { kind: "availability", subject: { kind: "service", service: "checkout" } },
  objective: 0.999,
  window: { kind: "rolling", days: 30 },
  slices: null,
  alerting: DEFAULT_ALERTING,
  sla: null,
} as const satisfies SloBody;

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  slos = createCaller(slosRouter)(context);
  due = createCaller(dueRouter)(context);
});
afterAll(async () => {
  await context.store.close();
  await database.drop();
});

describe("an SLO as a file", () => {
  it("goes out as OpenSLO and comes back in as it was, where its name is free", async () => {
    const { id } = await slos.save({ body: CHECKOUT });
    const { text } = await slos.export({ id, atMs: Date.now() });
    expect(text).toContain("openslo/v1");
    expect((await slos.readFile({ text })).slos).toMatchObject([{ body: CHECKOUT, isTaken: true }]);
    const other = text.replaceAll("checkout-succeeds", "checkout-again");
    expect((await slos.readFile({ text: other })).slos).toMatchObject([{ isTaken: false }]);
    const imported = await slos.importFile({ text: other, names: ["checkout-again"] });
    expect(imported).toMatchObject({ saved: [{ name: "checkout-again" }], problems: [] });
    const again = await slos.importFile({ text: other, names: ["checkout-again"] });
    expect(again.problems[0]?.message).toContain("taken");
  });

  it("goes out as rules that a Prometheus takes", async () => {
    const { id } = await slos.save({ body: { ...CHECKOUT, name: "checkout-watched" } });
    const { name, text } = await slos.export({ id, atMs: Date.now(), format: "prometheus" });
    const { groups, problems } = parseRuleFile(`${name}.rules.yaml`, text);
    expect(problems).toEqual([]);
    expect(groups.map((group) => group.name)).toContain("sloth-slo-alerts-checkout-watched");
  });

  it("is refused with the line that is wrong", async () => {
    const text = "apiVersion: openslo/v1\nkind: SLO\nmetadata:\n  name: x\nspec:\n  objectives: 7\n";
    const { slos: read, problems } = await slos.readFile({ text });
    expect(read).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    await expect(slos.importFile({ text, names: ["x"] })).rejects.toThrow(/^Line \d+: /);
    expect((await slos.readFile({ text: "just: words" })).problems[0]?.message).toBeDefined();
  });

  it("is found by its title as soon as it is saved, also by a clock that lags behind", async () => {
    const { slos: named } = await slos.names({ atMs: Date.now() - 30_000 });
    expect(named).toContainEqual(expect.objectContaining({ title: "Checkout succeeds", service: "checkout" }));
  });
});

describe("where somebody must act", () => {
  const happening = (
    thing: ReturnType<typeof thingId>,
    kind: "slo" | "alert",
    patch: Record<string, string | true>,
  ) => {
    const atMs = Date.now() - 60_000;
    return { atMs, kind, thing, patch, prev: {}, title: "it", problem: true, detail: {} };
  };

  it("counts SLOs that burn and alerts that nobody took", async () => {
    const tenant = 1;
    expect(await due.at({ atMs: Date.now() })).toEqual({ slos: 0, alerts: 0, first: null });
    const events = [
      happening(thingId("slo", "a"), "slo", { present: true, "p.status": "burning" }),
      happening(thingId("slo", "b"), "slo", { present: true, "p.status": "healthy" }),
      happening(thingId("alert", "C", "3"), "alert", { present: true, "p.state": "firing", "p.severity": "ticket" }),
      happening(thingId("alert", "A", "1"), "alert", {
        ...{ present: true, "p.state": "firing", "p.severity": "page", "p.service": "cart" },
      }),
      happening(thingId("alert", "B", "2"), "alert", { present: true, "p.state": "firing", "p.acknowledgedBy": "ann" }),
    ];
    for (const [i, event] of events.entries())
      await context.store.reportEvent({
        tenant,
        derivation: event.kind === "slo" ? "slos" : "alerts",
        happening: event,
        dedupe: String(i),
      });
    expect(await due.at({ atMs: Date.now() })).toEqual({
      slos: 1,
      alerts: 2,
      first: { fingerprint: "1", sentence: "A: cart", severity: "page" },
    });
    expect(await due.at({ atMs: Date.now() - 3_600_000 })).toMatchObject({ slos: 0, alerts: 0 });
  });
});
