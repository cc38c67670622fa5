/**
 * Vitest's globalSetup: one embedded Postgres per test run, started when the first test asks for a database (a run of pure tests
 * starts none), with one migrated template that every fresh database is cloned from. Tests ask over loopback HTTP, since they
 * live in other processes; see database.ts.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { migrateTelemetry } from "../store/postgres/migrate.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../supervisor/embeddedPostgres.ts";
import { migrateControlPlane } from "../supervisor/prismaMigrations.ts";

const TEMPLATE = "chronoscope_template";

async function startServer(folder: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory: folder, log: () => undefined, durable: false });
  const client = new pg.Client({ connectionString: server.connectionString("postgres") });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await migrateTelemetry(server.connectionString(TEMPLATE));
  await migrateControlPlane(server.connectionString(TEMPLATE));
  await client.query(`ALTER DATABASE ${TEMPLATE} WITH ALLOW_CONNECTIONS false`);
  await client.end();
  return server;
}

export async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "chronoscope-test-"));
  chmodSync(folder, 0o755);
  let starting: Promise<EmbeddedPostgres> | null = null;
  const door = createServer((_request, response) => {
    starting ??= startServer(folder);
    starting.then(
      (server) => response.end(server.connectionString("postgres")),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  process.env.CHRONOSCOPE_TEST_DATABASE = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return async () => {
    door.closeAllConnections();
    door.close();
    const server = await Promise.resolve(starting).catch(() => null);
    await server?.stop(2_000);
    rmSync(folder, { recursive: true, force: true });
  };
}
