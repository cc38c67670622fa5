/**
 * For the story of a promise that breaks: a demo of its own in which nothing goes wrong until it is told to, and a receiver on this machine that
 * keeps what it is told, with everything sent to it at once.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type APIRequestContext, request as newRequest } from "@playwright/test";
import { type DemoProcess, startDemo } from "./demoProcess.ts";
import { test as base, expect } from "./test.ts";

/** Enough for a budget that some minutes of failures do not use up. */
const PAST = "3h";
const START_MS = 420_000;
const ENVIRONMENT = { CHRONOSCOPE_DEMO_CALM: "1", CHRONOSCOPE_WEBHOOK_ALLOW: "127.0.0.0/8" };
const NEAR_MS = 3 * 60_000;

/** Alertmanager's body of a webhook, as far as it is looked at. */
export interface Told {
  readonly status: "firing" | "resolved";
  readonly alerts: readonly {
    readonly status: string;
    readonly fingerprint: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly generatorURL: string;
  }[];
}
export interface Watched extends DemoProcess {
  readonly told: readonly Told[];
}

async function receiver(): Promise<{ server: Server; url: string; told: Told[] }> {
  const told: Told[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      told.push(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Told);
      outgoing.writeHead(200).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, told };
}

/** Calls a procedure that changes something. */
export async function change(from: APIRequestContext, procedure: string, input: unknown): Promise<unknown> {
  const answer = await from.post(`/api/trpc/${procedure}`, { data: input });
  expect(answer.ok(), `${procedure}: ${await answer.text()}`).toBe(true);
  return ((await answer.json()) as { result: { data: unknown } }).result.data;
}

interface Settings {
  readonly revision: number;
  readonly route: Readonly<Record<string, unknown>>;
}

async function tellAtOnce(from: APIRequestContext, url: string): Promise<void> {
  const settings = async () => {
    const answer = await from.get("/api/trpc/notifications.settings?input=%7B%7D");
    return ((await answer.json()) as { result: { data: Settings } }).result.data;
  };
  const webhook = { kind: "webhook", url, sendResolved: true };
  await change(from, "notifications.saveReceiver", {
    revision: (await settings()).revision,
    receiver: { name: "on call", integrations: [webhook] },
  });
  const { revision, route } = await settings();
  await change(from, "notifications.saveRouting", {
    ...{ revision, inhibitRules: [], timeIntervals: [] },
    route: { ...route, receiver: "on call", groupWaitMs: 0, groupIntervalMs: 5_000 },
  });
}

/** Until the past is written and told almost to the present. */
async function written(from: APIRequestContext): Promise<void> {
  const behindMs = async () => {
    const got = await from.get("/api/state/at").catch(() => null);
    const told = got?.ok() ? ((await got.json()) as { toldUntil: string | null }).toldUntil : null;
    return told === null ? Number.POSITIVE_INFINITY : Date.now() - Date.parse(told);
  };
  await expect
    .poll(behindMs, { message: "the past is written and told", timeout: START_MS, intervals: [1_000] })
    .toBeLessThan(NEAR_MS);
}

export const test = base.extend<object, { shop: Watched }>({
  shop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures asked for from this pattern.
    async ({}, use) => {
      const { server, url, told } = await receiver();
      const demo = await startDemo({ past: PAST, environment: ENVIRONMENT });
      const from = await newRequest.newContext({ baseURL: demo.url });
      try {
        await written(from);
        await tellAtOnce(from, url);
        await use({ ...demo, told });
      } finally {
        await from.dispose();
        await demo.stop();
        server.closeAllConnections();
        server.close();
      }
    },
    { scope: "worker", timeout: 2 * START_MS },
  ],
  baseURL: async ({ shop }, use) => use(shop.url),
});
export { expect };
