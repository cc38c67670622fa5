/**
 * Applies the control plane's migrations, which are in Prisma's folder format (prisma/migrations/NAME/migration.sql), and keeps
 * Prisma's own table, so that `prisma migrate deploy` stays usable: same table, same checksum, same advisory lock. Prisma's engine
 * is a download that closed networks lack; this needs none.
 * Errors: CONFLICT when the database knows a migration that this code does not, a file changed, or one failed half-way under Prisma.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { DomainError } from "../errors.ts";
import { type Migration, pendingMigrations, projectRoot } from "../store/postgres/migrate.ts";

/** The lock that Prisma's engine takes on PostgreSQL. */
const PRISMA_LOCK = 72_707_369;

/** As Prisma's engine creates it. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

function readPrismaMigrations(folder: string): Migration[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "migration.sql")))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

async function readApplied(client: pg.Client): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  const failed = rows.find((row) => !row.finished);
  if (failed) {
    throw new DomainError(
      "CONFLICT",
      `The migration ${failed.name} failed half-way under Prisma; settle it with \`npx prisma migrate resolve\`, then start again.`,
    );
  }
  return rows;
}

async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError("UNAVAILABLE", `The migration ${name} failed and was rolled back: ${words}`, { cause });
  }
}

/** Brings the control plane's tables (schema public) up to date. Resolves to the names of what it applied. */
export async function migrateControlPlane(
  connectionString: string,
  folder: string = join(projectRoot(), "prisma", "migrations"),
): Promise<string[]> {
  const client = new pg.Client({ connectionString, application_name: "chronoscope migrate" });
  // A connection that dies fails its query; its event alone would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    await client.query(TABLE);
    const pending = pendingMigrations(readPrismaMigrations(folder), await readApplied(client));
    for (const migration of pending) await applyOne(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
