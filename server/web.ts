/**
 * The role `web`: an HTTP server of ours in front of Next's request handler, so that who may come in is settled before any page or
 * procedure runs, and health and metrics answer without Next. Procedures check access again (server/trpc.ts).
 * Errors: the promise rejects when the port cannot be had.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { COOKIE, type Verdict } from "./access/access.ts";
import { refuseOrigin } from "./access/origin.ts";
import { signInPage } from "./access/signInPage.ts";
import { isHealthPath } from "./api/health.ts";
import { answerHealth, answerMetrics } from "./api/operations.ts";
import { type RunningRole, type Runtime, runtime } from "./runtime.ts";

/** A sign-in form is a few hundred bytes. */
const LONGEST_FORM_BYTES = 4_096;
const COOKIE_SECONDS = 30 * 86_400;
const DRAIN_MS = 2_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const policy = (dev: boolean) =>
  [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

function setSecurityHeaders(response: ServerResponse, dev: boolean): void {
  response.setHeader("content-security-policy", policy(dev));
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("permissions-policy", "camera=(), geolocation=(), microphone=()");
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
  response.end(body);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LONGEST_FORM_BYTES) return null;
  }
  return new URLSearchParams(text);
}

/** Takes the token of the sign-in form and sets the cookie that stands for it. */
async function signIn({ access }: Runtime, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = (await readForm(request))?.get("token")?.trim() ?? "";
  await access.refresh();
  if (!/^[\w-]+$/.test(token) || !access.checkToken(token).admitted) {
    answer(response, 401, "text/html", signInPage(true));
    return;
  }
  const secure = request.headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
  const cookie = `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${COOKIE_SECONDS}${secure}`;
  response.writeHead(303, { location: "/", "set-cookie": cookie, "cache-control": "no-store" });
  response.end();
}

function refuse(request: IncomingMessage, response: ServerResponse, verdict: Verdict & { admitted: false }): void {
  const wantsPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
  if (wantsPage && verdict.status === 401) {
    answer(response, 401, "text/html", signInPage(false));
    return;
  }
  response.setHeader("www-authenticate", 'Bearer realm="chronoscope"');
  answer(response, verdict.status, "application/json", `${JSON.stringify({ error: verdict.message })}\n`);
}

/** Settles who may come in, answers what needs no page, and hands the rest to Next. */
function gate(runtime: Runtime, pages: Handler, dev: boolean): Handler {
  return async (request, response) => {
    setSecurityHeaders(response, dev);
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (isHealthPath(path)) return answerHealth(runtime, path, response);
    const refused = refuseOrigin(request.headers, runtime.config.host);
    if (refused !== null) return answer(response, 403, "text/plain", `${refused}\n`);
    if (runtime.access.guarded && path === "/sign-in" && request.method === "POST")
      return signIn(runtime, request, response);
    const verdict = runtime.access.checkAccess(request.headers, request.socket.remoteAddress);
    if (!verdict.admitted) return refuse(request, response, verdict);
    if (path === "/metrics") return answerMetrics(runtime, request, response);
    // Next trusts these when it talks to itself; from outside they are forged (CVE-2025-29927).
    for (const name of Object.keys(request.headers)) if (name.startsWith("x-middleware-")) delete request.headers[name];
    if (path.startsWith("/api/")) response.setHeader("cache-control", "no-store");
    return pages(request, response);
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => done((server.address() as AddressInfo).port));
  });
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(late);
}

/** Serves the console; resolves when it takes requests. `dev` compiles pages as they are asked for. */
export async function startWeb({ dev }: { dev: boolean }): Promise<RunningRole & { readonly port: number }> {
  const { config, log, access } = runtime();
  await access.refresh();
  const server = createServer();
  const app = next({ dev, dir: process.cwd(), hostname: config.host, port: config.webPort, httpServer: server });
  await app.prepare();
  const handler = gate(runtime(), app.getRequestHandler(), dev);
  server.on("request", (request, response) => {
    handler(request, response).catch((error: unknown) => {
      log.error({ error, path: request.url }, "a request failed");
      if (response.headersSent) response.destroy();
      else answer(response, 500, "text/plain", "The server met an error it did not expect; its log says which.\n");
    });
  });
  const port = await listen(server, config.webPort, config.host);
  return { port, drain: () => drain(server), status: () => ({ port }) };
}
