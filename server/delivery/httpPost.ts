/**
 * One POST of JSON to an address that a person typed: to the guarded address and no other, with the name in TLS and in `Host`; no
 * redirect is followed, the whole takes a bounded time, and of the answer at most 64 kB are read, and none of it is told on.
 * Errors: none thrown; the outcome's words name the host alone, since paths and queries of webhooks are secrets.
 */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { guardAddress, type Resolve } from "./addressGuard.ts";
import type { Outcome } from "./outcome.ts";

export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly allow: readonly string[];
  readonly timeoutMs: number;
  readonly nowMs: number;
  readonly resolve?: Resolve | undefined;
  /** For tests: authorities to trust beside those of the system. */
  readonly authorities?: string | undefined;
}

const MOST_READ = 64 * 1024;
const LONGEST_WAIT_MS = 24 * 3_600_000;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

function targetOf(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed : null;
}

/** Who enters, where the address says so. */
function entryOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const entry = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(entry).toString("base64")}` };
}

/** Resolves with the head of the answer. Throws what the socket throws. */
function exchange(target: URL, address: string, post: Post, signal: AbortSignal): Promise<Answer> {
  const isTls = target.protocol === "https:";
  const host = target.hostname.replace(/^\[(.*)\]$/, "$1");
  const tls = { servername: isIP(host) ? "" : host, ...(post.authorities && { ca: post.authorities }) };
  const headers = {
    host: target.host,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(post.body),
    "user-agent": "Chronoscope",
    ...entryOf(target),
    ...post.headers,
  };
  const path = target.pathname + target.search;
  const port = target.port || (isTls ? 443 : 80);
  const where = {
    host: address,
    port,
    path,
    method: "POST",
    agent: false,
    signal,
    headers,
    ...(isTls && tls),
  } as const;
  return new Promise((resolve, reject) => {
    const request = (isTls ? requestHttps : requestHttp)(where, (response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] });
      let read = 0;
      response.on("error", () => undefined);
      response.on("data", (piece: Uint8Array) => {
        read += piece.length;
        if (read > MOST_READ) request.destroy();
      });
    });
    request.on("error", reject);
    request.end(post.body);
  });
}

/** Of `Retry-After`: seconds or a date; null when it says nothing. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS);
}

/** Worth another try: busy, slow, or (429) too often asked. */
const PASSING = new Set([408, 421, 423, 425, 429]);

function outcomeOf({ status, retryAfter }: Answer, host: string, nowMs: number): Outcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 410) return { kind: "dead", isGone: true, why: `${host} answered 410: it is gone for good.` };
  const afterMs = retryAfterMs(retryAfter, nowMs);
  if (status === 429) return { kind: "retry", afterMs, why: `${host} answered 429: it was told too much at once.` };
  if (status >= 500 || PASSING.has(status)) return { kind: "retry", afterMs, why: `${host} answered ${status}.` };
  if (status >= 300 && status < 400) {
    const why = `${host} answered ${status}, a redirect, which is not followed. Type the address that it leads to.`;
    return { kind: "retry", afterMs: null, why };
  }
  return { kind: "dead", why: `${host} answered ${status}: it does not take this message, now or later.` };
}

/** Node's words for what becomes of sockets, without addresses. */
function troubleOf(error: unknown): string {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: "refused the connection",
    ECONNRESET: "closed the connection before it answered",
    EPIPE: "closed the connection before it had the message",
    ETIMEDOUT: "could not be reached in time",
    EHOSTUNREACH: "cannot be reached",
    ENETUNREACH: "cannot be reached",
    EPROTO: "does not speak TLS there",
  };
  if (/^(CERT|ERR_TLS|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/.test(code))
    return `has a certificate that is not trusted (${code})`;
  return words[code] ?? `could not be spoken to${code === "" ? "" : ` (${code})`}`;
}

export async function postJson(post: Post): Promise<Outcome> {
  const target = targetOf(post.url);
  if (!target) return { kind: "dead", why: "The address is no URL that begins with https:// or http://." };
  const timeout = AbortSignal.timeout(post.timeoutMs);
  const timedOut = new Promise<"late">((resolve) =>
    timeout.addEventListener("abort", () => resolve("late"), { once: true }),
  );
  const late: Outcome = {
    kind: "retry",
    afterMs: null,
    why: `${target.host} did not answer within ${post.timeoutMs / 1_000} s.`,
  };
  const guarded = await Promise.race([guardAddress(target.hostname, post.allow, post.resolve), timedOut]);
  if (guarded === "late") return late;
  if (guarded.address === null) {
    return guarded.passes ? { kind: "retry", afterMs: null, why: guarded.why } : { kind: "dead", why: guarded.why };
  }
  try {
    return outcomeOf(await exchange(target, guarded.address, post, timeout), target.host, post.nowMs);
  } catch (error) {
    return timeout.aborted ? late : { kind: "retry", afterMs: null, why: `${target.host} ${troubleOf(error)}.` };
  }
}
