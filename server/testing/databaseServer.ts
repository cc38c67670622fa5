/**
 * Vitest's globalSetup: one embedded Postgres per worker, started when its first test asks for a database (a run of pure tests
 * starts none), with one migrated template that every fresh database is cloned from. Tests ask over loopback HTTP, since they
 * live in other processes; see database.ts. A server for each worker, because a transaction that one file leaves open holds back
 * what may be followed, folded and compacted in every database of its server.
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
  const servers = new Map<string, Promise<EmbeddedPostgres>>();
  const serverOf = (worker: string) => {
    const known = servers.get(worker) ?? startServer(join(folder, worker));
    servers.set(worker, known);
    return known;
  };
  const door = createServer((request, response) => {
    serverOf(`worker${/\d+/.exec(request.url ?? "")?.[0] ?? ""}`).then(
      (server) => response.end(server.connectionString("postgres")),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  process.env.CHRONOSCOPE_TEST_DATABASE = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return async () => {
    door.closeAllConnections();
    door.close();
    const started = await Promise.allSettled(servers.values());
    await Promise.all(started.map((server) => (server.status === "fulfilled" ? server.value.stop(2_000) : null)));
    rmSync(folder, { recursive: true, force: true });
  };
}
