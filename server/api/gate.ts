/**
 * The outer door of `web`: who may come in is settled here, before any page or procedure runs; health, metrics and the sign-in
 * page are answered here too. Procedures check access again (server/trpc.ts): this door is not the only guard.
 * Errors: none thrown by itself; what `pages` throws goes on to the server.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { type Access, COOKIE, type TokenScope, type Verdict } from "../access/access.ts";
import { refuseOrigin } from "../access/origin.ts";
import type { SignedLinks } from "../access/signedLinks.ts";
import { signInPage, wayBack } from "../access/signInPage.ts";
import type { Config } from "../config.ts";
import type { HealthPath } from "./health.ts";
import { isHealthPath } from "./health.ts";

/** A sign-in form is a few hundred bytes. */
const LONGEST_FORM_BYTES = 4_096;
const COOKIE_SECONDS = 30 * 86_400;

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

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
async function signIn({ access }: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request);
  const token = form?.get("token")?.trim() ?? "";
  const to = wayBack(form?.get("to") ?? "/");
  await access.refresh();
  if (!/^[\w-]+$/.test(token) || !access.checkToken(token).admitted) {
    answer(response, 401, "text/html", signInPage(true, to));
    return;
  }
  const secure = request.headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
  const cookie = `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${COOKIE_SECONDS}${secure}`;
  response.writeHead(303, { location: to, "set-cookie": cookie, "cache-control": "no-store" });
  response.end();
}

function refuse(request: IncomingMessage, response: ServerResponse, verdict: Verdict & { admitted: false }): void {
  const wantsPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
  if (wantsPage && verdict.status === 401) {
    answer(response, 401, "text/html", signInPage(false, request.url ?? "/"));
    return;
  }
  response.setHeader("www-authenticate", 'Bearer realm="chronoscope"');
  answer(response, verdict.status, "application/json", `${JSON.stringify({ error: verdict.message })}\n`);
}

export interface Gate {
  readonly config: Pick<Config, "host">;
  readonly access: Access;
  readonly links: Pick<SignedLinks, "admits">;
  readonly pages: Handler;
  readonly health: (path: HealthPath, response: ServerResponse) => Promise<void>;
  readonly metrics: Handler;
  /** Pages are compiled as they are asked for, which needs a wider policy. */
  readonly dev: boolean;
}

/** False for a path that no text stands behind, such as `/%E0%A4%A`. */
function isReadable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

/** `/metrics` is a page for people, and for scrapers what they know it as: browsers ask for HTML, Next's own steps say so. */
function wantsPage({ accept, rsc }: IncomingHttpHeaders): boolean {
  return rsc !== undefined || (accept ?? "").includes("text/html");
}

/** A pipeline's token may report what it did and see nothing. */
const needOf = (method: string | undefined, path: string): TokenScope =>
  method === "POST" && path === "/api/events" ? "events:write" : "read";

/** The door behind this one asks the same (alertPictureDoor.ts). */
async function isSignedPicture({ links }: Gate, { method, url = "" }: IncomingMessage): Promise<boolean> {
  return (method === "GET" || method === "HEAD") && (await links.admits(url, Date.now()));
}

/** Settles who may come in, answers what needs no page, and hands the rest to the pages. */
export function createGate(gate: Gate): Handler {
  const { config, access, pages, health, metrics, dev } = gate;
  return async (request, response) => {
    setSecurityHeaders(response, dev);
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (isHealthPath(path)) return health(path, response);
    const refused = refuseOrigin(request.headers, config.host);
    if (refused !== null) return answer(response, 403, "text/plain", `${refused}\n`);
    if (access.guarded && path === "/sign-in" && request.method === "POST") return signIn(gate, request, response);
    const verdict = access.checkAccess(request.headers, request.socket.remoteAddress, needOf(request.method, path));
    if (!verdict.admitted) {
      if (!(await isSignedPicture(gate, request))) return refuse(request, response, verdict);
      // Whoever shows a message shows its picture on pages of its own.
      response.setHeader("cross-origin-resource-policy", "cross-origin");
    }
    if (path === "/metrics" && !wantsPage(request.headers)) return metrics(request, response);
    if (!isReadable(path))
      return answer(response, 400, "text/plain", "This address is not valid UTF-8 in % encoding.\n");
    // Next trusts these when it talks to itself; from outside they are forged (CVE-2025-29927).
    for (const name of Object.keys(request.headers)) if (name.startsWith("x-middleware-")) delete request.headers[name];
    if (path.startsWith("/api/")) response.setHeader("cache-control", "no-store");
    return pages(request, response);
  };
}
