/**
 * Applies the telemetry schema's migrations: the files NNNN_name.sql of ./migrations in order, each in one transaction, with a
 * checksum in telemetry.migration. Several processes may start at once: an advisory lock lets one work and the others find it done.
 * Errors: CONFLICT when the database knows a migration that this code does not (it is newer) or an applied file has changed;
 * UNAVAILABLE when the server is older than PostgreSQL 15 or a statement fails.
 * Next: prisma/migrations, the control plane's, by server/supervisor/prismaMigrations.ts.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { DomainError } from "../../errors.ts";

/** Any number, the same in every version of this product: "chronos" in ASCII, cut to what a lock takes. */
const LOCK = 0x6368726f6e;
const OLDEST_SERVER = 150_000;

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The folder of the project, found from wherever the code was bundled to. */
export function projectRoot(from: string = import.meta.dirname): string {
  for (let at = from; dirname(at) !== at; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) && existsSync(join(at, "server"))) return at;
  }
  return process.cwd();
}

/** The migrations of a folder in order of application. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_\w+\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name), "utf8");
    return { name: name.slice(0, -4), sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  const version = Number(rows[0]?.server_version_num);
  if (version >= OLDEST_SERVER) return;
  throw new DomainError(
    "UNAVAILABLE",
    `DATABASE_URL names a PostgreSQL ${Math.floor(version / 10_000)}; Chronoscope needs 15 or newer. Upgrade that server, or unset DATABASE_URL to use the embedded one.`,
  );
}

/** Throws CONFLICT unless what was applied is the beginning of what we know. Returns what is still to apply. */
export function pendingMigrations(
  known: readonly Migration[],
  applied: readonly { name: string; checksum: string }[],
): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const migration = byName.get(name);
    if (!migration) {
      throw new DomainError(
        "CONFLICT",
        `The database has the migration ${name}, which this Chronoscope does not know: it was written by a newer version. Start that version, or use another database.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new DomainError(
        "CONFLICT",
        `The migration ${name} was applied with other content than its file has now. Restore the file, or use another database.`,
      );
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}

async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query("INSERT INTO telemetry.migration (name, checksum) VALUES ($1, $2)", [name, checksum]);
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError("UNAVAILABLE", `The migration ${name} failed and was rolled back: ${words}`, { cause });
  }
}

/** Brings the telemetry schema up to date. Resolves to the names of what it applied. */
export async function migrateTelemetry(
  connectionString: string,
  folder: string = join(projectRoot(), "server", "store", "postgres", "migrations"),
): Promise<string[]> {
  const client = new pg.Client({ connectionString, application_name: "chronoscope migrate" });
  // A connection that dies fails its query; its event alone would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await refuseOldServer(client);
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query("CREATE SCHEMA IF NOT EXISTS telemetry");
    await client.query(
      "CREATE TABLE IF NOT EXISTS telemetry.migration (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
    );
    const { rows } = await client.query<{ name: string; checksum: string }>(
      "SELECT name, checksum FROM telemetry.migration ORDER BY name",
    );
    const pending = pendingMigrations(readMigrations(folder), rows);
    for (const migration of pending) await applyOne(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
