/** Telling, from alerts to real sockets over a real outbox: what is due, retries, receivers that misbehave, and who dies half-way. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../log.ts";
import type { Alert } from "../../model/alert.ts";
import type { NotificationSettings, ReceiverIntegration } from "../../model/notification.ts";
import { DEFAULT_NOTIFICATIONS } from "../../routing/defaultSettings.ts";
import { projectRoot } from "../../store/postgres/migrate.ts";
import { createPostgresStore } from "../../store/postgres/postgresStore.ts";
import { NOON_MS } from "../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import { DeliveryMeter } from "./deliveryMeter.ts";
import { Dispatcher } from "./dispatcher.ts";
import { LEASE_MS, Sender } from "./sender.ts";

const MINUTE_MS = 60_000;
const log = createLog("test", "error");

interface Told {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: {
    readonly status: string;
    readonly groupKey: string;
    readonly alerts: { readonly fingerprint: string; readonly annotations: Record<string, string> }[];
  };
}

describe("telling people", () => {
  let database: FreshDatabase;
  let store: ReturnType<typeof createPostgresStore>;
  let server: Server;
  let tenant = 500;
  let nowMs = NOON_MS;
  let alerts: readonly Alert[] | null = [];
  let told: Told[] = [];
  let answer: (told: Told, response: ServerResponse) => void = (_, response) => response.end();
  let child: ChildProcess | null = null;

  beforeAll(async () => {
    database = await freshDatabase();
    store = createPostgresStore({ connectionString: database.connectionString });
    server = createServer(async (request, response) => {
      let text = "";
      for await (const piece of request) text += piece;
      const one = { path: request.url ?? "", headers: request.headers, body: JSON.parse(text) };
      told.push(one);
      answer(one, response);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await store.close();
    await database.drop();
  });
  beforeEach(() => {
    tenant++;
    nowMs = NOON_MS;
    told = [];
    alerts = [];
    answer = (_, response) => response.end();
  });
  afterEach(() => {
    child?.kill("SIGKILL");
  });

  const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const hook = (path: string): ReceiverIntegration => ({
    kind: "webhook",
    sendResolved: true,
    url: url(path),
    maxAlerts: 0,
    signingSecret: null,
  });
  const settingsOf = (...integrations: ReceiverIntegration[]): NotificationSettings => ({
    ...DEFAULT_NOTIFICATIONS,
    receivers: [{ name: "default", integrations }],
  });
  const alertOf = (number: number, more: Partial<Alert> = {}): Alert => ({
    fingerprint: number.toString(16).padStart(16, "0"),
    ruleKey: "file:a;b;c;0",
    labels: { alertname: "Down", service_name: `service-${number % 50}`, number: String(number) },
    annotations: { summary: `number ${number} is down` },
    state: "firing",
    value: 1,
    activeMs: nowMs,
    firedMs: nowMs,
    keepFiringSinceMs: null,
    resolvedMs: null,
    evaluatedMs: nowMs,
    ...more,
  });
  function partsOf(settings: NotificationSettings) {
    const read = async () => ({ settings, silences: [] });
    const term = { store, tenant, now: () => nowMs, read };
    const dispatcher = new Dispatcher({ ...term, alerts: () => alerts });
    const picture = async () => null;
    const signPath = async (path: string) => `${path}&signature=x`;
    const meter = new DeliveryMeter();
    const sender = new Sender({
      ...term,
      meter,
      log,
      picture,
      signPath,
      consoleUrl: "http://console",
      allow: ["127.0.0.0/8"],
    });
    const send = async () => {
      do await sender.settled();
      while ((await sender.step()) < 500);
    };
    /** Of webhooks. */
    const counted = () =>
      meter
        .families()
        .map(({ name, samples }) => [
          name.replace("chronoscope_notifications_", ""),
          samples.find(({ labels }) => labels?.kind === "webhook")?.value,
        ]);
    return { dispatcher, sender, send, counted };
  }
  const deliveries = async () => {
    const window = { startMs: 0, endMs: NOON_MS * 2 };
    return (await store.readDeliveries({ tenant, window, limit: 5000 })).deliveries;
  };
  /** One message for the group of one alert, in the outbox. */
  async function tellOne(settings: NotificationSettings) {
    const parts = partsOf(settings);
    alerts = [alertOf(1)];
    await parts.dispatcher.step();
    nowMs += 30_000;
    await parts.dispatcher.step();
    return parts;
  }

  it("tells of a thousand alerts that fire at once, grouped, each once, none lost, and of their ends", async () => {
    const { dispatcher, send } = partsOf(settingsOf(hook("/")));
    alerts = Array.from({ length: 1000 }, (_, i) => alertOf(i));
    await dispatcher.step();
    await send();
    expect(told).toEqual([]);
    nowMs += 30_000;
    await dispatcher.step();
    await dispatcher.step();
    await send();
    expect(told).toHaveLength(50);
    expect(told[0]?.body.alerts[0]?.annotations.chronoscope_chart_url).toMatch(/chart\.png\?at=.*&signature=x$/);
    const fingerprints = told.flatMap(({ body }) => body.alerts.map(({ fingerprint }) => fingerprint));
    expect(new Set(fingerprints).size).toBe(1000);
    expect(fingerprints).toHaveLength(1000);
    told = [];
    // Forgotten by the rules before anybody was told of their ends.
    alerts = [];
    nowMs += 5 * MINUTE_MS;
    await dispatcher.step();
    await send();
    expect(told.map(({ body }) => body.status)).toEqual(new Array(50).fill("resolved"));
    expect(await store.readStandings({ tenant })).toEqual([]);
  });

  it("waits until the alerts are known, and goes on from what another leader told", async () => {
    const settings = settingsOf(hook("/"));
    const { send } = await tellOne(settings);
    await send();
    const next = partsOf(settings);
    const known = alerts;
    alerts = null;
    await next.dispatcher.step();
    expect(await store.readStandings({ tenant })).toHaveLength(1);
    alerts = known;
    nowMs += 5 * MINUTE_MS;
    await next.dispatcher.step();
    await next.send();
    expect(told).toHaveLength(1);
    nowMs += 4 * 60 * MINUTE_MS;
    await next.dispatcher.step();
    await next.send();
    expect(told).toHaveLength(2);
  });

  it("tries 500 again when it is due, with the same id", async () => {
    answer = (_, response) => response.writeHead(told.length < 3 ? 500 : 200).end();
    const { send, counted } = await tellOne(
      settingsOf({
        ...(hook("/") as object),
        signingSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      } as ReceiverIntegration),
    );
    await send();
    expect(await deliveries()).toMatchObject([
      { state: "failed", attempts: 1, lastError: expect.stringMatching(/answered 500/) },
    ]);
    nowMs += 4_000;
    await send();
    expect(told).toHaveLength(1);
    nowMs += 2_000;
    await send();
    nowMs += 6 * MINUTE_MS;
    await send();
    expect(await deliveries()).toMatchObject([{ state: "sent", attempts: 3, lastError: null }]);
    expect(counted()).toEqual([
      ["sent_total", 1],
      ["failed_total", 2],
      ["dead_total", 0],
    ]);
    expect(new Set(told.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("waits as long as Retry-After says", async () => {
    answer = (_, response) => response.writeHead(429, { "retry-after": "120" }).end();
    const { send } = await tellOne(settingsOf(hook("/")));
    await send();
    const [waiting] = await deliveries();
    expect((waiting?.dueMs ?? 0) - nowMs).toBeGreaterThanOrEqual(120_000);
    expect((waiting?.dueMs ?? 0) - nowMs).toBeLessThanOrEqual(132_000);
  });

  it("sends nothing more to an address that is gone, says so, and does once it is enabled", async () => {
    answer = (_, response) => response.writeHead(410).end();
    const { send } = await tellOne(settingsOf(hook("/gone")));
    await send();
    const [dead] = await deliveries();
    expect(dead).toMatchObject({
      state: "dead",
      lastError: expect.stringMatching(/answered 410: it is gone for good/),
    });
    await store.retryDelivery({ tenant, id: dead?.id ?? "", nowMs });
    await send();
    expect(told).toHaveLength(1);
    expect(await store.readOwed({ tenant })).toEqual([]);
    expect((await deliveries())[0]?.lastError).toMatch(/^Nothing is sent there until it is enabled again/);
    for (const { address } of await store.readDisabled({ tenant })) await store.enableAddress({ tenant, address });
    await store.retryDelivery({ tenant, id: dead?.id ?? "", nowMs });
    await send();
    expect(told).toHaveLength(2);
  });

  it("gives up after three days of tries, visibly", async () => {
    answer = (_, response) => response.writeHead(503).end();
    const { send } = await tellOne(settingsOf(hook("/")));
    for (let i = 0; i < 12; i++) {
      await send();
      nowMs += 27 * 60 * MINUTE_MS;
    }
    expect(told).toHaveLength(10);
    expect(await deliveries()).toMatchObject([
      { state: "dead", lastError: expect.stringMatching(/10 times over three days/) },
    ]);
  });

  it("tells again at the group's next look whom a refusal kept from being told, and not whom it did not", async () => {
    answer = ({ path }, response) => response.writeHead(path === "/typo" && told.length < 5 ? 404 : 200).end();
    const settings = settingsOf(hook("/"), hook("/typo"));
    const { dispatcher, send } = await tellOne(settings);
    const look = async (waitMs: number) => {
      await send();
      nowMs += waitMs;
      await dispatcher.step();
      await send();
      return told.map(({ path }) => path);
    };
    expect(await look(4 * MINUTE_MS)).toEqual(expect.arrayContaining(["/", "/typo"]));
    expect(told).toHaveLength(2);
    expect((await look(MINUTE_MS)).slice(2)).toEqual(["/typo"]);
    expect((await look(5 * MINUTE_MS)).slice(3)).toEqual(["/typo"]);
    expect((await look(5 * MINUTE_MS)).slice(4)).toEqual(["/typo"]);
    expect(await look(5 * MINUTE_MS)).toHaveLength(5);
    const log = (await deliveries()).map(({ state, times }) => `${state} ${times}`);
    expect(log.sort()).toEqual(["dead 3", "sent 1", "sent 1"]);
    expect(await store.readOwed({ tenant })).toEqual([]);
  });

  it("tells others at once while any number of receivers hang, and holds few sockets to each of those", async () => {
    const hung = Array.from({ length: 12 }, (_, number) => hook(`/hangs/${number}`));
    const ofOps = DEFAULT_NOTIFICATIONS.route.groupBy;
    const settings: NotificationSettings = {
      ...DEFAULT_NOTIFICATIONS,
      receivers: [
        { name: "default", integrations: hung },
        { name: "ops", integrations: [hook("/ops")] },
      ],
      route: {
        ...DEFAULT_NOTIFICATIONS.route,
        routes: ["default", "ops"].map((receiver) => ({
          ...DEFAULT_NOTIFICATIONS.route,
          ...{ receiver, groupBy: ofOps, matchers: [], continues: true },
        })),
      },
    };
    answer = ({ path }, response) => void (path === "/ops" && response.end());
    const { dispatcher, sender } = partsOf(settings);
    alerts = Array.from({ length: 50 }, (_, i) => alertOf(i));
    await dispatcher.step();
    nowMs += 30_000;
    await dispatcher.step();
    const isOps = ({ path }: Told) => path === "/ops";
    while (told.filter(isOps).length < 50) {
      await sender.step();
      await new Promise((turn) => setImmediate(turn));
    }
    const sockets = hung.map((_, number) => told.filter(({ path }) => path === `/hangs/${number}`).length);
    expect(sockets).toEqual(hung.map(() => 4));
    server.closeAllConnections();
    await sender.settled();
    // Whoever was in trouble gets one hand until it takes something.
    nowMs += MINUTE_MS;
    told = [];
    const isWaiting = () => told.length < hung.length;
    for (let i = 0; i < 3 || isWaiting(); i++) {
      await sender.step();
      await new Promise((turn) => setImmediate(turn));
    }
    expect(told.map(({ path }) => path).sort()).toEqual(hung.map((_, number) => `/hangs/${number}`).sort());
    server.closeAllConnections();
    await sender.settled();
  }, 30_000);

  it("says that a receiver is no more instead of dropping its message", async () => {
    await tellOne(settingsOf(hook("/")));
    const { send } = partsOf(settingsOf());
    await send();
    expect(await deliveries()).toMatchObject([{ state: "dead", lastError: expect.stringMatching(/has no such way/) }]);
  });

  it("tells again when it was killed between sending and marking, and never not at all", async () => {
    const settings = settingsOf(hook("/"));
    const { send } = await tellOne(settings);
    const file = join(projectRoot(), ".build", `test-sender-${process.pid}.mjs`);
    const { buildSync } = createRequire(join(projectRoot(), "package.json"))("esbuild");
    const contents = `
      import { createPostgresStore } from "../../store/postgres/postgresStore.ts";
      import { createLog } from "../../log.ts";
      import { DeliveryMeter } from "./deliveryMeter.ts";
      import { Sender } from "./sender.ts";
      const { connectionString, settings, tenant, nowMs } = JSON.parse(process.argv[2]);
      const store = createPostgresStore({ connectionString });
      const read = async () => ({ settings, silences: [] });
      const picture = async () => null;
      const signPath = async (path) => path + "&signature=x";
      const meter = new DeliveryMeter();
      const sender = new Sender({ store, meter, read, picture, signPath, tenant, now: () => nowMs, log: createLog("test", "error"),
        consoleUrl: "http://console", allow: ["127.0.0.0/8"] });
      for (;;) await sender.step();`;
    const how = { bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" };
    buildSync({ stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" }, outfile: file, ...how });
    answer = () => void child?.kill("SIGKILL");
    const given = { connectionString: database.connectionString, settings, tenant, nowMs };
    child = spawn(process.execPath, [file, JSON.stringify(given)], { stdio: ["ignore", "inherit", "inherit"] });
    await once(child, "exit");
    rmSync(file, { force: true });
    expect(told).toHaveLength(1);
    answer = (_, response) => response.end();
    await send();
    expect(told).toHaveLength(1);
    nowMs += LEASE_MS;
    await send();
    await send();
    expect(told).toHaveLength(2);
    expect(told[0]?.body).toEqual(told[1]?.body);
    expect(await deliveries()).toMatchObject([{ state: "sent", attempts: 2 }]);
  });
});
