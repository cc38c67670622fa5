/**
 * tRPC's foundation, in three sections: the context of a call, the one map of errors, the procedure that every router builds on.
 * No transformer: answers are plain JSON, a nanosecond instant crosses as a decimal string (`...UnixNano`).
 */
import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import type { TokenScope } from "./access/access.ts";
import { domainCode, type ErrorCode, logFailure } from "./errors.ts";
import { LAST_UNIX_MS } from "./model/time.ts";
import { type Runtime, runtime } from "./runtime.ts";
import { readVersion } from "./version.ts";

const version = readVersion();

// 1. Context: who asks, and the process's store.
export interface TrpcContext {
  readonly headers: Headers;
  readonly store: Runtime["store"];
  readonly promQl: Runtime["promQl"];
  readonly db: Runtime["db"];
  /** What the processes of this Chronoscope say of themselves, youngest first. */
  readonly readHeartbeats: Runtime["coordination"]["readHeartbeats"];
  /** Tenant number; 1 is `default`. */
  readonly tenant: number;
  /** Where this Chronoscope takes telemetry in, for the snippets that people copy. */
  readonly doors: {
    readonly otlpHttpPort: number;
    readonly otlpGrpcPort: number;
    /** True when senders need a token. */
    readonly guarded: boolean;
    readonly retentionMs: number;
  };
  /** How notifications leave: what links begin with, and which networks that are not public may be reached. */
  readonly notify: { readonly consoleUrl: string; readonly allow: readonly string[] };
  /** How this Chronoscope was started, as far as a viewer should know. */
  readonly settings: {
    readonly version: string;
    /** Of Node, as "v22.1.0". */
    readonly node: string;
    readonly host: string;
    readonly webPort: number;
    readonly dataDir: string;
    /** Host, port and name of the database, or the folder of its socket; never who enters it. */
    readonly database: string;
    readonly retentionMs: number;
    readonly retentionSeriesMs: number;
    readonly retentionStateMs: number;
    readonly diskBudgetBytes: number | null;
    readonly maxSeriesPerMetric: number;
  };
}

export async function createTrpcContext(headers: Headers): Promise<TrpcContext> {
  const { store, promQl, db, coordination, config, access } = runtime();
  const { otlpHttpPort, otlpGrpcPort, retentionMs } = config;
  const { host, webPort, dataDir, retentionSeriesMs, retentionStateMs, diskBudgetBytes, maxSeriesPerMetric } = config;
  const kept = { retentionMs, retentionSeriesMs, retentionStateMs, diskBudgetBytes, maxSeriesPerMetric };
  return {
    headers,
    store,
    promQl,
    db,
    readHeartbeats: () => coordination.readHeartbeats(),
    tenant: 1,
    notify: { consoleUrl: config.consoleUrl, allow: config.webhookAllow },
    doors: { otlpHttpPort, otlpGrpcPort, retentionMs, guarded: access.guarded },
    settings: {
      version,
      node: process.version,
      host,
      webPort,
      dataDir,
      database: placeOf(config.databaseUrl ?? ""),
      ...kept,
    },
  };
}

function placeOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return "";
  const { host, pathname, searchParams } = new URL(databaseUrl);
  const socket = searchParams.get("host");
  return socket ? `socket in ${socket}` : host + pathname;
}

// 2. Errors: a DomainError keeps its sentence and its code; anything else is told by an id alone and kept for the log.
const TRPC_CODES = {
  NOT_FOUND: "NOT_FOUND",
  INVALID: "BAD_REQUEST",
  TOO_LARGE: "PAYLOAD_TOO_LARGE",
  OVERLOADED: "TOO_MANY_REQUESTS",
  CONFLICT: "CONFLICT",
  UNAUTHORIZED: "UNAUTHORIZED",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  INTERNAL: "INTERNAL_SERVER_ERROR",
} as const satisfies Record<ErrorCode, string>;

const trpc = initTRPC.context<TrpcContext>().create({
  errorFormatter({ shape, error, path }) {
    const code = domainCode(error.cause);
    const known = code !== null || error.code !== "INTERNAL_SERVER_ERROR";
    const errorId = crypto.randomUUID().slice(0, 8);
    const failure = { error: error.cause ?? error, path, errorId };
    if (!known) logFailure(runtime().log, failure, "a question failed");
    const message = known
      ? sentenceOf(error.cause, shape.message)
      : "The server met an error it did not expect. Its log has the cause under this id.";
    const { stack: _stack, ...data } = shape.data;
    return { ...shape, message, data: { ...data, domainCode: code, errorId } };
  },
});

/** Of an input that is refused, the sentences of its checks: zod's own message is JSON, for programs. */
function sentenceOf(cause: unknown, message: string): string {
  return cause instanceof z.ZodError ? cause.issues.map((issue) => issue.message).join(" ") : message;
}

// 3. Procedures.
export const router = trpc.router;
export const createCaller = trpc.createCallerFactory;

/** A procedure for those who may do this: errors are mapped by code, and `ctx.who` is the name of the token ("anybody" where none is asked for). */
export const procedureFor = (need: TokenScope) =>
  trpc.procedure.use(async ({ ctx, next }) => {
    const verdict = runtime().access.checkAccess(Object.fromEntries(ctx.headers), undefined, need);
    if (!verdict.admitted) {
      throw new TRPCError({ code: verdict.status === 401 ? "UNAUTHORIZED" : "FORBIDDEN", message: verdict.message });
    }
    const result = await next({ ctx: { who: verdict.name } });
    if (result.ok) return result;
    const code = domainCode(result.error.cause);
    if (code === null) return result;
    throw new TRPCError({ code: TRPC_CODES[code], message: result.error.message, cause: result.error.cause });
  });
/** Procedures that only read. */
export const procedure = procedureFor("read");

/** The window of a question: startMs <= t < endMs, Unix milliseconds that telemetry can bear, at most 400 days. */
export const windowInput = z
  .object({ startMs: z.number().int().nonnegative(), endMs: z.number().int().positive().max(LAST_UNIX_MS) })
  .refine((window) => window.endMs > window.startMs, "The window ends before it starts.")
  .refine((window) => window.endMs - window.startMs <= 400 * 86_400_000, "The window is longer than 400 days.");
