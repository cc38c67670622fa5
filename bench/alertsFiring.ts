/** From data to the notification, over a real receiver of webhooks: one alert at a time, and a thousand at once. */

import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ControlPlane } from "../server/db/controlPlane.ts";
import type { NotificationSettings } from "../server/model/notification.ts";
import { DEFAULT_NOTIFICATIONS } from "../server/routing/defaultSettings.ts";
import type { TelemetryStore } from "../server/store/telemetryStore.ts";
import { attributesOf, gaugeOf, hashOf, metricsFrom, pointColumns, pointOf } from "../server/testing/builders.ts";
import { BARS } from "./bars.ts";
import { type Bench, spread } from "./bench.ts";

export interface FiringSetting {
  readonly store: TelemetryStore;
  readonly db: ControlPlane;
  readonly rulesDir: string;
}

const PATIENCE_MS = 120_000;
const TEAMS = 20;
const MANY = 1_000;
/** Until the rules and the receiver are read. */
const READ_MS = 12_000;

interface Told {
  readonly atMs: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Notes every firing alert that it is told of. */
class Receiver {
  readonly told: Told[] = [];
  notifications = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const atMs = Date.now();
        const body = JSON.parse(Buffer.concat(pieces).toString()) as {
          alerts: { status: string; labels: Told["labels"] }[];
        };
        this.notifications++;
        for (const { status, labels } of body.alerts) if (status === "firing") this.told.push({ atMs, labels });
        response.end();
      });
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function settingsFor(url: string, groupBy: readonly string[]): NotificationSettings {
  const integrations = [{ kind: "webhook", url, maxAlerts: 0, signingSecret: null, sendResolved: true }] as const;
  const matchers = [{ name: "bench", operator: "=", value: "firing" }] as const;
  const route = { ...DEFAULT_NOTIFICATIONS.route, receiver: "bench", matchers, groupBy, groupWaitMs: 0 };
  return {
    ...DEFAULT_NOTIFICATIONS,
    receivers: [...DEFAULT_NOTIFICATIONS.receivers, { name: "bench", integrations }],
    route: { ...DEFAULT_NOTIFICATIONS.route, routes: [route] },
  };
}

async function prepare(
  { db, rulesDir }: FiringSetting,
  url: string,
  groupBy: readonly string[],
  name: string,
): Promise<void> {
  const known = (await db.readDefinitions("notifications"))[0];
  const body = settingsFor(url, groupBy);
  await db.saveDefinition({
    kind: "notifications",
    name: "default",
    body,
    author: "bench",
    ...(known && { id: known.id }),
  });
  const rule = `  - alert: ${name}\n    expr: ${name} > 0\n    labels: {bench: firing, severity: page}\n`;
  writeFileSync(join(rulesDir, `${name}.yml`), `groups:\n- name: ${name}\n  interval: 15s\n  rules:\n${rule}`);
  await delay(READ_MS);
}

async function send(
  { store }: FiringSetting,
  metric: string,
  labels: readonly Readonly<Record<string, string>>[],
): Promise<number> {
  const points = labels.map((one) =>
    pointOf({ timeMs: Date.now(), attributes: attributesOf(one), value: { type: "double", value: 1 } }),
  );
  const columns = pointColumns(metricsFrom("bench", [gaugeOf(metric, points)]));
  await store.append({
    tenant: 1,
    slot: 0,
    requests: [{ hash: hashOf(columns), columns }],
    increments: new Uint8Array(0),
  });
  return Date.now();
}

async function until(isSo: () => boolean): Promise<void> {
  for (const untilMs = Date.now() + PATIENCE_MS; !isSo() && Date.now() < untilMs; ) await delay(20);
}

export async function measureFiring(bench: Bench, setting: FiringSetting): Promise<void> {
  const receiver = new Receiver();
  await prepare(setting, await receiver.open(), ["..."], "bench_fire");
  const sent: number[] = [];
  for (let run = 0; run < (bench.quick ? 5 : 40); run++) {
    sent.push(await send(setting, "bench_fire", [{ run: String(run) }]));
    await delay(1_300);
  }
  await until(() => receiver.told.length >= sent.length);
  const took = receiver.told.map(({ atMs, labels }) => atMs - (sent[Number(labels.run)] ?? atMs));
  bench.figure(
    "from the acknowledged sample to the notification, a rule without `for`",
    took.length < sent.length ? `${sent.length - took.length} of ${sent.length} never came` : spread(took),
    BARS.firingDelay,
  );
  receiver.close();
}

export async function measureMany(bench: Bench, setting: FiringSetting): Promise<void> {
  const receiver = new Receiver();
  await prepare(setting, await receiver.open(), ["team"], "bench_many");
  const labels = Array.from({ length: MANY }, (_, n) => ({ n: String(n), team: String(n % TEAMS) }));
  const sentMs = await send(setting, "bench_many", labels);
  const told = () => new Set(receiver.told.map((one) => one.labels.n).filter((n) => n !== undefined));
  await until(() => told().size >= MANY);
  const lastMs = receiver.told.reduce((last, { atMs }) => Math.max(last, atMs), 0);
  bench.figure(
    "1,000 alerts that fire at once, grouped by team",
    `${told().size} told in ${receiver.notifications} notifications, the last ${((lastMs - sentMs) / 1_000).toFixed(1)} s after the samples`,
    BARS.firingMany,
  );
  receiver.close();
}
