/**
 * The database under the roles: the embedded Postgres, kept running, or the one that DATABASE_URL names; migrated either way.
 * Errors: UNAVAILABLE or CONFLICT with a sentence; a password never appears in one.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Config } from "../config.ts";
import { DomainError, domainCode } from "../errors.ts";
import type { Log } from "../log.ts";
import { migrateTelemetry } from "../store/postgres/migrate.ts";
import { backOffMs } from "./backOff.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embeddedPostgres.ts";
import { migrateControlPlane } from "./prismaMigrations.ts";

const DATABASE = "chronoscope";
const TRIES = 3;
const BACK_OFF = { firstMs: 200, longestMs: 15_000 };

export interface Database {
  readonly connectionString: string;
  /** Pid of the embedded server; null with DATABASE_URL. */
  readonly pid: () => number | null;
  stop(): Promise<void>;
}

/** Where a URL points, without its secrets. */
function nameOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || "localhost"}${port ? `:${port}` : ""}${pathname}`;
  } catch {
    return "what DATABASE_URL says";
  }
}

async function connectOnce(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // A connection that dies fails its query; its event alone would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkReachable(url: string): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      return await connectOnce(url);
    } catch (cause) {
      const words = cause instanceof AggregateError ? (cause.errors[0] as Error).message : (cause as Error).message;
      if (failures >= TRIES) {
        throw new DomainError(
          "UNAVAILABLE",
          `The database at ${nameOf(url)} cannot be reached (${words}); check DATABASE_URL and that its server runs, or unset it to use the embedded Postgres.`,
          { cause },
        );
      }
      await delay(backOffMs(failures, { firstMs: 500, longestMs: 2_000 }));
    }
  }
}

async function ensureDatabase(server: EmbeddedPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: server.connectionString("postgres") });
  // A connection that dies fails its query; its event alone would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function migrate(connectionString: string, log: Log): Promise<void> {
  const applied = [...(await migrateTelemetry(connectionString)), ...(await migrateControlPlane(connectionString))];
  if (applied.length > 0) log.info({ applied }, "migrated the database");
}

/** Postgres's own lines: what matters to an operator at `info` or `warn`, the rest at `debug`. */
function postgresLines(log: Log): (line: string) => void {
  return (line) => {
    const [, level = "", text = line] = /\] (\w+): +(.*)$/.exec(line) ?? [];
    if (level === "FATAL" && /starting up|not yet accepting/.test(text)) log.debug(text);
    else if (/^(WARNING|ERROR|FATAL|PANIC)$/.test(level)) log.warn(text);
    else if (/ready to accept|not properly shut down|redo done|^cleared leftovers/.test(text)) log.info(text);
    else log.debug(text);
  };
}

/** Starts the embedded server and starts it again whenever it ends, until stopped. */
async function keepEmbedded(directory: string, log: Log): Promise<Database> {
  const options = { directory, log: postgresLines(log) };
  let server = await startEmbeddedPostgres(options);
  await ensureDatabase(server);
  let stopping = false;
  const watch = async (): Promise<void> => {
    for (let failures = 1; ; ) {
      const words = await server.exited;
      if (stopping) return;
      log.error({ words: words.trim().split("\n").slice(-3) }, "Postgres ended; it is started again");
      for (;;) {
        await delay(backOffMs(failures, BACK_OFF));
        if (stopping) return;
        try {
          const began = performance.now();
          server = await startEmbeddedPostgres(options);
          log.info({ tookMs: Math.round(performance.now() - began) }, "Postgres is back");
          break;
        } catch (error) {
          failures += 1;
          log.error({ error }, "Postgres does not start; it is tried again");
        }
      }
    }
  };
  const watching = watch();
  return {
    connectionString: server.connectionString(DATABASE),
    pid: () => server.pid,
    stop: async () => {
      stopping = true;
      await server.stop();
      await watching;
    },
  };
}

/** The database, reachable and migrated. */
export async function openDatabase(config: Config, log: Log): Promise<Database> {
  const url = config.databaseUrl;
  if (url !== null) await checkReachable(url);
  const database =
    url === null
      ? await keepEmbedded(join(config.dataDir, "postgres"), log)
      : { connectionString: url, pid: () => null, stop: async () => undefined };
  try {
    await migrate(database.connectionString, log);
    return database;
  } catch (error) {
    await database.stop();
    if (domainCode(error) !== null) throw error;
    throw new DomainError("UNAVAILABLE", `The database could not be migrated: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
