/**
 * A fresh product that listens wider than loopback: every door asks for the first-start token; once in, an empty console teaches how
 * to send something. It is a second product of its own, on free ports, started and ended by this file.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { freePort } from "./product.ts";
import { postTraces, randomTraceId, spanId } from "./rawSender.ts";
import { instant, sendShop } from "./shop.ts";
import { expect, settled, test } from "./test.ts";

test.describe.configure({ mode: "serial" });

let child: ChildProcess;
let folder: string;
let token: string;
let web: string;
let otlp: string;
let grpc: string;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  folder = mkdtempSync(join(tmpdir(), "chronoscope-guarded-"));
  chmodSync(folder, 0o755);
  const [webPort, httpPort, grpcPort] = await Promise.all([freePort(), freePort(), freePort()]);
  [web, otlp, grpc] = [`http://127.0.0.1:${webPort}`, `http://127.0.0.1:${httpPort}`, `127.0.0.1:${grpcPort}`];
  const environment = {
    PORT: String(webPort),
    OTLP_HTTP_PORT: String(httpPort),
    OTLP_GRPC_PORT: String(grpcPort),
    CHRONOSCOPE_HOST: "0.0.0.0",
    CHRONOSCOPE_DATA_DIR: folder,
  };
  child = spawn(process.execPath, ["server/bootstrap.mjs", "start"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  await new Promise<void>((done, failed) => {
    child.stdout?.on("data", (chunk: Buffer) => String(chunk).includes("chronoscope ready") && done());
    child.once("exit", (code) => failed(new Error(`the guarded product ended with ${code} before it was ready`)));
  });
  token = readFileSync(join(folder, "first-start-token"), "utf8").trim();
});

test.afterAll(async () => {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(page: Page, typed: string): Promise<void> {
  await page.getByLabel("Token").fill(typed);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const oneSpan = () => {
  const startTimeUnixNano = `${Date.now()}000000`;
  const span = {
    traceId: randomTraceId(),
    spanId: spanId(1),
    name: "x",
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano,
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
};

test.describe("without the token", () => {
  test("the console shows only where to sign in, and its questions are refused", async ({
    page,
    request,
    expectedComplaints,
  }) => {
    expectedComplaints.push(/401/);
    await page.goto(`${web}/services`);
    await expect(page.getByLabel("Token")).toBeVisible();
    await expect(page.locator("main nav, [aria-label='Time bar']")).toHaveCount(0);
    for (const path of ["/api/trpc/settings.doors", "/api/tempo/api/echo", "/api/state/at", "/metrics"]) {
      expect((await request.get(`${web}${path}`)).status(), path).toBe(401);
    }
  });

  test("a wrong token is told, and does not let in", async ({ page, expectedComplaints }) => {
    expectedComplaints.push(/401/);
    await page.goto(`${web}/services`);
    await signIn(page, "not-the-token");
    await expect(page.getByRole("alert")).toHaveText("That token is not known here.");
    await page.goto(`${web}/services`);
    await expect(page.getByLabel("Token")).toBeVisible();
  });

  test("OTLP is refused with 401 and a Status that says what is missing", async () => {
    const refused = await postTraces(oneSpan(), {}, otlp);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("content-type")).toContain("application/json");
    expect(await refused.json()).toMatchObject({ code: 16, message: expect.stringContaining("Authorization: Bearer") });
    const wrong = await postTraces(oneSpan(), { authorization: "Bearer not-the-token" }, otlp);
    expect(wrong.status).toBe(401);
    await expect(sendShop("grpc", Date.now(), { httpUrl: otlp, grpcAddress: grpc })).rejects.toThrow(
      /UNAUTHENTICATED|token/i,
    );
  });
});

test.describe("with the token, on a fresh database", () => {
  test.beforeEach(async ({ page, expectedComplaints }) => {
    expectedComplaints.push(/401/);
    await page.goto(`${web}/services`);
    await signIn(page, token);
    await expect(page.getByRole("region", { name: "Time bar" })).toBeVisible();
    await settled(page);
  });

  test("services teaches how to send, with this server's own address", async ({ page }) => {
    await expect(page).toHaveURL(new RegExp(`^${web}/services`));
    await expect(page.getByText("Nothing has arrived yet")).toBeVisible();
    await expect(page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${otlp}`)).toBeVisible();
    await page.getByRole("button", { name: "Collector" }).click();
    await expect(page.getByText(`endpoint: ${grpc}`)).toBeVisible();
    await expect(page.getByText("asks senders for a token")).toBeVisible();
  });

  test("traces and logs teach it too, and ingest leads there", async ({ page }) => {
    for (const path of ["/traces", "/logs"]) {
      await page.goto(`${web}${path}`);
      await settled(page);
      await expect(page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${otlp}`)).toBeVisible();
    }
    await page.goto(`${web}/ingest`);
    await settled(page);
    await page.locator("main").getByRole("link", { name: "Connect a sender" }).click();
    await expect(page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${otlp}`)).toBeVisible();
  });

  test("OTLP is taken in over HTTP and gRPC, and seen", async ({ page }) => {
    const authorized = await postTraces(oneSpan(), { authorization: `Bearer ${token}` }, otlp);
    expect(authorized.status).toBe(200);
    const atMs = Date.now() - 60_000;
    const shop = await sendShop("grpc", atMs, { httpUrl: otlp, grpcAddress: grpc, token });
    await page.goto(`${web}/traces?service=${shop.web}&at=${instant(atMs + 30_000)}&window=5m`);
    await expect(page.getByRole("table", { name: "Traces" }).getByRole("link")).toHaveCount(10);
  });

  test("a token for a pipeline reports events, sees nothing, and ends when it is revoked", async ({
    page,
    playwright,
  }) => {
    await page.goto(`${web}/settings`);
    await page.getByLabel("Name of the new token").fill("ci");
    await page.getByRole("button", { name: "Make a token" }).click();
    const pipeline = (await page.getByText(/^chr_/).textContent()) ?? "";
    // A context of its own: no cookie of whoever signed in.
    const ci = await playwright.request.newContext({ extraHTTPHeaders: { authorization: `Bearer ${pipeline}` } });
    const data = { kind: "deployed", service: "payments", version: "2.14.0", title: "payments 2.14.0 deployed" };
    const report = async () => (await ci.post(`${web}/api/events`, { data })).status();
    await expect.poll(report, { timeout: 15_000 }).toBe(201);
    expect((await ci.get(`${web}/api/state/at`)).status()).toBe(403);
    const seen = await page.request.get(`${web}/api/state/events?kind=deployed&service=payments`);
    expect((await seen.json()).events).toMatchObject([{ title: data.title, detail: { author: "ci" } }]);
    const revoke = page.getByRole("button", { name: "revoke the token ci" });
    await revoke.click();
    await revoke.click();
    await expect(revoke).toHaveCount(0);
    await expect.poll(report, { timeout: 15_000 }).toBe(401);
    await ci.dispose();
  });
});
