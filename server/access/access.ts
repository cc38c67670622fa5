/**
 * Who may come in, for every door alike. On loopback everybody on this machine may; wider than loopback a token is asked for, by
 * `Authorization: Bearer <token>` or by the cookie of the sign-in page, unless the user said --insecure.
 * Tokens have 256 random bits, so their SHA-256 is kept and compared; the list is read again every few seconds, so that a revoked
 * token stops to work without a restart. `checkAccess` is synchronous: it stands on the hot path of ingest.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Config } from "../config.ts";

export type HeaderBag = Readonly<Record<string, string | readonly string[] | undefined>>;
/** What a token may do; `admin` may do everything. `events:write` is for pipelines that report deploys and flags, `alerts:write` for whoever is on call. */
export const TOKEN_SCOPES = ["read", "ingest", "events:write", "alerts:write", "admin"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export interface TokenRecord {
  readonly name: string;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
  readonly scopes: readonly string[];
}

export type Verdict =
  | { readonly admitted: true; readonly name: string }
  | { readonly admitted: false; readonly status: 401 | 403; readonly message: string };

export interface Access {
  /** True when a token is asked for. */
  readonly guarded: boolean;
  /** Judges by headers (names in lower case; gRPC metadata as a record of the same form). `need` is what the door does. */
  checkAccess(headers: HeaderBag, remote?: string, need?: TokenScope): Verdict;
  /** The same for a token typed by a person. */
  checkToken(token: string, need?: TokenScope): Verdict;
  /** Reads the tokens now; resolves when they are known. Does nothing when no token is asked for. */
  refresh(): Promise<void>;
  close(): void;
}

export const COOKIE = "chronoscope_token";
const REFRESH_MS = 5_000;

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** True for hosts that only this machine reaches. */
export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, "");
  return bare === "localhost" || bare.endsWith(".localhost") || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}

const first = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === "string" ? value : value?.[0];

/** The token that a request brings; null without one. */
export function presentedToken(headers: HeaderBag): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(first(headers.authorization) ?? "")?.[1];
  if (bearer) return bearer;
  const cookies = (first(headers.cookie) ?? "").split(/; */);
  const found = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return found ? found.slice(COOKIE.length + 1) : null;
}

const MISSING: Verdict = {
  admitted: false,
  status: 401,
  message:
    "This Chronoscope asks for a token: send `Authorization: Bearer <token>`, with the token in first-start-token of its data directory.",
};
const UNKNOWN: Verdict = { admitted: false, status: 401, message: "This token is not known here, or was revoked." };
/** As in "has no right to …". */
const RIGHTS: Readonly<Record<TokenScope, string>> = {
  read: "read",
  ingest: "ingest",
  "events:write": "report events (scope events:write)",
  "alerts:write": "silence and acknowledge alerts (scope alerts:write)",
  admin: "administer (scope admin)",
};
const ANYBODY: Verdict = { admitted: true, name: "anybody" };

function judge(token: string, need: TokenScope, tokens: readonly TokenRecord[]): Verdict {
  const presented = Buffer.from(hashToken(token), "hex");
  const known = tokens.find(({ hash }) => timingSafeEqual(Buffer.from(hash, "hex"), presented));
  if (!known) return UNKNOWN;
  if (known.scopes.includes("admin") || known.scopes.includes(need)) return { admitted: true, name: known.name };
  return { admitted: false, status: 403, message: `The token "${known.name}" has no right to ${RIGHTS[need]}.` };
}

/** The door-keeper of one process. `readTokens` is asked only when tokens matter. */
export function createAccess(
  config: Pick<Config, "host" | "insecure">,
  readTokens: () => Promise<readonly TokenRecord[]>,
  onError: (error: unknown) => void = () => undefined,
): Access {
  const guarded = !config.insecure && !isLoopback(config.host);
  let tokens: readonly TokenRecord[] = [];
  const refresh = async () => {
    // When the database is away, those who were known stay known.
    if (guarded) tokens = await readTokens();
  };
  const timer = guarded ? setInterval(() => refresh().catch(onError), REFRESH_MS) : null;
  timer?.unref();
  const checkToken = (token: string, need: TokenScope = "read") => (guarded ? judge(token, need, tokens) : ANYBODY);
  return {
    guarded,
    checkToken,
    checkAccess: (headers, _remote, need = "read") => {
      if (!guarded) return ANYBODY;
      const token = presentedToken(headers);
      return token === null ? MISSING : checkToken(token, need);
    },
    refresh,
    close: () => timer && clearInterval(timer),
  };
}
