/**
 * Beside a real Alertmanager (Debian's prometheus-alertmanager, where it is installed): it takes what we forward, and its own webhook
 * says of those alerts what ours says.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { NotifiedAlert } from "../model/notification.ts";
import { deliver, type OutgoingMessage } from "./deliver.ts";
import { webhookBody } from "./webhookBody.ts";

const isInstalled = spawnSync("prometheus-alertmanager", ["--version"]).status === 0;
const CONSOLE = "http://console.example.com";

async function freePort(): Promise<number> {
  const socket = createSocketServer();
  await once(socket.listen(0, "127.0.0.1"), "listening");
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, "close");
  return port;
}

describe.skipIf(!isInstalled)("a real Alertmanager", () => {
  let folder = "";
  let child: ChildProcess;
  let hook: Server;
  let url = "";
  const heard: Record<string, unknown>[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "chronoscope-alertmanager-"));
    hook = createServer(async (request, response) => {
      let text = "";
      for await (const piece of request) text += piece;
      heard.push(JSON.parse(text));
      response.end();
    });
    await once(hook.listen(0, "127.0.0.1"), "listening");
    const target = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const route = "route: {receiver: ops, group_by: [alertname], group_wait: 0s, group_interval: 1s}";
    writeFileSync(
      join(folder, "config.yml"),
      `${route}\nreceivers: [{name: ops, webhook_configs: [{url: '${target}'}]}]\n`,
    );
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const flags = [
      "--cluster.listen-address=",
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=${CONSOLE}`,
    ];
    const files = [`--config.file=${join(folder, "config.yml")}`, `--storage.path=${folder}`, "--web.route-prefix=/"];
    child = spawn("prometheus-alertmanager", [...flags, ...files], { stdio: "ignore" });
    const readiness = () =>
      fetch(`${url}/-/ready`).then(
        ({ status }) => status,
        () => 0,
      );
    await vi.waitUntil(async () => (await readiness()) === 200, { timeout: 20_000 });
  });
  afterAll(async () => {
    child?.kill("SIGKILL");
    hook?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("takes alerts and their ends, and tells them on in the very body that our webhook sends", async () => {
    const nowMs = Date.now();
    const alertOf = (instance: string, more: Partial<NotifiedAlert> = {}): NotifiedAlert => ({
      fingerprint: "",
      status: "firing",
      labels: { severity: "page", alertname: "Down", instance },
      annotations: { summary: 'a "quoted" täxt', b: instance },
      startsMs: nowMs - 60_000,
      endsMs: null,
      path: "/alerts/x?at=2026-11-21T12%3A00%3A00.000Z",
      ...more,
    });
    const messageOf = (alerts: readonly NotifiedAlert[]): OutgoingMessage => ({
      notification: {
        receiver: "ops",
        groupKey: '{}:{alertname="Down"}',
        groupLabels: { alertname: "Down" },
        status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
        alerts,
      },
      evidence: new Map(),
      picture: null,
    });
    const to = { kind: "alertmanager", sendResolved: true, url } as const;
    const options = { consoleUrl: CONSOLE, allow: ["127.0.0.0/8"], deliveryId: "m", nowMs };
    const tell = async (alerts: readonly NotifiedAlert[], status: string) => {
      heard.length = 0;
      expect(await deliver(to, messageOf(alerts), options)).toEqual({ kind: "sent" });
      await expect.poll(() => heard.at(-1)?.status, { timeout: 15_000 }).toBe(status);
      // Its fingerprints are its own hashes of the labels.
      const said = JSON.parse(JSON.stringify(heard.at(-1)), (key, value) => (key === "fingerprint" ? "" : value));
      expect(said).toEqual(JSON.parse(webhookBody(messageOf(alerts), CONSOLE, 0)));
    };
    await tell([alertOf("a")], "firing");
    await tell([alertOf("a", { status: "resolved", endsMs: nowMs - 1_000 })], "resolved");
    expect(heard.at(-1)).toMatchObject({ version: "4", truncatedAlerts: 0 });
  });
});
