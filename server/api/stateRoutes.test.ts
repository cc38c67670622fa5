/** The state API over a history in a real store: its forms, its refusals, and that the OpenAPI file says what is so. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { flushOf } from "../store/storeContract.ts";
import { spanColumns, spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { misfits } from "../testing/jsonSchema.ts";
import { PAYMENTS, REASON, STORY, writeStory } from "../testing/stateHistory.ts";
import { answerReport } from "./eventsDoor.ts";
import { STATE_API } from "./stateOpenApi.ts";
import { answerState } from "./stateRoutes.ts";

const NOW_MS = Date.now();
const START_MS = Math.floor((NOW_MS - 3_600_000) / 60_000) * 60_000;
const iso = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString();
const WHOLE = `from=${iso(0)}&to=${iso(STORY.told)}`;
let database: FreshDatabase;
let store: ReturnType<typeof createPostgresStore>;

beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString });
  await writeStory(store, 1, START_MS);
  const traceId = traceIdOf(7);
  const root = spanOf({ traceId, name: "GET /pay", startMs: START_MS + 199_000, durationMs: 3_000 });
  const parts = { traceId, spanId: spanIdOf(2), parentSpanId: spanIdOf(1), name: "POST /charge" };
  const charge = spanOf({ ...parts, startMs: START_MS + 199_500, durationMs: 1_000 });
  await store.append(flushOf(spanColumns(spansFrom("gateway", [root]), spansFrom("payments", [charge]))));
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const tools = () => ({ store, tenant: 1, nowMs: NOW_MS, who: "ci" });
async function ask(path: string, method = "GET") {
  const request = new Request(`http://localhost/api/state/${path}`, { method });
  const response = await answerState(tools(), request, new URL(request.url).pathname.slice("/api/state/".length));
  return { status: response.status, body: await response.json(), allow: response.headers.get("allow") };
}
const schemaOf = (name: keyof typeof STATE_API.components.schemas) => STATE_API.components.schemas[name];
const fits = (name: keyof typeof STATE_API.components.schemas, body: unknown) =>
  misfits(schemaOf(name), body, STATE_API.components.schemas);

describe("/api/state/at", () => {
  it("answers with services, edges, peers and placements of the instant", async () => {
    const { status, body } = await ask(`at?at=${iso(200)}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ at: iso(200), since: iso(0), toldUntil: iso(STORY.told), gap: false });
    const numbers = { requestsPerSecond: 40, errorRatio: 0.07201, p95Ms: 80, saturation: null };
    expect(body.services[1]).toEqual({
      ...{ name: "payments", health: "failed", reason: REASON, ...numbers },
      ...{ versions: ["2.14.0"], regions: ["eu-west"], instances: 2, properties: {} },
    });
    expect(body.services[0]).toMatchObject({ name: "gateway", properties: { tier: "gateway" } });
    expect(body.edges).toEqual([
      { from: "gateway", to: "payments", type: "", health: "healthy", reason: null, ...numbers },
    ]);
    expect(body.peers).toMatchObject([{ name: "orders-db", type: "database", health: "healthy", p95Ms: null }]);
    expect(body.placements).toMatchObject([{ service: "payments", region: "eu-west" }]);
    expect(body.things).toBeUndefined();
    expect((await ask(`at?at=${iso(200)}&everything=true`)).body.things).toHaveLength(7);
  });

  it("takes any zone, Unix milliseconds and now, and is empty where nothing is known", async () => {
    const local = new Date(START_MS + 200_000 + 5.5 * 3_600_000).toISOString().replace("Z", "%2B05:30");
    expect((await ask(`at?at=${local}`)).body.at).toBe(iso(200));
    expect((await ask(`at?at=${START_MS + 200_000}`)).body.at).toBe(iso(200));
    expect((await ask("at")).body).toMatchObject({ at: new Date(NOW_MS).toISOString(), gap: true });
    expect((await ask("at?at=2100-01-01T00:00:00Z")).body).toMatchObject({ services: [], toldUntil: iso(STORY.told) });
    expect((await ask(`at?at=${iso(200)}&asKnownAt=${iso(100)}`)).body.services).toEqual([]);
  });
});

describe("a note", () => {
  it("says why nothing is known of an instant, and is null where something is", async () => {
    const told = iso(STORY.told).replace(".000", "");
    expect((await ask(`at?at=${iso(200)}`)).body.note).toBeNull();
    expect((await ask("at?at=2100-01-01T00:00:00Z")).body.note).toBe(
      `Nothing is known of 2100-01-01T00:00:00Z: it lies ahead; the history is told until ${told}.`,
    );
    expect((await ask("at?at=2001-01-01T00:00:00Z")).body.note).toBe(
      `Nothing is known of 2001-01-01T00:00:00Z: it lies before the history, which begins ${iso(0).replace(".000", "")}.`,
    );
  });

  it("says which end of a diff lies outside, and that the ends were swapped", async () => {
    const { body } = await ask("diff?a=2100-01-01T00:00:00Z&b=2001-01-01T00:00:00Z");
    expect(body.swapped).toBe(true);
    expect(body.note).toMatch(/^Nothing is known of 2001.* before the history.*\. Nothing is known of 2100.* ahead; /);
    expect(fits("Diff", body)).toEqual([]);
    expect((await ask(`diff?a=${iso(100)}&b=${iso(200)}`)).body).toMatchObject({ swapped: false, note: null });
  });
});

describe("/api/state/frames, events, diff and inflight", () => {
  it("frames: a line of numbers per thing, null and unknown in the gap", async () => {
    const { body } = await ask(`frames?${WHOLE}&steps=60&kind=service`);
    expect(body.at).toHaveLength(60);
    expect(body.things.map(({ name }: { name: string }) => name).sort()).toEqual(["gateway", "payments"]);
    const payments = body.things.find(({ thing }: { thing: string }) => thing === PAYMENTS);
    expect(payments.requestsPerSecond.slice(13, 15)).toEqual([100, 40]);
    expect([payments.health[35], payments.errorRatio[35], payments.health[20]]).toEqual(["unknown", null, "failed"]);
  });

  it("events: oldest first, filtered, and gone on with", async () => {
    const { body } = await ask(`events?${WHOLE}&kind=deployed,health&service=payments&limit=2`);
    expect(body.events.map(({ kind }: { kind: string }) => kind)).toEqual(["health", "deployed"]);
    expect(body.events[1]).toMatchObject({
      ...{ at: iso(STORY.deployed), knownAt: iso(STORY.told), subject: "payments", service: "payments" },
      changes: [{ property: "versions", before: ["2.13.4"], after: ["2.14.0"] }],
    });
    expect(body.more).toBe(true);
    const rest = (
      await ask(`events?${WHOLE}&kind=deployed,health&service=payments&after=${encodeURIComponent(body.next)}`)
    ).body;
    expect(rest.events.map(({ at }: { at: string }) => at)).toEqual([iso(STORY.degraded), iso(STORY.failed)]);
    expect([rest.more, rest.next]).toEqual([false, null]);
    expect((await ask(`events?${WHOLE}&problems=true`)).body.events).toHaveLength(3);
  });

  it("diff: what is different and what changed first", async () => {
    const { body } = await ask(`diff?a=${iso(100)}&b=${iso(240)}`);
    expect(body.first).toBe("payments 2.14.0 deployed (was 2.13.4), 20 s after A.");
    expect(body.differences[0]).toMatchObject({
      at: iso(STORY.deployed),
      change: "version",
      subject: "payments",
      after: ["2.14.0"],
    });
    expect(body.b).toEqual({ at: iso(240), failed: 1, degraded: 1, healthy: 0 });
  });

  it("inflight: where each request stood", async () => {
    const { body } = await ask(`inflight?at=${iso(200)}`);
    expect(body).toMatchObject({ total: 1, truncated: false });
    expect(body.traces[0]).toMatchObject({
      ...{
        traceId: traceIdOf(7),
        rootService: "gateway",
        rootName: "GET /pay",
        startedAt: iso(199),
        endedAt: iso(202),
      },
      open: [{ spanId: spanIdOf(2), service: "payments", name: "POST /charge", since: iso(199.5) }],
    });
    expect(body.note).toBeNull();
  });

  it("inflight: answers for the newest settled instant, and says of a newer one that most are not known yet", async () => {
    const { body } = await ask("inflight");
    expect([body.at, body.note]).toEqual([body.settledUntil, null]);
    const late = (await ask(`inflight?at=${new Date(NOW_MS).toISOString()}`)).body;
    expect(Date.parse(late.settledUntil)).toBe(Date.parse(late.at) - 30_000);
    expect(late.note).toMatch(/most are still missing/);
  });
});

describe("refusals", () => {
  it("say in one sentence what to send instead", async () => {
    const cases: [string, number, RegExp][] = [
      ["at?at=noon", 400, /no instant. Send at as RFC 3339/],
      ["at?when=now", 400, /no parameter "when"/],
      ["at?at=now&at=noon", 400, /at is given 2 times/],
      ["events?thing=checkout", 400, /"checkout" is no id of a thing. Send one such as service:checkout/],
      ["frames?kind=instance", 400, /"instance" is not good for kind: there are service, placement/],
      ["diff", 400, /Send `a`/],
      ["events?kind=crashed", 400, /"crashed" is not good for kind: there are appeared/],
      ["events?after=x", 400, /no place of an event/],
      ["frames?steps=5000", 400, /whole number from 1 to 1000/],
      ["nothing", 404, /there are \/api\/state\/at/],
      ["constructor", 404, /Nothing is answered here/],
    ];
    for (const [path, status, message] of cases) {
      const refused = await ask(path);
      expect([path, refused.status]).toEqual([path, status]);
      expect(refused.body.message).toMatch(message);
      expect(fits("Error", refused.body)).toEqual([]);
    }
    expect(await ask("at", "DELETE")).toMatchObject({ status: 405, allow: "GET" });
  });
});

describe("the OpenAPI file", () => {
  it("describes every path, and every answer is as it says", async () => {
    const answers = {
      State: `at?at=${iso(200)}&everything=true`,
      Frames: `frames?${WHOLE}&steps=20`,
      Events: `events?${WHOLE}`,
      Diff: `diff?a=${iso(100)}&b=${iso(240)}`,
      InFlight: `inflight?at=${iso(200)}`,
    } as const;
    for (const [name, path] of Object.entries(answers)) {
      const { body } = await ask(path);
      expect([path, fits(name as keyof typeof answers, body)]).toEqual([path, []]);
    }
    expect(fits("State", (await ask("at?at=0")).body)).toEqual([]);
    const { body } = await ask("openapi.json");
    const paths = Object.keys(body.paths).filter((path) => path.startsWith("/api/state/"));
    expect(paths.map((path) => path.slice("/api/state/".length)).sort()).toEqual([
      "at",
      "diff",
      "events",
      "frames",
      "inflight",
    ]);
  });

  it("is held against answers by a check that fails", () => {
    const state = { at: "noon", services: [{ name: 1 }], extra: true };
    const problems = fits("State", state).join("\n");
    for (const word of ["since", "extra", "services[0].name", "date-time"]) expect(problems).toContain(word);
  });

  it("names every parameter that a path knows, and no other", async () => {
    for (const [path, item] of Object.entries(STATE_API.paths)) {
      if (!("get" in item)) continue;
      const parameters: readonly { readonly name: string }[] = item.get.parameters;
      const { body } = await ask(`${path.slice("/api/state/".length)}?strange=1`);
      const said = parameters.map(({ name }) => name).join(", ");
      expect(body.message).toBe(`There is no parameter "strange" here; there are ${said}.`);
    }
  });
});

describe("POST /api/events", () => {
  async function report(body: unknown, headers: Record<string, string> = {}, method = "POST") {
    const type = { "content-type": "application/json", ...headers };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const init = method === "POST" ? { method, headers: type, body: text } : { method };
    const response = await answerReport(tools(), new Request("http://localhost/api/events", init));
    return { status: response.status, body: await response.json() };
  }

  it("stores a deploy and says what it changed", async () => {
    const deploy = {
      kind: "deployed",
      at: iso(300),
      title: "payments 2.15.0",
      service: "payments",
      version: "2.15.0",
      url: "https://ci.example/7",
    };
    const first = await report(deploy);
    expect(first.status).toBe(201);
    expect(fits("Reported", first.body)).toEqual([]);
    expect(first.body.events[0]).toMatchObject({
      ...{ kind: "deployed", at: iso(300), subject: "payments", service: "payments", problem: false },
      changes: [{ property: "reportedVersion", before: null, after: "2.15.0" }],
      detail: { version: "2.15.0", url: "https://ci.example/7", author: "ci" },
    });
    const second = await report({ ...deploy, at: iso(310), version: "2.15.1" });
    expect(second.body.events[0].changes).toEqual([{ property: "reportedVersion", before: "2.15.0", after: "2.15.1" }]);
    const { body } = await ask(`at?at=${iso(320)}`);
    expect(body.services[1].properties).toEqual({ reportedVersion: "2.15.1" });
    expect(body.services[1].versions).toEqual(["2.14.0"]);
  });

  it("leaves out today's numbers of what was known otherwise, and says so", async () => {
    const early = (await ask(`at?at=${iso(450)}&asKnownAt=${iso(STORY.told + 10)}`)).body;
    const numbers = { requestsPerSecond: null, errorRatio: null, p95Ms: null, saturation: null };
    expect(early.services[1]).toMatchObject({ name: "payments", health: "failed", reason: REASON, ...numbers });
    expect(early.services[0]).toMatchObject({ name: "gateway", requestsPerSecond: 40 });
    expect(early.note).toMatch(/^States are as known at .*, numbers are today's/);
    const now = (await ask(`at?at=${iso(450)}&asKnownAt=${NOW_MS + 3_600_000}`)).body;
    expect([now.services[1].requestsPerSecond, now.note]).toEqual([40, null]);
  });

  it("doubles no prefix of a flag, and turns no text around", async () => {
    const flag = { kind: "featureFlag", at: iso(322), service: "gateway", properties: { "flag.newCart": true } };
    const { body } = await report({ ...flag, title: "cart \u202Enoitpecxe\u2066", text: "a\u2069b" });
    expect(body.events[0].changes).toEqual([{ property: "flag.newCart", before: null, after: true }]);
    expect(body.events[0].title).toBe("cart noitpecxe");
    expect(body.events[0].detail.text).toBe("ab");
    const pool = {
      kind: "configuration",
      at: iso(333),
      title: "Pool",
      properties: { "config.pool": 2, "\u202Ewait": 1 },
    };
    expect((await report(pool)).body.events[0].changes.map(({ property }: { property: string }) => property)).toEqual([
      ...["config.pool", "config.wait"],
    ]);
    expect((await report({ title: "\u202E" })).body.message).toMatch(/`title` is empty/);
  });

  it("keeps flags and configurations with what they were, and takes them away", async () => {
    const flag = {
      kind: "featureFlag",
      title: "Card network",
      service: "gateway",
      properties: { "new-network": true },
    };
    await report({ ...flag, at: iso(330) });
    const off = await report({ ...flag, at: iso(340), properties: { "new-network": null } });
    expect(off.body.events[0].changes).toEqual([{ property: "flag.new-network", before: true, after: null }]);
    const set = await report({
      kind: "configuration",
      at: iso(335),
      title: "Pool",
      service: "gateway",
      properties: { "pool.size": 20 },
    });
    expect(set.body.events[0].changes).toEqual([{ property: "config.pool.size", before: null, after: 20 }]);
    const diff = (await ask(`diff?a=${iso(325)}&b=${iso(345)}`)).body;
    expect(diff.differences.filter(({ change }: { change: string }) => change === "configuration")).toMatchObject([
      { title: "gateway pool.size: none → 20", at: iso(335), before: null, after: 20 },
    ]);
    expect(diff.changedBack).toBe(0);
  });

  it("takes the same for the same: by its key, else by its content", async () => {
    const note = { title: "Black Friday", text: "begins" };
    const first = (await report(note)).body.events[0];
    expect((await report(note)).body.events[0]).toEqual(first);
    expect((await report({ ...note, text: "ends" })).body.events[0].id).not.toBe(first.id);
    const key = { "idempotency-key": "run 7" };
    const keyed = (await report({ title: "one" }, key)).body.events[0];
    expect((await report({ title: "another" }, key)).body.events[0]).toEqual(keyed);
    const list = (await report([{ title: "x" }, { title: "y" }], { "idempotency-key": "run 8" })).body.events;
    expect(list.map(({ title }: { title: string }) => title)).toEqual(["x", "y"]);
  });

  it("refuses what it cannot keep with a sentence, and keeps nothing of it", async () => {
    const future = new Date(NOW_MS + 86_400_000).toISOString();
    const cases: [unknown, number, RegExp][] = [
      ["{", 400, /no JSON/],
      ["[]", 400, /array is empty/],
      ["7", 400, /JSON object with a title/],
      [{}, 400, /`title` is missing/],
      [{ title: " " }, 400, /`title` is empty/],
      [{ title: "x".repeat(301) }, 400, /longer than 300/],
      [{ title: "x", kind: "exploded" }, 400, /`kind` is one of deployed/],
      [{ title: "x", at: "noon" }, 400, /`at` is no instant/],
      [{ title: "x", at: future }, 400, /cannot lie in the future/],
      [{ title: "x", url: "javascript:alert(1)" }, 400, /no http/],
      [{ title: "x", team: "payments" }, 400, /no field "team"; put what else/],
      [{ title: "x", properties: { a: { b: 1 } } }, 400, /properties/],
      [{ title: "x", service: "y".repeat(2_000) }, 400, /longer than 1,024/],
      [[{ title: "kept nowhere" }, { title: "x", at: future }], 400, /future/],
      [[{ title: "kept nowhere" }, {}], 400, /Event 2: `title` is missing/],
      [Array.from({ length: 201 }, () => ({ title: "x" })), 413, /more than 200/],
      [JSON.stringify({ title: "x", text: "y".repeat(300_000) }), 413, /larger than 256 KiB/],
    ];
    for (const [body, status, message] of cases) {
      const refused = await report(body);
      expect([refused.body.message, refused.status]).toEqual([expect.stringMatching(message), status]);
    }
    expect((await report("title=x", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await report({ title: "x" }, { "idempotency-key": "k".repeat(201) })).body.message).toMatch(/1 to 200/);
    expect((await report(null, {}, "GET")).body.message).toMatch(/Events are read at \/api\/state\/events/);
    const { events } = (await ask("events?kind=annotation")).body;
    expect(events.filter(({ title }: { title: string }) => title === "kept nowhere")).toEqual([]);
  });
});
