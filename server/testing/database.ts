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

async function runOn(connectionString: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

/**
 * Waits a second at most for connections that are on their way out: a pool says that it has ended before its sockets have, and one that
 * is cut off at that moment throws where nobody listens.
 */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (const until = Date.now() + 1_000; Date.now() < until; ) {
    const { rowCount } = await client.query("SELECT pg_sleep(0.005) FROM pg_stat_activity WHERE datname = $1", [name]);
    if (rowCount === 0) break;
  }
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** A new database. With `empty`, one that no migration has touched. */
export async function freshDatabase(options: { empty?: boolean } = {}): Promise<FreshDatabase> {
  const server = await serverConnection();
  const name = `test_${randomBytes(6).toString("hex")}`;
  const template = options.empty ? "" : ` TEMPLATE ${TEMPLATE}`;
  await runOn(server, (client) => client.query(`CREATE DATABASE ${name}${template}`));
  return {
    connectionString: server.replace("/postgres?", `/${name}?`).replace(/\/postgres$/, `/${name}`),
    drop: () => runOn(server, (client) => dropDatabase(client, name)),
  };
}
