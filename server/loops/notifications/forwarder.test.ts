/** Forwarding, beside a real Alertmanager that is killed and starts anew without its alerts, and to one that hangs. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLog } from "../../log.ts";
import type { Alert } from "../../model/alert.ts";
import type { ReceiverIntegration } from "../../model/notification.ts";
import { DEFAULT_NOTIFICATIONS } from "../../routing/defaultSettings.ts";
import { DeliveryMeter } from "./deliveryMeter.ts";
import { Forwarder } from "./forwarder.ts";

const isInstalled = spawnSync("prometheus-alertmanager", ["--version"]).status === 0;
const MINUTE_MS = 60_000;
const log = createLog("test", "error", { write: () => undefined });

let nowMs = 0;
let alerts: readonly Alert[] | null = null;
let servers: Server[] = [];

beforeEach(() => {
  nowMs = Date.now();
  alerts = [];
  servers = [];
});
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const alertOf = (n: number, more: Partial<Alert> = {}): Alert => ({
  ...{ fingerprint: String(n).padStart(16, "0"), ruleKey: "r", labels: { alertname: "Down", n: String(n) } },
  ...{ annotations: { summary: "It is down" }, state: "firing", value: 1, activeMs: nowMs - 1_000 },
  ...{ firedMs: nowMs - 1_000, keepFiringSinceMs: null, resolvedMs: null, evaluatedMs: nowMs },
  ...more,
});
const over = (alert: Alert): Alert => ({ ...alert, state: "inactive", resolvedMs: nowMs, evaluatedMs: nowMs });
const to = (url: string): ReceiverIntegration => ({ kind: "alertmanager", sendResolved: true, url });

function forwarderTo(...integrations: ReceiverIntegration[]) {
  const settings = { ...DEFAULT_NOTIFICATIONS, receivers: [{ name: "default", integrations }] };
  const store = { readEpisodes: async () => ({ episodes: [], more: false }) };
  const term = { store, tenant: 1, now: () => nowMs, read: async () => ({ settings, silences: [] }) };
  const links = { consoleUrl: "http://console.example.com", allow: ["127.0.0.0/8"] };
  const signPath = async (path: string) => path;
  return new Forwarder({ ...term, ...links, signPath, log, meter: new DeliveryMeter(), alerts: () => alerts });
}
async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
interface Heard {
  readonly labels: { readonly n: string };
  readonly endsAt: string;
}
/** A server that keeps what it is told, one list a request. */
async function keeping(status = () => 200) {
  const heard: Heard[][] = [];
  const url = await listening(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    heard.push(JSON.parse(text));
    response.writeHead(status()).end();
  });
  const names = () => heard.splice(0).map((all) => all.map(({ labels }) => Number(labels.n)));
  return { url, heard, names };
}

describe("forwarding", () => {
  it("says what fires each minute, what begins and ends at once, and what is over for a quarter of an hour", async () => {
    const { url, heard, names } = await keeping();
    const forwarder = forwarderTo(to(url));
    const step = async (waitMs = 0) => {
      nowMs += waitMs;
      await forwarder.step();
      await forwarder.settled();
    };
    const [one, two] = [alertOf(1), alertOf(2)];
    alerts = [one];
    await step();
    expect(Date.parse(heard[0]?.[0]?.endsAt ?? "") - nowMs).toBe(4 * MINUTE_MS);
    await step(1_000);
    alerts = [one, two];
    await step(1_000);
    expect(names()).toEqual([[1], [2]]);
    await step(58_000);
    expect(names()).toEqual([[1]]);
    alerts = [over(one), two];
    await step(1_000);
    expect(Date.parse(heard[0]?.[0]?.endsAt ?? "")).toBe(nowMs - 1_000);
    expect(names()).toEqual([[1]]);
    for (let minute = 1; minute < 15; minute++) await step(MINUTE_MS);
    expect(names().every((all) => all.includes(1) && all.includes(2))).toBe(true);
    await step(MINUTE_MS);
    expect(names()).toEqual([[2]]);
  });

  it("says it again soon when it was not taken, and waits for nobody who hangs", async () => {
    const hangs = await listening(() => undefined);
    let status = 503;
    const { url, names } = await keeping(() => status);
    const forwarder = forwarderTo(to(hangs), to(url));
    const until = async (count: number) => {
      let taken: number[][] = [];
      await vi.waitUntil(async () => {
        await forwarder.step();
        taken = [...taken, ...names()];
        return taken.length >= count;
      });
      return taken;
    };
    alerts = [alertOf(1)];
    expect(await until(1)).toEqual([[1]]);
    status = 200;
    nowMs += 5_000;
    expect(await until(1)).toEqual([[1]]);
    alerts = Array.from({ length: 100 }, (_, n) => alertOf(n + 2));
    expect((await until(2)).map((all) => all.length)).toEqual([64, 36]);
    for (const server of servers) server.closeAllConnections();
    await forwarder.settled();
  });

  describe.skipIf(!isInstalled)("to a real Alertmanager", () => {
    let folder = "";
    let child: ChildProcess | null = null;
    let url = "";
    const start = async () => {
      folder = mkdtempSync(join(tmpdir(), "chronoscope-forwarded-"));
      writeFileSync(join(folder, "config.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
      const flags = ["--cluster.listen-address=", `--web.listen-address=${new URL(url).host}`];
      const files = [`--config.file=${join(folder, "config.yml")}`, `--storage.path=${folder}`];
      child = spawn("prometheus-alertmanager", [...flags, ...files], { stdio: "ignore" });
      const readiness = () =>
        fetch(`${url}/-/ready`).then(
          ({ status }) => status,
          () => 0,
        );
      await vi.waitUntil(async () => (await readiness()) === 200, { timeout: 20_000 });
    };
    const stop = async () => {
      if (!child) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
      child = null;
      rmSync(folder, { recursive: true, force: true });
    };
    afterEach(stop);
    const firing = async (): Promise<{ readonly labels: { readonly n: string }; readonly endsAt: string }[]> =>
      (await fetch(`${url}/api/v2/alerts`)).json();

    it("fires there while it fires here, again within a minute after its restart, and ends when it ends", async () => {
      const socket = createSocketServer();
      await once(socket.listen(0, "127.0.0.1"), "listening");
      url = `http://127.0.0.1:${(socket.address() as AddressInfo).port}`;
      socket.close();
      await once(socket, "close");
      await start();
      const forwarder = forwarderTo(to(url));
      const step = async (waitMs: number) => {
        nowMs += waitMs;
        await forwarder.step();
        await forwarder.settled();
      };
      const alert = alertOf(7);
      alerts = [alert];
      await step(0);
      const [known] = await firing();
      expect(known?.labels.n).toBe("7");
      expect(Math.abs(Date.parse(known?.endsAt ?? "") - nowMs - 4 * MINUTE_MS)).toBeLessThan(10);
      await stop();
      await start();
      expect(await firing()).toEqual([]);
      await step(MINUTE_MS);
      expect((await firing()).map(({ labels }) => labels.n)).toEqual(["7"]);
      nowMs = Date.now();
      alerts = [over(alert)];
      await step(0);
      await expect.poll(firing).toEqual([]);
    }, 60_000);
  });
});
