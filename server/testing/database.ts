/**
 * A fresh, migrated database for one test or one test file: a clone of the template on this worker's embedded Postgres.
 * Errors: throws when the run was started without vitest's globalSetup, or when a migration fails.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";

const TEMPLATE = "chronoscope_template";

export interface FreshDatabase {
  readonly connectionString: string;
  /** Ends whatever is still connected to it. */
  drop(): Promise<void>;
}

async function serverConnection(): Promise<string> {
  const door = process.env.CHRONOSCOPE_TEST_DATABASE;
  if (!door) throw new Error("freshDatabase needs vitest's globalSetup (server/testing/databaseServer.ts).");
  const response = await fetch(`${door}/${process.env.VITEST_POOL_ID ?? "1"}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

async function runOn(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A new database. With `empty`, one that no migration has touched. */
export async function freshDatabase(options: { empty?: boolean } = {}): Promise<FreshDatabase> {
  const server = await serverConnection();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runOn(server, options.empty ? `CREATE DATABASE ${name}` : `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    connectionString: server.replace("/postgres?", `/${name}?`).replace(/\/postgres$/, `/${name}`),
    drop: () => runOn(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
