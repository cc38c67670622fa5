/** Who is told, as the console changes it: over a real store, with a real receiver for the test button. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createControlPlane } from "../db/controlPlane.ts";
import type { Alert } from "../model/alert.ts";
import { DEFAULT_NOTIFICATIONS } from "../routing/defaultSettings.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { notificationsRouter } from "./notifications.ts";

const NOW_MS = Date.now();
const HOUR_MS = 3_600_000;
let database: FreshDatabase;
let context: TrpcContext;
let ask: ReturnType<ReturnType<typeof createCaller<typeof notificationsRouter._def.record>>>;
let server: Server;
let heard: string[] = [];
let status = 200;

const alertOf = (fingerprint: string, service: string): Alert => ({
  fingerprint,
  ruleKey: "r",
  labels: { alertname: "Down", service_name: service },
  annotations: { summary: `${service} is down` },
  state: "firing",
  value: 1,
  activeMs: NOW_MS - HOUR_MS,
  firedMs: NOW_MS - HOUR_MS,
  keepFiringSinceMs: null,
  resolvedMs: null,
  evaluatedMs: NOW_MS,
});

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  process.env.CHRONOSCOPE_WEBHOOK_ALLOW = "127.0.0.0/8";
  process.env.CHRONOSCOPE_SECRET_KEY = Buffer.alloc(32, 7).toString("base64");
  context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  const changed = [alertOf("00000000000000aa", "cart"), alertOf("00000000000000bb", "web")].map((alert) => ({
    ...{ alert, name: "Down", source: "file" as const },
  }));
  await context.store.writeAlertStep({ tenant: 1, atMs: NOW_MS, changed, forgotten: [] });
  ask = createCaller(notificationsRouter)(context);
  server = createServer((request, response) => {
    heard.push(request.url ?? "");
    response.writeHead(status).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(async () => {
  server.close();
  await context.store.close();
  await database.drop();
});
beforeEach(() => {
  heard = [];
  status = 200;
});

const revision = async () => (await ask.settings({})).revision;
const hook = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/token-secret`;
const SECRETS = /token-secret|key-secret|pass-secret|whsec_/;

describe("a receiver's words", () => {
  const words = { title: "{{ .Status }}: {{ .GroupLabels.alertname }}", text: "", definitions: "" };

  it("are shown on a test until something was told, with what is wrong with them", async () => {
    const shown = await ask.messagePreview({ message: { ...words, text: "{{ .Oops }}" } });
    expect(shown).toMatchObject({ of: null, title: "firing: TestNotification" });
    expect(shown.problems.join()).toMatch(/template of its text failed/);
    expect(shown.text).toContain("notifications to");
  });
});

describe("receivers", () => {
  it("begin with one that tells nobody, and nothing that is saved gives a secret away", async () => {
    expect(await ask.settings({})).toMatchObject({
      revision: 0,
      receivers: [{ name: "default", integrations: [], routes: 1 }],
    });
    const receiver = {
      name: "ops",
      integrations: [
        { kind: "webhook" as const, url: hook(), signingSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
        { kind: "pagerduty" as const, routingKey: "key-secret" },
        {
          ...{
            kind: "email" as const,
            to: ["ops@example.com"],
            from: "c@example.com",
            server: "smtp://mail.example.com:587",
          },
          ...{ username: "me", password: "pass-secret" },
        },
      ],
    };
    await ask.saveReceiver({ revision: 0, receiver });
    const answer = await ask.settings({});
    expect(answer.receivers[1]?.integrations).toMatchObject([
      { kind: "webhook", place: expect.stringMatching(/^127\.0\.0\.1:\d+$/), secretsSet: ["url", "signingSecret"] },
      { kind: "pagerduty", place: "events.pagerduty.com", secretsSet: ["routingKey"] },
      { kind: "email", place: "ops@example.com by mail.example.com:587", username: "me", secretsSet: ["password"] },
    ]);
    expect(JSON.stringify([answer, await ask.yaml({})])).not.toMatch(SECRETS);
  });

  it("lie sealed in the database, and in no revision open", async () => {
    const stored = createControlPlane(database.connectionString);
    const bodies = JSON.stringify(await stored.readDefinitions("notifications"));
    await stored.close();
    expect(bodies).toMatch(/sealed:v1:/);
    expect(bodies).not.toMatch(SECRETS);
  });

  it("keep a secret that is left out, and ask for it again where it would go to another server", async () => {
    const save = async (receiver: string, server: string) => {
      const was = (integration: number) => ({ receiver, integration });
      const email = { kind: "email" as const, to: ["b@example.com"], from: "c@example.com", username: "me" };
      const hookAt = receiver === "ops" ? 0 : 1;
      const mailAt = receiver === "ops" ? 2 : 0;
      const integrations = [
        { ...email, server, was: was(mailAt) },
        { kind: "webhook" as const, was: was(hookAt) },
      ];
      const draft = { name: "on call", integrations };
      await ask.saveReceiver({ revision: await revision(), was: receiver, receiver: draft });
      const [definition] = await context.db.readDefinitions("notifications");
      const body = definition?.body as typeof DEFAULT_NOTIFICATIONS | undefined;
      return body?.receivers.find(({ name }) => name === "on call")?.integrations;
    };
    const same = "smtp://mail.example.com:587";
    expect(await save("ops", same)).toMatchObject([{ password: "pass-secret" }, { url: hook() }]);
    expect(await save("on call", same)).toMatchObject([{ password: "pass-secret" }, { url: hook() }]);
    expect(await save("on call", "smtp://evil.example.com:587")).toMatchObject([{ password: null }, { url: hook() }]);
  });

  it("keep their words where they are left out, drop them where they are emptied, and refuse what cannot be read", async () => {
    const was = { receiver: "on call", integration: 0 };
    const save = async (message?: { title: string; text: string; definitions: string }) => {
      const receiver = { name: "on call", integrations: [{ kind: "webhook" as const, url: hook(), was }], message };
      await ask.saveReceiver({ revision: await revision(), was: "on call", receiver });
      return (await ask.settings({})).receivers.find(({ name }) => name === "on call")?.message;
    };
    const words = { title: "{{ .Status }}", text: "", definitions: "" };
    expect(await save(words)).toEqual(words);
    expect(await save()).toEqual(words);
    await expect(save({ ...words, text: "{{ range }}" })).rejects.toThrow(/text cannot be read/);
    expect(await save({ title: " ", text: "", definitions: "{{ 1 }}" })).toBeNull();
  });

  it("are renamed with the routes that name them, and not deleted while one does", async () => {
    const route = { ...DEFAULT_NOTIFICATIONS.route, receiver: "on call" };
    await ask.saveRouting({ revision: await revision(), route, inhibitRules: [], timeIntervals: [] });
    const receiver = { name: "pager", integrations: [{ kind: "webhook" as const, url: hook() }] };
    await ask.saveReceiver({ revision: await revision(), was: "on call", receiver });
    expect((await ask.settings({})).route.receiver).toBe("pager");
    await expect(ask.deleteReceiver({ revision: await revision(), name: "pager" })).rejects.toThrow(
      /"pager", which is not defined/,
    );
    await ask.deleteReceiver({ revision: await revision(), name: "default" });
    expect((await ask.settings({})).receivers.map(({ name }) => name)).toEqual(["pager"]);
  });

  it("refuse what makes no sense, and what somebody else changed meanwhile", async () => {
    const save = async (integration: object) =>
      ask.saveReceiver({
        revision: await revision(),
        receiver: { name: "x", integrations: [integration as { kind: "webhook" }] },
      });
    await expect(save({ kind: "webhook", url: "ftp://x" })).rejects.toThrow(/begins with https/);
    await expect(save({ kind: "webhook", url: hook(), signingSecret: "short" })).rejects.toThrow(
      /24 to 64 random bytes/,
    );
    await expect(save({ kind: "email", to: ["a\nb@x"], from: "a@b", server: "smtp://x" })).rejects.toThrow(
      /no e-mail address/,
    );
    await expect(save({ kind: "email", to: ["a@b"], from: "a@b", server: "http://x" })).rejects.toThrow(/smtp:/);
    await expect(save({ kind: "pagerduty" })).rejects.toThrow(/routing key/);
    await expect(ask.saveReceiver({ revision: 1, receiver: { name: "x", integrations: [] } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(
      ask.saveReceiver({ revision: await revision(), receiver: { name: "pager", integrations: [] } }),
    ).rejects.toThrow(/Two receivers/);
  });

  it("are tested at once, saved or not, and the sentence says how it went", async () => {
    expect(await ask.test({ receiver: "pager", integration: 0 })).toMatchObject({ isSent: true });
    expect(heard).toEqual(["/hook/token-secret"]);
    status = 403;
    const draft = { kind: "slack" as const, url: hook() };
    const refused = await ask.test({ draft });
    expect(refused).toMatchObject({ isSent: false, sentence: expect.stringMatching(/answered 403/) });
    const inner = await ask.test({ draft: { ...draft, url: "http://169.254.169.254/latest/meta-data" } });
    expect(inner.sentence).toMatch(/not public/);
    expect(JSON.stringify([refused, inner])).not.toMatch(SECRETS);
  });
});

describe("routing", () => {
  it("shows where labels go, by a tree that is not saved too, and what is mute", async () => {
    const child = { ...DEFAULT_NOTIFICATIONS.route, receiver: "db", groupBy: null };
    const route = {
      ...DEFAULT_NOTIFICATIONS.route,
      routes: [{ ...child, matchers: [{ name: "team", operator: "=" as const, value: "db" }] }],
    };
    const routes = await ask.routePreview({ labels: { alertname: "A", team: "db" }, route });
    expect(routes).toMatchObject([
      { receiver: "db", path: [0], groupKey: '{}/{team="db"}:{alertname="A"}', mutedBy: [] },
    ]);
    expect((await ask.routePreview({ labels: { alertname: "A" } }))[0]?.receiver).toBe("pager");
  });

  it("takes Alertmanager's file, and shows before what it would become", async () => {
    const yaml =
      "route: {receiver: a, group_wait: 10s}\nreceivers: [{name: a, webhook_configs: [{url: 'https://x.example.com/token-secret'}], sns_configs: []}]";
    const preview = await ask.importPreview({ yaml });
    expect(preview).toMatchObject({
      unknown: ["receivers[0].sns_configs"],
      problems: [],
      settings: { route: { groupWaitMs: 10_000 } },
    });
    expect(JSON.stringify(preview)).not.toMatch(SECRETS);
    const before = (await ask.settings({})).revision;
    await ask.importYaml({ revision: before, yaml });
    expect((await ask.settings({})).receivers.map(({ name }) => name)).toEqual(["a"]);
    expect((await ask.settings({ atMs: NOW_MS - HOUR_MS })).revision).toBe(0);
    await expect(ask.importYaml({ revision: before + 1, yaml: "route: 5" })).rejects.toThrow(/route is no map/);
  });
});

describe("silences", () => {
  it("show what they would hold back before they are saved, and are refused when they take everything", async () => {
    expect(await ask.silencePreview({ matchers: "service_name=~c.*" })).toMatchObject({
      problem: null,
      alerts: [{ fingerprint: "00000000000000aa", summary: "cart is down", isFiring: true }],
    });
    for (const matchers of ["", "{}", "alertname=~.*", 'team!="x"']) {
      expect((await ask.silencePreview({ matchers })).problem).toMatch(/nobody is told of anything/);
    }
    expect((await ask.silencePreview({ matchers: "a=~(" })).problem).toMatch(/no regular expression/);
    const times = { startsMs: NOW_MS, endsMs: NOW_MS + HOUR_MS };
    await expect(ask.saveSilence({ matchers: "{}", ...times })).rejects.toThrow(/nobody is told/);
    await expect(ask.saveSilence({ matchers: "a=b", startsMs: NOW_MS, endsMs: NOW_MS - 1 })).rejects.toThrow(
      /ends before/,
    );
  });

  it("are edited in place, end at once, and stay as they were for the clock", async () => {
    const draft = { matchers: "service_name=cart", startsMs: NOW_MS - 1, endsMs: NOW_MS + HOUR_MS, comment: "known" };
    const { id, revision: first } = await ask.saveSilence(draft);
    expect(await ask.silences({})).toMatchObject([
      { id, state: "active", text: '{service_name="cart"}', alerts: [{}], createdBy: "anybody" },
    ]);
    const savedMs = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(savedMs + 5);
    await ask.saveSilence({ ...draft, id, revision: first, comment: "longer", endsMs: NOW_MS + 2 * HOUR_MS });
    await expect(ask.saveSilence({ ...draft, id, revision: first })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await ask.silences({ atMs: savedMs })).toMatchObject([{ comment: "known" }]);
    expect(await ask.endSilence({ id })).toEqual({ ended: true });
    expect(await ask.endSilence({ id })).toEqual({ ended: false });
    expect(await ask.silences({})).toMatchObject([{ id, state: "expired" }]);
    await expect(ask.endSilence({ id: crypto.randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("deliveries", () => {
  it("are listed without what is secret, and sent again by hand", async () => {
    const alert = {
      ...alertOf("00000000000000aa", "cart"),
      status: "firing" as const,
      startsMs: NOW_MS,
      endsMs: null,
      path: "/alerts/x",
    };
    const notification = {
      receiver: "a",
      groupKey: "{}:{}",
      groupLabels: {},
      status: "firing" as const,
      alerts: [alert],
    };
    const integrations = [{ index: 0, kind: "webhook" as const }];
    const dispatch = {
      tenant: 1,
      atMs: NOW_MS,
      standings: [],
      ended: [],
      notifications: [{ notification, integrations, stateHash: "x" }],
    };
    await context.store.writeDispatch(dispatch);
    const window = { startMs: NOW_MS - 1, endMs: NOW_MS + 1 };
    const { deliveries } = await ask.deliveries({ ...window, states: ["waiting"] });
    expect(deliveries).toMatchObject([
      { receiver: "a", firing: 1, resolved: 0, alerts: [{ name: "Down", summary: "cart is down" }] },
    ]);
    expect(await ask.retryDelivery({ id: deliveries[0]?.id ?? "" })).toEqual({ found: true });
    expect(await ask.retryDelivery({ id: "999999" })).toEqual({ found: false });
  });
});
